import type { Static, TObject, TProperties } from 'typebox';
import type { Actor, Classification, DomainEvent, InternalFields } from './event.js';
import type { Bilingual, Refusal, Warning } from './refusal.js';
import type { Loaded, Ref } from './stream.js';
import type { Day, Instant } from './time.js';

/** Where a caller performs an act over HTTP: `POST /dossiers/{caseId}/supplements`. The names in braces are fields of the payload. */
export type CommandRoute = `POST /${string}`;
/** Several routes lead to different kinds of targets. Null: only the system performs the act. */
export type CommandRoutes = CommandRoute | readonly CommandRoute[] | null;

/** The sealed form of a sensitive field: a reference to a vault row, and a salted commitment to its content. */
export interface Sealed {
  readonly ref: string;
  /** SHA-256("minglu/payload/v1\0" ‖ 32-byte salt ‖ UTF-8 text), hex. A value that is not a string is taken as canonical JSON. */
  readonly commitment: string;
}

/** The result of `decide`: the events to append, or a refusal. */
export type Decision<E extends DomainEvent = DomainEvent> = Accepted<E> | Refused;
export interface Accepted<E extends DomainEvent = DomainEvent> {
  readonly events: readonly E[];
  readonly warnings: readonly Warning[];
}
export interface Refused {
  readonly refusal: Refusal;
}
export const isRefused = <T extends object>(value: T | Refused): value is Refused => 'refusal' in value;

/** A command as `decide` gets it: decoded, with sensitive fields sealed. Time comes in with it. */
export interface CommandInput<D, S = unknown, G = unknown> {
  readonly data: D;
  readonly actor: Actor;
  readonly at: Instant;
  /** The register of the act; undefined for an act without one. */
  readonly register: G;
  /** The states of all targets, in order. An act on several cases is decided case by case, and may look at the others. */
  readonly batch: readonly S[];
  /** The events that the command points to (`refersTo`), in its order. */
  readonly referred: readonly Referred[];
  /** The sealed fields that the act also reads as plain text (`alsoPlain`). */
  readonly plain: Readonly<Record<string, unknown>>;
  /** The act that the command names (`namesAct`); null if there is none of this name, and for a command that names none. */
  readonly named: AnyAct | null;
  /** Keyed digest of the act's `matter`, 64 hex digits; null if the act or this command has none. It reveals nothing without the key. */
  readonly matter: string | null;
}

/** An event that a command points to. */
export interface Referred {
  readonly eventId: string;
  readonly streamId: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** When it took effect. */
  readonly occurredAt: Instant;
  /** The person who recorded it, in the role at that time. */
  readonly actor: Actor;
  readonly classification: Classification;
  readonly internal?: InternalFields;
  /** The person whom it names under a seal; null if it names none. Only for an act that asks. */
  readonly person?: NamedPerson | null;
}

/** A natural person as the vault has him now, without a name. */
export interface NamedPerson {
  /** The pseudonym: one for all filings of the person. */
  readonly subject: string;
  /** True if the person filed the event; false for a second person whom an officer named in it. */
  readonly filed: boolean;
  /** The key whose destruction erases the person; null if that has happened. */
  readonly key: string | null;
  /** Number of sealed fields that the key opens. */
  readonly texts: number;
  /** The cases and reports in which the person filed. */
  readonly matters: readonly Matter[];
  /** Legal holds on the data, by their ids. */
  readonly legalHolds: readonly string[];
}
/** A matter that needs the data of a person until it has ended, and for a time after that. */
export interface Matter {
  /** Id of the case or report. */
  readonly of: string;
  /** The day on which it ended; null while it is open. */
  readonly endedOn: Day | null;
  /** The organisations that it is about, with their city and province. None of theirs may learn who filed. */
  readonly about: readonly string[];
  /** Officers who do nothing in it. */
  readonly recused: readonly string[];
}

/** True when the actor's organisation may do this here, at the instant of the command. */
type Jurisdiction<S> = (actor: Actor, state: S, data: never, register: never, at: Instant) => boolean;

/** A read is one stream, or a list of streams that is loaded as a list. */
type LoadedReads<R> = {
  readonly [K in keyof R]: R[K] extends Ref<infer S>
    ? Loaded<S>
    : R[K] extends Ref<infer S> | undefined
      ? Loaded<S> | undefined
      : R[K] extends readonly Ref<infer S>[]
        ? readonly Loaded<S>[]
        : never;
};
type SealedData<P extends TProperties, K extends PropertyKey> = {
  readonly [F in keyof Static<TObject<P>>]: F extends K ? Sealed | Extract<Static<TObject<P>>[F], undefined> : Static<TObject<P>>[F];
};

/**
 * One legal act as data: its roles, its streams, its provisions and its decision. Each act is one file.
 * `S` state and `E` events of the target category, `P` payload fields, `R` the record of refs to read. `K` names of sealed fields,
 * `G` the state of the register.
 */
export interface Act<
  S,
  E extends DomainEvent = DomainEvent,
  P extends TProperties = TProperties,
  R = unknown,
  K extends PropertyKey = never,
  G = unknown,
> {
  readonly command: string;
  readonly route?: CommandRoutes;
  /** The id of the thing that the act makes. Where the caller gives none, the server makes one. */
  readonly newId?: keyof P & string;
  readonly title: Bilingual;
  readonly legalBasis: readonly string[];
  readonly payload: TObject<P>;
  /** Fields with personal data or restricted free text. They go to the vault; `decide` gets them as {@link Sealed}. */
  readonly sealed?: readonly K[];
  /** Sealed fields that `decide` also gets as plain text, because the record that they correct is plain. It must not store them otherwise. */
  readonly alsoPlain?: readonly K[];
  /** The text by which the person who files is recognised, from the payload before it was sealed; null if it does not name one. */
  readonly person?: (data: Static<TObject<P>>) => string | null;
  /** The sealed field of an event that it points to, if its own sealed fields are about the same person; otherwise null. */
  readonly sealedWith?: (data: SealedData<P, K>, referred: readonly Referred[]) => Sealed | null;
  /** Its sealed fields that are written to the person who filed its target. They have the key of the filing, and are erased with it. */
  readonly sealedForFiler?: readonly K[];
  /** The events that it points to come with the person whom each names. */
  readonly asksForPerson?: true;
  /** The text by which a repeated matter is recognised, from the payload before it was sealed. `decide` gets its keyed digest alone. */
  readonly matter?: (data: Static<TObject<P>>) => string | null;
  /** Roles that may act, each with its test of jurisdiction. Deny by default: other roles may not act. */
  readonly by: Readonly<Partial<Record<string, Jurisdiction<S>>>>;
  /** The act opens its stream. The stream, and each claim that the act asks for, is assumed to be new without a read. The append checks that. */
  readonly opens?: true;
  /** The name of the act that it is about, for an act that prepares another one. */
  readonly namesAct?: (data: SealedData<P, K>) => string;
  /** Ids of the events that it points to; each must be in the log. An event is never undone, so no version is checked. */
  readonly refersTo?: (data: SealedData<P, K>) => readonly string[];
  /** Reference data that says which targets and which organisations are meant. It is loaded before all other streams. */
  readonly register?: (data: SealedData<P, K>) => Ref<G>;
  /** A target as it stands at the instant of the command, by the register. Jurisdiction, reads and the decision see it so. */
  readonly standing?: (state: S, register: G, at: Instant) => S;
  /** The streams that it writes, in order. All are written or none. */
  readonly on: (data: SealedData<P, K>, register: G, at: Instant) => readonly Ref<S>[];
  /** The whole list of targets, for an act whose first streams name the others (a notice names its cities). */
  readonly widen?: (data: SealedData<P, K>, first: readonly Loaded<S>[]) => readonly Ref<S>[];
  /** The targets that it still concerns. A case that has left a notice, for example, is not corrected with it. */
  readonly narrow?: (data: SealedData<P, K>, targets: readonly Loaded<S>[]) => readonly Loaded<S>[];
  /** The streams that it only reads. Each must be unchanged at the append, unless its ref is settled. */
  readonly reads?: (data: SealedData<P, K>, targets: readonly Loaded<S>[], at: Instant, register: G, actor: Actor) => R;
  /** Pure. Called once for each target, in order. */
  readonly decide: (input: CommandInput<SealedData<P, K>, S, G>, target: Loaded<S>, reads: LoadedReads<R>) => Decision<E>;
}

/** An act of any shape, for the generic command handler. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the only place where the shapes of all acts meet
export type AnyAct = Act<any, any, any, any, any, any>;

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
