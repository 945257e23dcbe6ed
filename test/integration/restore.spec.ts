import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { keysFrom } from '@minglu/casework';
import { startPostgres, withDatabase, type RunningPostgres } from '@minglu/embedded/postgres';
import { appendOf, event } from '@minglu/event-store/testing';
import { DamagedSchema, keyStates, logAs, loginUrls, migrateWithLogins, proveKeys } from '@minglu/system';
import { Client } from 'pg';

const PROGRAMS = '/usr/lib/postgresql';
const OWNER = { name: 'minglu_owner', password: `p@ss w%41:/?#[]'"é` };
const PASSWORD = `l@gin %2F'"\\$`;
const PASSWORDS = {
  casework: PASSWORD,
  publisher: PASSWORD,
  procedure: PASSWORD,
  query: PASSWORD,
  audit: PASSWORD,
  materials: PASSWORD,
  gateway: PASSWORD,
};
const KEYS = keysFrom(randomBytes(32));
const NAME = 'of_the_owner';

/** The newest client programs of the machine that can dump this server; null without. */
const programsFor = (major: number): string | null => {
  const versions = existsSync(PROGRAMS) ? readdirSync(PROGRAMS).map(Number) : [];
  const newest = Math.max(...versions);
  return newest >= major ? join(PROGRAMS, String(newest), 'bin') : null;
};

describe('a database whose owner is no superuser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'minglu-restore-'));
  const dump = join(folder, 'dump');
  const servers: RunningPostgres[] = [];
  let programs: string | null;

  const as = async <T extends object>(url: string, sql: string): Promise<readonly T[]> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    return client
      .query<T>(sql)
      .then(({ rows }) => rows)
      .finally(() => client.end());
  };
  const program = (name: string, ...args: string[]) => promisify(execFile)(join(programs!, name), args, { maxBuffer: 1 << 26 });
  const literal = (text: string): string => `'${text.replaceAll(`'`, `''`)}'`;
  const makeOwner = ({ url }: RunningPostgres) =>
    as(url, `CREATE ROLE ${OWNER.name} LOGIN CREATEROLE NOSUPERUSER PASSWORD ${literal(OWNER.password)}`);
  const ownerUrl = (server: RunningPostgres): string => {
    const url = new URL(withDatabase(server.url, NAME));
    url.username = OWNER.name;
    url.password = encodeURIComponent(OWNER.password);
    return url.href;
  };
  const append = async (url: string): Promise<number> => {
    const store = logAs(loginUrls(url, PASSWORDS).casework, 'minglu_casework', 1, () => undefined);
    const streamId = `dossier/${randomBytes(4).toString('hex')}`;
    await store.append(appendOf({ writes: [{ streamId, expectedVersion: 0, events: [event({})] }] }));
    return store.head().finally(() => store.close());
  };
  /** Functions with the rights of their owner that everyone may call. */
  const openToAll = (url: string) =>
    as(
      url,
      `SELECT p.oid::regprocedure::text AS name FROM pg_proc p WHERE prosecdef AND pronamespace <> 'pg_catalog'::regnamespace
          AND EXISTS (SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee = 0)`,
    );

  beforeAll(async () => {
    servers.push(await startPostgres({ fast: true }));
    const [source] = servers as [RunningPostgres];
    const [version] = await as<{ major: number }>(source.url, `SELECT current_setting('server_version_num')::int / 10000 AS major`);
    programs = programsFor(version!.major);
    await makeOwner(source);
    await as(source.url, `CREATE DATABASE ${NAME} OWNER ${OWNER.name}`);
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  });

  it('is migrated, and its logins work, with special characters in each password', async () => {
    const url = ownerUrl(servers[0]!);
    expect(await migrateWithLogins(url, PASSWORDS)).toEqual([]);
    await proveKeys(url, KEYS);
    expect(await append(url)).toBe(1);
    expect(await migrateWithLogins(url, PASSWORDS)).toEqual([]);
  });

  it('leaves connections to other logins when one takes all that it can', async () => {
    const urls = loginUrls(ownerUrl(servers[0]!), PASSWORDS);
    const taken: Client[] = [];
    const takeAll = async (): Promise<unknown> => {
      for (;;) {
        const client = new Client({ connectionString: urls.audit });
        client.on('error', () => undefined);
        try {
          await client.connect();
          taken.push(client);
        } catch (error) {
          return error;
        }
      }
    };
    try {
      expect(await takeAll()).toMatchObject({ code: '53300', message: expect.stringContaining('minglu_login_audit') as string });
      expect(await append(ownerUrl(servers[0]!))).toBe(2);
    } finally {
      await Promise.all(taken.map((client) => client.end()));
    }
  });

  it('is migrated by a superuser first, and by its owner from then on', async () => {
    servers.push(await startPostgres({ fast: true }));
    const server = servers.at(-1)!;
    await makeOwner(server);
    await as(server.url, `CREATE DATABASE ${NAME} OWNER ${OWNER.name}`);
    await migrateWithLogins(withDatabase(server.url, NAME), PASSWORDS);
    expect(await migrateWithLogins(ownerUrl(server), PASSWORDS)).toEqual([]);
    expect(await append(ownerUrl(server))).toBe(1);
  });

  describe('restored into a new cluster', () => {
    let target: RunningPostgres;
    /** Restores the dump into a new database. Resolves to whether no statement failed. */
    const restore = async (url: string, ...options: string[]): Promise<boolean> => {
      await as(target.url, `DROP DATABASE IF EXISTS ${NAME} WITH (FORCE)`);
      await as(target.url, `CREATE DATABASE ${NAME} TEMPLATE template0`);
      if (options.length > 0) await as(target.url, `ALTER DATABASE ${NAME} OWNER TO ${OWNER.name}`);
      return program('pg_restore', ...options, `--dbname=${url}`, dump).then(
        () => true,
        () => false,
      );
    };
    const works = async (): Promise<void> => {
      const url = ownerUrl(target);
      expect(await openToAll(url)).toEqual([]);
      expect(await append(url)).toBe(3);
      expect((await keyStates(url, KEYS)).map(({ state }) => state)).toEqual(['same', 'same']);
      expect(await migrateWithLogins(url, PASSWORDS)).toEqual([]);
    };
    const skipped = (): boolean => {
      if (programs === null)
        process.stderr.write(`skipped, no pg_dump in ${PROGRAMS} is as new as the server: ${expect.getState().currentTestName}\n`);
      return programs === null;
    };
    beforeAll(async () => {
      if (programs === null) return;
      servers.push((target = await startPostgres({ fast: true })));
      await program('pg_dump', '--format=custom', `--file=${dump}`, `--dbname=${withDatabase(servers[0]!.url, NAME)}`);
    });

    it('before its roles: the owner is told what a superuser must do, and migrate as superuser mends the rest', async () => {
      if (skipped()) return;
      const superuser = withDatabase(target.url, NAME);
      expect(await restore(superuser)).toBe(false);
      await makeOwner(target);
      await as(target.url, `ALTER DATABASE ${NAME} OWNER TO ${OWNER.name}`);
      const refused = await migrateWithLogins(ownerUrl(target), PASSWORDS).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(DamagedSchema);
      expect((refused as DamagedSchema).faults).toContainEqual(
        expect.stringMatching(/table events is owned by minglu, not minglu_owner; as its owner: ALTER TABLE events OWNER TO/),
      );
      const mended = await migrateWithLogins(superuser, PASSWORDS);
      expect(mended).toContain('table events is owned by minglu, not minglu_owner');
      expect(mended.join('\n')).toMatch(/^function append_events\(.*\) lacks the right minglu_casework EXECUTE$/m);
      await works();
    });

    it('after its roles: nothing is to mend', async () => {
      if (skipped()) return;
      const { stdout } = await program('pg_dumpall', '--roles-only', `--dbname=${servers[0]!.url}`);
      // The roles of the last test exist already.
      for (const sql of stdout.split('\n').filter((line) => line.includes('minglu_'))) await as(target.url, sql).catch(() => undefined);
      expect(await restore(withDatabase(target.url, NAME))).toBe(true);
      await as(target.url, `ALTER DATABASE ${NAME} OWNER TO ${OWNER.name}`);
      await works();
    });

    it('by its owner without rights: migrate gives them, and closes what lends the rights of the owner', async () => {
      if (skipped()) return;
      await restore(ownerUrl(target), '--no-owner', '--no-acl');
      expect(await openToAll(ownerUrl(target))).not.toEqual([]);
      expect((await migrateWithLogins(ownerUrl(target), PASSWORDS)).join('\n')).toMatch(
        /function append_events\(.*\) gives the right PUBLIC EXECUTE/,
      );
      await works();
    });
  });
});
