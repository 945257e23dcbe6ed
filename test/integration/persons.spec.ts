import { randomUUID } from 'node:crypto';
import type { Actor } from '@minglu/kernel';
import type { TestCommand } from '@minglu/kernel/testing';
import {
  approver,
  city,
  command,
  filing,
  investigating,
  municipality,
  officer,
  on,
  otherApprover,
  serving,
  someone,
  substantiating,
} from '@minglu/dossier/testing';
import { vault, type CommandHandler } from '@minglu/casework';
import { canonicalJson, postgresStore, type EventStore, type StoredEvent } from '@minglu/event-store';
import { appendOf, describeOnPostgres, migratedDatabase, type Database } from '@minglu/event-store/testing';
import { disclosuresOf, identitiesOf, repeatErasures } from '@minglu/system';
import { dataOf, give, given, handlerInMemory, handlerOn, inPublicity, keys, metadataOf, refusalOf, wholeLog } from './support.js';

const [DAY, LATER] = ['2025-10-09', '2026-08-03'];
const signal = new AbortController().signal;

const reporting = (reportId: string, more: object = {}, by: Actor = someone): TestCommand =>
  command(by, on(DAY), 'FileReport', { reportId, name: '张某某', contact: '13812345678', content: '虚报', cityCode: '330100', ...more });
const refusing = (reportId: string) => command(officer, on(DAY), 'RefuseReport', { reportId, reasons: '不属于本部职责' });
const lastOf = async (store: EventStore, type: string): Promise<StoredEvent> =>
  (await wholeLog(store)).findLast((event) => event.type === type)!;
const proposing = (eventId: string, erasureId = 'e1') =>
  command(officer, on(LATER), 'ProposeErasure', { erasureId, eventId, ground: 'retention-over' });
const erasing = (eventId: string, erasureId = 'e1') => command(approver, on(LATER), 'ErasePerson', { erasureId, eventId });
const refOf = (event: StoredEvent, field = 'name') => (dataOf(event)[field] as { readonly ref: string }).ref;
const rowOf = async (store: EventStore, event: StoredEvent, field = 'name') => (await store.findSecret(refOf(event, field)))!;
/** The texts of an event for an officer. */
const textsOf = async (store: EventStore, { eventId }: StoredEvent, reader: Actor = officer) => {
  const found = await disclosuresOf(keys, store, () => '2026-08-03T02:00:00.000Z').find(eventId, reader, signal);
  return found && found.open();
};

describe('a natural person in the vault', () => {
  let store: EventStore;
  let handler: CommandHandler;
  beforeEach(async () => {
    ({ store, handler } = await handlerInMemory());
  });
  const reports = async () => (await wholeLog(store)).filter(({ type }) => type === 'ReportFiled');

  it('has one pseudonym and one key in all filings, however the name and the number are written', async () => {
    await given(
      handler,
      ...inPublicity('a', '330100', '2025-09-26', 'p1'),
      reporting('r1'),
      reporting('r2', { name: ' 張某某', contact: '+86 138-1234-5678' }),
      filing('o1', on('2025-09-28'), { caseId: 'a', publicityId: 'p1', name: '张某某', contact: '１３８１２３４５６７８' }),
      reporting('r3', { contact: '13812345679' }),
    );
    const [first, second, other] = await Promise.all((await reports()).map((one) => rowOf(store, one)));
    const objection = (dataOf(await lastOf(store, 'ObjectionFiled'))['identity'] as { readonly name: { readonly ref: string } }).name.ref;
    const objected = (await store.findSecret(objection))!;
    expect(first!.subject).toMatch(/^person-[0-9a-f]{32}$/);
    for (const row of [second!, objected]) expect([row.subject, row.personKey]).toEqual([first!.subject, first!.personKey]);
    expect([other!.subject === first!.subject, other!.personKey === first!.personKey]).toEqual([false, false]);
    expect((await rowOf(store, (await reports())[0]!, 'content')).personKey).toBe(first!.personKey);
    expect(await store.filedUnder(first!.subject)).toMatchObject({ texts: 10, streams: ['report/r1', 'report/r2', 'dossier/a'] });
  });

  it('costs one more question to the log, and a command that names nobody none', async () => {
    const asked: string[] = [];
    const counting = {
      ...store,
      personKey: (fresh: never) => (asked.push('key'), store.personKey(fresh)),
      within: () => counting,
    } as EventStore;
    const counted = handlerOn(counting);
    await given(counted, reporting('r1'));
    expect(asked).toEqual(['key']);
    await given(counted, reporting('r2', { name: undefined, contact: undefined }), refusing('r1'));
    expect(refusalOf(await give(counted, reporting('r1')))).toBe('id-taken');
    expect(asked).toEqual(['key']);
    const anonymous = await rowOf(store, await lastOf(store, 'ReportFiled'), 'content');
    expect([anonymous.personKey, anonymous.subject]).toEqual([undefined, expect.stringMatching(/^filing-/)]);
  });

  it('is erased everywhere, and what others filed stays; hashes, commitments and histories hold', async () => {
    await given(
      handler,
      reporting('r1'),
      reporting('r2'),
      reporting('r3', { name: '李某某' }),
      refusing('r1'),
      refusing('r2'),
      refusing('r3'),
    );
    const [one, two, three] = await reports();
    const correcting = { correctionId: 'c1', targetEventId: one!.eventId, field: 'name', newValue: '章某某', reason: '姓名有误' };
    await given(handler, command(officer, on(DAY), 'CorrectRecord', correcting));
    const correction = await lastOf(store, 'RecordCorrectionProposed');
    expect(vault(keys.vault).open(await rowOf(store, correction, 'newValue'))).toBe('章某某');
    const before = await wholeLog(store);

    await given(handler, proposing(one!.eventId), erasing(two!.eventId));
    const erased = dataOf(await lastOf(store, 'PersonErased'));
    expect(erased).toMatchObject({ subject: (await rowOf(store, one!)).subject, texts: 8 });
    expect(JSON.stringify(erased)).not.toMatch(/某某|1381234/);
    for (const event of [one!, two!]) expect(await textsOf(store, event)).toMatchObject({ texts: {}, erased: ['content'] });
    // The new value of a correction says who it was, so it went too.
    expect((await rowOf(store, correction, 'newValue')).wrappedKey).toHaveLength(0);
    expect(await textsOf(store, three!)).toMatchObject({ texts: { content: '虚报' }, erased: [] });
    const after = await wholeLog(store);
    expect(after.slice(0, before.length)).toEqual(before);
  });

  const answered = async (more: object): Promise<StoredEvent> => {
    await given(
      handler,
      reporting('r1', more),
      command(officer, on(DAY), 'AcceptReport', { reportId: 'r1' }),
      command(officer, on(DAY), 'HandleReport', {
        reportId: 'r1',
        outcome: 'not-substantiated',
        findings: '核查未发现',
        answer: '张某某：您反映的问题不属实',
      }),
    );
    const handled = await lastOf(store, 'ReportHandled');
    expect(await textsOf(store, handled)).toMatchObject({ texts: { answer: '张某某：您反映的问题不属实', findings: '核查未发现' } });
    return handled;
  };
  it('is erased in the answer that the ministry wrote to him, and the findings stay', async () => {
    const handled = await answered({});
    const filed = await lastOf(store, 'ReportFiled');
    await given(handler, proposing(filed.eventId), erasing(filed.eventId));
    expect(dataOf(await lastOf(store, 'PersonErased'))['texts']).toBe(4);
    expect(await textsOf(store, handled)).toMatchObject({ texts: { findings: '核查未发现' }, erased: ['answer'] });
    expect(await textsOf(store, filed)).toMatchObject({ texts: {}, erased: ['content'] });
  });
  it('without a name has his answer under the key of his filing', async () => {
    const handled = await answered({ name: undefined, contact: undefined });
    const own = await rowOf(store, await lastOf(store, 'ReportFiled'), 'content');
    expect(own.subject).toMatch(/^filing-/);
    expect((await rowOf(store, handled, 'answer')).subject).toBe(own.subject);
    expect((await rowOf(store, handled, 'findings')).subject).not.toBe(own.subject);
  });

  it('may file again after the erasure, under a new key, and be erased again', async () => {
    await given(handler, reporting('r1'), refusing('r1'));
    const first = await lastOf(store, 'ReportFiled');
    await given(handler, proposing(first.eventId), erasing(first.eventId));
    expect(refusalOf(await give(handler, proposing(first.eventId, 'e2')))).toBe('already-erased');

    await given(handler, reporting('r2'), refusing('r2'));
    const second = await lastOf(store, 'ReportFiled');
    expect((await rowOf(store, second)).subject).toBe((await rowOf(store, first)).subject);
    expect([(await textsOf(store, first))!.erased, (await textsOf(store, second))!.texts]).toEqual([['content'], { content: '虚报' }]);
    await given(handler, proposing(second.eventId, 'e2'), erasing(second.eventId, 'e2'));
    expect((await textsOf(store, second))!.erased).toEqual(['content']);
  });

  it('is not erased while a case or a report needs the data, nor soon after', async () => {
    await given(handler, ...inPublicity('a', '330100', '2025-09-26', 'p1'), reporting('r1'), refusing('r1'));
    const report = await lastOf(store, 'ReportFiled');
    const early = command(officer, on('2026-01-05'), 'ProposeErasure', {
      erasureId: 'e1',
      eventId: report.eventId,
      ground: 'retention-over',
    });
    expect(await give(handler, early)).toMatchObject({
      outcome: 'refused',
      refusal: { code: 'retention-not-over', details: { until: '2026-04-11' } },
    });
    const objection = { caseId: 'a', publicityId: 'p1', name: '张某某', contact: '13812345678' };
    await given(handler, filing('o1', on(DAY, '10:00:00'), { ...objection, nameMode: 'real-name' }));
    expect(await give(handler, proposing(report.eventId))).toMatchObject({ refusal: { code: 'matter-open', details: { open: ['a'] } } });
  });

  it('is erased with a filing that came between the decision and the append, or not at all', async () => {
    await given(handler, reporting('r1'), refusing('r1'));
    const first = await lastOf(store, 'ReportFiled');
    await given(handler, proposing(first.eventId));
    // Another process appends a filing after the erasure was decided: its report is open, so the erasure is refused.
    const late = {
      ...store,
      append: async (append: Parameters<EventStore['append']>[0]) => {
        if (append.erasures) await given(handlerOn(store), reporting('r2'));
        return store.append(append);
      },
      within: () => late,
    } as EventStore;
    expect(refusalOf(await give(handlerOn(late), erasing(first.eventId)))).toBe('matter-open');
    expect((await textsOf(store, first))!.erased).toEqual([]);
  });

  it('of an older log, with a key for each filing, opens and is erased filing by filing', async () => {
    const { sealed, secrets } = vault(keys.vault).seal({ name: '张某某', contact: '13812345678', content: '旧举报' });
    await given(handler, reporting('r1'), refusing('r1'));
    const model = await lastOf(store, 'ReportFiled');
    const payload = canonicalJson({ ...dataOf(model), reportId: 'r-old', ...sealed });
    const event = { ...model, eventId: randomUUID(), payload, classification: 'RESTRICTED' as const };
    await store.append(
      appendOf({ at: model.recordedAt, writes: [{ streamId: 'report/r-old', expectedVersion: 0, events: [event] }], secrets }),
    );
    await given(handler, refusing('r-old'));
    const old = (await store.readStream('report/r-old'))[0]!;
    expect((await textsOf(store, old))!.texts).toEqual({ content: '旧举报' });
    await given(handler, proposing(old.eventId), erasing(old.eventId));
    expect((await textsOf(store, old))!.erased).toEqual(['content']);
    expect((await textsOf(store, model))!.texts).toEqual({ content: '虚报' });
  });

  describe('whose identity is opened', () => {
    const at = (day: string) => new Date(`${day}T04:00:00Z`).toISOString();
    const reading = async (reader: Actor = officer, day = DAY) => {
      const found = await identitiesOf(keys, store, () => at(day)).find('u1', reader, signal);
      return found && { ...found, open: undefined, ...(await found.open()) };
    };
    const requested = async (): Promise<StoredEvent> => {
      await given(handler, ...inPublicity('a', '330100', '2025-09-26', 'p1'), reporting('r1', { subject: 'a' }));
      const filed = await lastOf(store, 'ReportFiled');
      await given(handler, command(officer, on(DAY), 'RequestUnmasking', { unmaskingId: 'u1', eventId: filed.eventId, ground: '核实' }));
      return filed;
    };
    const approving = (eventId: string, by: Actor = approver) => command(by, on(DAY), 'ApproveUnmasking', { unmaskingId: 'u1', eventId });

    it('shows it to the requester with the pair, and to no one else', async () => {
      const { eventId } = await requested();
      await expect(reading()).rejects.toMatchObject({ problem: { code: 'not-approved' } });
      await given(handler, approving(eventId));
      expect(await reading()).toEqual({
        subject: 'r1',
        eventId,
        ground: '核实',
        requestedBy: officer.person,
        approvedBy: approver.person,
        identity: { name: '张某某', contact: '13812345678' },
        erased: [],
        // The texts with their salts, by which a package verifies offline that the event commits to them.
        openings: ['13812345678', '张某某'].map((text) => ({
          ref: expect.any(String),
          salt: expect.stringMatching(/^[0-9a-f]{64}$/),
          text,
        })),
      });
      expect(await reading({ ...officer, person: 'officer-9' })).toBeNull();
      expect(await reading({ ...officer, onBehalfOf: 'officer-9' })).toBeNull();
      await expect(reading(officer, '2025-10-11')).rejects.toMatchObject({ problem: { code: 'approval-over' } });
    });

    it('is refused to an officer who is recused in the reported case, also after the approval', async () => {
      const { eventId } = await requested();
      await given(handler, approving(eventId));
      await given(handler, command(officer, on(DAY), 'RecuseOfficer', { caseId: 'a', reasons: '近亲属任职' }));
      await expect(reading()).rejects.toMatchObject({ problem: { code: 'officer-recused' } });
      const again = command(officer, on(DAY), 'RequestUnmasking', { unmaskingId: 'u2', eventId, ground: '核实' });
      expect(refusalOf(await give(handler, again))).toBe('officer-recused');
    });

    it('is refused to a person with a role for the reported city', async () => {
      const { eventId } = await requested();
      await given(handler, approving(eventId));
      const granting = { person: officer.person, grantId: 'g1', role: 'municipal-authority', org: '330100', reasons: '兼任' };
      await given(handler, command({ person: 'security-1', role: 'security-admin', org: 'MIIT' }, on(DAY), 'GrantRole', granting));
      await expect(reading()).rejects.toMatchObject({ problem: { code: 'of-the-concerned-unit' } });
    });
  });

  describe('beside the texts of a party', () => {
    const hangzhou = city('330100');
    it('lets an applicant read its own statement, and no one else of the parties', async () => {
      await given(
        handler,
        ...inPublicity('a', '330100', '2025-09-26', 'p1'),
        filing('o1', on('2025-09-28'), { caseId: 'a', publicityId: 'p1' }),
        investigating(on('2025-09-28', '11:00:00')),
        substantiating('i-f', on('2025-09-29')),
        serving('cancel-qualification', {}, on('2025-09-30')),
        command(hangzhou, on(DAY), 'SubmitStatement', { proceedingId: 'pr1', content: '口径有误' }),
      );
      const statement = await lastOf(store, 'StatementReceived');
      expect((await textsOf(store, statement, hangzhou))!.texts).toEqual({ content: '口径有误' });
      expect((await textsOf(store, statement))!.texts).toEqual({ content: '口径有误' });
      expect(await textsOf(store, statement, city('340100'))).toBeNull();
      for (const type of ['ObjectionFiled', 'InvestigationOpened'])
        expect([type, await textsOf(store, await lastOf(store, type), hangzhou)]).toEqual([type, null]);
    });

    it('lets it read the statement that an officer entered for it, and a recused officer nothing', async () => {
      await given(
        handler,
        ...inPublicity('a', '330100', '2025-09-26', 'p1'),
        investigating(on('2025-09-28', '11:00:00')),
        substantiating('i-f', on('2025-09-29')),
        serving('cancel-qualification', {}, on('2025-09-30')),
        command(officer, on(DAY), 'SubmitStatement', { proceedingId: 'pr1', content: '来函陈述', receivedOn: '2025-10-09' }),
        command(otherApprover, on(DAY), 'RecuseOfficer', { caseId: 'a', reasons: '近亲属任职' }),
      );
      const statement = await lastOf(store, 'StatementReceived');
      expect((await textsOf(store, statement, hangzhou))!.texts).toEqual({ content: '来函陈述' });
      expect(await textsOf(store, statement, city('340100'))).toBeNull();
      expect(await textsOf(store, statement, { ...municipality('330100'), role: 'applicant', org: '330000' })).toBeNull();
      await expect(textsOf(store, statement, otherApprover)).rejects.toMatchObject({ problem: { code: 'officer-recused' } });
      expect(metadataOf(statement).actor.person).toBe(officer.person);
    });
  });
});

describeOnPostgres('a natural person in the vault of PostgreSQL', () => {
  let database: Database;
  let store: EventStore;
  beforeAll(async () => {
    database = await migratedDatabase();
    store = postgresStore({ connection: database.connection });
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  it('gets one key, however many first filings arrive at once in several processes', async () => {
    const others = Array.from({ length: 3 }, () => postgresStore({ connection: database.connection, readers: 2 }));
    try {
      const handlers = [store, ...others].map(handlerOn);
      const answers = await Promise.all(Array.from({ length: 16 }, (_, n) => give(handlers[n % 4]!, reporting(`r${n}`))));
      expect(answers.map(({ outcome }) => outcome)).toEqual(Array(16).fill('accepted'));
    } finally {
      await Promise.all(others.map((one) => one.close()));
    }
    const { rows } = await database.pool.query<{ subject: string; keys: string[] }>(
      'SELECT subject, array_agg(DISTINCT person_key) AS keys FROM vault GROUP BY subject',
    );
    expect(rows).toEqual([{ subject: expect.stringMatching(/^person-/) as string, keys: [expect.any(String)] }]);
    const filed = (await wholeLog(store)).filter(({ type }) => type === 'ReportFiled');
    for (const event of filed) expect(vault(keys.vault).open(await rowOf(store, event))).toBe('张某某');
  });

  it('stays erased after a restore of the vault: a start destroys the key again', async () => {
    const handler = handlerOn(store);
    await given(handler, reporting('x1', { name: '王某某' }), refusing('x1'));
    const filed = await lastOf(store, 'ReportFiled');
    const { rows: backup } = await database.pool.query<{ id: string; wrapped_key: Buffer }>('SELECT id, wrapped_key FROM vault_keys');
    await given(handler, proposing(filed.eventId), erasing(filed.eventId));
    await expect(
      database.pool.query('UPDATE vault_keys SET wrapped_key = $1 WHERE wrapped_key IS NULL', [Buffer.alloc(68, 1)]),
    ).rejects.toThrow(/refused/);
    expect((await textsOf(store, filed))!.erased).toEqual(['content']);

    await database.pool.query('ALTER TABLE vault_keys DISABLE TRIGGER destroyed');
    for (const { id, wrapped_key } of backup)
      await database.pool.query('UPDATE vault_keys SET wrapped_key = $2 WHERE id = $1', [id, wrapped_key]);
    await database.pool.query('ALTER TABLE vault_keys ENABLE ALWAYS TRIGGER destroyed');
    expect((await textsOf(store, filed))!.texts).toEqual({ content: '虚报' });
    expect(await repeatErasures(database.pool)).toBe(1);
    expect((await textsOf(store, filed))!.erased).toEqual(['content']);
    expect(await repeatErasures(database.pool)).toBe(0);
    // Each event still is the bytes that were hashed.
    expect((await wholeLog(store)).filter(({ damaged }) => damaged)).toEqual([]);
  });
});
