import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { LISTED_STATUSES, TITLE_STATES, type TitleState } from '@minglu/projections';
import { asList } from '@minglu/projections/adapters';

const text = (most: number) => applyDecorators(IsOptional(), IsString(), MaxLength(most));
const listed = (values: readonly string[]) =>
  applyDecorators(IsOptional(), Transform(asList), IsArray(), ArrayMaxSize(values.length), IsIn(values, { each: true }));

/** Parameters of a template. */
export class TemplateDto {
  @ApiPropertyOptional({ type: 'integer', description: '评估年度 / the evaluation year', example: 2025 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1900)
  @Max(9999)
  year?: number;

  @ApiPropertyOptional({ description: '年度工作标识 / id of a yearly campaign' })
  @text(64)
  campaign?: string;

  @ApiPropertyOptional({ description: '省的行政区划代码，依现行区划 / code of the province, by the divisions of today', example: '350000' })
  @IsOptional()
  @Matches(/^[0-9]{6}$/)
  province?: string;

  @ApiPropertyOptional({ enum: LISTED_STATUSES, isArray: true, description: '来访者所见的状态 / a status as this caller sees it' })
  @listed(LISTED_STATUSES)
  status?: (typeof LISTED_STATUSES)[number][];

  @ApiPropertyOptional({
    description: '指标体系，默认为现行的；none 为没有 / the indicator system, by default that in force; none: without one',
    example: '168-2022',
  })
  @text(64)
  system?: string;

  @ApiPropertyOptional({ description: '命令答复中的 after：等到能看见它 / the after of a command’s answer: waits until it can be seen' })
  @text(300)
  after?: string;
}

/** Parameters of an export. Each table takes some of these; the others are refused with 400. */
export class AskedDto extends TemplateDto {
  @ApiPropertyOptional({ enum: ['city', 'park'], description: '名城或者名园 / software cities or software parks' })
  @IsOptional()
  @IsIn(['city', 'park'])
  programme?: 'city' | 'park';

  @ApiPropertyOptional({ enum: TITLE_STATES, isArray: true, description: '称号现状 / state of the title' })
  @listed(TITLE_STATES)
  state?: TitleState[];

  @ApiPropertyOptional({ description: '名称（中文、拼音或者首字母）的一部分 / a part of the name: Chinese, pinyin or its first letters' })
  @text(64)
  @Matches(/[\p{L}\p{N}]/u, { message: 'q must have a letter or a digit' })
  q?: string;

  @ApiPropertyOptional({ description: '案卷或者称号的标识 / id of a case or title' })
  @text(64)
  dossier?: string;
}

class WordsDto {
  @ApiProperty({ description: '中文 / in Chinese' }) zh!: string;
  @ApiProperty({ description: '英文 / in English' }) en!: string;
}
class ColumnDto {
  @ApiProperty({ type: WordsDto, description: '表头 / its title' }) title!: WordsDto;
  @ApiProperty({ enum: ['id', 'text', 'decimal', 'integer', 'day'], description: '内容 / its content' }) kind!: string;
  @ApiProperty({ enum: ['input', 'check', 'shown'], description: '报送、核对或者只供阅读 / sent, compared, or only shown' }) use!: string;
  @ApiProperty({ description: '必填 / needed' }) required!: boolean;
}
class TableDto {
  @ApiProperty({ description: '表的名称 / its name', example: 'titles' }) name!: string;
  @ApiProperty({ type: WordsDto, description: '标题 / its title' }) title!: WordsDto;
  @ApiProperty({ type: WordsDto, description: '说明 / what it is' }) about!: WordsDto;
  @ApiProperty({
    type: String,
    nullable: true,
    description: '导入成为何命令；只能导出的为 null / the command of an import; null: export only',
  })
  command!: string | null;
  @ApiProperty({ type: String, nullable: true, description: '各行成为命令的哪个字段 / the field of the command that the rows become' })
  field!: string | null;
  @ApiProperty({ type: [String], description: '导出的参数 / the parameters of its export' }) asks!: readonly string[];
  @ApiProperty({ type: [String], description: '其中必需的 / those that are needed' }) needs!: readonly string[];
  @ApiProperty({ type: [ColumnDto], description: '各列 / its columns' }) columns!: readonly ColumnDto[];
}
export class TableListDto {
  @ApiProperty({ type: [TableDto], description: '全部表 / all tables' }) items!: readonly TableDto[];
}

export class FindingDto {
  @ApiProperty({
    enum: ['error', 'notice'],
    description: '错误不予导入；提示为如何读取 / an error refuses; a notice says what was read otherwise',
  })
  severity!: 'error' | 'notice';
  @ApiProperty({ description: '代码 / code', example: 'formula' }) code!: string;
  @ApiProperty({ description: '中文 / in Chinese' }) zh!: string;
  @ApiProperty({ description: '英文 / in English' }) en!: string;
  @ApiProperty({ type: String, nullable: true, description: '工作表 / the sheet' }) sheet!: string | null;
  @ApiProperty({ type: String, nullable: true, description: '单元格 / the cell', example: 'C5' }) cell!: string | null;
  @ApiProperty({ type: 'integer', nullable: true, description: '行号，自 1 起 / the row, from 1' }) row!: number | null;
  @ApiProperty({ type: String, nullable: true, description: '列的表头 / the title of the column' }) column!: string | null;
}
