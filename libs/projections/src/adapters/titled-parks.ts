import type { EventStore } from '@minglu/event-store';

/** Events read from the database at a time. */
const PAGE = 1_000;

/**
 * Finds the streams of the parks of a city that ever had the title. A title is public, so the public events are enough. They are
 * read once; each later question reads those that came since.
 */
export const titledParks = (log: Pick<EventStore, 'readPublic'>): ((cityCode: string) => Promise<readonly string[]>) => {
  const streams = new Map<string, Set<string>>();
  let read = 0;
  return async (cityCode) => {
    for (;;) {
      const page = await log.readPublic(read, PAGE);
      for (const { type, payload, streamId } of page) {
        if (type !== 'TitleConferred') continue;
        const { programme, cityCode: city } = JSON.parse(payload) as { readonly programme: string; readonly cityCode: string };
        if (programme === 'park') streams.set(city, (streams.get(city) ?? new Set()).add(streamId));
      }
      read = Math.max(read, page.at(-1)?.position ?? 0);
      if (page.length < PAGE) return [...(streams.get(cityCode) ?? [])];
    }
  };
};
