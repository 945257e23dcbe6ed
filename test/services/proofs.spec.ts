import { Pool } from 'pg';
import { admin, auditor, city, on, opening } from '@minglu/dossier/testing';
import { eventually, tamper } from '@minglu/event-store/testing';
import { describeOnKafka, testKafka } from '@minglu/messaging/testing';
import { startTestFleet, type TestFleet } from './support.js';

/** Milliseconds for a restarted service to be up, to verify the log and to report, also on a busy machine. */
const NOTICED_MS = 120_000;

describeOnKafka('the proofs of an installation of separate services', () => {
  let one: TestFleet;
  let owner: Pool;
  beforeAll(async () => {
    one = await startTestFleet(testKafka);
    owner = new Pool({ connectionString: one.databaseUrl, max: 2 });
    const campaign = {
      campaignId: 'now',
      programme: 'city',
      track: 'creation-application',
      year: 2026,
      documentNumber: '1号',
      opensAt: '2020-01-01T00:00:00+08:00',
      closesAt: '2099-01-01T00:00:00+08:00',
    };
    await one.ask('/commands', admin, { type: 'OpenCampaign', data: campaign });
    for (const applicant of ['441900', '440400'])
      expect(await one.ask('/commands', city(applicant), open(`${applicant}-a`, applicant))).toMatchObject({ status: 201 });
  }, 180_000);
  afterAll(async () => {
    await owner?.end();
    await one?.close();
  }, 60_000);

  const open = (caseId: string, applicant: string) => ({
    type: 'OpenApplication',
    data: { ...opening({ caseId, applicant, campaignId: 'now' }, on('2026-01-01'), applicant).with },
  });
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
});
