import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Controller, Get, Headers, Inject, Query, Res, type OnModuleDestroy } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { EventMetadata } from '@minglu/kernel';
import type { EventStore, StoredEvent } from '@minglu/event-store';
import { Access, BOOKMARKS, EVERYONE, ProblemException, type Bookmarks } from '@minglu/platform/http';
import { LOG_READER } from './log.controller.js';

class FeedDto {
  @ApiPropertyOptional({
    description: '上一页的 next，或事件的 cursor / the next of a page, or the cursor of an event; from the beginning without it',
  })
  @IsOptional()
  @IsString()
  @MaxLength(400)
  after?: string;

  @ApiPropertyOptional({ default: 100 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit: number = 100;
}

/** A PUBLIC event in the JSON format of CloudEvents 1.0, as the public topic carries it. */
interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly dataschema: string;
  readonly publicversion: number;
  readonly data: unknown;
}

const POLL_MS = 250;
const HEARTBEAT_MS = 15_000;
/** Streams open at once; more are asked to come back. */
const MOST_STREAMS = 200;

/**
 * 公开事件流，供不用 Kafka 的单位：pages by cursor, or server-sent events with `Accept: text/event-stream`. A cursor is a sealed position: it can be
 * resumed from at any time, and tells nobody how much else was recorded meanwhile.
 */
@ApiTags('feed')
@Controller('feed')
export class FeedController implements OnModuleDestroy {
  private readonly streams = new Set<AbortController>();

  constructor(
    @Inject(LOG_READER) private readonly log: Pick<EventStore, 'readAll' | 'head'>,
    @Inject(BOOKMARKS) private readonly bookmarks: Bookmarks,
  ) {}

  onModuleDestroy(): void {
    for (const stream of this.streams) stream.abort();
  }

  @Get()
  @Access(EVERYONE)
  @ApiOperation({ summary: '公开事件：逐页，或以 SSE 持续推送 / public events, by pages or as server-sent events' })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'SSE 断线后从此继续 / where a stream goes on after a break' })
  async feed(
    @Query() { after, limit }: FeedDto,
    @Res() reply: FastifyReply,
    @Headers('accept') accept = '',
    @Headers('last-event-id') last?: string,
  ): Promise<void> {
    const from = this.positionOf(last ?? after);
    if (accept.includes('text/event-stream')) return this.stream(reply, from);
    const items: CloudEvent[] = [];
    let position = from;
    for await (const event of this.publicEvents(from, await this.log.head())) {
      items.push(cloudEvent(event));
      position = event.position;
      if (items.length === limit) break;
    }
    const next = items.length === limit ? this.cursor(position) : null;
    await reply.header('cache-control', 'no-store').send({ items, next, cursor: this.cursor(position) });
  }

  private async stream(reply: FastifyReply, from: number): Promise<void> {
    if (this.streams.size >= MOST_STREAMS)
      throw new ProblemException('service-away', '订阅已满，请稍后再试或逐页读取', 'too many streams: try again, or read by pages');
    const end = new AbortController();
    this.streams.add(end);
    reply.hijack();
    const { raw } = reply;
    raw.on('close', () => end.abort());
    raw.on('error', () => end.abort());
    raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    /** Waits for a slow reader instead of piling up what he has not taken. */
    const write = async (text: string): Promise<void> => {
      if (!raw.write(text)) await once(raw, 'drain', { signal: end.signal }).catch(() => undefined);
    };
    try {
      await write(': 名录 Minglu\n\n');
      let [position, quiet] = [from, 0];
      while (!end.signal.aborted) {
        const head = await this.log.head();
        for await (const event of this.publicEvents(position, head)) {
          if (end.signal.aborted) return;
          await write(`id: ${this.cursor(event.position)}\nevent: ${event.type}\ndata: ${JSON.stringify(cloudEvent(event))}\n\n`);
          quiet = 0;
        }
        position = head;
        await delay(POLL_MS, undefined, { signal: end.signal }).catch(() => undefined);
        quiet += POLL_MS;
        if (quiet >= HEARTBEAT_MS) {
          await write(': …\n\n');
          quiet = 0;
        }
      }
    } finally {
      this.streams.delete(end);
      raw.end();
    }
  }

  private async *publicEvents(after: number, upTo: number): AsyncGenerator<StoredEvent> {
    if (after >= upTo) return;
    for await (const page of this.log.readAll({ after, upTo, pageSize: 500 }))
      for (const event of page) if (event.publicVersion !== null) yield event;
  }

  private cursor(position: number): string {
    return this.bookmarks.mark({ position, streams: {} });
  }

  private positionOf(cursor: string | undefined): number {
    if (cursor === undefined) return 0;
    const place = this.bookmarks.read(cursor);
    if (!place) throw new ProblemException('invalid-request', 'after 须为之前取得的 cursor', 'after is a cursor that was given before');
    return place.position;
  }
}

const cloudEvent = ({ eventId, type, streamId, schemaVersion, publicVersion, payload, metadata }: StoredEvent): CloudEvent => ({
  specversion: '1.0',
  id: eventId,
  type,
  source: 'urn:minglu:log',
  subject: streamId,
  time: (JSON.parse(metadata) as EventMetadata).occurredAt,
  datacontenttype: 'application/json',
  dataschema: `urn:minglu:event:${type}:v${schemaVersion}`,
  publicversion: publicVersion!,
  data: JSON.parse(payload) as unknown,
});
