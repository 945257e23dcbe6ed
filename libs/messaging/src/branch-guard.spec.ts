import { memoryStore, type EventStore, type StoredEvent } from '@minglu/event-store';
import { appendOf, describeOnPostgres } from '@minglu/event-store/testing';
import { anEvent, bench, type Bench } from './behaviour.test.js';
import { branchGuard } from './branch-guard.js';

const eventsOf = async (log: EventStore, upTo?: number): Promise<readonly StoredEvent[]> => {
  const events: StoredEvent[] = [];
  for await (const page of log.readAll(upTo === undefined ? {} : { upTo })) events.push(...page);
  return events;
};

describeOnPostgres('a consumer over Kafka compares records with the log', () => {
  let one: Bench;
  let lost: readonly StoredEvent[];
  let restored: EventStore;
  beforeAll(async () => {
    one = await bench();
    await one.append('dossier/a', 0, 4);
    lost = await eventsOf(one.store);
    // The log was restored from a copy of its first two events, and three others follow.
    const { logId, epochs } = await one.store.identity();
    restored = memoryStore({ logId, epochs: [...epochs, { epoch: 2, after: 2, hash: '' }], events: lost.slice(0, 2) });
    const events = [1, 2, 3].map((n) => anEvent(n));
    await restored.append(appendOf({ at: '2026-01-01T00:00:00.000Z', writes: [{ streamId: 'dossier/b', expectedVersion: 0, events }] }));
  });
  afterAll(() => one.close());
  beforeEach(() => one.database.pool.query('TRUNCATE reading.checkpoints'));
  const guard = (log: EventStore) => branchGuard({ consumer: 'reader', pool: one.database.pool, schema: 'reading', log });
  const ownOf = async (log: EventStore, events: readonly StoredEvent[]): Promise<readonly StoredEvent[]> => {
    const { logId } = await log.identity();
    return [...(await guard(log).ownOf(events, () => logId)).own];
  };
  const positions = (events: readonly StoredEvent[]) => events.map(({ position }) => position);

  it('takes the events that the log has, and leaves out those that it lost, at whatever position', async () => {
    expect(positions(await ownOf(one.store, lost.slice(0, 1)))).toEqual([1]);
    expect(positions(await ownOf(restored, lost))).toEqual([1, 2]);
    expect(positions(await ownOf(restored, (await eventsOf(restored)).slice(2)))).toEqual([3, 4, 5]);
    expect(await guard(restored).standing()).toBeNull();
  });

  it('takes nothing if it has met an event that the log lost, and says where the two part', async () => {
    await ownOf(one.store, lost);
    expect(await guard(one.store).standing()).toBeNull();
    await expect(ownOf(restored, await eventsOf(restored))).rejects.toThrow('it parts from the log after position 2');
    expect(await guard(restored).standing()).toContain('reader stands at position 4 of a branch that is no more');
  });

  it('remembers the furthest event, also when an earlier one comes later', async () => {
    await ownOf(one.store, lost.slice(2));
    await ownOf(one.store, lost.slice(0, 2));
    const { rows } = await one.database.pool.query(`SELECT name, position::int, encode(hash, 'hex') AS hash FROM reading.checkpoints`);
    expect(rows).toEqual([{ name: 'reader', position: 4, hash: (await one.store.look(4)).hash }]);
  });
});
