import { dossiers } from '@minglu/dossier';
import type { EventStore, StoredEvent } from '@minglu/event-store';
import { categoryOf, type Actor, type Instant } from '@minglu/kernel';
import { historyQueries } from '@minglu/projections/adapters';
import { registry } from '@minglu/system';
import { storedEvent, type GoldenEvent } from './history.js';

const VIEWERS = {
  auditor: { role: 'auditor', org: 'MIIT', person: 'auditor-1' },
  public: { role: 'public', org: '-', person: 'someone' },
} as const satisfies Readonly<Record<string, Actor>>;

/** The answer to one caller about a dossier at a moment; null if he may not know of it. */
interface GoldenAnswer {
  readonly viewer: keyof typeof VIEWERS;
  readonly caseId: string;
  readonly at: Instant;
  readonly knownAt: Instant;
  readonly answer: object | null;
}

/** The dossiers, the corrections and the reference data of a scenario, with the answers of the capturing version. */
export interface TwoClocks {
  readonly scenario: string;
  readonly title: string;
  readonly events: readonly GoldenEvent[];
  readonly answers: readonly GoldenAnswer[];
}

/** The streams on which an answer about the past rests. */
const CATEGORIES = ['dossier', 'corrected', 'policy', 'work-calendar', 'evaluation-years', 'standards', 'succession'];
export const isOfTwoClocks = ({ streamId }: StoredEvent): boolean => CATEGORIES.includes(categoryOf(streamId));

/** After the last captured event: none of them is of the future. */
const PRESENT: Instant = '2100-01-01T00:00:00.000Z';
/** So many instants of each clock are asked about, the last ones. */
const INSTANTS = 8;

/** A log that has these events alone. */
const logOf = (events: readonly GoldenEvent[]): Pick<EventStore, 'readStream' | 'findClaim' | 'readPublic' | 'within'> => {
  const all = events.map(storedEvent);
  const log = {
    readStream: async (stream: string, after = 0, to = Number.MAX_SAFE_INTEGER) =>
      all.filter((one) => one.streamId === stream).slice(after, to),
    findClaim: async () => null,
    readPublic: async () => [],
    within: () => log as unknown as EventStore,
  };
  return log;
};

/** The answers of this version: each dossier at instants of its events, as known at the instants of all events. */
export const answersOf = async (events: readonly GoldenEvent[]): Promise<readonly GoldenAnswer[]> => {
  const queries = historyQueries(logOf(events), registry, () => PRESENT);
  const some = (instants: readonly Instant[]): readonly Instant[] => [...new Set(instants)].sort().slice(-INSTANTS);
  const known = some(events.map(({ recordedAt }) => recordedAt));
  const answers: GoldenAnswer[] = [];
  for (const stream of new Set(events.map(({ streamId }) => streamId).filter((one) => categoryOf(one) === dossiers.name))) {
    const caseId = stream.slice(stream.indexOf('/') + 1);
    for (const at of some(events.flatMap(({ streamId, metadata }) => (streamId === stream ? [metadata.occurredAt] : []))))
      for (const knownAt of known)
        for (const [viewer, actor] of Object.entries(VIEWERS) as [keyof typeof VIEWERS, Actor][]) {
          const replay = await queries.replay(actor, caseId, { at, knownAt });
          answers.push({ viewer, caseId, at, knownAt, answer: replay && shortOf(replay) });
        }
  }
  return answers;
};

type Found = NonNullable<Awaited<ReturnType<ReturnType<typeof historyQueries>['replay']>>>;
const shortOf = ({ version, dossier, actions, event, inForce }: Found): object => ({
  version,
  status: dossier.status,
  flags: dossier.flags,
  applicantName: dossier.applicantName,
  titleId: dossier.titleId,
  deadlines: dossier.deadlines.map(({ kind, of, lastDay, open }) => `${kind} ${of} ${lastDay} ${open ? 'open' : 'closed'}`),
  corrections: dossier.corrections?.length ?? 0,
  last: event.type,
  rulePackage: inForce.rulePackage,
  indicatorSystem: inForce.indicatorSystem,
  calendar: inForce.calendar.version,
  policies: inForce.policies.filter(({ isDefault }) => !isDefault).map(({ key, value }) => `${key} ${String(value)}`),
  couldHappen: actions.filter(({ couldHappen }) => couldHappen).map(({ command }) => command),
});
