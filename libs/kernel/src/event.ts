import type { Static, TSchema } from 'typebox';
import type { FreeText } from './free-text.js';
import type { Bilingual } from './refusal.js';
import { decoder, type Decoder } from './schema.js';
import type { Instant } from './time.js';

/** The readers who may know that an event exists: PUBLIC everyone, INTERNAL parties and authorities, RESTRICTED the ministry. */
export type Classification = 'PUBLIC' | 'INTERNAL' | 'RESTRICTED';

/** A name that only one stream may hold at a time: the open dossier of a city, the id of a title. */
export interface Claim {
  readonly kind: string;
  readonly id: string;
}

/** A link between two events of a stream by equal values of a field of each. */
export interface Reference {
  /** The possible types of the earlier event. */
  readonly types: readonly string[];
  /** The field of this event; `a.b` for a nested field. */
  readonly by: string;
  /** The field of the earlier event. */
  readonly its: string;
}

/**
 * The fields of a payload that stay inside although the event is PUBLIC, each with the value that readers outside get for it.
 * Null: they get the payload without the field.
 */
export type InternalFields = Readonly<Record<string, string | null>>;

/** The fields of a PUBLIC event that readers outside also get under the name that other events have for them: own name → common name. */
type CommonNames = Readonly<Record<string, string>>;

/** A function of a payload. Bivariant, so that definitions of different payloads fit in one table. */
export type OfPayload<D, R> = { of(data: D): R }['of'];

/** The definition of an event type: schema, classification, claims and upcasts. */
export interface EventDefinition<T extends string = string, S extends TSchema = TSchema> {
  readonly type: T;
  /** Version of the payload schema, from 1. Older payloads are upcast on read. */
  readonly version: number;
  readonly title: Bilingual;
  readonly payload: S;
  readonly classification: Classification | OfPayload<Static<S>, Classification>;
  /** The free text of the payload. A spec fails on free text that is not listed. */
  readonly freeText?: FreeText;
  readonly internal?: InternalFields;
  readonly commonNames?: CommonNames;
  /** The earlier event of the same stream that this one is about, for readers of a single event. */
  readonly refersTo?: Reference;
  /** Claims that the stream holds from this event on. */
  readonly claims?: OfPayload<Static<S>, readonly Claim[]>;
  /** Kinds of claims that the stream releases with this event. */
  readonly releases?: readonly string[];
  /** The key of the vault that is destroyed with this event, and the number of rows that it opened. */
  readonly destroys?: OfPayload<Static<S>, { readonly key: string; readonly texts: number }>;
  /** `upcasts[n]` converts a payload of version n to version n + 1. */
  readonly upcasts?: Readonly<Record<number, (old: never) => unknown>>;
}

export const defineEvent = <const T extends string, S extends TSchema>(definition: EventDefinition<T, S>): EventDefinition<T, S> =>
  definition;

/** An event as `decide` returns it. */
export interface DomainEvent<T extends string = string, D = unknown> {
  readonly type: T;
  readonly data: D;
  /** Effective instant if it differs from the command's, as for a window that closed while the system was down. */
  readonly occurredAt?: Instant;
  /** Provisions of this event if they differ from those of the act. */
  readonly legalBasis?: readonly string[];
}

type AnyDefinition = EventDefinition<string, TSchema>;
/** The event of a definition, or the union over an object of definitions. */
export type EventOf<D> = D extends { readonly type: infer T extends string; readonly payload: infer S extends TSchema }
  ? DomainEvent<T, Static<S>>
  : D extends Readonly<Record<string, { readonly type: string; readonly payload: TSchema }>>
    ? { [K in keyof D]: EventOf<D[K]> }[keyof D]
    : never;

/** Makes an event. The compiler checks the payload here, the command handler before the append. */
export const newEvent = <T extends string, S extends TSchema>(
  definition: EventDefinition<T, S>,
  data: Static<S>,
  more: Pick<DomainEvent, 'occurredAt' | 'legalBasis'> = {},
): DomainEvent<T, Static<S>> => ({ type: definition.type, data, ...more });

export const classify = (definition: AnyDefinition, data: unknown): Classification =>
  typeof definition.classification === 'function' ? definition.classification(data as never) : definition.classification;

/** False for the definition of an event that is never PUBLIC. */
export const mayBePublic = ({ classification }: Pick<AnyDefinition, 'classification'>): boolean =>
  typeof classification === 'function' || classification === 'PUBLIC';

/** Thrown for a stored payload that cannot be read. */
export class UnreadableEvent extends Error {
  constructor(
    readonly eventType: string,
    problem: string,
  ) {
    super(`event ${eventType} cannot be read: ${problem}`);
  }
}

/** The event types that a reader knows, with their decoders. */
export interface EventRegistry {
  readonly definitions: ReadonlyMap<string, AnyDefinition>;
  readonly definition: (type: string) => AnyDefinition;
  readonly decoder: (type: string) => Decoder<unknown>;
  /** Upcasts a stored payload to the current version and checks it. Throws {@link UnreadableEvent}. */
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

/** A pseudonymous person in a role, for an organisation. */
export interface Actor {
  readonly person: string;
  readonly role: string;
  readonly org: string;
  /** The person whose work this one does by a delegation; absent for work of his own. */
  readonly onBehalfOf?: string;
}

/** Keeps in an event for whom its actor worked; empty for work of his own. */
export const actedFor = ({ onBehalfOf }: Actor): { readonly actedFor?: string } =>
  onBehalfOf === undefined ? {} : { actedFor: onBehalfOf };

/**
 * Whether one person stands behind an act and an earlier one. A delegate and the person for whom he works both stand behind an act, so neither
 * is a second person to the other (decisions 47).
 *
 * @param earlier the persons behind the earlier act
 */
export const isSamePerson = ({ person, onBehalfOf }: Actor, earlier: readonly (string | null | undefined)[]): boolean =>
  earlier.includes(person) || (onBehalfOf !== undefined && earlier.includes(onBehalfOf));

/** The policy parameters and the reference data that a decision read. */
export interface ReliedOn {
  /** Values by key, as they were then. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Versions of the reference data streams that were read. */
  readonly versions: Readonly<Record<string, number>>;
}

/** Recorded beside the payload of every event. */
export interface EventMetadata {
  readonly commandId: string;
  readonly correlationId: string;
  /** The event that caused the command, if a process sent it. */
  readonly causationId: string | null;
  readonly actor: Actor;
  readonly legalBasis: readonly string[];
  readonly occurredAt: Instant;
  /** Absent if the decision read neither, and on events older than this field. */
  readonly reliedOn?: ReliedOn;
  readonly rulePackage: string;
  /** Version of the work-calendar stream that dates were counted by; null if none was read. */
  readonly calendarVersion: number | null;
  readonly classification: Classification;
  /** Only on PUBLIC events. Kept with the event, so that every publisher knows them and older events stay as they were published. */
  readonly internal?: InternalFields;
  /** As `internal`: only on PUBLIC events, kept with the event. */
  readonly commonNames?: CommonNames;
  readonly traceparent: string | null;
}

/** The part of the metadata that decides the public form of a payload. */
export type PublicForm = Pick<EventMetadata, 'internal' | 'commonNames'>;

/** The payload of a PUBLIC event for readers outside. The same object if no field stays inside and none has a common name. */
export const publicPart = <D extends object>(data: D, { internal = {}, commonNames = {} }: PublicForm): D => {
  if (Object.keys(internal).length + Object.keys(commonNames).length === 0) return data;
  const shown = Object.entries(data).flatMap(([field, value]: [string, unknown]) => {
    if (!Object.hasOwn(internal, field)) return [[field, value] as const];
    return internal[field] === null ? [] : [[field, internal[field]] as const];
  });
  const named = shown.flatMap(([field, value]) => (Object.hasOwn(commonNames, field) ? [[commonNames[field]!, value] as const] : []));
  return Object.fromEntries([...shown, ...named]) as D;
};

/** An event as read from the log. */
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
