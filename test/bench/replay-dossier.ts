import { dossiers, type Dossier, type DossierEvent } from '@minglu/dossier';
import { eventIn, type EventStore, type StoredEvent } from '@minglu/event-store';
import { historyQueries } from '@minglu/projections/adapters';
import { registry } from '@minglu/system';
import { fold } from '@minglu/kernel';
import type { Contest } from './compare.js';
import { caseIdOf, dossierOf, MODEL, titled } from './history.js';
import { drive } from './measure.js';

/** A dossier to the title, with so many objections in place of its one. */
const withObjections = async (count: number): Promise<readonly StoredEvent[]> => {
  const model = (await titled()).map(({ parsed: _, ...event }) => event);
  const at = model.findIndex(({ type }) => type === 'ObjectionFiled');
  const filed = model[at]!;
  const objections = Array.from({ length: count }, (_, n) => ({
    ...filed,
    eventId: `${filed.eventId.slice(0, -8)}${String(n).padStart(8, '0')}`,
    payload: filed.payload.replaceAll(`objection-${MODEL}`, `objection-${n}`),
  }));
  return [...model.slice(0, at), ...objections, ...model.slice(at + 1)].map((event, index) => ({ ...event, streamVersion: index + 1 }));
};

/** A log that holds one dossier. */
const logOf = (events: readonly StoredEvent[]): Pick<EventStore, 'readStream' | 'findClaim' | 'readPublic' | 'within'> => {
  const log = {
    readStream: async (stream: string, after = 0, to = Number.MAX_SAFE_INTEGER) => (stream === dossierOf(0) ? events.slice(after, to) : []),
    findClaim: async () => null,
    readPublic: async () => [],
    within: () => log as unknown as EventStore,
  };
  return log;
};

const auditor = { role: 'auditor', org: 'MIIT', person: 'auditor-1' };
const NOW = '2027-01-01T00:00:00.000Z';

/** Replays of a long dossier from the stored texts, against a parse of the same texts. */
export const replayDossier = async ({ objections, replays }: { objections: number; replays: number }): Promise<Contest> => {
  const events = await withObjections(objections);
  const queries = historyQueries(logOf(events), registry, () => NOW);
  return {
    ours: {
      name: `replay of a dossier of ${events.length} events`,
      run: () =>
        drive(replays, 1, async () => {
          const replay = await queries.replay(auditor, caseIdOf(0));
          if (replay?.dossier.status !== 'TITLED') throw new Error('the dossier has no title');
        }),
    },
    baseline: {
      name: 'JSON.parse of its texts',
      run: () =>
        drive(replays, 1, async () => {
          for (const { payload, metadata } of events) if (!JSON.parse(payload) || !JSON.parse(metadata)) throw new Error('empty');
        }),
    },
    close: async () => undefined,
  };
};

/** Replays of a long dossier, against a budget of CPU time for each. */
export const replayBudget = async ({
  objections,
  replays,
  budgetMs,
}: Readonly<Record<'objections' | 'replays' | 'budgetMs', number>>): Promise<Contest> => {
  const events = await withObjections(objections);
  const queries = historyQueries(logOf(events), registry, () => NOW);
  return {
    ours: {
      name: `replay of a dossier of ${events.length} events, CPU`,
      run: async () => {
        const started = process.cpuUsage();
        for (let n = 0; n < replays; n += 1) {
          const replay = await queries.replay(auditor, caseIdOf(0));
          if (replay?.dossier.status !== 'TITLED') throw new Error('the dossier has no title');
        }
        const { user, system } = process.cpuUsage(started);
        return { perSecond: replays / ((user + system) / 1e6) };
      },
    },
    baseline: { name: `${budgetMs} ms of CPU for each`, run: () => Promise.resolve({ perSecond: 1_000 / budgetMs }) },
    close: async () => undefined,
  };
};

/** The fold of many objections, against the same fold with a new state for each event, which copies their list. */
export const foldObjections = async ({ objections, folds }: { objections: number; folds: number }): Promise<Contest> => {
  const decoded = (await withObjections(objections)).map((one) => eventIn(one, registry) as DossierEvent);
  const folded = async (evolve: (events: readonly DossierEvent[]) => Dossier): Promise<void> => {
    if (evolve(decoded).publicity?.objections.length !== objections) throw new Error('objections were lost');
  };
  return {
    ours: { name: `fold of ${objections} objections`, run: () => drive(folds, 1, () => folded((events) => fold(dossiers, events))) },
    baseline: {
      name: 'with a copy for each event',
      run: () =>
        drive(folds, 1, () => folded((events) => events.reduce((state, event) => dossiers.evolve(state, event), dossiers.initial))),
    },
    close: async () => undefined,
  };
};
