import { Controller, Get, Header, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import { metadataIn, type EventStore, type StoredEvent } from '@minglu/event-store';
import { Access, Time, type RequestTime } from '@minglu/http';

/** Nest token of the event store from which the routes of the log and the feed read. */
export const LOG_READER = Symbol('LOG_READER');

class LogPageDto {
  @ApiProperty({ default: 0, required: false, description: '自此位次之后 / after this position' })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  after: number = 0;

  @ApiProperty({ default: 500, required: false })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000)
  limit: number = 500;
}

/** Route of the whole event log, in the order of recording. For auditors alone. */
@ApiTags('audit')
@ApiBearerAuth()
@Controller('log')
export class LogController {
  constructor(@Inject(LOG_READER) private readonly log: Pick<EventStore, 'within'>) {}

  @Get()
  @Access('auditor')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: '日志，逐页 / the log, page by page' })
  async page(@Query() { after, limit }: LogPageDto, @Time() { signal }: RequestTime) {
    const log = this.log.within(signal);
    const head = await log.head();
    const items = [];
    for await (const page of log.readAll({ after, upTo: Math.min(head, after + limit), pageSize: limit })) items.push(...page.map(entry));
    return { items, head };
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
