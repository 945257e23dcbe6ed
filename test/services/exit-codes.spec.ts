import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keysFrom } from '@minglu/casework';
import { appendOf, describeOnPostgres, event, newDatabase, type Database } from '@minglu/event-store/testing';
import { logAs, migrateAll, proveKeys } from '@minglu/system';
import { startFleet, type ServiceName } from '@minglu/embedded/fleet';
import { ROOT } from './support.js';

/** Complete settings; nothing listens at these addresses, and no service gets so far. */
const settings = {
  DATABASE_URL: 'postgres://127.0.0.1:1/none',
  MINGLU_VAULT_KEY: 'ab'.repeat(32),
  MINGLU_REQUEST_KEY: 'ab'.repeat(32),
  MINGLU_CONSISTENCY_KEY: 'ab'.repeat(32),
  MINGLU_TOKEN_PUBLIC_KEY: 'ab'.repeat(32),
  MINGLU_INTERNAL_PUBLIC_KEY: 'ab'.repeat(32),
  MINGLU_INTERNAL_SIGNING_KEY: 'ab'.repeat(32),
  MINGLU_RECORD_SIGNING_KEY: 'ab'.repeat(32),
  MINGLU_RECORD_PUBLIC_KEYS: 'ab'.repeat(32),
  MINGLU_CHECKPOINT_SIGNING_KEY: 'ab'.repeat(32),
  MINGLU_PROMISE_SIGNING_KEY: 'ab'.repeat(32),
  MINGLU_PROMISE_SEAL_KEY: 'ab'.repeat(32),
  MINGLU_PROMISE_PUBLIC_KEY: 'ab'.repeat(32),
  KAFKA_BROKERS: '127.0.0.1:1',
  KAFKA_SASL_USERNAME: 'minglu',
  KAFKA_SASL_PASSWORD: 'secret',
  CASEWORK_URL: 'http://127.0.0.1:1',
  QUERY_URL: 'http://127.0.0.1:1',
  AUDIT_URL: 'http://127.0.0.1:1',
  MATERIALS_URL: 'http://127.0.0.1:1',
  MINGLU_MATERIALS_FOLDER: '/nowhere',
  PUBLISHER_URL: 'http://127.0.0.1:1',
  PROCEDURE_URL: 'http://127.0.0.1:1',
};
const wrong: readonly (readonly [
  ServiceName,
  keyof typeof settings | 'LOG_LEVEL' | 'KAFKA_SASL_PASSWORD_FILE' | 'KAFKA_TLS_CA',
  string,
])[] = [
  ['casework', 'MINGLU_VAULT_KEY', 'abc'],
  ['publisher', 'KAFKA_BROKERS', 'a'],
  ['publisher', 'KAFKA_SASL_USERNAME', ''],
  ['query', 'KAFKA_SASL_PASSWORD', ''],
  ['query', 'KAFKA_SASL_PASSWORD_FILE', '/proc/none'],
  ['publisher', 'KAFKA_TLS_CA', '/proc/none'],
  ['publisher', 'MINGLU_RECORD_SIGNING_KEY', 'abc'],
  ['publisher', 'MINGLU_RECORD_PUBLIC_KEYS', 'cd'.repeat(32)],
  ['query', 'MINGLU_RECORD_PUBLIC_KEYS', `${'ab'.repeat(32)},`],
  ['procedure', 'MINGLU_INTERNAL_SIGNING_KEY', ''],
  ['query', 'MINGLU_TOKEN_PUBLIC_KEY', 'abc'],
  ['audit', 'DATABASE_URL', 'postgres://u:p@ss/w@rd@host/x'],
  ['materials', 'MINGLU_MATERIALS_FOLDER', ''],
  ['gateway', 'PROCEDURE_URL', ''],
  ['gateway', 'LOG_LEVEL', 'loud'],
];

describe('a service with a missing or malformed setting', () => {
  it.each(wrong)(
    '%s ends with 2 and names %s',
    async (name, setting, value) => {
      const child = spawn(process.execPath, [join(ROOT, 'dist', 'apps', name, 'src', 'main.js')], {
        env: { PATH: process.env['PATH'], ...settings, [setting]: value },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let log = '';
      child.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()));
      const [code] = (await once(child, 'close')) as [number | null];
      expect(code).toBe(2);
      expect(log).toContain(setting);
    },
    120_000,
  );
});

describeOnPostgres('a start on data of other keys', () => {
  let database: Database;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'minglu-keys-'));
    database = await newDatabase();
    const url = database.connection.connectionString!;
    await migrateAll(url);
    await proveKeys(url, keysFrom(randomBytes(32)));
    const store = logAs(url, 'minglu_casework', 1, () => undefined);
    await store.append(appendOf({ writes: [{ streamId: 'dossier/a', expectedVersion: 0, events: [event({})] }] }));
    await store.close();
  });
  afterAll(async () => {
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const end = async (
    app: string,
    env: Readonly<Record<string, string>>,
  ): Promise<{ readonly code: number | null; readonly output: string }> => {
    const child = spawn(process.execPath, [join(ROOT, 'dist', 'apps', app, 'src', 'main.js')], {
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: database.connection.connectionString!,
        MINGLU_ALLOW_UNSAFE_DATABASE: 'yes',
        PORT: '0',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, output };
  };

  it('ends casework with 2, and says what to do', async () => {
    const { DATABASE_URL: _, ...keys } = settings;
    expect(await end('casework', keys)).toEqual({
      code: 2,
      output: expect.stringMatching(/the key “vault” is [0-9a-f]{16}, but the data need [0-9a-f]{16}: put back the key/) as string,
    });
  }, 60_000);

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'no keys',
      {},
      /^设置有误 \/ wrong setting: \S+keys is missing, and the database has data of its keys: put it back from a backup[^\n]*\n$/,
    ],
    [
      'another master key',
      { MINGLU_MASTER_KEY: 'ab'.repeat(32) },
      /^设置有误 \/ wrong setting: the key “vault” is [^\n]* put back the key [^\n]*\n$/,
    ],
  ])(
    'ends npm start with 2 and one line for %s, and makes no key',
    async (_, env, line) => {
      expect(await end('standalone', { MINGLU_DATA: folder, ...env })).toEqual({ code: 2, output: expect.stringMatching(line) as string });
      expect(readdirSync(folder)).toEqual([]);
    },
    60_000,
  );
});

describe('a fleet', () => {
  it('ends with the service and the setting that is wrong, and does not try again', async () => {
    const logs = mkdtempSync(join(tmpdir(), 'minglu-fleet-'));
    let exits = 0;
    const fleet = startFleet({
      root: ROOT,
      logs,
      environment: () => ({ ...settings, MINGLU_VAULT_KEY: 'abc' }),
      onExit: () => void (exits += 1),
    });
    await expect(fleet).rejects.toThrow('casework: MINGLU_VAULT_KEY must be 64 hexadecimal digits');
    expect(exits).toBe(1);
    rmSync(logs, { recursive: true });
  }, 120_000);
});

/** The programs that an operator starts. */
const PROGRAMS = {
  'npm start': ['standalone/src/supervisor.js'],
  'npm run services': ['cli/src/main.js', 'services'],
  'npm run cli -- migrate': ['cli/src/main.js', 'migrate'],
} as const;
type Program = keyof typeof PROGRAMS;
const STARTS: readonly Program[] = ['npm start', 'npm run services'];

describe('a program with a wrong setting', () => {
  const folder = mkdtempSync(join(tmpdir(), 'minglu-settings-'));
  const busy = createServer();
  /** Stands for the number of a port that is taken. */
  const TAKEN = 'taken';
  let takenPort = '';
  beforeAll(async () => {
    writeFileSync(join(folder, 'file'), '');
    busy.listen(0, '127.0.0.1');
    await once(busy, 'listening');
    takenPort = String((busy.address() as AddressInfo).port);
  });
  afterAll(() => {
    busy.close();
    rmSync(folder, { recursive: true });
  });

  const CASES: readonly (readonly [setting: string, value: string, programs: readonly Program[]])[] = [
    ['PORT', 'abc', STARTS],
    ['PORT', TAKEN, STARTS],
    ['LOG_LEVEL', 'loud', ['npm run services']],
    ['MINGLU_MASTER_KEY', 'abc', STARTS],
    ['MINGLU_DATA', '/proc/none', STARTS],
    ['MINGLU_DATA', join(folder, 'file', 'below'), ['npm start']],
    ['DATABASE_URL', 'mysql://u:secret@127.0.0.1/x', ['npm start']],
    ['DATABASE_URL', 'postgres://u:secret/w@rd@127.0.0.1/x', ['npm run cli -- migrate']],
    ['DATABASE_URL', 'postgres://u:secret@nohost.invalid/x', ['npm run services']],
    ['DATABASE_URL', 'postgres://u:secret@127.0.0.1:1/x', ['npm start']],
    ['KAFKA_BROKERS', 'here', ['npm run services']],
  ];
  it.each(CASES.flatMap(([setting, value, programs]) => programs.map((program) => [setting, value, program] as const)))(
    '%s=%s ends %s with 2 and one line',
    async (setting, value, program) => {
      const wrong = { [setting]: value === TAKEN ? takenPort : value };
      const child = spawn(
        process.execPath,
        PROGRAMS[program].map((part, index) => (index === 0 ? join(ROOT, 'dist', 'apps', part) : part)),
        {
          // A database that no one uses: nothing is made in the data folder for it.
          env: { PATH: process.env['PATH'], MINGLU_DATA: join(folder, 'data'), DATABASE_URL: settings.DATABASE_URL, PORT: '0', ...wrong },
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      );
      let text = '';
      for (const output of [child.stdout, child.stderr]) output.on('data', (chunk: Buffer) => (text += chunk.toString()));
      const [code] = (await once(child, 'close')) as [number | null];
      const lines = text.split('\n').filter((line) => line !== '' && !line.includes('waiting for the database'));
      expect({ code, lines }).toEqual({ code: 2, lines: [expect.stringContaining(setting)] });
      expect(text).not.toContain('secret');
    },
    120_000,
  );
});
