import { isDeepStrictEqual } from 'node:util';
import { categoryOf, dayOf, type Actor, type Day, type Instant } from '@minglu/kernel';
import type { EventStore } from '@minglu/event-store';
import type { VisibleDossier } from '@minglu/projections';
import { historyQueries, type HistoryQueries } from '@minglu/projections/adapters';
import { registry, type System } from '@minglu/system';

const AUDITOR: Actor = { person: 'auditor', role: 'auditor', org: 'MIIT' };
const ANYBODY: Actor = { person: 'anybody', role: 'public', org: '-' };
const partyOf = (org: string): Actor => ({ person: 'applicant', role: 'applicant', org });

/** The long form also asks as the applicant, and for the deadlines of each notice, title, proceeding and objection by its id. */
const LONG = process.env['MINGLU_LONG'] === '1';

/** Answers by question. A question without an answer is absent. */
type Answers = Map<string, unknown>;

/**
 * The answers of the read model after each step of a scenario, to be compared with those of the history as of the same instant.
 * The questions: each dossier as the ministry and the public may see it, and the deadlines of each campaign and report.
 */
export const liveViews = ({ readModel, store, log }: Pick<System, 'readModel' | 'store' | 'log'>) => {
  /** The answers by instant. Of several steps at one instant the last one counts: a question about an instant includes all of it. */
  const remembered = new Map<Instant, Answers>();
  /** The ids of campaigns and reports. */
  const ofOthers = new Set<string>();
  let last: { readonly head: number; readonly day: Day; readonly answers: Answers } | null = null;

  const allDossiers = async (): Promise<readonly VisibleDossier[]> => {
    const { items, next } = await readModel.dossiers(AUDITOR, { limit: 200 });
    if (next !== null) throw new Error('a scenario has more dossiers than one page');
    return items;
  };
  const findOthers = async (after: number): Promise<void> => {
    for await (const page of store.readAll({ after }))
      for (const { streamId } of page)
        if (['campaign', 'report'].includes(categoryOf(streamId))) ofOthers.add(streamId.slice(streamId.indexOf('/') + 1));
  };
  const ask = async (): Promise<Answers> => {
    const all = await allDossiers();
    const deadlineIds = new Set([...(LONG ? all.flatMap(({ deadlines }) => deadlines.map((one) => one.of)) : []), ...ofOthers]);
    const asked = [
      ...all.flatMap(({ caseId, applicant }) =>
        [AUDITOR, ANYBODY, ...(LONG ? [partyOf(applicant)] : [])].map(async (viewer) => {
          const dossier = await readModel.dossier(viewer, caseId);
          return dossier ? [[question(viewer, caseId), comparable(dossier)] as const] : [];
        }),
      ),
      ...[...deadlineIds].flatMap((id) =>
        (LONG ? [AUDITOR, ANYBODY] : [AUDITOR]).map(async (viewer) => {
          const deadlines = await readModel.deadlines(viewer, id);
          return deadlines.length > 0 ? [[question(viewer, id, 'deadlines'), comparable(deadlines)] as const] : [];
        }),
      ),
    ];
    return new Map((await Promise.all(asked)).flat());
  };

  return {
    /** To be called after each step. */
    remember: async (now: Instant): Promise<void> => {
      const head = await store.head();
      // A change of divisions or parks shows from its day on, without a new event.
      const day = dayOf(now);
      if (head !== last?.head || day !== last.day) {
        await findOthers(last?.head ?? 0);
        last = { head, day, answers: await ask() };
      }
      remembered.set(now, last.answers);
    },
    /** The questions that the history answers in another way, each with both answers. */
    differences: async (): Promise<readonly string[]> => {
      // Who may see a case follows the divisions of the day on which he asks: here the instant that is remembered.
      let asking: Instant | undefined;
      const history = historyQueries(cached(log), registry, () => asking!);
      const questions = new Set([...remembered.values()].flatMap((answers) => [...answers.keys()]));
      const found: string[] = [];
      for (const [at, answers] of remembered) {
        asking = at;
        for (const one of questions) {
          const [live, past] = [answers.get(one), await answerOf(history, one, at)];
          if (!isDeepStrictEqual(live, past))
            found.push(`${one} as of ${at}\n  live    ${JSON.stringify(live)}\n  history ${JSON.stringify(past)}`);
        }
      }
      return found;
    },
  };
};

const question = (viewer: Actor, id: string, kind = 'dossier'): string => JSON.stringify([viewer, kind, id]);

/** As JSON, like every answer. Reminders follow the calendar of the day of the question; an answer about the past has none. */
const comparable = (answer: object): unknown => JSON.parse(JSON.stringify('reminders' in answer ? { ...answer, reminders: [] } : answer));

const answerOf = async (history: HistoryQueries, one: string, at: Instant): Promise<unknown> => {
  const [viewer, kind, id] = JSON.parse(one) as [Actor, string, string];
  const when = { at, knownAt: at };
  if (kind === 'dossier') {
    const dossier = await history.dossier(viewer, id, when);
    return dossier ? comparable(dossier) : undefined;
  }
  const deadlines = await history.deadlines(viewer, id, when);
  return deadlines.length > 0 ? comparable(deadlines) : undefined;
};

/** A log that is read once for each stream and claim. */
const cached = (log: EventStore): Pick<EventStore, 'readStream' | 'findClaim' | 'readPublic' | 'within'> => {
  const streams = new Map<string, ReturnType<EventStore['readStream']>>();
  const claims = new Map<string, ReturnType<EventStore['findClaim']>>();
  const once = <T>(known: Map<string, T>, key: string, read: () => T): T => {
    const value = known.get(key) ?? read();
    known.set(key, value);
    return value;
  };
  return {
    readStream: (id) => once(streams, id, () => log.readStream(id)),
    readPublic: (after, limit) => log.readPublic(after, limit),
    within: log.within,
    findClaim: (kind, id) => once(claims, `${kind} ${id}`, () => log.findClaim(kind, id)),
  };
};
