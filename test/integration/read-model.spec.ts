import { parseInstant, type Actor, type RecordedEvent } from '@minglu/kernel';
import type { TestCommand } from '@minglu/kernel/testing';
import type { DossierEvent } from '@minglu/dossier';
import {
  admin,
  approver,
  auditor,
  authority,
  city,
  command,
  filing,
  importing,
  officer,
  on,
  opening,
  posting,
  province,
  reviewing,
  someone,
} from '@minglu/dossier/testing';
import { decodeStored, subscribe } from '@minglu/event-store';
import { describeOnPostgres } from '@minglu/event-store/testing';
import { viewOf } from '@minglu/projections';
import { projector, type ListPosition } from '@minglu/projections/adapters';
import { registry, type System } from '@minglu/system';
import {
  give,
  given,
  givenCorrection,
  inPublicity,
  passedReview,
  readModelFilled,
  readModelRows,
  revision,
  systemOn,
  systemOnDatabase,
  type SystemOnDatabase,
} from './support.js';

const hangzhou = city('330100');
const hefei = city('340100');
const municipal: Actor = { role: 'municipal-authority', org: '330100', person: 'm' };
const VIEWERS: Readonly<Record<string, Actor>> = {
  'its city': hangzhou,
  'its city’s authority': municipal,
  'its provincial government': province('330000'),
  'its provincial authority': authority('330000'),
  'another city': hefei,
  'another province': province('340000'),
  'the public': someone,
  'an applicant that says it is the ministry': city('MIIT'),
  'an officer of another house': { ...officer, org: '330000' },
};

const titling = (caseId = 'a'): TestCommand =>
  command(approver, on('2025-10-21'), 'ConferTitle', {
    caseId,
    titleId: `t-${caseId}`,
    documentNumber: '1号',
    effectiveDate: '2025-10-21',
  });
const investigating = command(officer, on('2025-09-29'), 'OpenInvestigation', {
  investigationId: 'i1',
  subject: 'a',
  clue: '来信',
  sourceProtected: true,
});
const closing = command(approver, on('2025-10-20'), 'CloseInvestigation', {
  investigationId: 'i1',
  finding: 'not-substantiated',
  reasons: '查无实据',
});

describeOnPostgres('the read model', () => {
  let one: SystemOnDatabase;
  let system: System;
  beforeEach(async () => {
    one = await systemOnDatabase();
    ({ system } = one);
  }, 30_000);
  afterEach(async () => {
    // Dropping the database cuts connections that are still closing: no error of the system.
    const behindTheScenes = [...one.errors];
    await one.close();
    expect(behindTheScenes).toEqual([]);
  });

  const until = (instant: string) => system.runUntil(parseInstant(instant)!);

  it('shows a case in creation to its parties and the ministry, and hides its existence from all others', async () => {
    await given(system.casework, opening({}, on('2023-11-01'), '330100'));
    await until(on('2023-11-01'));
    for (const [name, viewer] of Object.entries(VIEWERS)) {
      const [shown, history, page] = [
        await system.readModel.dossier(viewer, 'a'),
        await system.readModel.history(viewer, 'a'),
        await system.readModel.dossiers(viewer),
      ];
      const isParty = name.startsWith('its');
      expect([name, shown?.status ?? null, history?.items.length ?? null, page.items.length]).toEqual([
        name,
        isParty ? 'DRAFT' : null,
        isParty ? 1 : null,
        isParty ? 1 : 0,
      ]);
    }
    expect(await system.readModel.dossier(auditor, 'a')).toMatchObject({ status: 'DRAFT', version: 1, applicantName: '杭州市' });
  });

  it('shows a case to the experts of its panel while they review it (decisions 36)', async () => {
    const { casework, readModel } = system;
    const member: Actor = { role: 'expert', org: 'MIIT', person: 'e1' };
    const other: Actor = { ...member, person: 'e99' };
    await given(casework, importing('a', '330100', '2025-09-25'), ...reviewing('a', '330100', '2025-09-25'));
    await until(on('2025-09-26'));
    const own = (await readModel.history(hangzhou, 'a'))!.items;
    expect((await readModel.history(member, 'a'))!.items).toEqual(own);
    expect(own.map(({ type }) => type)).toContain('ReviewRequested');
    expect((await readModel.dossiers(member)).items).toMatchObject([{ caseId: 'a', status: 'UNDER_REVIEW' }]);
    expect(await readModel.dossier(other, 'a')).toBeNull();
    expect((await readModel.dossiers(other)).items).toEqual([]);
    await given(casework, command(officer, on('2025-09-26'), 'ConcludeReview', { caseId: 'a', conclusion: 'pass', reasons: '达到标准' }));
    await until(on('2025-09-26'));
    expect(await readModel.dossier(member, 'a')).toBeNull();
  });

  it('shows the public the announced facts, with a version that counts public events only', async () => {
    await given(
      system.casework,
      ...inPublicity('a', '330100', '2025-09-26', 'p1'),
      filing('o1', on('2025-09-28'), { caseId: 'a', publicityId: 'p1' }),
    );
    await until(on('2025-09-28'));
    for (const viewer of [someone, hefei, province('340000')]) {
      expect(await system.readModel.dossier(viewer, 'a')).toMatchObject({
        status: 'PUBLICITY_OPEN',
        version: 1,
        flags: [],
        deadlines: [{ kind: 'publicity-window', of: 'p1' }],
      });
      expect((await system.readModel.history(viewer, 'a'))!.items.map(({ type, version }) => [type, version])).toEqual([
        ['PublicityStarted', 1],
      ]);
    }
    const own = (await system.readModel.history(hangzhou, 'a'))!.items;
    expect(own.map(({ type }) => type)).not.toContain('ObjectionFiled');
    expect(own.map(({ version }) => version)).toEqual(own.map((_, n) => n + 1));
    expect(await system.readModel.dossier(hangzhou, 'a')).toMatchObject({ version: own.length });
    const all = (await system.readModel.history(auditor, 'a'))!.items;
    expect(all.map(({ type }) => type)).toContain('ObjectionFiled');
    expect(all.length).toBe(own.length + 1);
  });

  it('shows every event to its city and its province, and persons and positions in the log to the ministry only', async () => {
    await given(system.casework, ...passedReview('a', '330100', '2025-09-25'));
    await until(on('2025-09-25'));
    const [own, ministry] = [(await system.readModel.history(hangzhou, 'a'))!.items, (await system.readModel.history(auditor, 'a'))!.items];
    expect((await system.readModel.history(province('330000'), 'a'))!.items).toEqual(own);
    for (const event of own) {
      expect([event.position, event.streamVersion, event.commandId, event.correlationId, event.actor.person]).toEqual(
        Array(5).fill(undefined),
      );
    }
    expect(ministry.every(({ position, streamVersion, actor }) => position! > 0 && streamVersion! > 0 && actor.person !== undefined)).toBe(
      true,
    );
  });

  it('reveals an investigation to the ministry only, also through numbers', async () => {
    const course = async (it: SystemOnDatabase, secret: boolean) => {
      const { casework, readModel, runUntil } = it.system;
      const answers = [];
      await given(casework, ...inPublicity('a', '330100', '2025-09-26', 'p1'));
      if (secret) await given(casework, investigating);
      await runUntil(parseInstant('2025-10-11T00:00:00+08:00')!);
      answers.push(
        await give(
          casework,
          command(hangzhou, on('2025-10-12'), 'ReportProgress', { caseId: 'a', period: '2025', figures: [], narrative: '进展' }),
        ),
      );
      const during = await everythingSeen(readModel);
      if (secret) await given(casework, closing);
      await given(casework, titling());
      await runUntil(parseInstant(on('2025-10-21'))!);
      const marks = await readModel.dossier(auditor, 'a', {
        at: parseInstant(on('2025-10-12'))!,
        knownAt: parseInstant(on('2025-10-12'))!,
      });
      return {
        during,
        after: await everythingSeen(readModel),
        answers: answers.map((answer) => (answer.outcome === 'refused' ? answer.refusal : answer.outcome)),
        marks: marks!.flags,
      };
    };
    const everythingSeen = async (readModel: System['readModel']) => {
      const when = { at: parseInstant(on('2025-10-10'))!, knownAt: parseInstant(on('2025-12-10'))! };
      return Promise.all(
        Object.entries(VIEWERS).map(async ([name, viewer]) => ({
          name,
          dossier: await readModel.dossier(viewer, 'a'),
          then: await readModel.dossier(viewer, 'a', when),
          page: await readModel.dossiers(viewer),
          deadlines: await readModel.deadlines(viewer, 'p1'),
          // Event ids are random, also those in the chain of a receipt.
          history: (await readModel.history(viewer, 'a'))?.items.map(
            (event) => JSON.parse(JSON.stringify(event, (key, value: unknown) => (key === 'eventId' ? null : value))) as unknown,
          ),
        })),
      );
    };
    const other = await systemOnDatabase();
    try {
      const [open, secret] = [await course(one, false), await course(other, true)];
      expect(secret.during).toEqual(open.during);
      expect(secret.after).toEqual(open.after);
      expect(secret.answers).toEqual(open.answers);
      expect(open.marks).toEqual([]);
      expect(secret.marks).toEqual(['UNDER_INVESTIGATION']);
    } finally {
      await other.close();
    }
  }, 30_000);

  it('shows a proposed exit to the holder from the prior notice on, and never the persons in the ministry', async () => {
    const { casework, readModel } = system;
    const second = { ...approver, person: 'approver-2' };
    await given(casework, ...inPublicity('a', '330100', '2025-09-26', 'p1'));
    await until('2025-10-11T00:00:00+08:00');
    await given(
      casework,
      titling(),
      { ...investigating, at: on('2025-10-22') },
      { ...closing, by: second, at: on('2025-10-23'), with: { ...closing.with, finding: 'substantiated' } },
    );
    await until(on('2025-10-23'));
    const seen = async (viewer: Actor) => {
      const [dossier, history] = [await readModel.dossier(viewer, 't-a'), (await readModel.history(viewer, 't-a'))!.items];
      expect(dossier!.version).toBe(history.length);
      return [dossier!.status, history.at(-1)!.type];
    };
    expect(await seen(auditor)).toEqual(['EXIT_PROPOSED', 'ExitProposed']);
    for (const viewer of [hangzhou, municipal, province('330000'), someone])
      expect(await seen(viewer)).toEqual(['TITLED', 'TitleConferred']);

    const notice = command(officer, on('2025-10-24'), 'ServePriorNotice', {
      proceedingId: 'pr1',
      subject: 't-a',
      proposedDecision: 'exit',
      facts: '虚报',
      basis: ['measure-2022/25'],
      servedAt: on('2025-10-24'),
      serviceProof: '送达回证',
    });
    await given(casework, notice);
    await until(on('2025-10-24'));
    expect(await seen(hangzhou)).toEqual(['EXIT_PROPOSED', 'PriorNoticeServed']);
    expect(await readModel.deadlines(hangzhou, 'pr1')).toMatchObject([
      { kind: 'statement-window', open: true },
      { kind: 'hearing-request', open: true },
    ]);
    expect(await seen(someone)).toEqual(['TITLED', 'TitleConferred']);
    expect(await readModel.deadlines(someone, 'pr1')).toEqual([]);
    const told = JSON.stringify(await readModel.history(hangzhou, 'a'));
    expect(told).not.toMatch(/officer-1|approver-\d|Investigation|servedBy|closedBy/);
    expect(JSON.stringify(await readModel.history(auditor, 'a'))).toContain('"servedBy":"officer-1"');

    const adopting = command(officer, on('2025-10-28'), 'ReviewStatement', { proceedingId: 'pr1', adopted: true, reasons: '成立' });
    const withdrawing = command(officer, on('2025-10-29'), 'WithdrawExitProposal', { titleId: 't-a', reasons: '成立' });
    const stating = command(hangzhou, on('2025-10-27'), 'SubmitStatement', { proceedingId: 'pr1', content: '口径有误' });
    await given(casework, stating, adopting, withdrawing);
    await until(on('2025-10-29'));
    expect(await seen(hangzhou)).toEqual(['TITLED', 'ExitProposalWithdrawn']);
  });

  it('answers bitemporal queries: the state at an instant, as known at another', async () => {
    await given(
      system.casework,
      ...passedReview('a', '330100', '2026-09-21', '2022-06-01'),
      posting('p1', ['a'], '2026-09-22T09:00:00+08:00'),
    );
    await until('2026-09-22T09:00:00+08:00');
    await given(system.casework, revision(2026, '2026-09-24T20:00:00+08:00', ['2026-09-28']));
    await until('2026-09-24T20:00:00+08:00');
    await until('2026-10-12T09:00:00+08:00');
    const asked = async (at: string, knownAt = at) => {
      const when = { at: parseInstant(at)!, knownAt: parseInstant(knownAt)! };
      const [deadline] = await system.readModel.deadlines(auditor, 'p1', when);
      return [(await system.readModel.dossier(auditor, 'a', when))?.status ?? null, deadline?.lastDay ?? null, deadline?.open ?? null];
    };
    expect(await asked('2026-09-20T12:00:00+08:00')).toEqual([null, null, null]);
    expect(await asked('2026-09-21T08:30:00+08:00')).toEqual(['REVIEW_REQUESTED', null, null]);
    expect(await asked('2026-09-23T12:00:00+08:00')).toEqual(['PUBLICITY_OPEN', '2026-09-30', true]);
    expect(await asked('2026-09-25T12:00:00+08:00')).toEqual(['PUBLICITY_OPEN', '2026-10-08', true]);
    expect(await asked('2026-09-25T12:00:00+08:00', '2026-09-24T19:59:59+08:00')).toEqual(['PUBLICITY_OPEN', '2026-09-30', true]);
    // The window closed on the 9th at 0:00, but the scheduler ran on the 12th only.
    expect(await asked('2026-10-10T12:00:00+08:00')).toEqual(['PUBLICITY_OPEN', '2026-10-08', true]);
    expect(await asked('2026-10-10T12:00:00+08:00', '2026-10-12T09:00:00+08:00')).toEqual(['CLEARED', '2026-10-08', false]);
    expect(
      (await system.readModel.history(someone, 'a', {
        at: parseInstant(on('2026-09-23'))!,
        knownAt: parseInstant(on('2026-12-01'))!,
      }))!.items.map(({ type }) => type),
    ).toEqual(['PublicityStarted']);
  });

  it('shows a corrected record as corrected, now as in the history, and its correction to those who may see the record', async () => {
    const { casework, readModel } = system;
    await given(casework, ...inPublicity('a', '330100', '2025-09-26', 'p1'));
    await until(on('2025-09-26'));
    const now = (day: string, time: string) => ({ at: parseInstant(on(day, time))!, knownAt: parseInstant(on(day, time))! });
    const seen = async (day: string, time: string) =>
      Promise.all(
        Object.values(VIEWERS).map(async (viewer) => {
          const [live, page] = [await readModel.dossier(viewer, 'a'), await readModel.dossiers(viewer)];
          const [then, { plans: _, ...item }] = [await readModel.dossier(viewer, 'a', now(day, time)), live!];
          expect(page.items).toEqual([item]);
          expect({ ...live, reminders: [] }).toEqual(then);
          return live!;
        }),
      );
    const before = await seen('2025-09-26', '10:00:00');

    await givenCorrection(system, ['k1', 'LegacyCreationImported', 'cityName', '甲市'], '2025-09-28');
    await givenCorrection(system, ['k2', 'PublicityStarted', 'applicantName', '乙市'], '2025-09-29');
    await givenCorrection(system, ['k3', 'PublicityStarted', 'endsAt', '2025-12-31T16:00:00.000Z'], '2025-09-29');
    await givenCorrection(system, ['k4', 'ReviewConcluded', 'conclusion', 'fail'], '2025-09-29');
    await until(on('2025-09-29'));
    const after = await seen('2025-09-29', '12:00:00');
    const [k1, k2] = [
      { correctionId: 'k1', field: 'cityName', recorded: '杭州市', value: '甲市', correctedAt: parseInstant(on('2025-09-28', '11:00:00')) },
      {
        correctionId: 'k2',
        field: 'applicantName',
        recorded: '杭州市',
        value: '乙市',
        correctedAt: parseInstant(on('2025-09-29', '11:00:00')),
      },
    ];
    for (const [n, name] of Object.keys(VIEWERS).entries()) {
      const isParty = name.startsWith('its');
      expect([name, after[n]]).toEqual([
        name,
        {
          ...before[n],
          applicantName: '乙市',
          ...(isParty ? { cityName: '甲市' } : {}),
          corrections: (isParty ? [k1, k2] : [k2]).map((one) => expect.objectContaining(one) as unknown),
        },
      ]);
      expect(JSON.stringify(after[n])).not.toMatch(/笔误|officer-1|approver/);
    }
    const knownBefore = { at: now('2025-09-29', '12:00:00').at, knownAt: now('2025-09-28', '10:30:00').at };
    expect(await readModel.dossier(hangzhou, 'a', knownBefore)).toEqual({ ...before[0], reminders: [] });
  });

  it('finds a case by its title only from the conferral on', async () => {
    await given(system.casework, ...inPublicity('a', '330100', '2025-09-26', 'p1'));
    await until('2025-10-11T00:00:00+08:00');
    expect(await system.readModel.dossier(someone, 't-a')).toBeNull();
    await given(system.casework, titling());
    await until(on('2025-10-21'));
    expect(await system.readModel.dossier(someone, 't-a')).toMatchObject({ caseId: 'a', titleId: 't-a', status: 'TITLED' });
    const before = { at: parseInstant(on('2025-10-20'))!, knownAt: parseInstant(on('2025-10-30'))! };
    expect(await system.readModel.dossier(someone, 't-a', before)).toBeNull();
    expect(await system.readModel.dossier(someone, 'a', before)).toMatchObject({ titleId: null, status: 'PUBLICITY_ENDED' });
  });

  it('follows a merged city, a recoded province and a moved park, with the names of the day asked (decisions 38)', async () => {
    const at = on('2023-11-20');
    const recording = (kind: string, code: string, newCode: string, more: object = {}) =>
      command(admin, at, 'RecordDivisionChange', {
        changeId: `c-${code}`,
        kind,
        code,
        newCode,
        effectiveDate: '2023-12-01',
        documentNumber: '国函〔2023〕1号',
        ...more,
      });
    const moving = (more: object) =>
      command(admin, at, 'RecordParkChange', {
        changeId: `c-${Object.keys(more).join('-')}-${Object.values(more).join('-').length}`,
        parkId: 'k1',
        effectiveDate: '2023-12-01',
        documentNumber: '1号',
        ...more,
      });
    await given(
      system.casework,
      command(admin, on('2023-10-20'), 'RegisterPark', { parkId: 'k1', name: '滨江软件园', cityCode: '330100' }),
      opening({ caseId: 'a' }, on('2023-11-01'), '330600'),
      opening({ caseId: 'b', programme: 'park', campaignId: 'park-creation-2023' }, on('2023-11-01'), 'k1'),
      recording('merged', '330600', '330100'),
      recording('upgraded', '460000', '860000', { newName: '海南特区' }),
      moving({ kind: 'renamed', newName: '椰城软件园' }),
      moving({ kind: 'moved', newCityCode: '460100' }),
      moving({ kind: 'succeeded', operatorCode: '91420100MA0000000Y' }),
    );
    await until(at);
    const { readModel } = system;
    const listed = async (viewer: Actor, division?: string) =>
      (await readModel.dossiers(viewer, division === undefined ? {} : { filter: { division } })).items.map(({ caseId }) => caseId);
    // Today lies after the day of the changes.
    expect([await listed(hangzhou), await listed(city('330600')), await listed(municipal)]).toEqual([['a'], [], ['a']]);
    expect([await listed(province('330000')), await listed(province('860000')), await listed(province('460000'))]).toEqual([
      ['a'],
      ['b'],
      [],
    ]);
    expect([await listed({ ...municipal, org: '460100' }), await listed(city('91420100MA0000000Y')), await listed(city('k1'))]).toEqual([
      ['b'],
      ['b'],
      [],
    ]);
    for (const [division, cases] of Object.entries({ 330100: ['a'], 330600: [], 330000: ['a'], 460100: ['b'], 860000: ['b'], 460000: [] }))
      expect([division, await listed(auditor, division)]).toEqual([division, cases]);

    expect(await readModel.dossier(hangzhou, 'a')).toMatchObject({
      applicant: '330100',
      applicantName: '杭州市',
      formerNames: [{ name: '绍兴市', until: '2023-12-01' }],
    });
    expect(await readModel.dossier(auditor, 'b')).toMatchObject({
      applicantName: '椰城软件园',
      cityName: '海口市',
      provinceCode: '860000',
      formerNames: [{ name: '滨江软件园', until: '2023-12-01' }],
    });
    const asked = async (day: string, known = day) => {
      const found = await readModel.dossier(hangzhou, 'a', { at: parseInstant(on(day))!, knownAt: parseInstant(on(known))! });
      return [found?.applicant, found?.applicantName, found?.formerNames.length];
    };
    expect(await asked('2023-11-30')).toEqual(['330600', '绍兴市', 0]);
    expect(await asked('2023-12-01')).toEqual(['330100', '杭州市', 1]);
    expect(await asked('2023-12-01', '2023-11-19')).toEqual(['330600', '绍兴市', 0]);
    expect((await readModel.history(hangzhou, 'a'))!.items.map(({ type }) => type)).toEqual(['ApplicationOpened']);
    expect(await readModel.history(city('330600'), 'a')).toBeNull();
    expect(await readModel.dossier(city('330600'), 'a')).toBeNull();
  });

  it('answers every query about a missing case with not found', async () => {
    for (const id of ['none', '', '%', "'", 'a'.repeat(5_000), '\u0000', '\ud800', 'dossier/a', '__proto__']) {
      expect(await system.readModel.dossier(auditor, id)).toBeNull();
      expect(await system.readModel.history(auditor, id)).toBeNull();
      expect(await system.readModel.deadlines(auditor, id)).toEqual([]);
      expect((await system.readModel.dossiers(auditor, { after: { id, key: '' } })).items).toEqual([]);
    }
  });

  it('is built again from the log at the start, if it is of a time before its lists', async () => {
    await given(system.casework, ...readModelFilled());
    await until(on('2025-09-29'));
    const rows = await readModelRows(one.database);
    expect(rows['listed']!.length).toBeGreaterThan(0);
    await one.database.pool.query('DELETE FROM query.listed; DELETE FROM query.steps; DELETE FROM query.documents');
    await (await systemOn(one.database)).close();
    expect(await readModelRows(one.database)).toEqual(rows);
  });

  describe('of many cases', () => {
    const CITIES = ['330100', '340100', '350100', '360100', '370100', '410100', '420100'];
    beforeEach(async () => {
      for (const [n, cityCode] of CITIES.entries()) await given(system.casework, importing(`c${n}`, cityCode, '2025-09-25'));
      await given(
        system.casework,
        ...inPublicity('x1', '430100', '2025-09-25'),
        ...inPublicity('x0', '440100', '2025-09-25'),
        ...inPublicity('A', '450100', '2025-09-25'),
      );
      await until(on('2025-09-25'));
    });

    const pages = async (viewer: Actor, limit: number) => {
      const seen: string[][] = [];
      for (let after: ListPosition | null = null; ;) {
        const { items, next } = await system.readModel.dossiers(viewer, { after, limit });
        seen.push(items.map(({ caseId }) => caseId));
        if (next === null) return seen;
        expect(items).toHaveLength(limit);
        after = next;
      }
    };

    it('returns pages of bounded size that contain each case once, in one order', async () => {
      const all = ['A', 'c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'x0', 'x1'];
      for (const limit of [1, 3, 5, 10, 50]) expect((await pages(auditor, limit)).flat()).toEqual(all);
      expect(await pages(auditor, 5)).toHaveLength(2);
      expect(await pages(someone, 2)).toEqual([['A', 'x0'], ['x1']]);
      expect(await pages(hangzhou, 2)).toEqual([
        ['A', 'c0'],
        ['x0', 'x1'],
      ]);
    });

    it('continues a list although a case was added meanwhile', async () => {
      const first = await system.readModel.dossiers(auditor, { limit: 3 });
      await given(system.casework, importing('b9', '460100', '2025-09-25'));
      await until(on('2025-09-25'));
      expect((await system.readModel.dossiers(auditor, { after: first.next, limit: 3 })).items.map(({ caseId }) => caseId)).toEqual([
        'c2',
        'c3',
        'c4',
      ]);
    });
  });

  it('equals a rebuild from the log with any page size, and a fold of each stream', async () => {
    await given(system.casework, opening({ caseId: 'open' }, on('2023-11-01')));
    await until(on('2023-11-01'));
    await given(system.casework, ...inPublicity('a', '330100', '2025-09-25', 'p1'));
    await until(on('2025-09-25'));
    await given(
      system.casework,
      revision(2025, on('2025-09-26'), ['2025-09-30']),
      filing('o1', on('2025-09-28'), { caseId: 'a', publicityId: 'p1' }),
      investigating,
    );
    await until('2025-10-11T00:00:00+08:00');
    await given(
      system.casework,
      command(officer, on('2025-10-13'), 'ResolveObjection', { objectionId: 'o1', outcome: 'dismissed', findings: '属实' }),
      closing,
      titling(),
    );
    await givenCorrection(system, ['k1', 'TitleConferred', 'applicantName', '浙江省杭州市'], '2025-10-21');
    await until(on('2025-10-21', '12:00:00'));

    const { pool } = one.database;
    const rows = async () => ({
      dossiers: (await pool.query('SELECT * FROM query.dossiers ORDER BY case_id')).rows as { view: unknown }[],
      deadlines: (await pool.query('SELECT * FROM query.deadlines ORDER BY of_id, kind, case_id')).rows as unknown[],
      campaigns: (await pool.query('SELECT * FROM query.campaigns ORDER BY campaign_id')).rows as unknown[],
      corrections: (await pool.query('SELECT * FROM query.corrections ORDER BY stream_id')).rows as unknown[],
    });
    const onTheWay = await rows();
    expect([onTheWay.dossiers.length, onTheWay.corrections.length]).toEqual([2, 1]);
    const wipe = () =>
      pool.query(
        'TRUNCATE query.dossiers, query.changes, query.deadlines, query.campaigns, query.corrections, query.checkpoints, query.watermarks',
      );

    await wipe();
    await system.catchUpReadModel();
    expect(await rows()).toEqual(onTheWay);
    await wipe();
    const oneByOne = subscribe({
      name: 'one-by-one',
      pool,
      log: system.store,
      checkpoints: 'query.checkpoints',
      handler: projector(registry),
      pageSize: 1,
      onError: (error) => void one.errors.push(error),
    });
    await oneByOne.catchUp();
    expect(await rows()).toEqual(onTheWay);

    const folded = [];
    for (const caseId of ['a', 'open']) {
      const history = (await system.store.readStream(`dossier/${caseId}`)).map(
        (stored) => decodeStored(stored, registry) as RecordedEvent<DossierEvent>,
      );
      folded.push(JSON.parse(JSON.stringify(viewOf(history))));
    }
    expect(folded).toEqual(onTheWay.dossiers.map(({ view }) => view));
  });
});
