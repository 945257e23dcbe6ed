import { Controller, Get, Headers, Inject, Logger, Query, Req, Res, type OnModuleDestroy } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  CLOUD_EVENT_SOURCE,
  cloudEventAttributes,
  metadataIn,
  publicPayload,
  type EventStore,
  type StoredEvent,
} from '@minglu/event-store';
import { Access, CONSISTENCY_TOKENS, EVERYONE, ProblemException, Time, type ConsistencyTokens, type RequestTime } from '@minglu/http';
import { LOG_READER } from './log.controller.js';
import { publicReader } from './public-reader.js';
import { publicStreams } from './public-streams.js';

class FeedDto {
  @ApiPropertyOptional({
    description: '上一页的 next，或事件的 cursor / the next of a page, or the cursor of an event; from the beginning without it',
  })
  @IsOptional()
  @IsString()
  @MaxLength(400)
  after?: string;

  @ApiPropertyOptional({ type: 'integer', default: 100, minimum: 1, maximum: 500 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit: number = 100;
}

const STREAM_HEADERS = { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' };
const text = { type: 'string' } as const;
const EVENT_PROPERTIES = {
  specversion: { type: 'string', enum: ['1.0'] },
  id: { ...text, format: 'uuid' },
  type: { ...text, description: '事件类型 / type of the event: libs/contracts/asyncapi.yaml, channel public' },
  source: { type: 'string', enum: [CLOUD_EVENT_SOURCE] },
  subject: { ...text, description: '流，亦即公开主题的键 / the stream, which is the key on the public topic' },
  time: { ...text, format: 'date-time' },
  datacontenttype: { type: 'string', enum: ['application/json'] },
  dataschema: { ...text, description: 'urn:minglu:event:<type>:v<n>: libs/contracts/events/<type>.v<n>.json' },
  publicversion: {
    type: 'integer',
    minimum: 1,
    description: '该流公开事件的序号，逐一递增 / counts the public events of the stream without a gap',
  },
  data: { type: 'object', description: '载荷 / the payload, by its dataschema' },
} as const satisfies Record<keyof ReturnType<typeof cloudEvent>, object>;
const PAGE_SCHEMA = {
  type: 'object',
  required: ['items', 'next', 'cursor'],
  properties: {
    items: {
      type: 'array',
      items: {
        type: 'object',
        required: Object.keys(EVENT_PROPERTIES),
        properties: EVENT_PROPERTIES,
      },
    },
    next: { ...text, nullable: true, description: '下一页的 after；到末尾为 null / the after of the next page; null at the end' },
    cursor: { ...text, description: '读到此处；末尾之后从此再问 / up to here; ask from it again for what comes later' },
  },
} as const;

/**
 * Route of the public events, for organisations without Kafka: pages by cursor, or server-sent events with `Accept: text/event-stream`.
 * A cursor is a sealed position. A reader can resume from it at any time, and cannot derive from it how much else was recorded.
 */
@ApiTags('feed')
@Controller('feed')
export class FeedController implements OnModuleDestroy {
  private readonly reader: ReturnType<typeof publicReader>;
  private readonly streams: ReturnType<typeof publicStreams>;
  private readonly logger = new Logger('feed');

  constructor(
    @Inject(LOG_READER) private readonly log: Pick<EventStore, 'readPublic' | 'head' | 'within'>,
    @Inject(CONSISTENCY_TOKENS) private readonly consistencyTokens: ConsistencyTokens,
  ) {
    const format = (event: StoredEvent) =>
      `id: ${this.cursor(event.position)}\nevent: ${event.type}\ndata: ${JSON.stringify(cloudEvent(event))}\n\n`;
    this.reader = publicReader(log);
    this.streams = publicStreams({ log, format, reader: this.reader });
  }

  onModuleDestroy(): void {
    this.streams.close();
  }

  @Get()
  @Access(EVERYONE)
  @ApiOperation({ summary: '公开事件：逐页，或以 SSE 持续推送 / public events, by pages or as server-sent events' })
  @ApiOkResponse({
    description:
      '一页，或 Accept: text/event-stream 时的事件流（id 为 cursor，event 为类型，data 为一个事件）/ a page, or with Accept: text/event-stream a stream (id: a cursor, event: the type, data: one event)',
    content: { 'application/json': { schema: PAGE_SCHEMA as never }, 'text/event-stream': { schema: text } },
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'SSE 断线后从此继续 / where a stream goes on after a break' })
  async feed(
    @Query() { after, limit }: FeedDto,
    @Req() { method }: FastifyRequest,
    @Res() reply: FastifyReply,
    @Time() time: RequestTime,
    @Headers('accept') accept = '',
    @Headers('Last-Event-ID') last?: string,
  ): Promise<void> {
    const log = this.log.within(time.signal);
    const from = await this.positionOf(last || after, log);
    void reply.header('cache-control', 'no-store').header('vary', 'accept');
    if (accept.toLowerCase().includes('text/event-stream')) {
      if (method !== 'HEAD') return time.paused(this.stream(reply, from));
      // A HEAD request gets the headers only: an open stream would never receive anything.
      await reply.headers(STREAM_HEADERS).send();
      return;
    }
    const { events, upTo, isFull } = await this.reader.read(from, limit, log);
    const cursor = this.cursor(upTo);
    await reply.send({ items: events.map(cloudEvent), next: isFull ? cursor : null, cursor });
  }

  private async stream(reply: FastifyReply, from: number): Promise<void> {
    if (this.streams.isFull())
      throw new ProblemException('service-away', '订阅已满，请稍后再试或逐页读取', 'too many streams: try again, or read by pages');
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), ...STREAM_HEADERS });
    try {
      await this.streams.follow(raw, from);
      raw.end();
    } catch (error) {
      // The status is already sent. The broken connection makes the reader come back and resume after its last event.
      this.logger.warn(`a stream of the feed was broken off: ${(error as Error).message}`);
      raw.destroy();
    }
  }

  private cursor(position: number): string {
    return this.consistencyTokens.issue({ position, streams: {} });
  }

  private async positionOf(cursor: string | undefined, log: Pick<EventStore, 'head'>): Promise<number> {
    if (!cursor) return 0;
    const position = this.consistencyTokens.read(cursor)?.position;
    if (position === undefined)
      throw new ProblemException('invalid-request', 'after 须为之前取得的 cursor', 'after is a cursor that was given before');
    // A cursor of another log, or of a log before its restore from an older copy, would skip events without a sign.
    if (position > (await log.head()))
      throw new ProblemException(
        'invalid-request',
        'after 超出日志末尾，请从头读取',
        'after lies beyond the end of the log: read from the beginning',
      );
    return position;
  }
}

/** A PUBLIC event in the JSON format of CloudEvents 1.0. Its attributes are those of the public topic. */
const cloudEvent = (event: StoredEvent) => {
  const metadata = metadataIn(event);
  return {
    ...cloudEventAttributes(event, metadata),
    publicversion: event.publicVersion!,
    data: JSON.parse(publicPayload(event, metadata)) as unknown,
  };
};
