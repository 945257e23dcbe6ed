import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installationKeys, isErased, keyFrom, keysFrom, sealedFields, vault, type Keys } from '@minglu/casework';
import { describeOnPostgres, newDatabase, type Database } from '@minglu/event-store/testing';
import { openSystem, proveKeys, rewrapVault, seed, type System } from '@minglu/system';
import { dataOf, SEEDED_AT, wholeLog } from '../support.js';
import { killed } from './killed.js';

/** Kills of each kind: 5 in the short form; 200 with MINGLU_LONG=1. */
const KILLS = process.env['MINGLU_LONG'] === '1' ? 200 : 5;
const KEYS = keysFrom(Buffer.alloc(32, 7));
const hex = (key: Uint8Array): string => Buffer.from(key).toString('hex');
const open = (database: Database, keys: Keys = KEYS): Promise<System> =>
  openSystem({ databaseUrl: database.connection.connectionString!, keys, onError: () => undefined, connections: 4 });

const hasErased = (lines: readonly string[]): boolean => lines.some((line) => line.startsWith('erased'));

/** Whether each sealed field of an event opens and matches its commitment. `erased`: none has a key any more. */
const stateOf = async ({ store }: System, keys: Pick<Keys, 'vault' | 'vaultPrevious'>, data: Record<string, unknown>) => {
  const { matches } = vault(keys.vault, keys.vaultPrevious);
  const states = await Promise.all(
    sealedFields(data).map(async ({ sealed }) => {
      const secret = (await store.findSecret(sealed.ref))!;
      return isErased(secret) ? 'erased' : matches(secret, sealed) ? 'open' : 'damaged';
    }),
  );
  return [...new Set(states)].join();
};

describeOnPostgres('after kill -9', () => {
  let database: Database;
  beforeEach(async () => {
    database = await newDatabase();
  });
  afterEach(() => database.drop());
  const kills = { timeout: KILLS * 12_000 + 60_000 };

  it(
    `of a process that erases persons, ${KILLS} times, an acknowledged erasure is complete and no other person is erased`,
    async () => {
      const system = await open(database);
      try {
        await seed(system, SEEDED_AT);
        const acknowledged: string[] = [];
        for (let run = 0; run < KILLS || !hasErased(acknowledged); run += 1)
          acknowledged.push(...(await killed('eraser.mjs', [database.connection.connectionString!, String(run)], 1_500)).lines);
        // A start repeats the erasures of the log, and finds nothing to do.
        await proveKeys(database.connection.connectionString!, KEYS);

        const log = await wholeLog(system.store);
        const filings = log.filter(({ type }) => type === 'ReportFiled');
        const erasedSubjects = new Set(log.filter(({ type }) => type === 'PersonErased').map((event) => dataOf(event)['subject']));
        for (const { eventId, payload } of filings) {
          const data = JSON.parse(payload) as Record<string, unknown>;
          const { subject } = (await system.store.findSecret((data['name'] as { readonly ref: string }).ref))!;
          const expected = erasedSubjects.has(subject) ? 'erased' : 'open';
          expect([eventId, await stateOf(system, KEYS, data)]).toEqual([eventId, expected]);
          if (acknowledged.includes(`erased ${eventId}`)) expect(expected).toBe('erased');
        }
        for (const line of acknowledged) expect(filings.map(({ eventId }) => eventId)).toContain(line.slice(line.indexOf(' ') + 1));
        const { rows } = await database.pool.query<{ n: number }>('SELECT count(*)::int AS n FROM vault_keys WHERE wrapped_key IS NULL');
        expect(rows[0]!.n).toBe(erasedSubjects.size);
        expect(erasedSubjects.size).toBeGreaterThan(0);
        process.stderr.write(`  ${KILLS} kills during erasures: ${filings.length} filings, ${erasedSubjects.size} persons erased\n`);
      } finally {
        await system.close();
      }
    },
    kills.timeout,
  );

  it(
    `of a rewrap, ${KILLS} times, every row opens, and no key is half rotated`,
    async () => {
      const system = await open(database);
      try {
        await seed(system, SEEDED_AT);
        const url = database.connection.connectionString!;
        const done: string[] = [];
        for (let run = 0; !hasErased(done); run += 1) done.push(...(await killed('eraser.mjs', [url, String(run)], 1_500)).lines);
        await proveKeys(url, KEYS);
        const filings = (await wholeLog(system.store)).filter(({ type }) => type === 'ReportFiled').map(dataOf);
        const statesWith = (keys: Pick<Keys, 'vault' | 'vaultPrevious'>) => Promise.all(filings.map((one) => stateOf(system, keys, one)));
        const before = await statesWith(KEYS);
        expect(new Set(before)).toEqual(new Set(['open', 'erased']));

        let current: Keys = KEYS;
        let rotations = 0;
        for (let kill = 0; kill < KILLS;) {
          const next: Keys = { ...KEYS, vault: randomBytes(32), vaultPrevious: current.vault };
          await proveKeys(url, next);
          for (let isDone = false; !isDone && kill < KILLS; kill += 1) {
            const { code } = await killed('rewrapper.mjs', [url, hex(next.vault), hex(current.vault), hex(KEYS.requests)], 60);
            isDone = code === 0;
            expect(await statesWith(next)).toEqual(before);
          }
          expect(await rewrapVault(url, next)).toMatchObject({ left: 0, damaged: [] });
          const { vaultPrevious: _, ...alone } = next;
          await proveKeys(url, alone);
          expect(await statesWith(alone)).toEqual(before);
          current = alone;
          rotations += 1;
        }
        process.stderr.write(`  ${KILLS} kills during ${rotations} rotations: ${filings.length} filings open or stay erased\n`);
      } finally {
        await system.close();
      }
    },
    kills.timeout,
  );

  it(
    `of a renewal of the key, ${KILLS} times, the key of the data is there, and the renewal goes on`,
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'minglu-renew-'));
      try {
        const file = (name: string) => join(folder, 'keys', name);
        let renewed = 0;
        for (let kill = 0; kill < KILLS; kill += 1) {
          const before = hex(installationKeys(undefined, folder).vault);
          await killed('renewer.mjs', [folder], 40);
          const { vault: current, vaultPrevious } = installationKeys(undefined, folder, false);
          expect([hex(current), vaultPrevious && hex(vaultPrevious)]).toContain(before);
          if (hex(current) === before) continue; // it ended before the new key, and goes on with the next run
          // The rotation is over: the operator takes the previous key away.
          renewed += 1;
          expect(hex(keyFrom(readFileSync(file('vault.previous.key'), 'utf8').trim(), 'previous'))).toBe(before);
          rmSync(file('vault.previous.key'));
        }
        process.stderr.write(`  ${KILLS} kills during renewals: ${renewed} new keys, none lost\n`);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    kills.timeout,
  );
});
