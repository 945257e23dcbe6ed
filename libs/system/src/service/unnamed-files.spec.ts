import { hash, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import type { EventStore } from '@minglu/event-store';
import { appendOf, describeOnPostgres, event, newDatabase, type Database } from '@minglu/event-store/testing';
import { depositorOf, expireTickets, memoryStore, postgresRegister } from '@minglu/materials';
import { migrateAll } from '../migrations.js';
import { logAs, poolAs } from './connections.js';
import { namedInLog } from './events-naming.js';

const DAY_MS = 86_400_000;
const BEGIN = Date.parse('2025-03-01T00:00:00Z');

describeOnPostgres('public uploads that no event names', () => {
  let database: Database;
  let log: EventStore;
  let pool: Pool;
  const store = memoryStore();
  let count = 0;
  beforeAll(async () => {
    database = await newDatabase();
    const url = database.connection.connectionString!;
    await migrateAll(url);
    const onError = (error: unknown) => {
      throw error;
    };
    log = logAs(url, 'minglu_casework', 2, onError);
    pool = poolAs(url, 'minglu_materials', 4, onError);
  }, 120_000);
  afterAll(async () => {
    await log?.close();
    await pool?.end();
    await database?.drop();
  });

  const deposited = async (ticket: string, bytes = randomBytes(20), day = 0): Promise<string> => {
    const sha256 = hash('sha256', bytes);
    const storedAt = new Date(BEGIN + day * DAY_MS);
    const draft = await store.newDraft();
    await draft.write(bytes);
    await store.keep(draft, sha256);
    const material = { sha256, sm3: hash('sm3', bytes), size: bytes.length, mediaType: 'application/pdf', findings: [], storedAt };
    await postgresRegister(pool).alone(sha256, (locked) => locked.record(material, depositorOf(ticket)));
    return sha256;
  };
  const naming = (sha256: string) =>
    appendOf({ writes: [{ streamId: `dossier/${(count += 1)}`, expectedVersion: 0, events: [event({ evidence: [{ sha256 }] })] }] });
  /** At an instant after the tickets of the first day have ended. */
  const expire = (hours: number, isHeld = namedInLog(pool)) => {
    const now = () => new Date(BEGIN + 8 * DAY_MS + hours * 3_600_000);
    return expireTickets({ store, register: postgresRegister(pool), isHeld, now }, 7 * DAY_MS);
  };
  const isStored = async (sha256: string) => [(await postgresRegister(pool).missing([sha256])).length === 0, await store.has(sha256)];

  it('are removed an hour after their ticket, with row and bytes, and named ones are kept', async () => {
    const [named, unnamed, young] = [await deposited('t1'), await deposited('t2'), await deposited('t3', undefined, 5)];
    expect(await log.append(naming(named))).toMatchObject({ outcome: 'appended' });
    expect(await expire(0)).toEqual({ withdrawn: 2, removed: 0 });
    expect(await expire(0.9)).toEqual({ withdrawn: 0, removed: 0 });
    // The log itself is asked too, under the lock of appends.
    expect(await expire(1, async () => false)).toEqual({ withdrawn: 0, removed: 1 });
    expect([await isStored(named), await isStored(unnamed), await isStored(young)]).toEqual([
      [true, true],
      [false, false],
      [true, true],
    ]);
    expect(await expire(2)).toEqual({ withdrawn: 0, removed: 0 });
  });

  it('are named by no event once they are removed, until they come again; the other commands of the batch are recorded', async () => {
    const bytes = randomBytes(20);
    const sha256 = await deposited('t4', bytes);
    await expire(3);
    await expire(5);
    const late = naming(sha256);
    const others = Array.from({ length: 5 }, () => naming('a'.repeat(64)));
    const outcomes = await Promise.all([...others.slice(0, 2), late, ...others.slice(2)].map((one) => log.append(one)));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['appended', 'appended', 'conflict', 'appended', 'appended', 'appended']);
    expect(outcomes[2]).toEqual({ outcome: 'conflict', on: 'file', id: sha256 });
    await deposited('t5', bytes, 8);
    expect(await log.append(late)).toMatchObject({ outcome: 'appended' });
  });

  it('are named or removed, and never both, if a command that looked for them long ago is recorded at that moment', async () => {
    const files = await Promise.all(Array.from({ length: 40 }, (_, index) => deposited(`r${index}`)));
    await expire(6);
    const [outcomes] = await Promise.all([Promise.all(files.map((sha256) => log.append(naming(sha256)))), expire(8)]);
    const seen = await Promise.all(files.map(isStored));
    expect(seen).toEqual(outcomes.map(({ outcome }) => (outcome === 'appended' ? [true, true] : [false, false])));
  });

  it('lose the bytes that a process which was killed has left', async () => {
    const sha256 = await deposited('t6');
    await expire(9);
    const killed = { ...store, remove: () => Promise.reject(new Error('killed')) };
    const now = () => new Date(BEGIN + 9 * DAY_MS);
    const parts = { store: killed, register: postgresRegister(pool), isHeld: namedInLog(pool), now };
    await expect(expireTickets(parts, 7 * DAY_MS)).rejects.toThrow('killed');
    expect(await isStored(sha256)).toEqual([false, true]);
    expect(await expire(25)).toMatchObject({ removed: 1 });
    expect(await isStored(sha256)).toEqual([false, false]);
  });
});
