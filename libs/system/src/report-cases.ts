import { streamId, type DomainEvent } from '@minglu/kernel';
import { dossiers } from '@minglu/dossier';
import type { EventStore } from '@minglu/event-store';

/** The things that the events of a report name. */
interface Said {
  readonly subject?: string;
  readonly cityCode?: string;
  readonly investigationId?: string;
}

/** The stream of a case, by its id or that of its title. */
const streamOfCase = async (log: Pick<EventStore, 'findClaim'>, id: string): Promise<string> =>
  (await log.findClaim('title', id))?.streamId ?? streamId(dossiers, id);

/** The streams of the cases that a report is about: the one that it names, and the one that was investigated because of it. */
export const casesOfReport = async (log: Pick<EventStore, 'findClaim'>, events: readonly Pick<DomainEvent, 'data'>[]) => {
  const said = events.map(({ data }) => data as Said);
  const { subject, cityCode } = said[0] ?? {};
  const led = said.at(-1)?.investigationId;
  return {
    cityCode,
    named: subject === undefined ? null : await streamOfCase(log, subject),
    investigated: led === undefined ? null : ((await log.findClaim('investigation', led))?.streamId ?? null),
  };
};
