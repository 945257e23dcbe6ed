import { randomBytes } from 'node:crypto';
import { linkSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installationKeys, keysFrom, vault, type Keys } from '@minglu/casework';
import { describeOnPostgres, newDatabase, type Database } from '@minglu/event-store/testing';
import { migrateAll, proveKeys, rewrapVault } from '@minglu/system';
import { run } from './testing/run.js';

describeOnPostgres('the keys command', () => {
  let database: Database;
  beforeAll(async () => {
    database = await newDatabase();
  });
  afterAll(() => database.drop());

  it('tells whether the keys belong to the data', async () => {
    const [url, master] = [database.connection.connectionString!, randomBytes(32)];
    await migrateAll(url);
    const check = (key: Buffer, ...more: string[]) =>
      run(['keys', 'check', ...more], { env: { DATABASE_URL: url, MINGLU_MASTER_KEY: key.toString('hex') } });
    expect(await check(master)).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^vault .* has no proof yet\nrequests .*\n$/) as string,
    });
    await proveKeys(url, keysFrom(master));
    expect(await check(master)).toMatchObject({ code: 0, out: expect.stringContaining('is the key of the data') as string });
    const other = await check(randomBytes(32), '--json');
    expect(other.code).toBe(1);
    expect(JSON.parse(other.out)).toMatchObject({
      keys: [
        { purpose: 'vault', state: 'other' },
        { purpose: 'requests', state: 'other' },
      ],
    });
  });

  describe('during a change of the key of the vault', () => {
    const folder = mkdtempSync(join(tmpdir(), 'minglu-keys-'));
    const own: Database[] = [];
    afterAll(async () => {
      rmSync(folder, { recursive: true, force: true });
      await Promise.all(own.map((one) => one.drop()));
    });
    /** A database whose vault has so many persons, sealed with the key. */
    const sealedWith = async (keys: Keys, persons: number) => {
      const made = await newDatabase();
      own.push(made);
      const url = made.connection.connectionString!;
      await migrateAll(url);
      await proveKeys(url, keys);
      const rows = Array.from({ length: persons }, (_, index) => vault(keys.vault).seal({ text: `文字 ${index}` }).secrets[0]!);
      for (const { ref, subject, wrappedKey, ciphertext } of rows)
        await made.pool.query('INSERT INTO vault (ref, subject, wrapped_key, ciphertext) VALUES ($1, $2, $3, $4)', [
          ref,
          subject,
          Buffer.from(wrappedKey),
          Buffer.from(ciphertext),
        ]);
      // A person beside them, whose key stands in a table of its own.
      const { sealed, secrets } = vault(keys.vault).seal({ name: '张某某' });
      const person = vault(keys.vault).personKey('person-1');
      const row = vault(keys.vault).under(secrets[0]!, person);
      await made.pool.query('INSERT INTO vault_keys (id, subject, wrapped_key) VALUES ($1, $2, $3)', [
        person.id,
        person.subject,
        Buffer.from(person.wrappedKey),
      ]);
      await made.pool.query('INSERT INTO vault (ref, subject, person_key, ciphertext) VALUES ($1, $2, $3, $4)', [
        row.ref,
        row.subject,
        person.id,
        Buffer.from(row.ciphertext),
      ]);
      const nameOf = async (of: Keys): Promise<string> => {
        const { rows: found } = await made.pool.query<{ wrapped_key: Buffer }>('SELECT wrapped_key FROM vault_keys');
        const secret = { ...row, wrappedKey: found[0]!.wrapped_key };
        const safe = vault(of.vault, of.vaultPrevious);
        expect(safe.matches(secret, sealed['name']!)).toBe(true);
        return safe.open(secret);
      };
      const texts = async (of: Keys): Promise<readonly string[]> => {
        const { open } = vault(of.vault, of.vaultPrevious);
        const { rows: found } = await made.pool.query<{ ref: string; subject: string; wrapped_key: Buffer; ciphertext: Buffer }>(
          `SELECT * FROM vault WHERE btrim(wrapped_key, '\\x00') <> ''`,
        );
        return found.map(({ ref, subject, wrapped_key, ciphertext }) => open({ ref, subject, wrappedKey: wrapped_key, ciphertext })).sort();
      };
      return { url, pool: made.pool, refs: rows.map(({ ref }) => ref), texts, nameOf };
    };

    it('renews the file, rewraps each row, and needs the previous key until then', async () => {
      const before = installationKeys(undefined, folder);
      const { url, pool, refs, texts, nameOf } = await sealedWith(before, 7);
      await pool.query(`UPDATE vault SET wrapped_key = decode(repeat('00', 68), 'hex') WHERE ref = $1`, [refs[0]]); // an erased person
      const env = { DATABASE_URL: url, MINGLU_DATA: folder };
      // A renewal that was interrupted between its two steps goes on.
      linkSync(join(folder, 'keys', 'vault.key'), join(folder, 'keys', 'vault.previous.key'));
      expect(await run(['keys', 'renew'], { env })).toMatchObject({ code: 0 });
      expect(await run(['keys', 'renew'], { env })).toMatchObject({
        code: 2,
        err: expect.stringContaining('a rotation is under way') as string,
      });
      const both = installationKeys(undefined, folder);
      expect([both.vaultPrevious, Buffer.compare(both.vault, before.vault) === 0]).toEqual([before.vault, false]);
      const { vaultPrevious: _, ...next } = both;

      await expect(proveKeys(url, next)).rejects.toThrow(/the key “vault” is .*, but the data need/);
      const early = await run(['keys', 'rewrap'], { env });
      expect(early).toMatchObject({ code: 2, err: expect.stringContaining('start casework again') as string });
      expect(await texts(before)).toHaveLength(6);
      await proveKeys(url, both);
      await expect(proveKeys(url, next)).rejects.toThrow(/is never replaced/);
      // One damaged row does not stop the others.
      const { rows: saved } = await pool.query<{ wrapped_key: Buffer }>('SELECT wrapped_key FROM vault WHERE ref = $1', [refs[1]]);
      await pool.query(`UPDATE vault SET wrapped_key = set_byte(wrapped_key, 30, 255 - get_byte(wrapped_key, 30)) WHERE ref = $1`, [
        refs[1],
      ]);
      const partly = await run(['keys', 'rewrap', '--json'], { env });
      expect([partly.code, JSON.parse(partly.out)]).toEqual([1, { rows: 6, left: 1, damaged: [refs[1]] }]);
      await pool.query('UPDATE vault SET wrapped_key = $2 WHERE ref = $1', [refs[1], saved[0]!.wrapped_key]);
      const result = await run(['keys', 'rewrap', '--json'], { env });
      expect([result.code, JSON.parse(result.out)]).toEqual([0, { rows: 1, left: 0, damaged: [] }]);
      await proveKeys(url, next);
      expect([(await texts(next)).length, await nameOf(next)]).toEqual([6, '张某某']);
      // The two keys in the wrong places would rotate back to the old one.
      const swapped = { ...before, vaultPrevious: next.vault };
      await expect(proveKeys(url, swapped)).rejects.toThrow(/the two are swapped/);
      await expect(rewrapVault(url, swapped)).rejects.toThrow(/the two are swapped/);
      const variables = {
        DATABASE_URL: url,
        MINGLU_VAULT_KEY: Buffer.from(before.vault).toString('hex'),
        MINGLU_VAULT_KEY_PREVIOUS: Buffer.from(next.vault).toString('hex'),
        MINGLU_REQUEST_KEY: Buffer.from(before.requests).toString('hex'),
      };
      const checked = await run(['keys', 'check'], { env: variables });
      expect([checked.code, checked.out]).toEqual([
        1,
        expect.stringMatching(/^vault .* is older than the previous key\nrequests .* is the key/),
      ]);
      const ofVariables = { ...variables, MINGLU_VAULT_KEY: variables.MINGLU_VAULT_KEY_PREVIOUS, MINGLU_VAULT_KEY_PREVIOUS: '' };
      expect(await run(['keys', 'check', '--json'], { env: ofVariables })).toMatchObject({
        code: 0,
        out: expect.stringContaining('"erasedAgain":0') as string,
      });
      await expect(proveKeys(url, before)).rejects.toThrow(/but the data need/);
      await expect(proveKeys(url, { ...before, vault: randomBytes(32) })).rejects.toThrow(/but the data need/);
      expect(await run(['keys', 'rewrap'], { env })).toMatchObject({ code: 0, out: expect.stringContaining('left 0') as string });
    });

    it('can end at any row and go on later: every row opens with both keys at any time', async () => {
      const [before, next] = [keysFrom(randomBytes(32)), randomBytes(32)];
      const { url, texts, nameOf } = await sealedWith(before, 40);
      const both = { ...before, vault: next, vaultPrevious: before.vault };
      const all = await texts(before);
      await proveKeys(url, both);
      let rewrapped = 0;
      for (let left = 41; left > 0;) {
        const ends = 1 + Math.floor(left / 3);
        const run = rewrapVault(
          url,
          both,
          (done) => {
            if (done >= ends) throw new Error('ended here');
          },
          1,
        );
        const done = await run.then(
          ({ rows }) => rows,
          () => ends,
        );
        rewrapped += done;
        left -= done;
        expect([await texts(both), await nameOf(both)]).toEqual([all, '张某某']);
      }
      expect([rewrapped, await texts({ ...before, vault: next })]).toEqual([41, all]);
    });
  });

  it('makes no key where the file is missing', async () => {
    const missing = await run(['keys', 'check'], { env: { DATABASE_URL: database.connection.connectionString! } });
    expect(missing).toMatchObject({ code: 2, err: expect.stringContaining('keys is missing') as string });
  });
});
