import { fold, streamId, type Actor, type Bilingual, type EventRegistry, type Instant, type RecordedEvent } from '@minglu/kernel';
import { dossiers, type DossierEvent } from '@minglu/dossier';
import { decodeStored, logWithin, type EventStore } from '@minglu/event-store';
import {
  indicatorNames,
  taintedDecisions,
  traceFigures,
  type FigureCorrection,
  type GateStandards,
  type TaintedDecision,
  type TracedFigure,
} from '@minglu/figures';
import { standards, succession, systemOf, type CorrectionEvent, type Standards } from '@minglu/reference';
import { indicatorsOf } from '@minglu/regulation';
import { approvedIn, correctionsStream } from '../corrections-view.js';
import { asOf, viewOf, type Bitemporal } from '../dossier-view.js';
import { isVisible, visibilityNow, visibleDossier, type Visibility } from '../visibility.js';
import { isId } from './ids.js';

/** The figures of the applicant of a dossier, as far as the viewer may see the events that state them. */
export interface FiguresFound {
  readonly caseId: string;
  readonly figures: readonly TracedFigure[];
  /** The words of an indicator by its id; null for one that no indicator system has. */
  readonly nameOf: (indicator: string) => string | null;
  /** How the viewer sees the dossier of an event. */
  readonly audienceOf: (caseId: string) => Visibility;
  readonly titleOf: (type: string) => Bilingual;
}
export interface TaintedFound {
  readonly caseId: string;
  readonly decisions: readonly TaintedDecision[];
  readonly titleOf: (type: string) => Bilingual;
}

/**
 * Questions about figures, answered from the event log, at a moment as a replay is (ADR 0031); undefined for the present. Null if the viewer may
 * not know of the dossier.
 */
export interface FigureQueries {
  readonly figures: (viewer: Actor, id: string, when: Bitemporal | undefined, signal: AbortSignal) => Promise<FiguresFound | null>;
  readonly tainted: (viewer: Actor, id: string, when: Bitemporal | undefined, signal: AbortSignal) => Promise<TaintedFound | null>;
}
type FigureLog = Pick<EventStore, 'readStream' | 'findClaim' | 'within'>;

type Recorded = RecordedEvent<DossierEvent>;
interface OwnDossier {
  readonly caseId: string;
  readonly titleId: string | null;
  readonly stream: string;
  readonly visibility: Visibility;
  readonly events: readonly Recorded[];
}

/** Dossiers of one applicant that an answer looks at, the latest first: the one asked for, and those before it. */
const DOSSIERS = 20;
/** Events of a stream that are read at a time, so that a long history holds up no other caller. */
const CHUNK = 500;

export const figureQueries = (log: FigureLog, registry: EventRegistry, clock: () => Instant): FigureQueries => {
  const titleOf = (type: string): Bilingual => registry.definition(type).title;
  return {
    figures: async (viewer, id, when, signal) => {
      const reader = readerOf(logWithin(log, signal), registry, when);
      const own = await reader.dossiersOf(viewer, id, clock());
      if (!own) return null;
      const { systems } = await reader.standards();
      const names = new Map(systems.flatMap(indicatorsOf).map((one) => [one.id, one.zh]));
      const histories = await Promise.all(
        own.map(async ({ stream, events }) => ({ events, corrections: await reader.correctionsOf(stream) })),
      );
      const audiences = new Map(own.map(({ caseId, visibility }) => [caseId, visibility]));
      return {
        caseId: own[0]!.caseId,
        figures: traceFigures(histories, indicatorNames(systems)),
        nameOf: (indicator) => names.get(indicator) ?? null,
        audienceOf: (caseId) => audiences.get(caseId) ?? 'public',
        titleOf,
      };
    },
    tainted: async (viewer, id, when, signal) => {
      const reader = readerOf(logWithin(log, signal), registry, when);
      const own = await reader.dossiersOf(viewer, id, clock());
      if (!own) return null;
      const known = new Map<string, GateStandards | null>();
      for (const { events } of own)
        for (const event of events) if (hasChecks(event)) known.set(event.eventId, await reader.standardsOf(event));
      const decisions = taintedDecisions(
        own.map(({ events }) => events),
        ({ eventId }) => known.get(eventId) ?? null,
      );
      return { caseId: own[0]!.caseId, decisions, titleOf };
    },
  };
};

const hasChecks = ({ event }: Recorded): boolean => event.type === 'ApplicationSubmitted' || event.type === 'ReviewConcluded';

/** Reads the dossiers of an applicant for one request, at a moment. */
const readerOf = (log: Pick<EventStore, 'readStream' | 'findClaim'>, registry: EventRegistry, when?: Bitemporal) => {
  /** The part of a history of a dossier that the moment has: a prefix. */
  const past = <E extends RecordedEvent>(events: readonly E[]): readonly E[] => (when ? asOf(events, when.at, when.knownAt) : events);
  /** Corrections and reference data hold from before their record. Only the knowledge of them has a later day. */
  const known = <E extends RecordedEvent>(events: readonly E[]): readonly E[] =>
    when ? events.filter(({ recordedAt }) => recordedAt <= when.knownAt) : events;
  const read = async <E extends RecordedEvent>(stream: string, upTo = Number.MAX_SAFE_INTEGER): Promise<readonly E[]> => {
    const events: E[] = [];
    for (;;) {
      const chunk = await log.readStream(stream, events.length, Math.min(events.length + CHUNK, upTo));
      events.push(...chunk.map((stored) => decodeStored(stored, registry) as E));
      if (chunk.length < CHUNK) return events;
    }
  };
  const stateOfStandards = async (upTo?: number): Promise<Standards> => {
    const events = await read(streamId(standards.category, standards.id), upTo);
    return fold(
      standards.category,
      (upTo === undefined ? known(events) : events).map(({ event }) => event),
    );
  };
  const find = async (id: string): Promise<readonly Recorded[]> => {
    const own = isId(id) ? await read<Recorded>(`${dossiers.name}/${id}`) : [];
    const holder = own.length === 0 && isId(id) ? await log.findClaim('title', id) : null;
    return holder ? read<Recorded>(holder.streamId) : own;
  };
  /** The streams of the dossiers of an applicant: from the latest back, each names the one before it. */
  const streamsOf = async (applicant: string, asked: string): Promise<readonly string[]> => {
    const streams = [asked];
    let next = (await log.findClaim('open-dossier', applicant))?.streamId ?? null;
    while (next !== null && streams.length < DOSSIERS) {
      if (!streams.includes(next)) streams.push(next);
      const [opening] = await log.readStream(next, 0, 1);
      const { previousCaseId } = (opening ? JSON.parse(opening.payload) : {}) as { readonly previousCaseId?: string | null };
      const before: string | null = previousCaseId ? `${dossiers.name}/${previousCaseId}` : null;
      next = before !== null && before !== next ? before : null;
    }
    return streams;
  };
  return {
    standards: () => stateOfStandards(),
    /** The standards of a gate as its decision read them. */
    standardsOf: async ({ event, metadata }: Recorded): Promise<GateStandards | null> => {
      const { indicatorVersion } = event.data as { readonly indicatorVersion?: string | null };
      const version = metadata.reliedOn?.versions[streamId(standards.category, standards.id)];
      if (!indicatorVersion || version === undefined) return null;
      const state = await stateOfStandards(version);
      const system = systemOf(state, indicatorVersion);
      return system ? { system, averages: state.nationalAverages } : null;
    },
    correctionsOf: async (stream: string): Promise<readonly FigureCorrection[]> =>
      approvedIn(known(await read<RecordedEvent<CorrectionEvent>>(correctionsStream(stream)))),
    /** The dossier asked for, then the others of its applicant, with the events that the viewer may see. Null if he may not know of the first. */
    dossiersOf: async (viewer: Actor, id: string, at: Instant): Promise<readonly OwnDossier[] | null> => {
      const asked = await find(id);
      const applicant = viewOf(asked)?.state.subject?.applicant;
      if (applicant === undefined) return null;
      const changes = await read(streamId(succession.category, succession.id));
      const now = {
        at,
        succession: fold(
          succession.category,
          changes.map(({ event }) => event),
        ),
      };
      // The right to see follows the whole history of today. The events shown follow the moment.
      const seen = (whole: readonly Recorded[]): OwnDossier | null => {
        const own = viewOf(whole);
        const visibility = own && visibilityNow(viewer, own, now);
        const events = past(whole);
        const then = when ? viewOf(events) : own;
        const shown = visibility && then && visibleDossier(then, visibility);
        if (!shown) return null;
        return {
          caseId: shown.caseId,
          titleId: shown.titleId,
          stream: events[0]!.streamId,
          visibility,
          events: events.filter((event) => isVisible(visibility, event)),
        };
      };
      const first = seen(asked);
      // The id of a title does not exist before the title is conferred.
      if (!first || (when && first.caseId !== id && first.titleId !== id)) return null;
      const others = await Promise.all((await streamsOf(applicant, first.stream)).slice(1).map((stream) => read<Recorded>(stream)));
      return [first, ...others.flatMap((events) => seen(events) ?? [])];
    },
  };
};
