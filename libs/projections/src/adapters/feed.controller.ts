import type { Writable } from 'node:stream';
import { Controller, Get, Headers, Inject, Logger, Query, Req, Res, type OnModuleDestroy } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiPropertyOptional, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  CLOUD_EVENT_SOURCE,
  cloudEventAttributes,
  metadataIn,
  OtherBranch,
  placeAt,
  publicPayload,
  type EventStore,
  type LogPlace,
} from '@minglu/event-store';
import {
  Access,
  CONSISTENCY_TOKENS,
  EVERYONE,
  otherBranch,
  Time,
  type ConsistencyTokens,
  type RequestTime,
  LeavesNoLine,
  ServedBy,
} from '@minglu/http';
import { LOG_READER } from './log.controller.js';
import { publicReader, type PublicItem } from './public-reader.js';
import { publicStreams } from './public-streams.js';
import { sendStream, STREAM_HEADERS, wantsStream } from './send-stream.js';
import { contentOf, OTHER_BRANCH } from './token-places.js';

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
  logid: { ...text, format: 'uuid', description: '日志的标识 / id of the log' },
  epoch: {
    type: 'integer',
    minimum: 1,
    description: '日志的分支，每次恢复后加一 / branch of the log to which the event belongs; each restore begins another',
  },
  predecessor: {
    ...text,
    pattern: '^[0-9a-f]{64}$',
    description: '该流前一公开事件的散列；首个没有 / hash of the public event before it in the stream; the first one has none',
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
        required: Object.keys(EVENT_PROPERTIES).filter((name) => name !== 'predecessor'),
        properties: EVENT_PROPERTIES,
      },
    },
    next: { ...text, nullable: true, description: '下一页的 after；到末尾为 null / the after of the next page; null at the end' },
    cursor: { ...text, description: '读到此处；末尾之后从此再问 / up to here; ask from it again for what comes later' },
  },
} as const;

/**
 * Route of the public events, for organisations without Kafka: pages by cursor, or server-sent events with `Accept: text/event-stream`.
 * A cursor is a sealed place of a public event. A reader can resume from it at any time, and cannot derive from it how much else was recorded.
 */
@ApiTags('feed')
@ServedBy('audit')
@Controller('feed')
export class FeedController implements OnModuleDestroy {
  private readonly reader: ReturnType<typeof publicReader>;
  private readonly streams: ReturnType<typeof publicStreams>;
  private readonly logger = new Logger('feed');

  constructor(
    @Inject(LOG_READER) private readonly log: EventStore,
    @Inject(CONSISTENCY_TOKENS) private readonly consistencyTokens: ConsistencyTokens,
  ) {
    const format = (item: PublicItem) =>
      `id: ${this.cursor(item.place)}\nevent: ${item.event.type}\ndata: ${JSON.stringify(cloudEvent(item))}\n\n`;
    this.reader = publicReader(log);
    this.streams = publicStreams({ format, reader: this.reader });
  }

  onModuleDestroy(): void {
    this.streams.close();
  }

  @Get()
  @LeavesNoLine('public events')
  @Access(EVERYONE)
  @ApiOperation({ summary: '公开事件：逐页，或以 SSE 持续推送 / public events, by pages or as server-sent events' })
  @ApiOkResponse({
    description:
      '一页，或 Accept: text/event-stream 时的事件流（id 为 cursor，event 为类型，data 为一个事件）/ a page, or with Accept: text/event-stream a stream (id: a cursor, event: the type, data: one event)',
    content: { 'application/json': { schema: PAGE_SCHEMA as never }, 'text/event-stream': { schema: text } },
  })
  @ApiResponse(OTHER_BRANCH)
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
    const cursor = last || after;
    const from = cursor ? contentOf(this.consistencyTokens, 'feed', cursor).place : null;
    void reply.header('cache-control', 'no-store').header('vary', 'accept');
    if (wantsStream(accept)) {
      await this.orOtherBranch(this.reader.check(from, log), log);
      if (method !== 'HEAD') {
        const follow = (to: Writable) => this.streams.follow(to, from);
        return time.paused(sendStream(reply, this.streams.isFull(), follow, this.logger));
      }
      // A HEAD request gets the headers only: an open stream would never receive anything.
      await reply.headers(STREAM_HEADERS).send();
      return;
    }
    await reply.send(await this.page(from, limit, log));
  }

  /** The body of a page. */
  async page(from: LogPlace | null, limit: number, log = this.log) {
    const { items, upTo, isFull } = await this.orOtherBranch(this.reader.read(from, limit, log), log);
    const cursor = this.cursor(upTo);
    return { items: items.map(cloudEvent), next: isFull ? cursor : null, cursor };
  }

  private cursor(place: LogPlace): string {
    return this.consistencyTokens.issue('feed', place);
  }

  /** Tells a reader that stands on another branch the last public event that both have. Its cursor betrays no other event. */
  private async orOtherBranch<T>(reading: Promise<T>, log: EventStore): Promise<T> {
    return reading.catch(async (error: unknown) => {
      if (!(error instanceof OtherBranch)) throw error;
      const { cause, after } = error.parting;
      const event = after === null ? null : await log.lastPublic(after);
      throw otherBranch('feed', cause, {
        cursor: after === null ? null : this.cursor(await placeAt(log, event?.position ?? 0)),
        last: event && { id: event.eventId, subject: event.streamId, publicversion: event.publicVersion },
      });
    });
  }
}

/** A PUBLIC event in the JSON format of CloudEvents 1.0. Its attributes are those of the public topic. */
const cloudEvent = ({ event, place, epoch, predecessor }: PublicItem) => {
  const metadata = metadataIn(event);
  return {
    ...cloudEventAttributes(event, metadata),
    publicversion: event.publicVersion!,
    logid: place.logId,
    epoch,
    ...(predecessor === null ? {} : { predecessor }),
    data: JSON.parse(publicPayload(event, metadata)) as unknown,
  };
};
