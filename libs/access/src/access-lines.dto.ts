import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { READ_ACTS, type ReadAct } from '@minglu/http';
import type { RecordedLine } from './access-log.js';

export class LinesPageDto {
  @ApiProperty({ type: 'integer', default: 0, minimum: 0, required: false, description: '此位次之后 / after this position' })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  after: number = 0;

  @ApiProperty({
    type: 'integer',
    default: 100,
    minimum: 1,
    maximum: 1000,
    required: false,
    description: '每页至多 / lines of a page at most',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000)
  limit: number = 100;
}
export class LinesDto extends LinesPageDto {
  @ApiPropertyOptional({ description: '查阅人 / the person who looked' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  person?: string;

  @ApiPropertyOptional({ description: '所查阅的案卷、称号、表或人员 / the case, title, table or person looked at' })
  @IsOptional()
  @IsString()
  @MaxLength(128)
  subject?: string;

  @ApiPropertyOptional({ enum: READ_ACTS, description: '查阅的种类 / kind of the reading' })
  @IsOptional()
  @IsIn(READ_ACTS)
  act?: ReadAct;

  @ApiPropertyOptional({ description: '不早于此时点 / at this instant or later; a date means the end of that day' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  from?: string;

  @ApiPropertyOptional({ description: '早于此时点 / before this instant; a date means the end of that day' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  before?: string;
}

export class LineDto implements RecordedLine {
  @ApiProperty({ type: 'integer', description: '位次，自 1 起连续 / position, from 1 without a gap' })
  position!: number;
  @ApiProperty({ format: 'date-time', description: '记录时间，依数据库时钟 / instant of recording, by the clock of the database' })
  recordedAt!: string;
  @ApiProperty({ enum: READ_ACTS, description: '查阅的种类 / kind of the reading' })
  act!: ReadAct;
  @ApiProperty({
    type: String,
    nullable: true,
    description: '所查阅的案卷、称号、表或人员；名单等为空 / the case, title, table or person looked at; null for lists',
  })
  subject!: string | null;
  @ApiProperty({ description: '查询条件，检索词和凭证除外 / the question, without words searched for and without tokens' })
  question!: string;
  @ApiProperty({ description: '查阅人 / the person who looked' })
  person!: string;
  @ApiProperty({ description: '以何角色 / in which role' })
  role!: string;
  @ApiProperty({ description: '为哪个单位 / for which organisation' })
  org!: string;
  @ApiProperty({ type: String, nullable: true, description: '代何人办理 / on behalf of this person' })
  onBehalfOf!: string | null;
  @ApiProperty({ type: String, nullable: true, description: '查阅的理由 / the ground that the reader gave' })
  ground!: string | null;
  @ApiProperty({ description: '来自何处（网络地址）/ from which network address' })
  address!: string;
  @ApiProperty({ description: 'SHA-256，连同上一条的 / over this line and the hash of the one before' })
  hash!: string;
}
export class LineListDto {
  @ApiProperty({ type: [LineDto], description: '按位次 / in the order of their positions' })
  items!: readonly RecordedLine[];
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: '下一页的 after；空为末页 / `after` of the next page; null on the last one',
  })
  next!: number | null;
}
