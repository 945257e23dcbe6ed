import {
  categoryOf,
  claimsOf,
  classify,
  laterOf,
  type AcceptedDecision,
  type AnyCategory,
  type DomainEvent,
  type EventMetadata,
  type EventRegistry,
  type Instant,
  type PublicForm,
  type ReliedOn,
  type StreamVersion,
} from '@minglu/kernel';
import { canonicalJson, type Append, type Erasure, type EventToAppend } from '@minglu/event-store';
import type { AdmittedCommand } from './admission.js';
import type { AppendedEvent } from './answer.js';
import type { Decided } from './deciding.js';
import type { StoredAnswer } from './stored-answer.js';
import type { LoadedStream } from './stream-cache.js';
import { hasEvents, writtenStreams } from './written-streams.js';

export interface AppendOptions {
  readonly registry: EventRegistry;
  readonly categories: readonly AnyCategory[];
  readonly rulePackage: string;
  /** The stream whose version is the calendar version of events. */
  readonly calendarStream: string;
  /** True for streams of reference data; their versions are recorded with the events that rested on them. */
  readonly isReference?: (stream: string) => boolean;
  /** Draws a UUID in lower case. */
  readonly newEventId: () => string;
  /** The clock of `recordedAt`; default: the caller's. */
  readonly recordedBy?: () => NonNullable<Append['recordedBy']>;
}

/** An append that is ready to be sent. */
export interface PreparedAppend {
  readonly append: Append;
  /** The written streams as they are once the append has committed. */
  readonly streams: ReadonlyMap<string, LoadedStream>;
  readonly answer: StoredAnswer;
}

/**
 * Turns a decision into one append: events with their metadata, versions to check, claims, releases and secrets. No I/O.
 * @throws Error if an act made an event that its schema rejects
 */
export const decisionToAppend = ({
  registry,
  categories,
  rulePackage,
  calendarStream,
  isReference,
  newEventId,
  recordedBy = () => 'caller',
}: AppendOptions) => {
  const categoryByName = new Map(categories.map((category) => [category.name, category]));
  return (
    { command, act, requestHash, secrets }: AdmittedCommand,
    decision: AcceptedDecision,
    { streams: loaded, parameters, assumed }: Pick<Decided, 'streams' | 'parameters' | 'assumed'>,
  ): PreparedAppend => {
    const written = writtenStreams(decision);
    const readOnly = decision.readSet.filter(({ streamId }) => !written.has(streamId));
    // An event on the calendar itself counts no dates by it: the calendar is then written, not read.
    const calendarVersion = readOnly.find(({ streamId }) => streamId === calendarStream)?.version ?? null;
    const reliedOn = reliedOnOf(parameters, isReference ? readOnly.filter(({ streamId }) => isReference(streamId)) : []);
    const metadataOf = (
      event: DomainEvent,
      occurredAt: Instant,
      { classification, internal, commonNames }: Pick<EventMetadata, 'classification'> & PublicForm,
    ): EventMetadata => ({
      // In the key order of canonical JSON, so that serialising has nothing to sort.
      actor: command.actor,
      calendarVersion,
      causationId: command.causationId ?? null,
      classification,
      commandId: command.commandId,
      ...(classification === 'PUBLIC' && commonNames ? { commonNames } : {}),
      correlationId: command.correlationId ?? command.commandId,
      ...(classification === 'PUBLIC' && internal ? { internal } : {}),
      legalBasis: event.legalBasis ?? act.legalBasis,
      occurredAt,
      ...(reliedOn ? { reliedOn } : {}),
      rulePackage,
      traceparent: command.traceparent ?? null,
    });

    const streams = new Map<string, LoadedStream>();
    const appended: AppendedEvent[] = [];
    const erasures: Erasure[] = [];
    const claims: Append['claims'][number][] = [];
    const releases: Append['releases'][number][] = [];
    const writes = decision.writes.filter(hasEvents).map(({ streamId, expectedVersion, events }) => {
      const category = categoryByName.get(categoryOf(streamId))!;
      let { state, lastEventId, lastOccurredAt } = loaded.get(streamId)!;
      const follows = lastEventId;
      const toAppend = events.map((event, index): EventToAppend => {
        const definition = registry.definition(event.type);
        const issues = registry.decoder(event.type).issues(event.data);
        if (issues.length) throw new Error(`${act.command} made a malformed ${event.type}: ${JSON.stringify(issues)}`);
        const eventId = newEventId();
        const occurredAt = notBefore(lastOccurredAt, event.occurredAt ?? command.at);
        const classification = classify(definition, event.data);
        state = category.evolve(state, event);
        lastEventId = eventId;
        lastOccurredAt = occurredAt;
        const destroyed = definition.destroys?.(event.data as never);
        if (destroyed) erasures.push(destroyed);
        appended.push({ eventId, type: event.type, streamId, streamVersion: expectedVersion + index + 1 });
        return {
          eventId,
          type: event.type,
          schemaVersion: definition.version,
          payload: canonicalJson(event.data),
          metadata: canonicalJson(metadataOf(event, occurredAt, { ...definition, classification })),
          classification,
        };
      });
      const own = claimsOf(events, registry.definition);
      claims.push(...own.claims.map(({ kind, id }) => ({ kind, id, streamId })));
      releases.push(...own.releases.map((kind) => ({ kind, streamId })));
      streams.set(streamId, { version: expectedVersion + events.length, state, lastEventId, lastOccurredAt, pending: null });
      return { streamId, expectedVersion, follows, events: toAppend };
    });
    const answer: StoredAnswer = { events: appended, warnings: decision.warnings };
    return {
      streams,
      answer,
      append: {
        commandId: command.commandId,
        requestHash,
        at: command.at,
        recordedBy: recordedBy(),
        writes,
        checks: readOnly.map(({ streamId, version }) => ({ streamId, version })),
        claims,
        ...(assumed.length > 0 ? { unheld: assumed } : {}),
        releases,
        secrets: secrets.map((secret) => ({ ...secret, streamId: writes[0]!.streamId })),
        ...(erasures.length > 0 ? { erasures } : {}),
        result: JSON.stringify(answer),
      },
    };
  };
};

/** Null if a decision read neither a parameter nor existing reference data. */
const reliedOnOf = (parameters: ReliedOn['parameters'], reference: readonly StreamVersion[]): ReliedOn | null => {
  const versions = Object.fromEntries(reference.filter(({ version }) => version > 0).map(({ streamId, version }) => [streamId, version]));
  return Object.keys(parameters).length + Object.keys(versions).length > 0 ? { parameters, versions } : null;
};

/** Effective instants of a stream never go back. */
const notBefore = (last: Instant | null, instant: Instant): Instant => (last === null ? instant : laterOf(last, instant));
