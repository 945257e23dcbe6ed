import { randomBytes } from 'node:crypto';
import { keysFrom, vault, WrongSetting } from '@minglu/casework';
import { appendOf, describeOnPostgres, newDatabase, type Database } from '@minglu/event-store/testing';
import { migrateAll } from '../migrations.js';
import { logAs } from './connections.js';
import { hasNoData, keyStates, proveKeys } from './key-checks.js';
import { checkDatabase } from './start-checks.js';

const ROLE = 'minglu_casework';

describeOnPostgres('the start of a process', () => {
  const databases: Database[] = [];
  const migrated = async (): Promise<{ readonly url: string; readonly pool: Database['pool'] }> => {
    const database = await newDatabase(databases[0]!.name);
    databases.push(database);
    return { url: database.connection.connectionString!, pool: database.pool };
  };
  beforeAll(async () => {
    databases.push(await newDatabase());
    const url = databases[0]!.connection.connectionString!;
    expect(await hasNoData(url)).toBe(true);
    await migrateAll(url);
  });
  afterAll(() => Promise.all(databases.map((one) => one.drop())));
  const [key, other] = [keysFrom(randomBytes(32)), keysFrom(randomBytes(32))];

  it('leaves a proof of its keys, and refuses others from then on', async () => {
    const { url, pool } = await migrated();
    expect((await keyStates(url, key)).map(({ state }) => state)).toEqual(['new', 'new']);
    await proveKeys(url, key);
    await proveKeys(url, key);
    const before = (await pool.query('SELECT * FROM key_checks')).rows;
    const refused = await proveKeys(url, other).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(WrongSetting);
    expect((refused as Error).message).toMatch(/^the key “vault” is [0-9a-f]{16}, but the data need [0-9a-f]{16}: put back the key[^\n]+$/);
    expect((await pool.query('SELECT * FROM key_checks')).rows).toEqual(before);
    expect(JSON.stringify(before)).not.toContain(Buffer.from(key.vault).toString('hex'));
  });

  it('takes the key that opens a vault from before there were proofs, and no other', async () => {
    const { url, pool } = await migrated();
    const { secrets } = vault(key.vault).seal({ name: '张三' });
    const [{ ref, subject, wrappedKey, ciphertext }] = secrets as [(typeof secrets)[number]];
    const row = 'INSERT INTO vault (ref, subject, wrapped_key, ciphertext) VALUES ($1, $2, $3, $4)';
    await pool.query(row, ['erased', subject, Buffer.alloc(60), ciphertext]);
    await pool.query(row, [ref, subject, wrappedKey.subarray(8), ciphertext]);
    await expect(proveKeys(url, other)).rejects.toThrow('“vault”');
    await proveKeys(url, key);
  });

  it('finds that a database has data, whose key may not be made anew; each row of its vault names the key', async () => {
    const { url, pool } = await migrated();
    await proveKeys(url, key);
    const store = logAs(url, ROLE, 1, () => undefined);
    const { secrets } = vault(key.vault).seal({ name: '张三' });
    await store.append(appendOf({ secrets }));
    expect(await hasNoData(url)).toBe(true);
    const metadata = JSON.stringify({ classification: 'PUBLIC' });
    const event = { eventId: crypto.randomUUID(), type: 'A', schemaVersion: 1, payload: '{}', metadata, classification: 'PUBLIC' as const };
    await store.append(appendOf({ writes: [{ streamId: 'a/b', expectedVersion: 0, events: [event] }] }));
    await store.close();
    expect(await hasNoData(url)).toBe(false);
    const { rows } = await pool.query('SELECT key_id, purpose FROM vault JOIN key_checks USING (key_id)');
    expect(rows).toEqual([{ key_id: expect.any(String) as string, purpose: 'vault' }]);
  });

  it('refuses a server that may lose what it has acknowledged, unless that is allowed', async () => {
    const { url } = await migrated();
    const refused = checkDatabase(url, null, {});
    await expect(refused).rejects.toBeInstanceOf(WrongSetting);
    await expect(refused).rejects.toThrow(/fsync=off, full_page_writes=off.*MINGLU_ALLOW_UNSAFE_DATABASE=yes/);
    expect(await checkDatabase(url, null, { MINGLU_ALLOW_UNSAFE_DATABASE: 'yes' })).toMatch(
      /^PostgreSQL 1\d\.\d+.*: fsync=off, full_page_writes=off, synchronous_commit=on, wal_level=replica/,
    );
  });

  it('refuses a superuser as the login of a service', async () => {
    const { url } = await migrated();
    await expect(checkDatabase(url, ROLE, {})).rejects.toThrow('a service does not connect as superuser');
  });
});
