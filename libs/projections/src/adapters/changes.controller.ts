import { Controller, Get, Headers, Inject, Logger, Query, Req, Res, type OnModuleDestroy } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { partingOf, type EventStore, type LogPlace } from '@minglu/event-store';
import {
  Access,
  Caller,
  CONSISTENCY_TOKENS,
  EVERYONE,
  instantFrom,
  otherBranch,
  requestProblem,
  Time,
  type ConsistencyTokens,
  type RequestTime,
  LeavesLine,
  ServedBy,
} from '@minglu/http';
import { isDay, startOfDay, type Actor, type Bilingual, type Instant } from '@minglu/kernel';
import { ChangesRenumbered, type ChangePlace, type ChangeQueries, type PlacedChange } from './change-queries.js';
import { ChangeDto, ChangesDto, ChangesQueryDto } from './changes.dto.js';
import { READ_MODEL, TITLE_OF } from './dossier-queries.js';
import { eventStreams, type StreamPage } from './event-streams.js';
import { ReadRequests } from './read-requests.js';
import type { ReadModel } from './read-model.js';
import { sendStream, STREAM_HEADERS, wantsStream } from './send-stream.js';
import { contentOf, OTHER_BRANCH, TOKEN_LOG } from './token-places.js';

/** A stream ends after so long, so that its reader shows a token that still holds. */
const LIFE_MS = 15 * 60_000;
/** Changes of one read of a stream. */
const PAGE = 100;

/** A place with the epoch of the log in which it was given. */
interface KnownPlace {
  readonly at: ChangePlace;
  readonly log: LogPlace;
}

/**
 * The changes of the cases that a caller may see: pages by cursor, or server-sent events with `Accept: text/event-stream`. A cursor stands on a change that
 * its caller sees, is bound to him, and has one size. So neither it nor its refusal betrays other changes.
 */
@ApiTags('changes')
@ApiBearerAuth()
@ApiExtraModels(ChangesDto)
@ServedBy('query')
@Controller('changes')
export class ChangesController implements OnModuleDestroy {
  private readonly streams = eventStreams({ lifeMs: LIFE_MS });
  private readonly logger = new Logger('changes');
  private head: Promise<number> | undefined;

  constructor(
    @Inject(READ_MODEL) private readonly model: ReadModel,
    @Inject(CONSISTENCY_TOKENS) private readonly tokens: ConsistencyTokens,
    @Inject(TOKEN_LOG) private readonly log: Pick<EventStore, 'look'>,
    @Inject(TITLE_OF) private readonly titleOf: (type: string) => Bilingual,
    private readonly requests: ReadRequests,
  ) {}

  onModuleDestroy(): void {
    this.streams.close();
  }

  @Get()
  @LeavesLine('list')
  @Access(EVERYONE)
  @ApiOperation({
    summary: '上次查看以来的变化：逐页，或以 SSE 持续推送 / what changed since the caller last looked, by pages or as server-sent events',
    description:
      '只列来访者可见案卷中其可见的事件；不带 cursor 和 since 则从现在开始 / events that the caller may see, of the cases that he may see; from now on without cursor and since',
  })
  @ApiOkResponse({
    description:
      '一页，或 Accept: text/event-stream 时的事件流（id 为 cursor，event 为 change，data 为一个变化）/ a page, or with Accept: text/event-stream a stream (id: a cursor, event: change, data: one change)',
    content: { 'application/json': { schema: { $ref: getSchemaPath(ChangesDto) } }, 'text/event-stream': { schema: { type: 'string' } } },
  })
  @ApiResponse(OTHER_BRANCH)
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'SSE 断线后从此继续 / where a stream goes on after a break' })
  async changes(
    @Query() { cursor, since, limit, after }: ChangesQueryDto,
    @Caller() viewer: Actor,
    @Req() { method }: FastifyRequest,
    @Res() reply: FastifyReply,
    @Time() time: RequestTime,
    @Headers('accept') accept = '',
    @Headers('Last-Event-ID') last?: string,
  ): Promise<void> {
    await this.requests.waitFor(after, time);
    const from = await this.placeOf(viewer, last || cursor, since);
    void reply.header('cache-control', 'no-store').header('vary', 'accept');
    if (wantsStream(accept)) {
      // The refusal of a cursor has its own status only before the stream begins.
      await this.read(viewer, from, 1);
      if (method !== 'HEAD')
        return time.paused(
          sendStream(
            reply,
            this.streams.isFull(),
            (to) => this.streams.follow(to, from, this.reader(viewer), (item) => this.event(viewer, item)),
            this.logger,
          ),
        );
      await reply.headers(STREAM_HEADERS).send();
      return;
    }
    const { items, upTo, isFull } = await this.read(viewer, from, limit);
    const reached = this.tokenOf(viewer, upTo);
    await reply.send({
      items: items.map(({ change }) => this.shown(change)),
      cases: new Set(items.map(({ change }) => change.caseId)).size,
      next: isFull ? reached : null,
      cursor: reached,
    } satisfies ChangesDto);
  }

  private get queries(): ChangeQueries {
    return this.model.changes;
  }

  /** Where the caller goes on. Throws 400 for a cursor that was not given to him. */
  private async placeOf(viewer: Actor, cursor: string | undefined, since: string | undefined): Promise<KnownPlace> {
    if (cursor !== undefined && since !== undefined)
      throw requestProblem(400, { issues: [{ path: '/since', problem: 'since begins anew and does not go with a cursor' }] });
    if (cursor !== undefined) {
      const { place, count, id, key } = contentOf(this.tokens, 'changes', cursor, boundTo(viewer));
      return { log: place, at: { number: count, chain: key, position: place.position, hash: place.hash, since: id || null } };
    }
    return this.known(await this.queries.begin(viewer, since === undefined ? null : sinceFrom(since)));
  }
  private async known(at: ChangePlace): Promise<KnownPlace> {
    const { logId, epochs } = await this.log.look(0);
    return { at, log: { logId, epoch: epochs.at(-1)!.epoch, position: at.position, hash: at.hash } };
  }

  /** A page behind a place. Throws 409 `other-branch` if the log, or the order of the changes, is no more that of the place. */
  private async read(viewer: Actor, from: KnownPlace, limit: number) {
    const page = await this.queries.read(viewer, from.at, limit).catch((error: unknown) => {
      if (error instanceof ChangesRenumbered) return null;
      throw error;
    });
    // After the page was read: it came from the log that this compares.
    const look = await this.log.look(from.log.position);
    const parting = partingOf(look, from.log);
    if (parting !== null || page === null) throw await this.refusal(viewer, parting ?? { cause: 'other-branch', after: null });
    const epoch = look.epochs.at(-1)!.epoch;
    const placed = (at: ChangePlace): KnownPlace => ({ at, log: { logId: look.logId, epoch, position: at.position, hash: at.hash } });
    return {
      items: page.items.map(({ change, place }) => ({ change, place: placed(place) })),
      upTo: placed(page.upTo),
      isFull: page.isFull,
      head: page.head,
    };
  }

  /**
   * Tells a reader to drop all changes recorded since an instant, and to read from there again. It is the instant of the last change that he sees and that both
   * branches have, so it betrays no other.
   */
  private async refusal(viewer: Actor, { cause, after }: { readonly cause: 'other-log' | 'other-branch'; readonly after: number | null }) {
    const since = after === null ? null : await this.queries.recordedBy(viewer, after);
    const cursor = since && this.tokenOf(viewer, await this.known(await this.queries.begin(viewer, since)));
    return otherBranch('changes', cause, { cursor, since });
  }

  private tokenOf(viewer: Actor, { at, log }: KnownPlace): string {
    return this.tokens.issue('changes', log, { count: at.number, key: at.chain, id: at.since ?? '' }, boundTo(viewer));
  }
  private shown(change: PlacedChange['change']): ChangeDto {
    const { caseId, type, version } = change;
    return { ...change, title: this.titleOf(type), history: `/dossiers/${caseId}/events?afterVersion=${version - 1}&limit=1` };
  }
  private event(viewer: Actor, { change, place }: { readonly change: PlacedChange['change']; readonly place: KnownPlace }): string {
    return `id: ${this.tokenOf(viewer, place)}\nevent: change\ndata: ${JSON.stringify(this.shown(change))}\n\n`;
  }

  /** Reads for one stream. It asks for the caller's changes only if there are new ones at all; all streams share that question. */
  private reader(viewer: Actor) {
    let seen: number | null = null;
    return async (
      from: KnownPlace,
    ): Promise<StreamPage<KnownPlace, { readonly change: PlacedChange['change']; readonly place: KnownPlace }>> => {
      const head = await (this.head ??= this.queries.head().finally(() => (this.head = undefined)));
      if (head === seen) return { items: [], upTo: from, isFull: false };
      const page = await this.read(viewer, from, PAGE);
      if (!page.isFull) seen = page.head;
      return page;
    };
  }
}

const boundTo = ({ person, role, org }: Actor): string => JSON.stringify([person, role, org]);

/** A day means its beginning in Asia/Shanghai. */
const sinceFrom = (text: string): Instant => (isDay(text) ? startOfDay(text) : instantFrom(text.replace(' ', '+')));
