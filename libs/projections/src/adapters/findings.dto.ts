import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { FINDING_CODES, STAGES, type DigitTest, type Statement } from '@minglu/figures';
import type { NamedFinding } from './finding-queries.js';
import { BilingualDto } from './history.dto.js';

/** Query parameters of the findings of a year. */
export class FindingsOfYearDto {
  @ApiProperty({ type: 'integer', minimum: 1978, maximum: 2200, example: 2024, description: '数据年度 / data year' })
  @Type(() => Number)
  @IsInt()
  @Min(1978)
  @Max(2200)
  year!: number;

  @ApiPropertyOptional({ description: '上一页的 next / the next of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  cursor?: string;

  @ApiProperty({
    type: 'integer',
    default: 20,
    minimum: 1,
    maximum: 50,
    required: false,
    description: '每页至多几个申请单位 / applicants of a page at most',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(50)
  limit: number = 20;
}

class SourceDto implements Pick<
  Statement,
  'caseId' | 'eventId' | 'type' | 'stage' | 'indicator' | 'dataYear' | 'value' | 'unit' | 'occurredAt'
> {
  @ApiProperty({ description: '案卷标识 / id of the dossier' }) caseId!: string;
  @ApiProperty({ format: 'uuid', description: '填报该数据的事件 / the event that states it' }) eventId!: string;
  @ApiProperty({ example: 'EvaluationSubmitted', description: '事件类型 / type of the event' }) type!: string;
  @ApiProperty({ enum: STAGES, description: '环节 / where it is stated' }) stage!: Statement['stage'];
  @ApiProperty({ description: '指标编号；计划中为其文字 / id of the indicator, or the words of a plan' }) indicator!: string;
  @ApiProperty({ type: 'integer', description: '数据年度 / data year' }) dataYear!: number;
  @ApiProperty({ description: '数值；更正过的为更正后 / the value, as corrected' }) value!: string;
  @ApiProperty({ description: '计量单位 / unit' }) unit!: string;
  @ApiProperty({ format: 'date-time', description: '发生时点 / the instant at which it took effect' }) occurredAt!: string;
}
class DigitTestDto implements DigitTest {
  @ApiProperty({ type: BilingualDto, description: '原假设 / null hypothesis' }) nullHypothesis!: BilingualDto;
  @ApiProperty({ type: 'integer', description: '数值个数 / number of values' }) n!: number;
  @ApiProperty({ type: 'integer', description: '最少个数，不足则不检验 / with fewer it does not run' }) minimum!: number;
  @ApiProperty({ description: '统计量 / the statistic' }) statistic!: string;
  @ApiProperty({ description: '阈值 / threshold' }) threshold!: string;
  @ApiProperty({ description: '原假设成立时的误报率 / how often it is wrong where the null hypothesis holds' }) falsePositiveRate!: string;
}
class ConsistencyFindingDto {
  @ApiProperty({ enum: FINDING_CODES, description: '种类 / kind' }) code!: NamedFinding['code'];
  @ApiProperty({ description: '申请单位：区划代码或园区标识 / division code of a city, or id of a park' }) applicant!: string;
  @ApiProperty({ description: '申请单位名称 / name of the applicant' }) applicantName!: string;
  @ApiProperty({ type: String, nullable: true, description: '指标；涉及多项的为空 / the indicator; null if it is about many' }) indicator!:
    string | null;
  @ApiProperty({ type: 'integer', nullable: true, description: '数据年度；涉及多年的为空 / data year; null if it is about many' })
  dataYear!: number | null;
  @ApiProperty({ type: [SourceDto], description: '所比较的填报 / the statements that it compares' }) sources!: readonly SourceDto[];
  @ApiProperty({
    type: DigitTestDto,
    nullable: true,
    description: '统计检验；比较数值的为空 / the statistical test; null where values are compared',
  })
  test!: DigitTestDto | null;
  @ApiProperty({ type: BilingualDto, description: '中性的一句话 / a neutral sentence' }) sentence!: BilingualDto;
}
export class FindingListDto {
  @ApiProperty({
    type: [ConsistencyFindingDto],
    description: '供人工核对的清单，不是指控 / a list for a person to check, never an accusation',
  })
  items!: readonly ConsistencyFindingDto[];
  @ApiProperty({ description: '数据过多而未全部比较时为 false / false if there are more figures than one answer reads' })
  complete!: boolean;
}
export class FindingPageDto extends FindingListDto {
  @ApiProperty({
    type: String,
    nullable: true,
    description: '下一页的 cursor；末页为空 / the cursor of the next page; null on the last one',
  })
  next!: string | null;
}

export const findingDto = ({
  code,
  applicant,
  applicantName,
  indicator,
  dataYear,
  sources,
  test,
  sentence,
}: NamedFinding): ConsistencyFindingDto => ({
  code,
  applicant,
  applicantName,
  indicator,
  dataYear,
  sources: sources.map(({ caseId, eventId, type, stage, indicator: of, dataYear: year, value, unit, occurredAt }) => ({
    caseId,
    eventId,
    type,
    stage,
    indicator: of,
    dataYear: year,
    value,
    unit,
    occurredAt,
  })),
  test,
  sentence,
});
