import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import type { NotFiled, NotFiledList } from '../not-filed.js';

/** Query parameter of a question that waits for a command. */
export class AfterDto {
  @ApiPropertyOptional({ description: '命令答复中的 after：等到能看见它 / the after of a command’s answer: waits until it can be seen' })
  @IsOptional()
  @IsString()
  @MaxLength(300)
  after?: string;
}

/** Query parameters of a question that may be about the past. */
export class WhenDto extends AfterDto {
  @ApiPropertyOptional({
    description: '截至该时点有效；日期指北京时间当日终了 / valid as of this instant; a date means the end of that day in Asia/Shanghai',
    examples: ['2025-10-01', '2025-10-01T00:00:00+08:00'],
  })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  at?: string;

  @ApiPropertyOptional({
    description: '按该时点所知（默认同 at），也可为日期 / as known by this instant or the end of this date (default: at)',
  })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  knownAt?: string;
}

/** Query parameters of a list. */
export class PageDto {
  @ApiPropertyOptional({ description: '上一页的 next / the next of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(300)
  cursor?: string;

  @ApiProperty({ default: 50, required: false })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;

  @ApiPropertyOptional({
    description: '市或省的行政区划代码，含其承继的行政区划 / code of a city or province, with those that it has succeeded',
    example: '330100',
  })
  @IsOptional()
  @Matches(/^[0-9]{6}$/)
  division?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(300)
  after?: string;
}

class NotFiledItemDto implements NotFiled {
  @ApiProperty() caseId!: string;
  @ApiProperty() titleId!: string;
  @ApiProperty({ description: '行政区划代码，或者园区标识 / division code, or the id of a park' }) applicant!: string;
  @ApiProperty() applicantName!: string;
  @ApiProperty() cityCode!: string;
  @ApiProperty() provinceCode!: string;
}
export class NotFiledDto implements NotFiledList {
  @ApiProperty() campaignId!: string;
  @ApiProperty({ example: 2023 }) evaluationYear!: number;
  @ApiProperty({ type: String, format: 'date-time' }) opensAt!: NotFiledList['opensAt'];
  @ApiProperty({ type: String, format: 'date-time', description: '填报截止，不含 / the end of the window, exclusive' })
  closesAt!: NotFiledList['closesAt'];
  @ApiProperty({ type: [NotFiledItemDto] }) items!: readonly NotFiledItemDto[];
}
