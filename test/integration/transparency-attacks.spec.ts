import {
  formatAddCheckpoint,
  consistencyProof,
  parsePolicy,
  sha256,
  formatVkey,
  openCheckpoint,
  verifyConsistency,
  witnessDecision,
  type Policy,
  type WitnessMemory,
} from '@minglu/audit';
import { checkpointsAfter, nodeReader, ownSigners, promiser, readCheckpoint, type StoredCheckpoint } from '@minglu/audit/adapters';
import { keysFrom } from '@minglu/casework';
import { admin, command, filing, on } from '@minglu/dossier/testing';
import { contentHash } from '@minglu/event-store/hashing';
import { placeAt } from '@minglu/event-store';
import { describeOnPostgres, newDatabase, tamper, type Database } from '@minglu/event-store/testing';
import { openSystem, redeem, seed, verifyWhole, type LogVerdict, type System } from '@minglu/system';
import { given, inPublicity, SEEDED_AT } from './support.js';

const keys = keysFrom(Buffer.alloc(32, 7));
const open = (database: Database): Promise<System> =>
  openSystem({ databaseUrl: database.connection.connectionString!, keys, onError: () => undefined, connections: 2 });
const park = (parkId: string) => command(admin, on('2025-10-01'), 'RegisterPark', { parkId, name: parkId, cityCode: '440100' });
const verdictOn = (database: Database): Promise<LogVerdict> => verifyWhole(database.connection.connectionString!, keys);

describeOnPostgres('an attack on the database by its superuser', () => {
  let original: Database;
  let copies: Database[] = [];
  let size: number;
  beforeAll(async () => {
    original = await newDatabase();
    const system = await open(original);
    await seed(system, SEEDED_AT);
    await given(
      system.casework,
      ...inPublicity('c', '330200', '2025-09-26', 'p-c'),
      filing('o1', on('2025-09-28'), { caseId: 'c', publicityId: 'p-c' }),
    );
    size = await system.sequencer.catchUp();
    await system.close();
    await original.pool.end(); // nothing may be connected to a template
  }, 240_000);
  afterEach(async () => {
    for (const copy of copies) await copy.drop();
    copies = [];
  }, 60_000);
  afterAll(async () => {
    const other = await newDatabase();
    await other.pool.query(`DROP DATABASE ${original.name} WITH (FORCE)`);
    await other.drop();
  });

  const copy = async (): Promise<Database> => {
    const made = await newDatabase(original.name);
    copies.push(made);
    return made;
  };
  const expectFault = async (database: Database, position: number, reason: string): Promise<void> =>
    expect((await verdictOn(database)).fault).toEqual({ position, reason: expect.stringContaining(reason) as string });

  it('is not found where there is none', async () => {
    expect(await verdictOn(await copy())).toMatchObject({
      events: size,
      waiting: 0,
      fault: null,
      parts: [{ part: 'log' }, { part: 'read-model' }, { part: 'timers' }, { part: 'permissions' }],
    });
  }, 120_000);

  it('that alters an event, with its content hash, is found at its position', async () => {
    const database = await copy();
    const { rows } = await database.pool.query<{ salt: Buffer; payload: string; metadata: string }>(
      'SELECT * FROM events WHERE position = 9',
    );
    const { salt, payload, metadata } = rows[0]!;
    const altered = payload.replace('{', '{"x":1,');
    const hash = contentHash(salt, altered, metadata).toString('hex');
    await tamper(database, `UPDATE events SET payload = $p$${altered}$p$, content_hash = '\\x${hash}' WHERE position = 9`);
    await expectFault(database, 9, 'position 9');
  }, 120_000);

  it.each([
    ['drops an event', 'DELETE FROM events WHERE position = 9', 9, 'no event has position 9'],
    [
      'drops an event and closes the gap',
      'DELETE FROM events WHERE position = 9; UPDATE events SET position = -position WHERE position > 9; UPDATE events SET position = -position - 1 WHERE position < 0',
      9,
      'position 9',
    ],
    [
      'inserts an event',
      `UPDATE events SET position = -position WHERE position >= 9; UPDATE events SET position = 1 - position WHERE position < 0;
       INSERT INTO events SELECT 9, gen_random_uuid(), 'dossier/forged', 1, NULL, type, schema_version, payload, metadata, salt, content_hash, recorded_at
         FROM events WHERE position = 8`,
      9,
      'position 9',
    ],
    [
      'swaps two events',
      'UPDATE events SET position = -9 WHERE position = 9; UPDATE events SET position = 9 WHERE position = 12; UPDATE events SET position = 12 WHERE position = -9',
      9,
      'position 9',
    ],
    ['dates an event back', `UPDATE events SET recorded_at = recorded_at - interval '1 day' WHERE position = 9`, 9, 'position 9'],
  ])(
    'that %s is found at the first bad position',
    async (_, sql, position, reason) => {
      const database = await copy();
      await tamper(database, sql);
      await expectFault(database, position, reason);
    },
    120_000,
  );

  it('that drops the last event is found behind the end of the log', async () => {
    const database = await copy();
    await tamper(database, `DELETE FROM events WHERE position = ${size}`);
    await expectFault(database, size, 'the log ends at');
  }, 120_000);

  it('on the claims, the commands or the vault is found at the event from which they follow', async () => {
    const [claims, vault, commands] = [await copy(), await copy(), await copy()];
    await claims.pool.query(`UPDATE claims SET stream_id = 'dossier/other' WHERE stream_id = 'dossier/c'`);
    expect((await verdictOn(claims)).fault?.reason).toContain('is not as it follows from the events');
    await vault.pool.query(`UPDATE vault SET ciphertext = set_byte(ciphertext, 20, get_byte(ciphertext, 20) # 1)`);
    expect((await verdictOn(vault)).fault?.reason).toContain('of the vault is not that of the event');
    await commands.pool.query('DELETE FROM commands WHERE position = (SELECT max(position) FROM commands)');
    expect((await verdictOn(commands)).fault?.reason).toContain('no command has recorded the event');
  }, 240_000);

  it.each([
    ['a leaf', `UPDATE audit.runs SET sha256 = set_byte(sha256, 3, get_byte(sha256, 3) # 1) WHERE log = 'full'`, 'runs'],
    ['a leaf of SM3', `UPDATE audit.runs SET sm3 = set_byte(sm3, 3, get_byte(sm3, 3) # 1) WHERE log = 'public'`, 'runs'],
    ['a node of the map', `DELETE FROM audit.map_nodes`, 'map_nodes'],
    ['a root', `UPDATE audit.checkpoints SET root = set_byte(root, 0, get_byte(root, 0) # 1) WHERE tree = 'public'`, 'checkpoints'],
    ['a signature', `UPDATE audit.checkpoints SET note = left(note, -8) || 'AAAAAA=' || E'\\n' WHERE tree = 'full'`, 'checkpoints'],
  ])(
    'that changes %s of the transparency log is found',
    async (_, sql, table) => {
      const database = await copy();
      await database.pool.query(`BEGIN; ALTER TABLE audit.${table} DISABLE TRIGGER immutable; ${sql}; COMMIT`);
      expect((await verdictOn(database)).fault).not.toBeNull();
    },
    120_000,
  );

  /** An operator with all keys. He rewrites the events and signs a tree over them. */
  const rewritten = async (): Promise<Database> => {
    const database = await copy();
    await tamper(database, `UPDATE events SET recorded_at = recorded_at + interval '1 millisecond' WHERE position = ${size}`);
    for (const table of ['cosignatures', 'checkpoints', 'runs', 'subtrees', 'map_nodes', 'leaf_facts'])
      await database.pool.query(
        `ALTER TABLE audit.${table} DISABLE TRIGGER immutable; DELETE FROM audit.${table}; ALTER TABLE audit.${table} ENABLE ALWAYS TRIGGER immutable`,
      );
    const system = await open(database);
    await system.sequencer.catchUp();
    await system.close();
    return database;
  };
  const policyOf = async (database: Database): Promise<Policy> => {
    const { rows } = await database.pool.query<{ log_id: string }>('SELECT log_id FROM log_identity');
    const [full] = ownSigners(rows[0]!.log_id, [keys.checkpoints]).full;
    return parsePolicy(`log ${formatVkey(full!.vkey)}\nquorum none\n`);
  };
  const last = async (database: Database): Promise<StoredCheckpoint> => (await readCheckpoint(database.pool, 'full'))!;
  /** The answer of a witness that remembers one checkpoint, to another one of a database. */
  const asked = async (database: Database, memory: NonNullable<WitnessMemory>, { note, size: to }: StoredCheckpoint) => {
    const read = nodeReader(database.pool, 'full', sha256);
    const proof = BigInt(to) < memory.size ? [] : await consistencyProof(sha256, memory.size, BigInt(to), read);
    return witnessDecision(await policyOf(database), () => memory, formatAddCheckpoint({ old: memory.size, proof, checkpoint: note }));
  };
  const memoryOf = ({ size: of, root }: StoredCheckpoint): NonNullable<WitnessMemory> => ({ size: BigInt(of), root });
  const goOn = async (database: Database, park1: string): Promise<void> => {
    const system = await open(database);
    await given(system.casework, park(park1));
    await system.sequencer.catchUp();
    await system.close();
  };

  it('that rewrites history to the same size with the keys of the log is sound for itself, and refused by a witness', async () => {
    const [honest, forged] = [await copy(), await rewritten()];
    expect((await verdictOn(forged)).fault).toBeNull();
    const [seen, shown] = [await last(honest), await last(forged)];
    expect([shown.size, shown.root.equals(seen.root)]).toEqual([seen.size, false]);
    expect(await asked(forged, memoryOf(seen), shown)).toMatchObject({ status: 422 });
    expect(await asked(honest, memoryOf(seen), seen)).toMatchObject({ status: 200 });
  }, 240_000);

  it('that rolls the log back is refused by a witness, while the log is shorter and once it has grown again', async () => {
    const [later, restored] = [await copy(), await copy()];
    await goOn(later, 'park-a');
    const seen = memoryOf(await last(later));
    expect(await asked(restored, seen, await last(restored))).toMatchObject({ status: 400 });
    await goOn(restored, 'park-b');
    await goOn(restored, 'park-d');
    expect(await asked(restored, seen, await last(restored))).toMatchObject({ status: 422 });
  }, 240_000);

  it('that shows two witnesses two logs is found as soon as one sees the checkpoint of the other', async () => {
    const [one, other] = [await copy(), await copy()];
    await goOn(one, 'park-a');
    await goOn(other, 'park-b');
    const before = memoryOf((await checkpointsAfter(one.pool, 'full', 0, 1))[0]!);
    const [first, second] = [await last(one), await last(other)];
    expect(await asked(one, before, first)).toMatchObject({ status: 200 });
    expect(await asked(other, before, second)).toMatchObject({ status: 200 });
    expect(await asked(other, memoryOf(first), second)).toMatchObject({ status: 422 });
    const [a, b] = [openCheckpoint(first.note, await policyOf(one)), openCheckpoint(second.note, await policyOf(other))];
    expect(verifyConsistency(sha256, { from: a.size, to: b.size, fromRoot: a.root, toRoot: b.root, proof: [] })).toBe(false);
  }, 240_000);

  it('that drops the tail before anyone saw a checkpoint breaks the promise that was handed out', async () => {
    const database = await copy();
    const url = database.connection.connectionString!;
    const system = await open(database);
    await given(system.casework, park('park-a'));
    const position = await system.store.head();
    const promise = await promiser(keys.promises, keys.promiseSeal)(await placeAt(system.store, position));
    expect(await redeem(url, keys, promise)).toEqual({ outcome: 'waiting', position });
    await system.close();
    await tamper(database, `DELETE FROM events WHERE position = ${position}`);
    expect(await redeem(url, keys, promise)).toEqual({ outcome: 'broken', position });
    await database.pool.query(`DELETE FROM claims WHERE id LIKE '%park-a'`);
    await goOn(database, 'park-b');
    expect((await verdictOn(database)).fault).toBeNull();
    expect(await redeem(url, keys, promise)).toEqual({ outcome: 'broken', position });
    expect(await redeem(url, keysFrom(Buffer.alloc(32, 8)), promise)).toEqual({ outcome: 'forged', position: null });
  }, 240_000);
});
