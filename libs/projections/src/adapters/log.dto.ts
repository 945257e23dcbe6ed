import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Actor, EventMetadata } from '@minglu/kernel';
import type { LogLook } from '@minglu/event-store';

// The types here describe the answers for OpenAPI. The compiler compares them with the shapes of the log.

class LogActorDto implements Actor {
  @ApiProperty({ description: '人员标识 / the person' }) person!: string;
  @ApiProperty({ description: '角色 / role' }) role!: string;
  @ApiProperty({ description: '机构 / organisation' }) org!: string;
  @ApiPropertyOptional({ description: '受其委托的人员 / the person whose work this one does' }) onBehalfOf?: string;
}
class MetadataDto implements Omit<EventMetadata, 'internal' | 'commonNames'> {
  @ApiProperty({ description: '命令标识 / id of the command' }) commandId!: string;
  @ApiProperty({ description: '同一来由的标识 / id that the events of one origin share' }) correlationId!: string;
  @ApiProperty({
    type: String,
    nullable: true,
    description: '引起该命令的事件；没有为 null / the event that caused the command; null if none',
  })
  causationId!: string | null;
  @ApiProperty({ type: LogActorDto, description: '办理人 / who acted' }) actor!: LogActorDto;
  @ApiProperty({ type: [String], description: '所依据的条文 / the provisions' }) legalBasis!: readonly string[];
  @ApiProperty({ type: String, format: 'date-time', description: '发生时点 / the instant at which it took effect' })
  occurredAt!: EventMetadata['occurredAt'];
  @ApiPropertyOptional({ type: Object, description: '所依据的口径和基础数据版本 / policies and versions of reference data that were read' })
  reliedOn?: NonNullable<EventMetadata['reliedOn']>;
  @ApiProperty({ description: '规则包 / rule package' }) rulePackage!: string;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: '计日所据放假安排的版本 / version of the work calendar; null if none was read',
  })
  calendarVersion!: number | null;
  @ApiProperty({ enum: ['PUBLIC', 'INTERNAL', 'RESTRICTED'], description: '公开、内部或者限制 / who may see it' })
  classification!: EventMetadata['classification'];
  @ApiProperty({ type: String, nullable: true, description: 'W3C Trace Context' }) traceparent!: string | null;
}

/**
 * An event of the log. One that cannot be shown has `unreadable` in place of `data` and `metadata`. One that this reader may not see has
 * `withheld`, and its place and time alone.
 */
export class LogEntryDto {
  @ApiProperty({ type: 'integer', description: '在日志中的位次 / place in the log' }) position!: number;
  @ApiProperty({ format: 'uuid', description: '事件标识 / id of the event' }) eventId!: string;
  @ApiProperty({ format: 'date-time', description: '记录时点 / the instant at which it was recorded' }) recordedAt!: string;
  @ApiPropertyOptional({ type: Boolean, description: '来访者无权查看，其余不给出 / this reader may not see it: the rest is absent' })
  withheld?: true;
  @ApiPropertyOptional({ example: 'dossier/sh', description: '流 / the stream' }) streamId?: string;
  @ApiPropertyOptional({ type: 'integer', description: '在流中的位次 / place in the stream' }) streamVersion?: number;
  @ApiPropertyOptional({ example: 'TitleConferred', description: '事件类型 / type of the event' }) type?: string;
  @ApiPropertyOptional({ type: 'integer', description: '内容的版次 / version of the schema of its payload' }) schemaVersion?: number;
  @ApiPropertyOptional({ type: Object, description: '内容，见 libs/contracts/events / the payload, see libs/contracts/events' })
  data?: Record<string, unknown>;
  @ApiPropertyOptional({ type: MetadataDto, description: '办理人、依据等 / who acted, on which basis, and more' }) metadata?: MetadataDto;
  @ApiPropertyOptional({ description: '记录损坏，不能显示的原因 / why a damaged record cannot be shown' }) unreadable?: string;
}

type LoggedEpoch = LogLook['epochs'][number];
class EpochDto implements LoggedEpoch {
  @ApiProperty({ type: 'integer', description: '纪元 / number of the epoch' }) epoch!: number;
  @ApiProperty({ type: 'integer', description: '自此位次之后 / it begins after this position' }) after!: number;
  @ApiProperty({ description: '该位次事件的内容哈希 / content hash of the event at that position' }) hash!: string;
}

/** A page of the log. */
export class LogItemsDto {
  @ApiProperty({ type: [LogEntryDto], description: '事件，按位次 / the events in order' }) items!: readonly LogEntryDto[];
  @ApiProperty({ type: 'integer', description: '最后一个事件的位次 / position of the last event of the log' }) head!: number;
  @ApiProperty({ format: 'uuid', description: '日志标识 / id of the log' }) logId!: string;
  @ApiProperty({ type: [EpochDto], description: '恢复后的各纪元 / the epochs: one more with each restore' }) epochs!: readonly EpochDto[];
  @ApiProperty({ type: String, nullable: true, description: '以 after 续读 / go on from it by `after`' }) cursor!: string | null;
}
