import { Controller, Get, Header, Inject, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { categoryOf, type Actor } from '@minglu/kernel';
import { hashOf, metadataIn, placeIn, type EventStore, type StoredEvent } from '@minglu/event-store';
import {
  Access,
  Caller,
  CONSISTENCY_TOKENS,
  EventIdDto,
  momentFrom,
  ProblemException,
  Time,
  type ConsistencyTokens,
  type RequestTime,
  LeavesLine,
  ServedBy,
} from '@minglu/http';
import { LogEntryDto, LogItemsDto } from './log.dto.js';
import { contentOf, lookAt, OTHER_BRANCH } from './token-places.js';

/** Nest token of the event store from which the routes of the log and the feed read. */
export const LOG_READER = Symbol('LOG_READER');

class LogPageDto {
  @ApiProperty({
    default: '0',
    required: false,
    description: '自此位次或上一页的 cursor 之后 / after this position, or the cursor of a page',
  })
  @IsString()
  @MaxLength(300)
  after: string = '0';

  @ApiProperty({
    type: 'integer',
    default: 500,
    minimum: 1,
    maximum: 1000,
    required: false,
    description: '每页至多 / items of a page at most',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000)
  limit: number = 500;

  @ApiPropertyOptional({ example: 'TitleConferred', description: '事件类型 / type of the events' })
  @IsOptional()
  @Matches(/^[A-Za-z]{1,64}$/)
  type?: string;

  @ApiPropertyOptional({ example: 'dossier', description: '流的类别 / category of the streams' })
  @IsOptional()
  @Matches(/^[a-z-]{1,64}$/)
  category?: string;

  @ApiPropertyOptional({ description: '办理人 / the person who acted' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  person?: string;

  @ApiPropertyOptional({ description: '同一来由的全部事件 / the events of one correlation' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  correlationId?: string;

  @ApiPropertyOptional({ description: '不早于此时点记录 / recorded at this instant or later; a date means the end of that day' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  recordedFrom?: string;

  @ApiPropertyOptional({ description: '早于此时点记录 / recorded before this instant; a date means the end of that day' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  recordedBefore?: string;
}

/** Events that one request looks at. A filter that finds few of them gives a short page and a cursor to go on from. */
const LOOKED_AT = 20_000;

const POSITION = /^[0-9]{1,15}$/;

/** The streams about persons and the installation, which the audit administrator reads, and no other events (三员分立, decisions 46). */
const OF_ADMINISTRATION: readonly string[] = ['authority', 'hand-over', 'login', 'configuration', 'refused-sign-ins'];
/** The alarms of the self-check, which both read. */
const OF_BOTH = 'self-check';
const LOG_READERS = ['auditor', 'audit-admin'];
const mayRead = ({ role }: Actor, { streamId }: StoredEvent): boolean =>
  categoryOf(streamId) === OF_BOTH || (role === 'audit-admin') === OF_ADMINISTRATION.includes(categoryOf(streamId));

/** Route of the whole event log, in the order of recording. For auditors and the audit administrator. */
@ApiTags('audit')
@ApiResponse(OTHER_BRANCH)
@ApiBearerAuth()
@ServedBy('audit')
@Controller()
export class LogController {
  constructor(
    @Inject(LOG_READER) private readonly log: Pick<EventStore, 'within'>,
    @Inject(CONSISTENCY_TOKENS) private readonly consistencyTokens: ConsistencyTokens,
  ) {}

  @Get('log')
  @LeavesLine('log')
  @Access(...LOG_READERS)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: '日志，逐页 / the log, page by page',
    description:
      '有筛选条件时一页可少于 limit，以 cursor 续读至 head / with a filter a page may be short: go on from its cursor up to the head',
  })
  @ApiOkResponse({ type: LogItemsDto })
  async page(
    @Query() { after, limit, ...filter }: LogPageDto,
    @Caller() viewer: Actor,
    @Time() { signal }: RequestTime,
  ): Promise<LogItemsDto> {
    const log = this.log.within(signal);
    const cursor = POSITION.test(after) ? null : contentOf(this.consistencyTokens, 'log', after).place;
    const from = cursor?.position ?? Number(after);
    const { head } = await log.look(0);
    const asked = filterOf(filter);
    // A filter finds only events that the viewer may read.
    const fits = asked && ((event: StoredEvent) => mayRead(viewer, event) && asked(event));
    const most = fits === null ? limit : LOOKED_AT;
    const found: StoredEvent[] = [];
    let last: StoredEvent | undefined;
    reading: for await (const page of log.readAll({ after: from, upTo: Math.min(head, from + most), pageSize: Math.min(most, 1_000) }))
      for (const event of page) {
        last = event;
        if (fits === null || fits(event)) found.push(event);
        if (found.length === limit) break reading;
      }
    // After the page was read: it came from the log that this compares.
    const look = cursor ? await lookAt(this.consistencyTokens, 'log', cursor, log) : await log.look(from);
    const hash = last ? hashOf(last) : look.hash;
    return {
      items: found.map(entryFor(viewer)),
      head,
      logId: look.logId,
      epochs: look.epochs,
      cursor: hash === null ? null : this.consistencyTokens.issue('log', placeIn(look, last?.position ?? from, hash)),
    };
  }

  @Get('events/:eventId')
  @LeavesLine('event', 'eventId')
  @Access(...LOG_READERS)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: '一个事件 / one event, by its id' })
  @ApiOkResponse({ type: LogEntryDto })
  async event(@Param() { eventId }: EventIdDto, @Caller() viewer: Actor, @Time() { signal }: RequestTime): Promise<LogEntryDto> {
    const [event] = await this.log.within(signal).findEvents([eventId]);
    if (event) return entryFor(viewer)(event);
    throw new ProblemException('unknown-id', `没有事件 ${eventId}`, `there is no event ${eventId}`, { eventId });
  }
}

/** Null without a condition. A damaged event fits every filter on its content: nothing is left out in silence. */
const filterOf = (filter: Omit<LogPageDto, 'after' | 'limit'>): ((event: StoredEvent) => boolean) | null => {
  const { type, category, person, correlationId, recordedFrom, recordedBefore } = filter;
  if (Object.values(filter).every((one) => one === undefined)) return null;
  const [from, before] = [recordedFrom, recordedBefore].map((one) => (one === undefined ? undefined : momentFrom(one)));
  const fitsContent = (event: StoredEvent): boolean => {
    if (person === undefined && correlationId === undefined) return true;
    try {
      const metadata = metadataIn(event);
      return (
        (person === undefined || metadata.actor.person === person) &&
        (correlationId === undefined || metadata.correlationId === correlationId)
      );
    } catch {
      return true;
    }
  };
  return (event) =>
    (type === undefined || event.type === type) &&
    (category === undefined || categoryOf(event.streamId) === category) &&
    (from === undefined || event.recordedAt >= from) &&
    (before === undefined || event.recordedAt < before) &&
    fitsContent(event);
};

/** An event as an entry of the log. One that cannot be shown has its place and the reason, so that nothing is left out in silence. */
const entryFor =
  (viewer: Actor) =>
  (event: StoredEvent): LogEntryDto => {
    const { position, eventId, streamId, streamVersion, type, schemaVersion, recordedAt } = event;
    if (!mayRead(viewer, event)) return { position, eventId, recordedAt, withheld: true };
    const place = { position, eventId, streamId, streamVersion, type, schemaVersion, recordedAt };
    try {
      const metadata = metadataIn(event);
      return { ...place, data: JSON.parse(event.payload) as Record<string, unknown>, metadata };
    } catch (error) {
      return { ...place, unreadable: (error as Error).message };
    }
  };
