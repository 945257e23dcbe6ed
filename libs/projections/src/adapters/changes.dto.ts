import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { LISTED_STATUSES } from '../listing.js';
import type { Change } from './change-queries.js';
import { TextDto } from './dossier.dto.js';
import { AfterDto } from './dossiers.dto.js';

/** Query parameters of the changes. */
export class ChangesQueryDto extends AfterDto {
  @ApiPropertyOptional({
    description:
      '之前取得的 next 或 cursor，或事件流的 id；不带则从现在开始 / a next or cursor given before, or the id of a stream; from now on without it',
  })
  @IsOptional()
  @IsString()
  @MaxLength(400)
  cursor?: string;

  @ApiPropertyOptional({
    description:
      '自该时点起记录的；日期指北京时间当日开始；不与 cursor 并用 / recorded since this instant, or since the beginning of this day in Asia/Shanghai; not with a cursor',
    examples: ['2025-10-01', '2025-10-01T00:00:00+08:00'],
  })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  since?: string;

  @ApiPropertyOptional({ type: 'integer', default: 100, minimum: 1, maximum: 500, description: '每页至多 / items of a page at most' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit: number = 100;
}

export class ChangeDto implements Change {
  @ApiProperty({ description: '案卷标识 / id of the case' }) caseId!: string;
  @ApiProperty({ type: String, nullable: true, description: '称号标识 / id of the title' }) titleId!: string | null;
  @ApiProperty({ enum: ['city', 'park'], description: '名城或者名园 / software city or software park' }) programme!: Change['programme'];
  @ApiProperty({ description: '申请单位 / name of the applicant' }) applicantName!: string;
  @ApiProperty({ format: 'uuid', description: '事件标识 / id of the event' }) eventId!: string;
  @ApiProperty({ description: '事件类型 / type of the event' }) type!: string;
  @ApiProperty({ type: TextDto, description: '事件名称 / title of the event' }) title!: TextDto;
  @ApiProperty({ type: String, format: 'date-time', description: '生效时间 / when it took effect' }) occurredAt!: Change['occurredAt'];
  @ApiProperty({ type: String, format: 'date-time', description: '记录时间 / when it was recorded' }) recordedAt!: Change['recordedAt'];
  @ApiProperty({ enum: LISTED_STATUSES, description: '此后的状态，依来访者所见 / the status after it, as this caller sees it' })
  status!: Change['status'];
  @ApiProperty({ type: 'integer', description: '在来访者所见历史中的序号 / its number in the history that this caller sees' })
  version!: number;
  @ApiProperty({
    description: '该事件在历史中的地址 / where the history has this event',
    example: '/dossiers/c1/events?afterVersion=4&limit=1',
  })
  history!: string;
}

export class ChangesDto {
  @ApiProperty({ type: [ChangeDto], description: '变化，先知者在前 / the changes, in the order in which they became known' })
  items!: readonly ChangeDto[];
  @ApiProperty({ type: 'integer', description: '本页涉及的案卷数 / cases changed, on this page' }) cases!: number;
  @ApiProperty({
    type: String,
    nullable: true,
    description: '下一页的 cursor；暂无更多为空 / the cursor of the next page; null when there is no more yet',
  })
  next!: string | null;
  @ApiProperty({ description: '读到此处；以后从此再问 / up to here: ask from it again for what comes later' }) cursor!: string;
}
