import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  KAFKA_BROKERS: '127.0.0.1:1',
  CASEWORK_URL: 'http://127.0.0.1:1',
  QUERY_URL: 'http://127.0.0.1:1',
  AUDIT_URL: 'http://127.0.0.1:1',
  PUBLISHER_URL: 'http://127.0.0.1:1',
  PROCEDURE_URL: 'http://127.0.0.1:1',
};
const wrong: readonly (readonly [ServiceName, keyof typeof settings | 'LOG_LEVEL', string])[] = [
  ['casework', 'MINGLU_VAULT_KEY', 'abc'],
  ['publisher', 'KAFKA_BROKERS', 'a'],
  ['procedure', 'MINGLU_INTERNAL_SIGNING_KEY', ''],
  ['query', 'MINGLU_TOKEN_PUBLIC_KEY', 'abc'],
  ['audit', 'DATABASE_URL', 'postgres://u:p@ss/w@rd@host/x'],
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
