import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ServiceName } from '@minglu/embedded/fleet';
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
  KAFKA_BROKERS: '127.0.0.1:1',
  CASEWORK_URL: 'http://127.0.0.1:1',
  QUERY_URL: 'http://127.0.0.1:1',
  AUDIT_URL: 'http://127.0.0.1:1',
};
const wrong: readonly (readonly [ServiceName, keyof typeof settings | 'LOG_LEVEL', string])[] = [
  ['casework', 'MINGLU_VAULT_KEY', 'abc'],
  ['publisher', 'KAFKA_BROKERS', 'a'],
  ['publisher', 'MINGLU_RECORD_SIGNING_KEY', 'abc'],
  ['publisher', 'MINGLU_RECORD_PUBLIC_KEYS', 'cd'.repeat(32)],
  ['query', 'MINGLU_RECORD_PUBLIC_KEYS', `${'ab'.repeat(32)},`],
  ['procedure', 'MINGLU_INTERNAL_SIGNING_KEY', ''],
  ['query', 'MINGLU_TOKEN_PUBLIC_KEY', 'abc'],
  ['audit', 'DATABASE_URL', 'postgres://u:p@ss/w@rd@host/x'],
  ['gateway', 'CASEWORK_URL', ''],
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
    30_000,
  );
});
