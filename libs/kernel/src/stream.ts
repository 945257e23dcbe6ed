import type { Claim, DomainEvent, EventDefinition } from './event.js';
import type { TSchema } from 'typebox';

/** A kind of stream: its events and how they fold. `evolve` is total, pure, and never judges. */
export interface StreamCategory<S, E extends DomainEvent = DomainEvent> {
  /** Prefix of the stream ids: `dossier` in `dossier/a`. */
  readonly name: string;
  readonly events: Readonly<Record<string, EventDefinition<string, TSchema>>>;
  readonly initial: S;
  readonly evolve: (state: S, event: E) => S;
}

/** A category of any shape, as the generic handler sees it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- where the states of all categories meet
export type AnyCategory = StreamCategory<any, any>;

export const streamId = (category: { readonly name: string }, id: string): string => `${category.name}/${id}`;
/** The category name of a stream id. */
export const categoryOf = (stream: string): string => stream.slice(0, stream.indexOf('/'));

/** A stream that a command writes or reads: by its own id, or by something unique that it holds. */
export interface Ref<S> {
  readonly category: AnyCategory & { readonly initial: S };
  readonly id: string;
  /** Set when `id` is the id of a claim of this kind rather than of the stream. */
  readonly claim?: string;
  /** True for a fact that nothing can undo (a park is registered): its version need not hold still. */
  readonly settled?: boolean;
  /** True where only who holds the claim is asked: a stream of whatever category, whose events are not read. */
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
 * Whether anyone has a claim that is never let go, for an act that may know nothing of the category of the holder. That it
 * is free is no fact that stays: whoever relies on it claims the same, and is given a conflict where another was first.
 */
export const claimed = ({ kind, id }: Claim): Ref<null> => ({ category: unread, id, claim: kind, settled: true, holderOnly: true });

/** What a {@link Ref} led to. Version 0 and the initial state where there is no such stream. */
export interface Loaded<S> {
  /** Null when nobody ever held the claim. */
  readonly streamId: string | null;
  readonly version: number;
  readonly state: S;
  /** False where the claim was let go by its last holder, whose stream this is. True for a plain ref. */
  readonly held: boolean;
}

export const fold = <S, E extends DomainEvent>(category: StreamCategory<S, E>, events: Iterable<E>, from: S = category.initial): S => {
  let state = from;
  for (const event of events) state = category.evolve(state, event);
  return state;
};
