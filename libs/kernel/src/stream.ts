import type { Claim, DomainEvent, EventDefinition } from './event.js';
import { ownLists, type OwnLists } from './own-lists.js';
import type { TSchema } from 'typebox';

/**
 * A kind of stream: its events and their fold. `evolve` is total and pure, and never refuses. Within a fold of many events it may change the
 * lists that this fold owns.
 */
export interface StreamCategory<S, E extends DomainEvent = DomainEvent> {
  /** Prefix of the stream ids: `dossier` in `dossier/a`. */
  readonly name: string;
  readonly events: Readonly<Record<string, EventDefinition<string, TSchema>>>;
  readonly initial: S;
  readonly evolve: (state: S, event: E, own?: OwnLists) => S;
}

/** A category of any shape, for the generic command handler. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- where the states of all categories meet
export type AnyCategory = StreamCategory<any, any>;

export const streamId = (category: { readonly name: string }, id: string): string => `${category.name}/${id}`;
/** The category name of a stream id. */
export const categoryOf = (stream: string): string => stream.slice(0, stream.indexOf('/'));

/** A stream that a command writes or reads: by its own id, or by a claim that it holds. */
export interface Ref<S> {
  readonly category: AnyCategory & { readonly initial: S };
  readonly id: string;
  /** Set when `id` is the id of a claim of this kind rather than of the stream. */
  readonly claim?: string;
  /** True for a fact that cannot be undone (a park is registered): its version is not checked at the append. */
  readonly settled?: boolean;
  /** True if only the holder of the claim is looked up. Its stream, of any category, is not read. */
  readonly holderOnly?: boolean;
}

export const ref = <S, E extends DomainEvent>(category: StreamCategory<S, E>, id: string): Ref<S> => ({ category, id });
export const settledRef = <S, E extends DomainEvent>(category: StreamCategory<S, E>, id: string): Ref<S> => ({
  category,
  id,
  settled: true,
});
export const holderOf = <S, E extends DomainEvent>(category: StreamCategory<S, E>, claim: string, id: string): Ref<S> => ({
  category,
  id,
  claim,
});

const unread: AnyCategory & { readonly initial: null } = { name: 'unread', events: {}, initial: null, evolve: (state: null) => state };
/**
 * Looks up whether a claim that is never released has a holder, for an act that may not know the holder's category.
 * A free claim may be taken before the append. An act that relies on it claims it too, and gets a conflict if it is late.
 */
export const claimed = ({ kind, id }: Claim): Ref<null> => ({ category: unread, id, claim: kind, settled: true, holderOnly: true });

/** The stream that a {@link Ref} points to. Version 0 and the initial state if there is none. */
export interface Loaded<S> {
  /** Null if no stream ever held the claim. */
  readonly streamId: string | null;
  readonly version: number;
  readonly state: S;
  /** False if this stream, the claim's last holder, has released it. True for a plain ref. */
  readonly held: boolean;
}

export const fold = <S, E extends DomainEvent>(category: StreamCategory<S, E>, events: Iterable<E>, from: S = category.initial): S => {
  const own = ownLists();
  let state = from;
  for (const event of events) state = category.evolve(state, event, own);
  return state;
};
