import { Inject, Injectable } from '@nestjs/common';
import type { EventStore } from '@minglu/event-store';
import {
  CONSISTENCY_TOKENS,
  ProblemException,
  type ConsistencyTokens,
  type RequestTime,
  type TokenContent,
  type TokenKind,
  type TokenPosition,
} from '@minglu/http';
import type { ListPosition } from './list-question.js';
import { contentOf, lookAt, placeOfHead, TOKEN_LOG } from './token-places.js';

/** Nest token of a `WaitForReadModel`. */
export const WAIT_FOR_READ_MODEL = Symbol('WAIT_FOR_READ_MODEL');

/** Waits until the read model has reached the last event of a command. Rejects with 504 and the lag if that takes too long, and with the reason of the signal. */
export type WaitForReadModel = (position: TokenPosition, signal: AbortSignal) => Promise<void>;

/** The tokens of read requests: the consistency token of a command, and the cursors of lists. */
@Injectable()
export class ReadRequests {
  constructor(
    @Inject(WAIT_FOR_READ_MODEL) private readonly waitForReadModel: WaitForReadModel,
    @Inject(CONSISTENCY_TOKENS) private readonly consistencyTokens: ConsistencyTokens,
    @Inject(TOKEN_LOG) private readonly log: Pick<EventStore, 'within'>,
  ) {}

  /** Waits for the command of the consistency token in the parameter `after`. */
  async waitFor(after: string | undefined, time: RequestTime): Promise<void> {
    if (after === undefined) return;
    const { place, count } = await this.read('after', after, time);
    await time.paused(this.waitForReadModel({ position: place.position, count }, time.signal));
  }

  /**
   * A page of a list: behind the item of the cursor, with the cursor of the next page. Each cursor is sealed, since its item may be hidden from other
   * callers. It is bound to `bound`, the filters and the order: 400 for a cursor of another list.
   */
  async page<Page extends { readonly next: ListPosition | null }>(
    cursor: string | undefined,
    bound: string,
    time: RequestTime,
    pageFrom: (after: ListPosition | null) => Promise<Page>,
  ): Promise<Omit<Page, 'next'> & { readonly next: string | null }> {
    const from = cursor === undefined ? null : await this.read('list', cursor, time, bound);
    const page = await pageFrom(from?.id ? { id: from.id, key: from.key } : null);
    if (page.next === null) return { ...page, next: null };
    const place = from?.place ?? (await placeOfHead(this.log.within(time.signal)));
    return { ...page, next: this.consistencyTokens.issue('list', place, page.next, bound) };
  }

  /** The content of a token that stands on the log. Otherwise throws 400 or 409. */
  private async read(kind: TokenKind, token: string, { signal }: RequestTime, bound?: string): Promise<TokenContent> {
    const content = contentOf(this.consistencyTokens, kind, token, bound);
    await lookAt(this.consistencyTokens, kind, content.place, this.log.within(signal), bound);
    return content;
  }
}

/** The answer about a dossier that is not there, or that the caller may not know of. */
export const unknownId = (id: string): ProblemException =>
  new ProblemException('unknown-id', `没有标识为 ${id} 的案卷或称号`, `there is no case or title ${id}`, { id });
