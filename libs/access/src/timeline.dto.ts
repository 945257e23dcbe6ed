import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Matches, Max, Min } from 'class-validator';
import type { Actor, Bilingual } from '@minglu/kernel';
import { LineDto } from './access-lines.dto.js';
import type { EvidenceReference, TimelineEvent } from './timeline.js';

export class TimelinePageDto {
  @ApiProperty({ default: '0.0', required: false, description: '上一页的 next / the next of the page before' })
  @Matches(/^[0-9]{1,15}\.[0-9]{1,15}$/)
  after: string = '0.0';

  @ApiProperty({
    type: 'integer',
    default: 100,
    minimum: 1,
    maximum: 500,
    required: false,
    description: '每页至多 / items of a page at most',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit: number = 100;
}

class TimelineTitleDto implements Bilingual {
  @ApiProperty({ description: '中文 / Chinese' }) zh!: string;
  @ApiProperty({ description: '英文 / English' }) en!: string;
}
class TimelineActorDto implements Actor {
  @ApiProperty({ description: '人员标识 / the person' }) person!: string;
  @ApiProperty({ description: '角色 / role' }) role!: string;
  @ApiProperty({ description: '机构 / organisation' }) org!: string;
  @ApiPropertyOptional({ description: '受其委托的人员 / the person whose work this one does' }) onBehalfOf?: string;
}
class EvidenceReferenceDto implements EvidenceReference {
  @ApiProperty({ format: 'uuid', description: '所引事件 / the event' }) eventId!: string;
  @ApiProperty({ description: '事件类型 / type of the event' }) type!: string;
  @ApiProperty({ type: 'integer', description: '在日志中的位次 / place in the log' }) position!: number;
  @ApiProperty({ description: '内容哈希（SHA-256） / content hash' }) contentHash!: string;
}
class TimelineEventDto implements TimelineEvent {
  @ApiProperty({ type: 'integer', description: '案卷的第几个事件 / 1, 2, 3, … over the events of the case' }) version!: number;
  @ApiProperty({ format: 'uuid', description: '事件标识 / id of the event' }) eventId!: string;
  @ApiProperty({ example: 'EvidenceAdded', description: '事件类型 / type of the event' }) type!: string;
  @ApiProperty({ type: TimelineTitleDto, description: '名称 / its title' }) title!: TimelineTitleDto;
  @ApiProperty({ type: 'integer', description: '在日志中的位次 / place in the log' }) position!: number;
  @ApiProperty({ format: 'date-time', description: '记录时点 / the instant at which it was recorded' }) recordedAt!: string;
  @ApiProperty({ type: TimelineActorDto, description: '办理人 / who acted' }) by!: TimelineActorDto;
  @ApiProperty({ type: [EvidenceReferenceDto], description: '补充证据所引的事件 / the events that evidence refers to' })
  evidence!: readonly EvidenceReferenceDto[];
}
class TimelineItemDto {
  @ApiProperty({ enum: ['event', 'reading'], description: '事件或者查阅 / an event or a reading' }) kind!: 'event' | 'reading';
  @ApiPropertyOptional({ type: TimelineEventDto, description: '事件 / the event' }) event?: TimelineEventDto;
  @ApiPropertyOptional({ type: LineDto, description: '查阅记录 / the line of the reading' }) reading?: LineDto;
}
export class TimelineDto {
  @ApiProperty({ type: [TimelineItemDto], description: '按记录的先后 / in the order of recording' }) items!: readonly TimelineItemDto[];
  @ApiProperty({ type: String, nullable: true, description: '下一页的 after；末页为空 / `after` of the next page; null on the last one' })
  next!: string | null;
}
