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
});
