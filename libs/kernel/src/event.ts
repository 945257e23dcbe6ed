import type { Static, TSchema } from 'typebox';
import type { FreeText } from './free-text.js';
import type { Bilingual } from './refusal.js';
import { decoder, type Decoder } from './schema.js';
import type { Instant } from './time.js';

/**
 * Who may learn that an event exists: PUBLIC everyone, INTERNAL the parties and the authorities,
 * RESTRICTED the ministry alone.
 */
export type Classification = 'PUBLIC' | 'INTERNAL' | 'RESTRICTED';

/** Something that only one stream may hold at a time: an open dossier of a city, the id of a title. */
export interface Claim {
  readonly kind: string;
  readonly id: string;
}

/** Events refer to one another by the value of a field, which both have. */
export interface Reference {
  /** Types of which the earlier event is one. */
  readonly types: readonly string[];
  /** The field of this event, `a.b` where it stands within another, and that of the earlier one. */
  readonly by: string;
  readonly its: string;
}

/** A function of a payload. Bivariant, so that definitions of different payloads can stand in one table. */
export type OfPayload<D, R> = { of(data: D): R }['of'];

/** All that is said once about a type of event. */
export interface EventDefinition<T extends string = string, S extends TSchema = TSchema> {
  readonly type: T;
  /** Of the payload's schema, from 1; older payloads are upcast on read. */
  readonly version: number;
  readonly title: Bilingual;
  readonly payload: S;
  readonly classification: Classification | OfPayload<Static<S>, Classification>;
  /** The places of the payload that hold free text; a spec asks for each place that is not listed. */
  readonly freeText?: FreeText;
  /** The earlier event of the same stream that this one speaks of, for whoever reads it by itself. */
  readonly refersTo?: Reference;
  /** What the stream holds from this event on. */
  readonly claims?: OfPayload<Static<S>, readonly Claim[]>;
  /** Kinds of claims of this stream that this event lets go. */
  readonly releases?: readonly string[];
  /** `upcasts[n]` turns a payload of version n into one of version n + 1. */
  readonly upcasts?: Readonly<Record<number, (old: never) => unknown>>;
}

export const defineEvent = <const T extends string, S extends TSchema>(definition: EventDefinition<T, S>): EventDefinition<T, S> =>
  definition;

/** An event as a decision makes it: what happened, and from when it holds if not from now. */
export interface DomainEvent<T extends string = string, D = unknown> {
  readonly type: T;
  readonly data: D;
  /** When it took effect, if that is not the moment of the command (a window that closed while nobody was up). */
  readonly occurredAt?: Instant;
  /** The provisions that this event rests on, where they differ from those of the act. */
  readonly legalBasis?: readonly string[];
}

type AnyDefinition = EventDefinition<string, TSchema>;
/** The event type of a definition, or the union over an object of definitions. */
export type EventOf<D> = D extends { readonly type: infer T extends string; readonly payload: infer S extends TSchema }
  ? DomainEvent<T, Static<S>>
  : D extends Readonly<Record<string, { readonly type: string; readonly payload: TSchema }>>
    ? { [K in keyof D]: EventOf<D[K]> }[keyof D]
    : never;

/** Makes an event of a definition; the payload is checked by the compiler here and by the store on append. */
export const newEvent = <T extends string, S extends TSchema>(
  definition: EventDefinition<T, S>,
  data: Static<S>,
  more: Pick<DomainEvent, 'occurredAt' | 'legalBasis'> = {},
): DomainEvent<T, Static<S>> => ({ type: definition.type, data, ...more });

export const classify = (definition: AnyDefinition, data: unknown): Classification =>
  typeof definition.classification === 'function' ? definition.classification(data as never) : definition.classification;

/** Why a stored payload could not be read. */
export class UnreadableEvent extends Error {
  constructor(
    readonly eventType: string,
    problem: string,
  ) {
    super(`event ${eventType} cannot be read: ${problem}`);
  }
}

/** Every event type that a reader knows, with its decoder. */
export interface EventRegistry {
  readonly definitions: ReadonlyMap<string, AnyDefinition>;
  readonly definition: (type: string) => AnyDefinition;
  readonly decoder: (type: string) => Decoder<unknown>;
  /** Upcasts a stored payload to the current version and checks it; throws {@link UnreadableEvent}. */
  readonly read: (type: string, schemaVersion: number, payload: unknown) => DomainEvent;
}

export const eventRegistry = (...groups: readonly Readonly<Record<string, AnyDefinition>>[]): EventRegistry => {
  const entries = new Map<string, { definition: AnyDefinition; decode: Decoder<unknown> }>();
  for (const definition of groups.flatMap((group) => Object.values(group))) {
    if (entries.has(definition.type)) throw new Error(`event type ${definition.type} is defined twice`);
    entries.set(definition.type, { definition, decode: decoder(definition.payload) });
  }
  const entry = (type: string) => {
    const found = entries.get(type);
    if (!found) throw new UnreadableEvent(type, 'unknown type');
    return found;
  };
  return {
    definitions: new Map([...entries].map(([type, { definition }]) => [type, definition])),
    definition: (type) => entry(type).definition,
    decoder: (type) => entry(type).decode,
    read: (type, schemaVersion, payload) => {
      const { definition, decode } = entry(type);
      if (schemaVersion > definition.version) throw new UnreadableEvent(type, `schema version ${schemaVersion} is from the future`);
      let data = payload;
      for (let version = schemaVersion; version < definition.version; version += 1) {
        const upcast = definition.upcasts?.[version];
        if (!upcast) throw new UnreadableEvent(type, `no upcast from version ${version}`);
        data = upcast(data as never);
      }
      if (!decode(data)) throw new UnreadableEvent(type, JSON.stringify(decode.issues(data)));
      return { type, data };
    },
  };
};

/** Who acted: a pseudonymous person, in a role, for an organisation. */
export interface Actor {
  readonly person: string;
  readonly role: string;
  readonly org: string;
}

/** The parameters that a decision read, and the reference data as it stood then. */
export interface ReliedOn {
  /** By key, with the value that held. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Versions of the streams of reference data that were read. */
  readonly versions: Readonly<Record<string, number>>;
}

/** What is recorded beside the payload of every event. */
export interface EventMetadata {
  readonly commandId: string;
  readonly correlationId: string;
  /** The event that caused the command, if a process sent it. */
  readonly causationId: string | null;
  readonly actor: Actor;
  readonly legalBasis: readonly string[];
  readonly occurredAt: Instant;
  /** What else it rested on. Absent where that is nothing, and on events from before it was kept. */
  readonly reliedOn?: ReliedOn;
  readonly rulePackage: string;
  /** Version of the work-calendar stream that a date was counted by; null where none was. */
  readonly calendarVersion: number | null;
  readonly classification: Classification;
  readonly traceparent: string | null;
}

/** An event as it is read back from the log. */
export interface RecordedEvent<E extends DomainEvent = DomainEvent> {
  /** 1, 2, 3, … over the whole log, in commit order, without a gap. */
  readonly position: number;
  readonly eventId: string;
  readonly streamId: string;
  /** 1, 2, 3, … in the stream. */
  readonly streamVersion: number;
  /** 1, 2, 3, … over the stream's PUBLIC events; null for the others. */
  readonly publicVersion: number | null;
  readonly schemaVersion: number;
  readonly event: E;
  readonly metadata: EventMetadata;
  readonly recordedAt: Instant;
}
