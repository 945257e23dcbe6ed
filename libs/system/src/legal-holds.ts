import type { EventStore } from '@minglu/event-store';
import { dossiers } from '@minglu/dossier';
import { reports } from '@minglu/reference';
import { casesOfReport } from './report-cases.js';
import { eventsIn, stateIn } from './state-in-log.js';

type Log = Pick<EventStore, 'readStream' | 'findClaim'>;

/** The legal holds (证据保全) that stand on a case, by their ids. */
const heldOn = async (log: Log, stream: string): Promise<readonly string[]> =>
  ((await stateIn(log, dossiers, stream)).holds ?? []).filter(({ lifted }) => !lifted).map(({ id }) => id);

/** The streams of the cases of a report. */
const casesOf = async (log: Log, report: string): Promise<readonly string[]> => {
  const { named, investigated } = await casesOfReport(log, await eventsIn(log, report));
  return [named, investigated].flatMap((one) => one ?? []);
};

/**
 * The legal holds that stand on these streams: of cases, and of the cases that a report is about. While there is one, no key and no material is
 * destroyed.
 */
export const holdsOnStreams = async (log: Log, streams: readonly string[]): Promise<readonly string[]> => {
  const cases = await Promise.all(
    streams.map(async (stream): Promise<readonly string[]> => {
      if (stream.startsWith(`${dossiers.name}/`)) return [stream];
      return stream.startsWith(`${reports.name}/`) ? casesOf(log, stream) : [];
    }),
  );
  const holds = await Promise.all([...new Set(cases.flat())].map((stream) => heldOn(log, stream)));
  return [...new Set(holds.flat())];
};
