import type { EventStore } from '@minglu/event-store';
import type { Place } from '../territory.js';

/** Events read from the database at a time. */
const PAGE = 1_000;

type PublicLog = Pick<EventStore, 'readPublic'>;

/** A park that has had the title: its dossier, and where it lay at the conferral. */
type TitledPark = Place & { readonly streamId: string };

/**
 * Finds the parks that ever had the title. A title is public, so the public events are enough. They are read once; each later
 * question reads those that came since, from the log of its request.
 */
export const titledParks = (log: PublicLog): ((from?: PublicLog) => Promise<readonly TitledPark[]>) => {
  const parks = new Map<string, TitledPark>();
  let read = 0;
  return async (from = log) => {
    for (;;) {
      const page = await from.readPublic(read, PAGE);
      for (const { type, payload, streamId, damaged } of page) {
        // A damaged record stops the questions about its own park only.
        if (type !== 'TitleConferred' || damaged) continue;
        const { programme, applicant, cityCode } = JSON.parse(payload) as Place & { readonly programme: string };
        if (programme === 'park') parks.set(streamId, { streamId, applicant, cityCode });
      }
      read = Math.max(read, page.at(-1)?.position ?? 0);
      if (page.length < PAGE) return [...parks.values()];
    }
  };
};
