import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseInstant, type Actor } from '@minglu/kernel';
import { city, objection, on } from '@minglu/dossier/testing';
import { describeOnPostgres } from '@minglu/event-store/testing';
import pg from 'pg';
import { given, inPublicity } from '../integration/support.js';
import { unpacked } from '../tools/unpacked.js';
import { startService, type TestService } from './service.js';

const OPEN_API = fileURLToPath(new URL('../../libs/contracts/openapi.json', import.meta.url));

/** Planted in each text that may name a person. No answer and no table may show one. */
const CANARIES = {
  name: '金丝雀甲某',
  contact: '13312340001',
  grounds: '金丝雀所述理由',
  evidence: '金丝雀证据.pdf',
  reporter: '金丝雀乙某',
  phone: '13312340002',
  content: '金丝雀举报内容',
  file: '金丝雀附件.pdf',
  clue: '金丝雀线索',
};
/** These texts open by a disclosure, with a ground; the others name a person. */
const TEXTS = ['grounds', 'evidence', 'content', 'file', 'clue'] as const;

/** The canaries in a text, plain, escaped or as the hexadecimal digits that PostgreSQL shows of bytes. */
const found = (text: string): readonly string[] =>
  Object.values(CANARIES).filter((canary) =>
    [canary, encodeURIComponent(canary), JSON.stringify(canary).slice(1, -1), Buffer.from(canary).toString('hex')].some((form) =>
      text.includes(form),
    ),
  );

describeOnPostgres('the names and words of objectors and reporters', () => {
  let service: TestService;
  /** Answers to the steps of an unmasking, in their order. */
  const unmasking: { readonly who: string; readonly status: number; readonly found: readonly string[] }[] = [];
  const officer: Actor = { person: 'officer-1', role: 'ministry-officer', org: 'MIIT' };
  const approver: Actor = { person: 'approver-1', role: 'ministry-approver', org: 'MIIT' };
  const CALLERS: readonly (Actor | null)[] = [
    null,
    officer,
    approver,
    { person: 'admin-1', role: 'ministry-admin', org: 'MIIT' },
    { person: 'auditor-1', role: 'auditor', org: 'MIIT' },
    { person: 'system-1', role: 'system-admin', org: 'MIIT' },
    { person: 'security-1', role: 'security-admin', org: 'MIIT' },
    { person: 'audit-1', role: 'audit-admin', org: 'MIIT' },
    { person: 'expert-1', role: 'expert', org: 'MIIT' },
    { person: 'province-1', role: 'provincial-authority', org: '330000' },
    { person: 'municipal-1', role: 'municipal-authority', org: '330100' },
    { person: 'subscriber-1', role: 'subscriber', org: 'x' },
    city('330100'),
  ];
  const send = async (caller: Actor | null, method: 'GET' | 'POST', path: string, body?: unknown) => {
    const headers: Record<string, string> = caller ? { authorization: `Bearer ${await service.tokenOf(caller)}` } : {};
    if (body !== undefined) headers['content-type'] = 'application/json';
    const answer = await fetch(`${service.url}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    return {
      status: answer.status,
      text: (await unpacked(Buffer.from(await answer.arrayBuffer()))).toString('utf8'),
      type: answer.headers.get('content-type'),
    };
  };
  const recorded = async (): Promise<readonly { readonly eventId: string; readonly type: string; readonly payload: string }[]> => {
    const all = [];
    for await (const page of service.system.log.readAll({ after: 0, upTo: await service.system.log.head() })) all.push(...page);
    return all;
  };

  beforeAll(async () => {
    service = await startService('2025-09-25T09:00:00+08:00');
    await given(service.system.casework, ...inPublicity('case-1', '330100', '2025-09-26', 'p-1'));
    service.clock.moveTo(parseInstant(on('2025-09-28'))!);
    const file = (name: string) => [{ name, sha256: 'ab'.repeat(32) }];
    const { name, contact, grounds, evidence, reporter, phone, content, clue } = CANARIES;
    const words = { name, contact, grounds, evidence: file(evidence) };
    const { publicityId: _, ...objecting } = objection('o-1', 'case-1', 'p-1', words);
    const answers = [
      await send(null, 'POST', '/public-notices/p-1/objections', objecting),
      await send(null, 'POST', '/reports', {
        nameMode: 'real-name',
        name: reporter,
        contact: phone,
        cityCode: '330100',
        content,
        evidence: file(CANARIES.file),
      }),
      await send(officer, 'POST', '/investigations', { subject: 'case-1', clue, sourceProtected: true }),
    ];
    expect(answers.map(({ status, text }) => (status === 201 ? status : text))).toEqual([201, 201, 201]);
    expect(answers.flatMap(({ text }) => found(text))).toEqual([]);

    // The officer learns who reported, by a request that a second person approves. All other tests look at the traces of that.
    const filed = (await recorded()).find(({ type }) => type === 'ReportFiled')!;
    const step = async (who: string, caller: Actor | null, path: string, body: object = {}) => {
      const { status, text } = await send(caller, 'POST', path, body);
      unmasking.push({ who, status, found: found(text) });
      return JSON.parse(text) as { readonly created?: { readonly unmaskingId: string } };
    };
    const { created } = await step('request', officer, `/events/${filed.eventId}/unmaskings`, { ground: '联系举报人' });
    const readings = `/unmaskings/${created!.unmaskingId}/readings`;
    await step('before the approval', officer, readings);
    await step('approval by the requester', { ...approver, person: officer.person }, `${readings.replace('readings', 'approvals')}`, {
      eventId: filed.eventId,
    });
    await step('approval', approver, `${readings.replace('readings', 'approvals')}`, { eventId: filed.eventId });
    await step('the approver', { ...officer, person: approver.person }, readings);
    for (const caller of CALLERS.filter((one) => one !== officer)) await step(caller?.role ?? 'anonymous', caller, readings);
    await step('the requester', officer, readings);
    service.clock.moveTo(parseInstant(on('2025-09-29'))!);
    await step('too late', officer, readings);
    await service.system.runUntil(service.clock.now());
  }, 120_000);
  afterAll(() => service?.close(), 60_000);

  it('open to the officer alone whose request a second person has approved, while he may read', () => {
    expect(unmasking.filter((one) => one.found.length > 0)).toEqual([
      { who: 'the requester', status: 200, found: [CANARIES.reporter, CANARIES.phone] },
    ]);
    const statusOf = (who: string) => unmasking.find((one) => one.who === who)!.status;
    expect(['request', 'before the approval', 'approval by the requester', 'approval', 'the approver', 'too late'].map(statusOf)).toEqual([
      201, 422, 422, 201, 404, 422,
    ]);
    const others = CALLERS.filter((one) => one !== officer);
    expect(unmasking.slice(5, -2).map(({ status }) => status)).toEqual(others.map((caller) => (caller ? 403 : 401)));
  });

  it('stand in no answer to any question of any role', async () => {
    const { paths } = JSON.parse(readFileSync(OPEN_API, 'utf8')) as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    };
    const events = await recorded();
    const { items } = JSON.parse((await send(officer, 'GET', '/tables')).text) as {
      readonly items: readonly { readonly name: string; readonly asks: readonly string[] }[];
    };
    const VALUES: Readonly<Record<string, string>> = {
      year: '2025',
      dossier: 'case-1',
      campaign: 'city-creation-2023',
      system: '168-2022',
    };
    const tables = items.map(({ name, asks }) => {
      const values = asks.flatMap((parameter) => (VALUES[parameter] ? [[parameter, VALUES[parameter]] as [string, string]] : []));
      return [name, new URLSearchParams(values).toString()] as const;
    });
    const sheets: string[] = [];
    const titles: Readonly<Record<string, string>> = {
      year: '2025',
      file: 'x.ics',
      instrument: 'measure-2022',
      number: '18',
    };
    const ids = ['case-1', 'p-1', 'o-1'];
    const asked = Object.entries(paths)
      .filter(([path, item]) => 'get' in item && !path.startsWith('/session'))
      .flatMap(([path]) => {
        if (path.includes('{table}')) return tables.map(([table, query]) => `${path.replace('{table}', table)}?${query}`);
        if (path.includes('{eventId}')) return events.slice(-12).map(({ eventId }) => path.replace('{eventId}', eventId));
        const filled = path.replace(/\{(\w+)\}/g, (whole, field: string) => titles[field] ?? whole);
        return filled.includes('{') ? ids.map((id) => filled.replace(/\{\w+\}/g, id)) : [filled];
      })
      .concat([
        '/log?limit=1000',
        '/changes?since=2025-01-01T00:00:00Z',
        '/dossiers/case-1/events?limit=1000',
        `/dossiers?q=${encodeURIComponent(CANARIES.name)}`,
      ]);
    const leaks: string[] = [];
    let answered = 0;
    for (const caller of CALLERS)
      for (const path of asked) {
        const { status, text } = await send(caller, 'GET', path);
        if (status < 300) answered += 1;
        if (text.includes('<worksheet')) sheets.push(path);
        // A question that has the words itself may be shown to its sender.
        if (found(text).length > 0 && found(decodeURIComponent(path)).length === 0)
          leaks.push(`${caller?.role ?? 'anonymous'} GET ${path}: ${found(text).join()}`);
      }
    expect(leaks).toEqual([]);
    expect(answered).toBeGreaterThan(150);
    // Workbooks are searched unpacked.
    expect(new Set(sheets.map((path) => path.split('?')[0])).size).toBeGreaterThan(tables.length);
  }, 120_000);

  it('stand in no table of the database, but sealed', async () => {
    const client = new pg.Client(service.database.connection);
    await client.connect();
    try {
      const { rows: tables } = await client.query<{ name: string }>(
        `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
         WHERE relkind IN ('r', 'p') AND nspname !~ '^pg_' AND nspname <> 'information_schema'`,
      );
      const leaks: string[] = [];
      let rows = 0;
      for (const { name } of tables) {
        const { rows: texts } = await client.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
        rows += texts.length;
        for (const { text } of texts) if (found(text).length > 0) leaks.push(`${name}: ${found(text).join()}`);
      }
      expect(leaks).toEqual([]);
      expect(rows).toBeGreaterThan(100);
    } finally {
      await client.end();
    }
  });

  it('stand in no file of a table or an index, as a backup of the database copies it', async () => {
    const client = new pg.Client(service.database.connection);
    await client.connect();
    try {
      await client.query('CHECKPOINT');
      const { rows } = await client.query<{ name: string; bytes: Buffer }>(
        `SELECT oid::regclass::text AS name, pg_read_binary_file(pg_relation_filepath(oid)) AS bytes FROM pg_class
         WHERE relkind IN ('r', 'i', 't', 'm') AND relpersistence = 'p' AND oid >= 16384`,
      );
      const leaks = rows.flatMap(({ name, bytes }) =>
        Object.values(CANARIES).flatMap((canary) => (bytes.includes(canary) ? [`${name}: ${canary}`] : [])),
      );
      expect(leaks).toEqual([]);
      // The search is able to find clear text: the name of an event is one.
      expect(rows.filter(({ bytes }) => bytes.includes('ObjectionFiled')).map(({ name }) => name)).toContain('events');
      expect(rows.length).toBeGreaterThan(50);
    } finally {
      await client.end();
    }
  });

  it('open to an officer with a ground, except for names and contacts', async () => {
    const opened: string[] = [];
    for (const { eventId, type } of await recorded()) {
      if (!['ObjectionFiled', 'ReportFiled', 'InvestigationOpened'].includes(type)) continue;
      const { status, text } = await send(officer, 'POST', `/events/${eventId}/disclosures`, { ground: '核查' });
      expect([type, status]).toEqual([type, 200]);
      opened.push(...found(text));
    }
    expect(opened.sort()).toEqual(TEXTS.map((one) => CANARIES[one]).sort());
  });

  it('stay closed in the reason of a correction of a name, and once they are erased', async () => {
    const stored = (await recorded()).find(({ type }) => type === 'ReportFiled')!;
    const filed = { eventId: stored.eventId, data: JSON.parse(stored.payload) as unknown };
    const correction = { targetEventId: filed.eventId, field: 'name', newValue: '金丝雀丙某', reason: '姓名应为金丝雀丙某' };
    expect((await send(officer, 'POST', '/corrections', correction)).status).toBe(201);
    const proposed = (await recorded()).findLast(({ type }) => type === 'RecordCorrectionProposed')!;
    const closed = await send(officer, 'POST', `/events/${proposed.eventId}/disclosures`, { ground: '核查' });
    expect([closed.status, closed.text.includes('丙某')]).toEqual([404, false]);

    // The matter ends, and the time to keep the data.
    const { reportId } = filed.data as { readonly reportId: string };
    service.clock.moveTo(parseInstant(on('2025-10-20'))!);
    const handled = { outcome: 'not-substantiated', findings: '未发现', answer: '不属实' };
    expect((await send(officer, 'POST', `/reports/${reportId}/acceptances`, {})).status).toBe(201);
    expect((await send(officer, 'POST', `/reports/${reportId}/conclusions`, handled)).status).toBe(201);
    const proposal = { eventId: filed.eventId, ground: 'retention-over' };
    const early = await send(officer, 'POST', '/erasures', proposal);
    expect([early.status, early.text.includes('retention-not-over')]).toEqual([422, true]);
    service.clock.moveTo(parseInstant(on('2026-06-01'))!);
    const { created } = JSON.parse((await send(officer, 'POST', '/erasures', proposal)).text) as { created: { erasureId: string } };
    const execution = [`/erasures/${created.erasureId}/executions`, { eventId: filed.eventId }] as const;
    expect((await send({ ...approver, person: officer.person }, 'POST', ...execution)).status).toBe(422);
    const done = await send(approver, 'POST', ...execution);
    expect([done.status, found(done.text)]).toEqual([201, []]);

    const erased = await send(officer, 'POST', `/events/${filed.eventId}/disclosures`, { ground: '核查' });
    expect([erased.status, JSON.parse(erased.text)]).toMatchObject([
      200,
      { texts: {}, erased: ['content', 'evidence'], withheld: ['contact', 'name'] },
    ]);
    expect((await send(officer, 'POST', `/events/${filed.eventId}/unmaskings`, { ground: '核查' })).text).toContain('already-erased');
    // Another person's data are as they were, and the log verifies.
    const objected = (await recorded()).find(({ type }) => type === 'ObjectionFiled')!;
    const open = await send(officer, 'POST', `/events/${objected.eventId}/disclosures`, { ground: '核查' });
    expect(found(open.text)).toEqual([CANARIES.grounds, CANARIES.evidence]);
    const { rows } = await service.database.pool.query<{ left: string }>(
      `SELECT count(*) AS left FROM vault v LEFT JOIN vault_keys k ON k.id = v.person_key
       WHERE v.subject = (SELECT subject FROM vault WHERE ref = $1) AND coalesce(v.wrapped_key, k.wrapped_key) IS NOT NULL`,
      [(filed.data as { readonly name: { readonly ref: string } }).name.ref],
    );
    expect(rows).toEqual([{ left: '0' }]);
  }, 120_000);
});
