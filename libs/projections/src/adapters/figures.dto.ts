import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { DECISION_KINDS, RELATIONS, STAGES, type Reliance, type TaintedDecision, type TracedStatement } from '@minglu/figures';
import { controlCheck, material, type ControlCheck, type Material } from '@minglu/regulation';
import { shownActor, type ShownActor } from '../shown-actor.js';
import type { Visibility } from '../visibility.js';
import { schemaOf } from './described.js';
import type { FiguresFound, TaintedFound } from './figure-queries.js';
import { MomentDto } from './dossiers.dto.js';
import { BilingualDto } from './history.dto.js';

/** Query parameters of the list of figures. */
export class FiguresPageDto extends MomentDto {
  @ApiProperty({
    type: 'integer',
    default: 0,
    minimum: 0,
    required: false,
    description: '略过前若干项，续读用 next / items to skip: the `next` of a page',
  })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(100_000)
  after: number = 0;

  @ApiProperty({
    type: 'integer',
    default: 50,
    minimum: 1,
    maximum: 200,
    required: false,
    description: '每页至多 / items of a page at most',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;
}
/** Query parameters of one figure. */
export class FigureYearDto extends MomentDto {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1978,
    maximum: 2200,
    description: '数据年度；不写则各年度 / data year; without it all years',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1978)
  @Max(2200)
  year?: number;
}

class ByDto implements ShownActor {
  @ApiPropertyOptional({ description: '人员标识（部内） / the person (ministry)' }) person?: string;
  @ApiPropertyOptional({ description: '受其委托的人员（部内） / the person whose work this one does (ministry)' }) onBehalfOf?: string;
  @ApiProperty({ description: '角色 / role' }) role!: string;
  @ApiProperty({ description: '机构 / organisation' }) org!: string;
}

/** A decision that relied on a figure. */
class RelianceDto {
  @ApiProperty({ enum: DECISION_KINDS, description: '决定的种类 / kind of the decision' }) kind!: Reliance['kind'];
  @ApiProperty({ format: 'uuid', description: '决定的事件 / event of the decision' }) eventId!: string;
  @ApiProperty({ example: 'ReviewConcluded', description: '事件类型 / type of the event' }) type!: string;
  @ApiProperty({ type: BilingualDto, description: '名称 / its title' }) title!: BilingualDto;
  @ApiProperty({ format: 'date-time', description: '发生时点 / the instant at which it took effect' }) occurredAt!: string;
  @ApiProperty({ type: ByDto, description: '办理人 / who acted' }) by!: ByDto;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: '经由哪一决定依据该数据；直接依据的为空 / the earlier decision through which it relied on it; null if it did so itself',
  })
  through!: string | null;
  @ApiProperty({ type: 'array', items: schemaOf(controlCheck), description: '控制性指标的核对 / the control indicators as checked' })
  checks!: readonly ControlCheck[];
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: '撤销该决定的事件 / the event that set it aside; null while it stands',
  })
  setAside!: string | null;
}

class StatementDto {
  @ApiProperty({ description: '案卷标识 / id of the dossier' }) caseId!: string;
  @ApiProperty({ format: 'uuid', description: '填报该数据的事件 / the event that states it' }) eventId!: string;
  @ApiProperty({ example: 'SelfAssessmentSubmitted', description: '事件类型 / type of the event' }) type!: string;
  @ApiProperty({ type: BilingualDto, description: '名称 / its title' }) title!: BilingualDto;
  @ApiProperty({ enum: STAGES, description: '环节 / where it is stated' }) stage!: TracedStatement['stage'];
  @ApiProperty({ example: '812.40', description: '数值；更正过的为更正后 / the value, as corrected' }) value!: string;
  @ApiPropertyOptional({ description: '更正前的数值 / the value before its corrections' }) recorded?: string;
  @ApiProperty({ description: '计量单位 / unit' }) unit!: string;
  @ApiProperty({ type: String, nullable: true, description: '数据来源（填报人所写） / source, in the words of the reporter' }) source!:
    string | null;
  @ApiProperty({ example: 'figures[0].value', description: '内容中的字段 / field of the payload' }) field!: string;
  @ApiProperty({ type: 'array', items: schemaOf(material), description: '同一事件的材料，含摘要 / files of the event, with their digests' })
  materials!: readonly Material[];
  @ApiProperty({ type: String, nullable: true, description: '报送期间 / period of the report' }) period!: string | null;
  @ApiProperty({ type: String, nullable: true, description: '监测数据的发布单位 / publisher of monitoring data' }) publisher!:
    string | null;
  @ApiProperty({ type: String, nullable: true, description: '监测数据的版次 / release of monitoring data' }) release!: string | null;
  @ApiProperty({ format: 'date-time', description: '发生时点 / the instant at which it took effect' }) occurredAt!: string;
  @ApiProperty({ format: 'date-time', description: '记录时点 / the instant at which it was recorded' }) recordedAt!: string;
  @ApiProperty({ type: ByDto, description: '填报人；部外只见角色和单位 / who stated it; outside the ministry role and organisation alone' })
  by!: ByDto;
  @ApiProperty({ enum: RELATIONS, description: '与先前填报的关系 / how it stands to the earlier statements' })
  relation!: TracedStatement['relation'];
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: '与之比较的先前事件 / the earlier event it is compared with' })
  comparedWith!: string | null;
  @ApiProperty({ type: [RelianceDto], description: '依据该数据的决定 / the decisions that relied on it' })
  decisions!: readonly RelianceDto[];
}
export class FigureDto {
  @ApiProperty({ example: 'A1.1', description: '指标编号 / id of the indicator' }) indicator!: string;
  @ApiProperty({ type: String, nullable: true, description: '指标名称 / its name; null if no system has it' }) name!: string | null;
  @ApiProperty({ type: 'integer', description: '数据年度 / data year' }) dataYear!: number;
  @ApiProperty({ type: [StatementDto], description: '历次填报，按先后 / each statement of it, oldest first' })
  statements!: readonly StatementDto[];
}
export class FigureListDto {
  @ApiProperty({ description: '案卷标识 / id of the dossier' }) caseId!: string;
  @ApiProperty({ type: [FigureDto], description: '指标数据，按指标和年度 / the figures by indicator and year' })
  items!: readonly FigureDto[];
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: '下一页的 after；末页为空 / `after` of the next page; null on the last one',
  })
  next!: number | null;
}

class FalseFigureDto {
  @ApiProperty({ description: '调查标识 / id of the investigation' }) investigationId!: string;
  @ApiProperty({ format: 'uuid', description: '认定不实的事件 / the event that found it false' }) foundBy!: string;
  @ApiProperty({ format: 'uuid', description: '认定所指的填报事件 / the event named by the finding' }) statedBy!: string;
  @ApiProperty({ format: 'uuid', description: '向该决定填报同一数据的事件 / the event that stated the figure to this decision' })
  statedToItBy!: string;
  @ApiProperty({ description: '指标编号 / id of the indicator' }) indicator!: string;
  @ApiProperty({ type: 'integer', description: '数据年度 / data year' }) dataYear!: number;
  @ApiProperty({ description: '数值 / value' }) value!: string;
  @ApiProperty({ description: '计量单位 / unit' }) unit!: string;
}
class RecomputedGateDto {
  @ApiProperty({ type: 'array', items: schemaOf(controlCheck), description: '当时的核对 / as it was recorded' })
  recorded!: readonly ControlCheck[];
  @ApiProperty({
    type: 'array',
    items: schemaOf(controlCheck),
    nullable: true,
    description: '剔除不实数据后的核对；当时的标准不明则为空 / without the false figures; null if the standards of that day are not known',
  })
  without!: readonly ControlCheck[] | null;
  @ApiProperty({ type: Boolean, nullable: true, description: '结论是否会不同 / whether an outcome would be another' }) isOther!:
    boolean | null;
  @ApiProperty({ description: '是否约束结论：评审时约束，申请时仅提示 / binding at the review, a warning at the application' })
  isBinding!: boolean;
}
class TaintedDecisionDto extends RelianceDto {
  @ApiProperty({ description: '案卷标识 / id of the dossier' }) caseId!: string;
  @ApiProperty({ type: [FalseFigureDto], description: '所依据的不实数据 / the false figures on which it relied' })
  figures!: TaintedDecision['figures'];
  @ApiProperty({
    type: RecomputedGateDto,
    nullable: true,
    description: '控制性指标的重算；其他决定不重算 / the control gate computed again; null for other decisions',
  })
  gate!: RecomputedGateDto | null;
  @ApiProperty({ type: BilingualDto, description: '提示 / remark' }) remark!: BilingualDto;
}
export class TaintedListDto {
  @ApiProperty({ description: '案卷标识 / id of the dossier' }) caseId!: string;
  @ApiProperty({ type: [TaintedDecisionDto], description: '依据过不实数据的决定，按先后 / the decisions, in the order of the log' })
  items!: readonly TaintedDecisionDto[];
}

type TitleOf = FiguresFound['titleOf'];
const relianceDto = (
  { kind, decision, through, setAside }: Omit<Reliance, 'basis' | 'checks'>,
  checks: readonly ControlCheck[],
  visibility: Visibility,
  titleOf: TitleOf,
): RelianceDto => ({
  kind,
  eventId: decision.eventId,
  type: decision.event.type,
  title: titleOf(decision.event.type),
  occurredAt: decision.metadata.occurredAt,
  by: shownActor(visibility, decision.metadata.actor),
  through,
  checks,
  setAside,
});

export const figureDto = ({ indicator, dataYear, statements }: FiguresFound['figures'][number], found: FiguresFound): FigureDto => ({
  indicator,
  name: found.nameOf(indicator),
  dataYear,
  statements: statements.map(({ decisions, by, indicator: _, dataYear: __, isWholeYear: ___, position: ____, ...statement }) => {
    const audience = found.audienceOf(statement.caseId);
    return {
      ...statement,
      title: found.titleOf(statement.type),
      by: shownActor(audience, by),
      decisions: decisions.map((one) => relianceDto(one, one.kind === 'control-gate' ? one.checks : [], audience, found.titleOf)),
    };
  }),
});

export const taintedDto = (one: TaintedDecision, titleOf: TaintedFound['titleOf']): TaintedDecisionDto => ({
  ...relianceDto(one, one.gate?.recorded ?? [], 'all', titleOf),
  caseId: (one.decision.event.data as { readonly caseId: string }).caseId,
  figures: one.figures,
  gate: one.gate,
  remark: one.remark,
});
