import { fold, streamId } from '@minglu/kernel';
import { decodeStored, type EventStore } from '@minglu/event-store';
import { dossiers } from '@minglu/dossier';
import { reports } from '@minglu/reference';
import { registry } from './registry.js';

type Log = Pick<EventStore, 'readStream' | 'findClaim'>;

/** The legal holds (证据保全) that stand on a case, by their ids. */
const heldOn = async (log: Log, stream: string): Promise<readonly string[]> => {
  const events = (await log.readStream(stream)).map((one) => decodeStored(one, registry).event);
  return (fold(dossiers, events as never[]).holds ?? []).filter(({ lifted }) => !lifted).map(({ id }) => id);
};

/** The case of a report. */
interface Said {
  readonly subject?: string;
  readonly investigationId?: string;
}
/** The cases that a report names, or that were investigated because of it. */
const casesOf = async (log: Log, report: string): Promise<readonly string[]> => {
  const said = (await log.readStream(report)).map((one) => decodeStored(one, registry).event.data as Said);
  const [subject, investigationId] = [said[0]?.subject, said.at(-1)?.investigationId];
  const title = subject === undefined ? null : await log.findClaim('title', subject);
  const investigation = investigationId === undefined ? null : await log.findClaim('investigation', investigationId);
  return [title?.streamId ?? (subject === undefined ? [] : streamId(dossiers, subject)), investigation?.streamId ?? []].flat();
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
