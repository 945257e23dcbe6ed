import { ApiProperty, ApiPropertyOptional, IntersectionType, OmitType, PickType } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { ListDto, TitlesDto } from '@minglu/projections/adapters';

/** Parameters of an export. Each table takes some of these; the others are refused with 400. */
export class AskedDto extends IntersectionType(
  OmitType(TitlesDto, ['cursor', 'limit'] as const),
  PickType(ListDto, ['status', 'campaign', 'year'] as const),
) {
  @ApiPropertyOptional({ description: '案卷或者称号的标识 / id of a case or title' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  dossier?: string;
}

/** Parameters of a template. */
export class TemplateDto extends PickType(AskedDto, ['year', 'campaign', 'province', 'status', 'after'] as const) {
  @ApiPropertyOptional({
    description: '指标体系，默认为现行的；none 为没有 / the indicator system, by default that in force; none: without one',
    example: '168-2022',
  })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  system?: string;
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
