import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { main } from '@minglu/audit/verifier';
import { admin, auditor, city } from '@minglu/dossier/testing';
import { eventually, tamper } from '@minglu/event-store/testing';
import { describeOnKafka, testKafka } from '@minglu/messaging/testing';
import { OPEN_CAMPAIGN, openApplication } from './applications.js';
import { runCli, startTestFleet, type TestFleet } from './support.js';

/** Milliseconds for a restarted service to be up, to verify the log and to report, also on a busy machine. */
const NOTICED_MS = 120_000;

describeOnKafka('the proofs of an installation of separate services', () => {
  let one: TestFleet;
  let owner: Pool;
  beforeAll(async () => {
    one = await startTestFleet(testKafka);
    owner = new Pool({ connectionString: one.databaseUrl, max: 2 });
    await one.ask('/commands', admin, OPEN_CAMPAIGN);
    for (const applicant of ['441900', '440400'])
      expect(await one.ask('/commands', city(applicant), openApplication(`${applicant}-a`, applicant))).toMatchObject({ status: 201 });
  }, 180_000);
  afterAll(async () => {
    await owner?.end();
    await one?.close();
  }, 60_000);

  const positionOf = async (stream: string): Promise<number> => {
    const { rows } = await owner.query<{ position: string }>('SELECT min(position)::text AS position FROM events WHERE stream_id = $1', [
      stream,
    ]);
    return Number(rows[0]!.position);
  };
  /** All events are in a checkpoint that the database has. */
  const covered = () =>
    eventually(
      'all events are in a checkpoint',
      async () => {
        const { rows } = await owner.query<{ is: boolean }>(
          `SELECT (SELECT max(size) FROM audit.checkpoints WHERE tree = 'full') = (SELECT max(position) FROM events) AS is`,
        );
        return rows[0]!.is;
      },
      NOTICED_MS,
    );

  describe('an event that a superuser has changed', () => {
    interface Health {
      readonly ok: boolean;
      readonly verified?: { readonly kind?: string; readonly position?: number };
    }
    const healthOfAudit = async (): Promise<Health | null> => {
      const response = await fetch(new URL('/health', one.fleet.urlOf('audit')), { signal: AbortSignal.timeout(5_000) }).catch(() => null);
      if (!response) return null;
      const { details } = (await response.json()) as { readonly details?: { readonly verifiedLog?: Health['verified'] } };
      return { ok: response.ok, ...(details?.verifiedLog ? { verified: details.verifiedLog } : {}) };
    };
    const alarms = async (): Promise<readonly unknown[]> => {
      const { status, body } = await one.ask('/log?category=self-check', auditor);
      expect(status).toBe(200);
      return body['items'] as unknown as readonly unknown[];
    };
    const health = (what: string, is: (health: Health) => boolean) =>
      eventually(
        what,
        async () => {
          const now = await healthOfAudit();
          return now !== null && is(now);
        },
        NOTICED_MS,
      );

    it('turns the health of audit red, which names the first bad position, and casework records an alarm, once', async () => {
      await covered();
      await health('audit is green', ({ ok, verified }) => ok && verified !== undefined);
      expect(await alarms()).toEqual([]);
      const [first, second] = [await positionOf('dossier/441900-a'), await positionOf('dossier/440400-a')];
      expect(first).toBeLessThan(second);
      const changed = `position IN (${first}, ${second})`;
      await tamper(
        { pool: owner },
        `UPDATE events SET payload = replace(payload, '"campaignId":"now"', '"campaignId":"not"') WHERE ${changed}`,
      );

      // A new process verifies all events; one that runs does so each day.
      one.fleet.kill('audit');
      await health('audit is red', ({ ok, verified }) => !ok && verified?.position === first);
      expect((await healthOfAudit())?.verified).toMatchObject({ kind: 'events', position: first });
      await eventually('the alarm is an event', async () => (await alarms()).length > 0, NOTICED_MS);
      one.fleet.kill('audit');
      await health('audit is red again', ({ ok, verified }) => !ok && verified?.position === first);
      expect(await alarms()).toMatchObject([
        { type: 'SelfCheckFailed', data: { kind: 'events', position: first }, metadata: { classification: 'RESTRICTED' } },
      ]);

      await tamper(
        { pool: owner },
        `UPDATE events SET payload = replace(payload, '"campaignId":"not"', '"campaignId":"now"') WHERE ${changed}`,
      );
      one.fleet.kill('audit');
      await health('audit is green again', ({ ok, verified }) => ok && verified !== undefined);
      expect(await alarms()).toHaveLength(1);
    }, 600_000);
  });

  describe('witnesses, each a process with a token of its role', () => {
    let parent: string;
    beforeAll(async () => {
      parent = mkdtempSync(join(tmpdir(), 'minglu-witnesses-'));
      file('keys', await text('/public-log/keys'));
      file('token', await one.tokenOf({ person: 'witness-1', role: 'witness', org: 'witness.example' }));
    });
    afterAll(() => rmSync(parent, { recursive: true, force: true }));

    const file = (name: string, content: string): string => {
      writeFileSync(join(parent, name), content);
      return join(parent, name);
    };
    /** Asks without a token. */
    const text = async (path: string): Promise<string> => {
      const answer = await fetch(new URL(path, one.fleet.urlOf('gateway')));
      expect([path, answer.status]).toEqual([path, 200]);
      return answer.text();
    };
    const init = async (name: string): Promise<string> => {
      const made = await runCli(
        {},
        'witness',
        'init',
        join(parent, name),
        '--name',
        `witness.example/${name}`,
        '--log',
        join(parent, 'keys'),
      );
      expect([made.code, made.output]).toEqual([0, expect.stringMatching(/^witness\.example\//)]);
      return made.output.trim();
    };
    const run = (name: string) =>
      runCli({}, 'witness', 'run', join(parent, name), '--url', one.fleet.urlOf('gateway'), '--token-file', join(parent, 'token'));
    const cosigned = (name: string): readonly string[] =>
      readdirSync(join(parent, name, 'cosigned')).map((note) => join(parent, name, 'cosigned', note));
    const verified = async (command: string, quorum: string, vkeys: readonly string[], name: string): Promise<number> => {
      const logs = (await text('/public-log/keys')).split('\n').filter(Boolean);
      const lines = [
        ...logs.filter((key) => !key.includes('/promise+')).map((key) => `log ${key}`),
        ...vkeys.map((vkey, index) => `witness w${index} ${vkey}`),
        `group all-of-them ${quorum} ${vkeys.map((_, index) => `w${index}`).join(' ')}`,
        'quorum all-of-them',
        '',
      ];
      return main([command, '--policy', file('policy', lines.join('\n')), '--json', join(parent, name)], () => undefined);
    };

    it('cosign all trees, and answers for third parties verify with k of n of them', async () => {
      const vkeys = [await init('one'), await init('two'), await init('three')];
      await covered();
      for (const name of ['one', 'two']) {
        const { code, output } = await run(name);
        expect([code, output.match(/cosigned {2}/g)]).toEqual([0, Array(4).fill('cosigned  ')]);
      }
      const path = '/public-log/answers/title?title=t-none&day=2026-01-01';
      file('answer.json', await text(path));
      expect(await verified('answer', '1', vkeys, 'answer.json')).toBe(3);

      file('vkeys', vkeys.join('\n'));
      const notes = [...cosigned('one'), ...cosigned('two')];
      const kept = await runCli({ DATABASE_URL: one.databaseUrl }, 'witness', 'keep', ...notes, '--keys', join(parent, 'vkeys'));
      expect([kept.code, kept.output.match(/witnesses/g)]).toEqual([0, Array(8).fill('witnesses')]);
      file('answer.json', await text(path));
      expect(await verified('answer', '2', vkeys, 'answer.json')).toBe(0);
      expect(await verified('answer', '3', vkeys, 'answer.json')).toBe(3);
      expect((await text('/public-log/checkpoint')).match(/^\u2014 witness\.example\//gm)).toHaveLength(2);
      expect(await run('one')).toMatchObject({ code: 0, output: expect.stringContaining('unchanged') as string });
    }, 240_000);

    it('refuse a log that was rolled back, keep its checkpoint as evidence, and go on once it is whole again', async () => {
      await init('four');
      const park = (parkId: string) => ({ type: 'RegisterPark', data: { parkId, name: `${parkId}园`, cityCode: '440100' } });
      expect(await one.ask('/commands', admin, park('w-1'))).toMatchObject({ status: 201 });
      await covered();
      expect((await run('four')).code).toBe(0);
      const alone = (sql: string) =>
        owner.query(`BEGIN; ALTER TABLE audit.checkpoints DISABLE TRIGGER immutable; ${sql};
          ALTER TABLE audit.checkpoints ENABLE ALWAYS TRIGGER immutable; COMMIT`);
      // The service then serves an older head, which the log has signed too.
      await alone(`CREATE TABLE public.saved AS WITH gone AS (SELECT max(size) AS size FROM audit.checkpoints WHERE tree = 'full')
                     SELECT head.* FROM audit.checkpoints head, gone WHERE tree IN ('full', 'full-sm3', 'map') AND head.size = gone.size;
                   DELETE FROM audit.checkpoints head USING public.saved WHERE head.tree = saved.tree AND head.size = saved.size`);
      const { code, output } = await run('four');
      expect([code, output]).toEqual([1, expect.stringMatching(/refused: 400 the old size is larger/)]);
      expect(readdirSync(join(parent, 'four', 'refused'))).toHaveLength(1);
      await alone('INSERT INTO audit.checkpoints SELECT * FROM public.saved; DROP TABLE public.saved');
      expect(await one.ask('/commands', admin, park('w-2'))).toMatchObject({ status: 201 });
      await covered();
      expect(await run('four')).toMatchObject({ code: 0, output: expect.stringContaining('cosigned  ') as string });
    }, 240_000);
  });
});
