import { memoryStore } from '@minglu/event-store';
import { titledParks } from './titled-parks.js';

/** A store to which titles are appended, and the number of public events that were read from it. */
const written = () => {
  const store = memoryStore();
  let [n, read] = [0, 0];
  const append = (caseId: string, programme: string, cityCode: string, type = 'TitleConferred') => {
    n += 1;
    return store.append({
      commandId: `c${n}`,
      requestHash: new Uint8Array(32),
      at: '2025-01-01T00:00:00.000Z' as never,
      checks: [],
      claims: [],
      releases: [],
      secrets: [],
      result: '{}',
      writes: [
        {
          streamId: `dossier/${caseId}`,
          expectedVersion: 0,
          events: [
            {
              eventId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
              type,
              schemaVersion: 1,
              payload: JSON.stringify({ caseId, applicant: `park-${caseId}`, cityCode, programme }),
              metadata: '{"classification":"PUBLIC"}',
              classification: 'PUBLIC',
            },
          ],
        },
      ],
    });
  };
  const log = {
    readPublic: async (after: number, limit: number) => {
      const page = await store.readPublic(after, limit);
      read += page.length;
      return page;
    },
  };
  return { append, find: titledParks(log), reads: () => read };
};

describe('the titled parks', () => {
  it('are those that the public events name, with their places', async () => {
    const { append, find } = written();
    await append('k1', 'park', '441900');
    await append('k2', 'park', '330100');
    await append('a', 'city', '441900');
    await append('k3', 'park', '441900', 'PublicityStarted');
    expect(await find()).toEqual([
      { streamId: 'dossier/k1', applicant: 'park-k1', cityCode: '441900' },
      { streamId: 'dossier/k2', applicant: 'park-k2', cityCode: '330100' },
    ]);
  });
  it('include those that came since, and no event is read twice', async () => {
    const { append, find, reads } = written();
    for (let n = 0; n < 1_001; n += 1) await append(`k${n}`, 'park', '441900');
    expect(await find()).toHaveLength(1_001);
    await append('later', 'park', '441900');
    expect((await find()).at(-1)).toMatchObject({ streamId: 'dossier/later' });
    expect(reads()).toBe(1_002);
  });
});
