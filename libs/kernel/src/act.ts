import type { Static, TObject, TProperties } from 'typebox';
import type { Actor, DomainEvent } from './event.js';
import type { Bilingual, Refusal, Warning } from './refusal.js';
import type { Loaded, Ref } from './stream.js';
import type { Instant } from './time.js';

/** What a sensitive field becomes before anything is decided: a vault row and a salted commitment to its content. */
export interface Sealed {
  readonly ref: string;
  /** SHA-256("minglu/payload/v1\0" ‖ 32-byte salt ‖ UTF-8 text), hex; what is not a text is taken as canonical JSON. */
  readonly commitment: string;
}

export type Decision<E extends DomainEvent = DomainEvent> = Accepted<E> | Refused;
export interface Accepted<E extends DomainEvent = DomainEvent> {
  readonly events: readonly E[];
  readonly warnings: readonly Warning[];
}
export interface Refused {
  readonly refusal: Refusal;
}
export const isRefused = <T extends object>(value: T | Refused): value is Refused => 'refusal' in value;

/** A command as it reaches a decision: time comes in with it. */
export interface Input<D, S = unknown> {
  readonly data: D;
  readonly actor: Actor;
  readonly at: Instant;
  /** The states of all targets, in order: an act on several cases is decided case by case, and knows its company. */
  readonly batch: readonly S[];
  /** The events that the command points to, in the order in which it does. */
  readonly referred: readonly Referred[];
}

/** An event that another one points to. */
export interface Referred {
  readonly eventId: string;
  readonly streamId: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** True when the actor's organisation may do this here. */
export type Jurisdiction<S> = (actor: Actor, state: S, data: never) => boolean;

type LoadedReads<R> = {
  readonly [K in keyof R]: R[K] extends Ref<infer S> ? Loaded<S> : R[K] extends Ref<infer S> | undefined ? Loaded<S> | undefined : never;
};
type SealedData<P extends TProperties, K extends PropertyKey> = {
  readonly [F in keyof Static<TObject<P>>]: F extends K ? Sealed | Extract<Static<TObject<P>>[F], undefined> : Static<TObject<P>>[F];
};

/**
 * One legal act: who may do it, on which stream, by which provision, and what follows.
 * A reader finds it whole in one file.
 */
export interface Act<
  S,
  E extends DomainEvent = DomainEvent,
  P extends TProperties = TProperties,
  R = unknown,
  K extends PropertyKey = never,
> {
  readonly command: string;
  readonly title: Bilingual;
  readonly legalBasis: readonly string[];
  readonly payload: TObject<P>;
  /** Fields with personal data or restricted free text: they go to the vault and arrive here {@link Sealed}. */
  readonly sealed?: readonly K[];
  /** Deny by default: a role that is not named may not act. */
  readonly by: Readonly<Partial<Record<string, Jurisdiction<S>>>>;
  /** It begins its stream, which is taken to be new until the append says otherwise. */
  readonly opens?: true;
  /** Events that it points to, by their ids: each must be in the log. An event is never undone, so this needs no version. */
  readonly refersTo?: (data: SealedData<P, K>) => readonly string[];
  /** The streams that it writes, in order. All or none. */
  readonly on: (data: SealedData<P, K>) => readonly Ref<S>[];
  /** Where the first streams name the others (a notice and its cities), the whole list. */
  readonly widen?: (data: SealedData<P, K>, first: readonly Loaded<S>[]) => readonly Ref<S>[];
  /** Which of the widened streams it still concerns (cases that have left a notice are not corrected with it). */
  readonly narrow?: (data: SealedData<P, K>, targets: readonly Loaded<S>[]) => readonly Loaded<S>[];
  /** The streams that it only reads; each must hold still until the append unless it is settled. */
  readonly reads?: (data: SealedData<P, K>, targets: readonly Loaded<S>[], at: Instant) => R;
  /** Pure. Called for each target in turn. */
  readonly decide: (input: Input<SealedData<P, K>, S>, target: Loaded<S>, reads: LoadedReads<R>) => Decision<E>;
}

/** An act of any shape, as the generic handler sees it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the only place where the shapes of all acts meet
export type AnyAct = Act<any, any, any, any, any>;

export const accept = <E extends DomainEvent>(events: readonly E[], warnings: readonly Warning[] = []): Accepted<E> => ({
  events,
  warnings,
});

export const refuse = (
  code: string,
  legalBasis: string | readonly string[],
  zh: string,
  en: string,
  details: Readonly<Record<string, unknown>> = {},
): Refused => ({ refusal: { code, legalBasis: typeof legalBasis === 'string' ? [legalBasis] : legalBasis, message: { zh, en }, details } });

export const warn = (code: string, legalBasis: string, zh: string, en: string): Warning => ({
  code,
  legalBasis: [legalBasis],
  message: { zh, en },
});
