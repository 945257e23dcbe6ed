import { randomBytes } from 'node:crypto';
import { consistencyTokens } from '@minglu/http';
import { canonicalJson, memoryStore, type EventStore } from '@minglu/event-store';
import { appendOf, event } from '@minglu/event-store/testing';
import { LogController } from './log.controller.js';

const AUDITOR = { person: 'auditor-1', role: 'auditor', org: 'MIIT' };

describe('the route of the log', () => {
  const tokens = consistencyTokens(randomBytes(32));
  const time = { signal: new AbortController().signal, paused: <T>(work: Promise<T>) => work };
  const storeOfThree = async (): Promise<EventStore> => {
    const store = memoryStore();
    await store.append(appendOf({ writes: [{ streamId: 'dossier/a', expectedVersion: 0, events: [1, 2, 3].map((n) => event({ n })) }] }));
    return store;
  };

  it('shows the place of a damaged event and the reason, between the others', async () => {
    const store = await storeOfThree();
    const readAll: EventStore['readAll'] = async function* (options) {
      for await (const page of store.readAll(options))
        yield page.map((one) => (one.position === 2 ? { ...one, payload: '', metadata: '', damaged: true } : one));
    };
    const log = { within: () => ({ ...store, readAll }) };
    const { items } = await new LogController(log, tokens).page({ after: '0', limit: 10 }, AUDITOR, time);
    expect(items).toMatchObject([
      { position: 1, data: { n: 1 } },
      { position: 2, streamId: 'dossier/a', unreadable: expect.stringContaining('position 2 does not match its content hash') as string },
      { position: 3, data: { n: 3 } },
    ]);
    expect(items[1]).not.toHaveProperty('data');
  });

  it('finds events by type, category, person, correlation and time, in short pages that go on to the end', async () => {
    const store = memoryStore();
    const recorded = (n: number) => {
      const metadata = { actor: { person: n % 2 === 0 ? 'officer-2' : 'officer-1' }, correlationId: `k${n}` };
      return { ...event({ n }), metadata: canonicalJson(metadata) };
    };
    for (let n = 1; n <= 25; n += 1)
      await store.append(
        appendOf({
          commandId: `c${n}`,
          at: `2025-01-${String(n).padStart(2, '0')}T00:00:00.000Z`,
          writes: [{ streamId: n % 5 === 0 ? `park/${n}` : `dossier/${n}`, expectedVersion: 0, events: [recorded(n)] }],
        }),
      );
    const route = new LogController(store, tokens);
    const positions = async (filter: object) =>
      (await route.page({ after: '0', limit: 500, ...filter }, AUDITOR, time)).items.map((one) => one.position);
    expect(await positions({ category: 'park' })).toEqual([5, 10, 15, 20, 25]);
    expect(await positions({ type: 'None' })).toEqual([]);
    expect(await positions({ recordedFrom: '2025-01-03T00:00:00Z', recordedBefore: '2025-01-05T00:00:00Z' })).toEqual([3, 4]);
    expect(await positions({ person: 'officer-2', category: 'park' })).toEqual([10, 20]);
    expect(await positions({ person: 'officer-3' })).toEqual([]);
    expect(await positions({ correlationId: 'k7' })).toEqual([7]);
    const first = await route.page({ after: '0', limit: 2, category: 'park' }, AUDITOR, time);
    const rest = await route.page({ after: first.cursor!, limit: 500, category: 'park' }, AUDITOR, time);
    expect([first.items.map((one) => one.position), rest.items.map((one) => one.position)]).toEqual([
      [5, 10],
      [15, 20, 25],
    ]);
  });

  it('shows events about persons to the audit administrator alone, who reads no others', async () => {
    const store = await storeOfThree();
    const streamId = 'authority/officer-1';
    await store.append(appendOf({ commandId: 'grant', writes: [{ streamId, expectedVersion: 0, events: [event({ n: 4 })] }] }));
    const route = new LogController(store, tokens);
    const guardian = { ...AUDITOR, role: 'audit-admin' };
    const shown = async (viewer: typeof AUDITOR, filter: object = {}) =>
      (await route.page({ after: '0', limit: 9, ...filter }, viewer, time)).items.map((one) => ('withheld' in one ? null : one.streamId));
    expect(await shown(AUDITOR)).toEqual(['dossier/a', 'dossier/a', 'dossier/a', null]);
    expect(await shown(guardian)).toEqual([null, null, null, streamId]);
    // A filter finds only events that its caller may read.
    expect(await shown(AUDITOR, { category: 'authority' })).toEqual([]);
    expect(await shown(guardian, { category: 'authority' })).toEqual([streamId]);
    const { eventId } = (await store.readStream(streamId))[0]!;
    const { recordedAt } = (await store.readStream(streamId))[0]!;
    expect(await route.event({ eventId }, AUDITOR, time)).toEqual({ position: 4, eventId, recordedAt, withheld: true });
  });

  it('shows one event by its id, and says if there is none', async () => {
    const store = await storeOfThree();
    const route = new LogController(store, tokens);
    const { eventId } = (await store.readStream('dossier/a'))[0]!;
    expect(await route.event({ eventId }, AUDITOR, time)).toMatchObject({ eventId, position: 1, data: { n: 1 } });
    await expect(route.event({ eventId: '00000000-0000-4000-8000-000000000000' }, AUDITOR, time)).rejects.toMatchObject({
      problem: { status: 404, code: 'unknown-id' },
    });
  });

  it('goes on from the cursor of a page, at the end of the log too, or from a position', async () => {
    const route = new LogController(await storeOfThree(), tokens);
    const first = await route.page({ after: '0', limit: 2 }, AUDITOR, time);
    const rest = await route.page({ after: first.cursor!, limit: 2 }, AUDITOR, time);
    expect(rest.items).toEqual((await route.page({ after: '2', limit: 2 }, AUDITOR, time)).items);
    expect(rest.items).toMatchObject([{ position: 3 }]);
    expect(await route.page({ after: rest.cursor!, limit: 2 }, AUDITOR, time)).toMatchObject({
      items: [],
      head: 3,
      epochs: [{ epoch: 1, after: 0 }],
    });
    expect(await route.page({ after: '9', limit: 2 }, AUDITOR, time)).toMatchObject({ items: [], head: 3, cursor: null });
    for (const after of ['-1', '1.5', '', tokens.issue('feed', { logId: '', epoch: 1, position: 0, hash: '' })])
      await expect(route.page({ after, limit: 2 }, AUDITOR, time)).rejects.toMatchObject({
        problem: { status: 400, code: 'invalid-request' },
      });
  });
});
