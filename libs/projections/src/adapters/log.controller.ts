import { Controller, Get, Header, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { hashOf, metadataIn, placeIn, type EventStore, type StoredEvent } from '@minglu/event-store';
import { Access, CONSISTENCY_TOKENS, Time, type ConsistencyTokens, type RequestTime } from '@minglu/http';
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

  @ApiProperty({ default: 500, required: false })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000)
  limit: number = 500;
}

const POSITION = /^[0-9]{1,15}$/;

/** Route of the whole event log, in the order of recording. For auditors alone. */
@ApiTags('audit')
@ApiResponse(OTHER_BRANCH)
@ApiBearerAuth()
@Controller('log')
export class LogController {
  constructor(
    @Inject(LOG_READER) private readonly log: Pick<EventStore, 'within'>,
    @Inject(CONSISTENCY_TOKENS) private readonly consistencyTokens: ConsistencyTokens,
  ) {}

  @Get()
  @Access('auditor')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: '日志，逐页 / the log, page by page' })
  async page(@Query() { after, limit }: LogPageDto, @Time() { signal }: RequestTime) {
    const log = this.log.within(signal);
    const cursor = POSITION.test(after) ? null : contentOf(this.consistencyTokens, 'log', after).place;
    const from = cursor?.position ?? Number(after);
    const { head } = await log.look(0);
    const events: StoredEvent[] = [];
    for await (const page of log.readAll({ after: from, upTo: Math.min(head, from + limit), pageSize: limit })) events.push(...page);
    // After the page was read: it came from the log that this compares.
    const look = cursor ? await lookAt(this.consistencyTokens, 'log', cursor, log) : await log.look(from);
    const hash = events.length > 0 ? hashOf(events.at(-1)!) : look.hash;
    return {
      items: events.map(entry),
      head,
      logId: look.logId,
      epochs: look.epochs,
      cursor: hash === null ? null : this.consistencyTokens.issue('log', placeIn(look, from + events.length, hash)),
    };
  }
}

/** An event as an entry of the log. One that cannot be shown has its place and the reason, so that nothing is left out in silence. */
const entry = (event: StoredEvent) => {
  const { position, eventId, streamId, streamVersion, type, schemaVersion, recordedAt } = event;
  const place = { position, eventId, streamId, streamVersion, type, schemaVersion, recordedAt };
  try {
    const metadata = metadataIn(event);
    return { ...place, data: JSON.parse(event.payload) as unknown, metadata };
  } catch (error) {
    return { ...place, unreadable: (error as Error).message };
  }
};
