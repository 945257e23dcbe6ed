import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { keysFrom, wallClock } from '@minglu/casework';
import { describeOnPostgres } from '@minglu/event-store/testing';
import type { ProblemException } from '@minglu/http';
import type { Actor } from '@minglu/kernel';
import { authorityCheck, authorityInLog } from '@minglu/system';
import type { Context } from '../../apps/cli/src/context.js';
import { runCli } from '../../apps/cli/src/program.js';
import { startService, type TestService } from './service.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

describeOnPostgres('the authority of persons', () => {
  const master = randomBytes(32);
  let service: TestService;
  beforeAll(async () => {
    service = await startService('2026-03-02T09:00:00+08:00', { keys: keysFrom(master) });
  }, 60_000);
  afterAll(() => service?.close(), 60_000);

  const security: Actor = { person: 'security-1', role: 'security-admin', org: 'MIIT' };
  const audit: Actor = { person: 'audit-1', role: 'audit-admin', org: 'MIIT' };
  const auditor: Actor = { person: 'auditor-1', role: 'auditor', org: 'MIIT' };
  const admin: Actor = { person: 'admin-1', role: 'ministry-admin', org: 'MIIT' };

  const ask = async (caller: Actor, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> => {
    const response = await fetch(`${service.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${await service.tokenOf(caller)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Reply['body'] };
  };
  /** A change of authority counts within a second: the services read it again then. */
  const afterASecond = () => new Promise((resolve) => setTimeout(resolve, 1_050));
  const grant = (person: string, role: string) => ask(security, `/persons/${person}/grants`, { role, org: 'MIIT', reasons: '任职' });
  const revoke = (person: string, role: string) => ask(security, `/persons/${person}/revocations`, { role, org: 'MIIT', reasons: '离任' });
  const park = (parkId: string) => ({ parkId, name: `园区${parkId}`, cityCode: '441900' });

  it('begins with a security administrator from the command line', async () => {
    const grantFirst = async () => {
      let out = '';
      const output = { write: (text: string) => ((out += text), true), isTTY: false };
      const env = { DATABASE_URL: service.database.connection.connectionString!, MINGLU_MASTER_KEY: master.toString('hex') };
      const context = { root: ROOT, cwd: ROOT, env, stdout: output, stderr: output } as unknown as Context;
      return { code: await runCli(['grant', '--person', 'first-1', '--reason', '启用系统'], context), out };
    };
    expect(await grantFirst()).toMatchObject({ code: 0, out: expect.stringContaining('已授予 / granted: ') as string });
    expect(await grantFirst()).toMatchObject({ code: 1, out: expect.stringContaining('already-granted') as string });
  });

  it('lets no role of the ministry count without a grant, where grants are needed', async () => {
    const check = authorityCheck({ authorityOf: authorityInLog(service.system.store), areGrantsNeeded: true, now: wallClock.now });
    const code = (actor: Actor) =>
      check.check(actor).then(
        () => null,
        (error: ProblemException) => error.problem.code,
      );
    expect(await code({ person: 'first-1', role: 'security-admin', org: 'MIIT' })).toBeNull();
    expect(await code({ person: 'first-1', role: 'ministry-officer', org: 'MIIT' })).toBe('role-not-granted');
    expect(await code({ person: 'city', role: 'applicant', org: '340100' })).toBeNull();
  });

  it('is granted and revoked by the security administrator, and a revoked role opens no route', async () => {
    const officer: Actor = { person: 'officer-5', role: 'ministry-officer', org: 'MIIT' };
    expect((await ask(officer, '/dossiers')).status).toBe(200);
    const { address } = (await ask(officer, '/calendar-feeds', {})).body as { readonly address: string };
    const calendar = async () => (await fetch(`${service.url}${address}`)).status;
    expect(await calendar()).toBe(200);
    const { status, body } = await revoke('officer-5', 'ministry-officer');
    expect(status).toBe(201);
    await afterASecond();
    for (const reply of [
      await ask(officer, '/dossiers'),
      await ask(officer, '/dossiers/x/events'),
      await ask(officer, '/parks', park('x')),
    ])
      expect(reply).toMatchObject({ status: 403, body: { code: 'role-revoked' } });
    // A program of calendars shows no token, so the record alone can take the address away.
    expect(await calendar()).toBe(404);
    // Another role of the same person goes on.
    expect((await ask({ ...officer, role: 'auditor' }, '/log?limit=1')).status).toBe(200);
    expect(await ask(audit, `/persons/officer-5?after=${String(body['after'])}`)).toMatchObject({
      status: 200,
      body: { person: 'officer-5', revoked: [{ role: 'ministry-officer', org: 'MIIT' }] },
    });
    expect((await grant('officer-5', 'ministry-officer')).status).toBe(201);
    await afterASecond();
    expect((await ask(officer, '/dossiers')).status).toBe(200);
  });

  it('is shown to colleagues of the organisation, by the role that they need', async () => {
    expect((await grant('approver-8', 'ministry-approver')).status).toBe(201);
    const given = await grant('approver-9', 'ministry-approver');
    await ask(audit, `/persons/approver-9?after=${String(given.body['after'])}`);
    const officer: Actor = { person: 'approver-9', role: 'ministry-officer', org: 'MIIT' };
    const { status, body } = await ask(officer, '/colleagues?role=ministry-approver');
    expect(status).toBe(200);
    expect(body['items']).toContainEqual({ person: 'approver-8', until: null });
    expect(body['items']).not.toContainEqual({ person: 'approver-9', until: null });
    expect((await ask({ person: 'city', role: 'applicant', org: '340100' }, '/colleagues?role=ministry-approver')).body).toEqual({
      items: [],
      complete: true,
    });
    expect((await ask(officer, '/colleagues?role=security-admin')).status).toBe(400);
    expect((await ask(officer, '/colleagues')).status).toBe(400);
    expect((await ask(security, '/colleagues?role=auditor')).status).toBe(403);
  });

  it('keeps the three administrators apart, also where a token says otherwise', async () => {
    expect((await grant('p3', 'system-admin')).status).toBe(201);
    expect(await grant('p3', 'audit-admin')).toMatchObject({ status: 403, body: { code: 'roles-incompatible' } });
    await afterASecond();
    const asAudit: Actor = { person: 'p3', role: 'audit-admin', org: 'MIIT' };
    expect(await ask(asAudit, '/log')).toMatchObject({ status: 403, body: { code: 'roles-incompatible' } });
    expect((await ask({ ...asAudit, role: 'system-admin' }, '/dossiers')).status).toBe(200);
  });

  it('is read by the audit administrator alone, with the sign-ins, and he reads no case', async () => {
    expect((await ask(admin, '/persons/admin-1/logins', {})).status).toBe(201);
    expect((await ask(admin, '/parks', park('seen'))).status).toBe(201);
    const types = async (by: Actor) =>
      ((await ask(by, '/log?limit=1000')).body['items'] as { type?: string; withheld?: true }[]).map((one) => one.type ?? 'withheld');
    const [ofAuditor, ofGuardian] = [await types(auditor), await types(audit)];
    expect(ofAuditor).toContain('ParkRegistered');
    expect(ofAuditor).not.toContain('RoleGranted');
    expect(ofAuditor).not.toContain('LoggedIn');
    expect(ofAuditor).toContain('withheld');
    expect(new Set(ofGuardian)).toEqual(new Set(['withheld', 'RoleRevoked', 'RoleGranted', 'LoggedIn']));
    expect((await ask(security, '/log')).status).toBe(403);
    expect((await ask(audit, '/dossiers')).body).toMatchObject({ items: [] });
  });

  it('passes to another person for a time, and each act names both', async () => {
    const deputy: Actor = { person: 'officer-7', role: 'ministry-officer', org: 'MIIT' };
    const forAdmin = { 'minglu-on-behalf-of': 'admin-1' };
    expect(await ask(deputy, '/parks', park('none'), forAdmin)).toMatchObject({ status: 403, body: { code: 'not-delegated' } });
    const given = await ask(admin, '/persons/admin-1/delegations', { to: 'officer-7', until: '2026-03-13', reasons: '年休假' });
    expect(given.status).toBe(201);
    await afterASecond();
    expect((await ask(deputy, '/parks', park('none'))).status).toBe(403);
    const done = await ask(deputy, '/parks', park('by-deputy'), forAdmin);
    expect(done.status).toBe(201);
    const [{ eventId }] = done.body['events'] as [{ eventId: string }];
    expect((await ask(auditor, `/events/${eventId}`)).body).toMatchObject({
      metadata: { actor: { person: 'officer-7', role: 'ministry-admin', org: 'MIIT', onBehalfOf: 'admin-1' } },
    });
    // A calendar would outlive the delegation.
    expect(await ask(deputy, '/calendar-feeds', {}, forAdmin)).toMatchObject({ status: 403, body: { code: 'not-authorised' } });
    const { delegationId } = given.body['created'] as { delegationId: string };
    expect((await ask(admin, '/persons/admin-1')).body).toMatchObject({ delegations: [{ delegationId, to: 'officer-7' }] });
    expect((await ask(admin, '/persons/officer-7')).status).toBe(404);
    expect((await ask(admin, `/delegations/${delegationId}/endings`, { person: 'admin-1' })).status).toBe(201);
    await afterASecond();
    expect((await ask(deputy, '/parks', park('late'), forAdmin)).status).toBe(403);
  });

  describe('hands an act over to a colleague', () => {
    const officer: Actor = { person: 'officer-20', role: 'ministry-officer', org: 'MIIT' };
    const approver: Actor = { person: 'approver-20', role: 'ministry-approver', org: 'MIIT' };
    const bystander: Actor = { person: 'approver-21', role: 'ministry-approver', org: 'MIIT' };
    let [eventId, after] = ['', ''];
    beforeAll(async () => {
      await grant('approver-20', 'ministry-approver');
      const { body } = await ask(admin, '/parks', park('handed'));
      eventId = (body['events'] as [{ eventId: string }])[0].eventId;
    });
    const propose = async (): Promise<string> => {
      const correction = { targetEventId: eventId, field: 'name', newValue: '园区更名', reason: '录入有误' };
      return ((await ask(officer, '/corrections', correction)).body['created'] as { correctionId: string }).correctionId;
    };
    const handOver = async (correctionId: string): Promise<string> => {
      const fields = [{ field: 'correctionId', value: correctionId }];
      const asked = { to: 'approver-20', role: 'ministry-approver', command: 'ApproveCorrection', fields };
      const { status, body } = await ask(officer, '/persons/officer-20/hand-overs', asked);
      expect(status).toBe(201);
      after = String(body['after']);
      return (body['created'] as { handOverId: string }).handOverId;
    };
    const listed = async (by: Actor, whose = 'all') =>
      (await ask(by, `/tasks?whose=${whose}&after=${after}`)).body['handedOver'] as readonly Record<string, unknown>[];
    const approve = async (by: Actor, correctionId: string, handOverId: string, query = '') => {
      const reply = await ask(by, `/corrections/${correctionId}/approvals${query}`, {}, { 'minglu-hand-over': handOverId });
      after = String(reply.body['after'] ?? after);
      return reply;
    };

    it('who finds it among his tasks, and ends it by the act', async () => {
      const correctionId = await propose();
      const handOverId = await handOver(correctionId);
      expect(await listed(approver, 'mine')).toMatchObject([
        {
          handOverId,
          person: 'officer-20',
          command: 'ApproveCorrection',
          title: { zh: '批准更正记录' },
          caseId: null,
          since: expect.any(String) as string,
          fields: [{ field: 'correctionId', value: correctionId }],
        },
      ]);
      expect(await listed(officer, 'others')).toMatchObject([{ handOverId, to: 'approver-20' }]);
      expect([await listed(bystander), await listed(officer, 'mine'), await listed(approver, 'others')]).toEqual([[], [], []]);
      // It concerns one role alone.
      expect(await listed({ ...approver, role: 'ministry-officer' })).toEqual([]);
      expect(await approve(bystander, correctionId, handOverId)).toMatchObject({ status: 404, body: { code: 'unknown-id' } });
      expect(await approve(approver, await propose(), handOverId)).toMatchObject({ status: 422, body: { code: 'other-act' } });
      expect(await approve(approver, correctionId, 'no hand-over')).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
      const tried = await approve(approver, correctionId, handOverId, '?dry-run=true');
      expect(tried.body['events']).toMatchObject([{ type: 'RecordCorrected' }, { type: 'HandedOverActDone' }]);
      expect(await listed(approver)).toHaveLength(1);
      const done = await approve(approver, correctionId, handOverId);
      expect(done.body['events']).toMatchObject([{ type: 'RecordCorrected' }, { type: 'HandedOverActDone' }]);
      expect([await listed(approver), await listed(officer)]).toEqual([[], []]);
      expect(await approve(approver, await propose(), handOverId)).toMatchObject({ status: 409, body: { code: 'hand-over-ended' } });
    });

    it('until he declines it or it is taken back, and the act goes on without it', async () => {
      const correctionId = await propose();
      const [declined, back] = [await handOver(correctionId), await handOver(correctionId)];
      const end = (by: Actor, path: string, body: object = {}) => ask(by, path, body);
      expect(await end(bystander, `/hand-overs/${declined}/refusals`, { reasons: '无关' })).toMatchObject({ status: 403 });
      expect((await end(approver, `/hand-overs/${declined}/refusals`, { reasons: '材料不全' })).status).toBe(201);
      expect(await end(officer, `/hand-overs/${declined}/withdrawals`)).toMatchObject({ status: 409, body: { code: 'hand-over-ended' } });
      const taken = await end(officer, `/hand-overs/${back}/withdrawals`);
      expect(taken.status).toBe(201);
      after = String(taken.body['after']);
      expect([await listed(approver), await listed(officer)]).toEqual([[], []]);
      expect(await approve(approver, correctionId, back)).toMatchObject({ status: 409, body: { code: 'hand-over-ended' } });
      expect((await ask(approver, `/corrections/${correctionId}/approvals`, {})).status).toBe(201);
    });

    it('and the audit administrator alone reads its events', async () => {
      const ofHandOvers = async (by: Actor) =>
        ((await ask(by, '/log?limit=1000&category=hand-over')).body['items'] as { type: string }[]).map(({ type }) => type);
      expect(await ofHandOvers(auditor)).toEqual([]);
      expect(new Set(await ofHandOvers(audit))).toEqual(
        new Set(['ActHandedOver', 'HandedOverActDone', 'HandOverDeclined', 'HandOverTakenBack']),
      );
    });
  });
});
