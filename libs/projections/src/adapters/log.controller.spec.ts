import { memoryStore, type EventStore } from '@minglu/event-store';
import { appendOf, event } from '@minglu/event-store/testing';
import { LogController } from './log.controller.js';

describe('the route of the log', () => {
  it('shows the place of a damaged event and the reason, between the others', async () => {
    const store = memoryStore();
    await store.append(appendOf({ writes: [{ streamId: 'dossier/a', expectedVersion: 0, events: [1, 2, 3].map((n) => event({ n })) }] }));
    const readAll: EventStore['readAll'] = async function* (options) {
      for await (const page of store.readAll(options))
        yield page.map((one) => (one.position === 2 ? { ...one, payload: '', metadata: '', damaged: true } : one));
    };
    const log = { within: () => ({ ...store, readAll }) };
    const time = { signal: new AbortController().signal, paused: <T>(work: Promise<T>) => work };
    const { items } = await new LogController(log).page({ after: 0, limit: 10 }, time);
    expect(items).toMatchObject([
      { position: 1, data: { n: 1 } },
      { position: 2, streamId: 'dossier/a', unreadable: expect.stringContaining('position 2 does not match its content hash') as string },
      { position: 3, data: { n: 3 } },
    ]);
    expect(items[1]).not.toHaveProperty('data');
  });
});
