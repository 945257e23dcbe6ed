import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { memoryStore } from './memory-store.js';
import type { StoredEvent } from './port.js';
import { postgresStore } from './postgres-store.js';
import { openClient, openPool, WrongSession } from './session.js';
import { AT, appendOf, event } from './testing/appends.test.js';
import { describeOnPostgres, migratedDatabase, type Database } from './testing/database.test.js';

/** Settings of a database or a role that would change which bytes are read or written. */
const HOSTILE: Readonly<Record<string, string>> = {
  DateStyle: 'SQL, DMY',
  IntervalStyle: 'iso_8601',
  TimeZone: 'Asia/Shanghai',
  array_nulls: 'off',
  bytea_output: 'escape',
  client_encoding: 'LATIN1',
  default_transaction_deferrable: 'on',
  default_transaction_isolation: 'serializable',
  default_transaction_read_only: 'on',
  extra_float_digits: '-15',
  row_security: 'off',
  search_path: 'evil',
  standard_conforming_strings: 'off',
  synchronous_commit: 'off',
  transform_null_equals: 'on',
};

describeOnPostgres('a session with the database', () => {
  let database: Database;
  let name: string;
  const owner = new pg.Client({ connectionString: process.env['DATABASE_URL'] });
  beforeAll(async () => {
    database = await migratedDatabase();
    name = new URL(database.connection.connectionString!).pathname.slice(1);
    await owner.connect();
    await database.pool.query('CREATE SCHEMA evil; CREATE TABLE evil.events (position bigint)');
  });
  afterEach(() => owner.query(`ALTER DATABASE ${name} RESET ALL`));
  afterAll(async () => {
    await owner.end();
    await database.drop();
  });

  let stream = 0;
  it.each(Object.entries(HOSTILE))('reads and writes the same bytes whatever the database has for %s (%s)', async (setting, value) => {
    await owner.query(`ALTER DATABASE ${name} SET ${setting} TO ${setting === 'search_path' ? value : `'${value}'`}`);
    const store = postgresStore({ connection: database.connection, readers: 1 });
    const expected = memoryStore();
    const id = `dossier/${(stream += 1)}`;
    try {
      const append = appendOf({ writes: [{ streamId: id, expectedVersion: 0, events: [event({ text: '广州 ü \\x41 \\ \'"' })] }] });
      expect(await store.append(append)).toMatchObject({ outcome: 'appended', recordedAt: AT });
      await expected.append(append);
      const [stored] = await store.readStream(id);
      const [{ position: _, salt: __, contentHash: ___, ...same }] = (await expected.readStream(id)) as [StoredEvent];
      expect(stored).toMatchObject(same);
    } finally {
      await store.close();
    }
  });

  it('is refused if a pooler drops what it asked for', async () => {
    const pooler = await dropsOptions(database.connection.connectionString!);
    try {
      await owner.query(`ALTER DATABASE ${name} SET bytea_output TO 'escape'`);
      await expect(openClient({ connectionString: pooler.url })).rejects.toThrow(/has .* and must have/);
      const pool = openPool({ connectionString: pooler.url });
      await expect(pool.query('SELECT 1')).rejects.toThrow(WrongSession);
      await pool.end();
    } finally {
      await pooler.close();
    }
  });
});

/** A proxy that forwards a startup packet without its options, as poolers do. */
const dropsOptions = async (target: string): Promise<{ readonly url: string; readonly close: () => Promise<void> }> => {
  const { hostname, port } = new URL(target);
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    near.once('data', (packet: Buffer) => {
      const fields = packet.subarray(8).toString('latin1').split('\0');
      const at = fields.indexOf('options');
      fields.splice(at, 2);
      const body = Buffer.from(fields.join('\0'), 'latin1');
      const head = Buffer.alloc(8);
      head.writeInt32BE(8 + body.length);
      packet.copy(head, 4, 4, 8);
      far.write(Buffer.concat([head, body]));
      near.pipe(far).pipe(near);
    });
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return { url: url.href, close: () => new Promise((resolve) => server.close(() => resolve())) };
};

it('no file but session.ts opens a connection of a service', () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const files = ['apps', 'libs'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.ts$/.test(file) && !/\.(spec|test)\.ts$/.test(file) && !file.includes('node_modules'))
      .map((file) => join(folder, file)),
  );
  const opening = files.filter((file) => /new (?:pg\.)?(?:Pool|Client)\(/.test(readFileSync(join(root, file), 'utf8')));
  expect(opening.sort()).toEqual([
    // The embedded server: its own sessions as superuser read no event.
    'libs/embedded/src/postgres/databases.ts',
    'libs/embedded/src/postgres/session.ts',
    'libs/event-store/src/session.ts',
    // A client of Kafka.
    'libs/messaging/src/kafka-client.ts',
  ]);
});
