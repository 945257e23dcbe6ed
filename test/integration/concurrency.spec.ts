import { admin, approver, auditor, city, command, filing, importing, officer, on, opening, posting } from '@minglu/dossier/testing';
import type { TestCommand } from '@minglu/kernel/testing';
import { describeOnPostgres } from '@minglu/event-store/testing';
import type { System } from '@minglu/system';
import {
  dataOf,
  give,
  given,
  inPublicity,
  passedReview,
  refusalOf,
  rejectedCase,
  revision,
  systemOn,
  systemOnDatabase,
  typesAfter,
  wholeLog,
  type SystemOnDatabase,
} from './support.js';

/** Cities, enough for each test to have its own; none of an expert of the panel. */
const CITIES = [
  '330100',
  '340100',
  '350100',
  '360100',
  '370100',
  '410100',
  '421000',
  '430100',
  '450100',
  '460100',
  '510100',
  '520100',
  '530100',
  '610300',
  '620100',
  '630100',
  '640100',
  '650100',
  '210100',
  '220100',
  '230100',
  '130100',
  '140100',
  '150100',
  '440100',
  '320100',
  '130200',
  '140200',
  '150200',
  '210300',
  '220200',
];

describeOnPostgres('two processes over one log in PostgreSQL', () => {
  let one: SystemOnDatabase;
  let left: System;
  let right: System;
  let next = 0;
  const newCity = (): string => CITIES[next++]!;
  beforeAll(async () => {
    one = await systemOnDatabase();
    left = one.system;
    right = await systemOn(one.database, one.errors);
  }, 60_000);
  afterAll(async () => {
    await right?.close();
    await one?.close();
  });
  afterEach(() => expect(one.errors).toEqual([]));

  const race = (first: TestCommand, second: TestCommand) => Promise.all([give(left.casework, first), give(right.casework, second)]);
  const until = async (instant: string): Promise<void> => {
    await left.runUntil(new Date(instant).toISOString());
  };

  it('accept a thousand concurrent objections to one case, each once', async () => {
    await given(left.casework, ...inPublicity('crowd', newCity(), '2025-09-26', 'p-crowd'));
    const before = await left.store.head();
    const objecting = (n: number): TestCommand =>
      filing(`crowd-${n}`, on('2025-09-28'), { caseId: 'crowd', publicityId: 'p-crowd', contact: `1390000${String(n).padStart(4, '0')}` });
    const started = performance.now();
    const answers = await Promise.all(Array.from({ length: 1_000 }, (_, n) => give(n % 2 ? left.casework : right.casework, objecting(n))));
    process.stderr.write(`  a thousand objections on one case: ${Math.round(performance.now() - started)} ms\n`);
    expect(answers.filter(({ outcome }) => outcome !== 'accepted')).toEqual([]);

    const log = await wholeLog(left.store, before);
    expect(log.map((event) => dataOf(event)['objectionId']).sort()).toEqual(Array.from({ length: 1_000 }, (_, n) => `crowd-${n}`).sort());
    expect(log.map(({ position }) => position)).toEqual(log.map((_, n) => before + 1 + n));
    expect(new Set(log.map(({ streamVersion }) => streamVersion)).size).toBe(1_000);
  }, 60_000);

  it('open cases of two cities side by side', async () => {
    const answers = await race(
      opening({ caseId: 'east' }, on('2023-11-01'), '441900'),
      opening({ caseId: 'west' }, on('2023-11-01'), '440600'),
    );
    expect(answers.map(refusalOf)).toEqual([null, null]);
  });

  it('open one case only of one city', async () => {
    for (const cityCode of ['440300', '440400', '440500', '440700', '440800', '440900', '441200', '441300']) {
      const answers = await race(
        opening({ caseId: `l-${cityCode}` }, on('2023-11-01'), cityCode),
        opening({ caseId: `r-${cityCode}` }, on('2023-11-01'), cityCode),
      );
      expect(answers.map(refusalOf).sort()).toEqual([null, 'dossier-already-open'].sort());
    }
  });

  it('open no second case of a city beside one that is imported at the same time', async () => {
    const cityCode = newCity();
    const answers = await race(opening({ caseId: 'o-1' }, on('2023-11-01'), cityCode), importing('i-1', cityCode, '2023-11-01'));
    expect(answers.map(refusalOf).filter((code) => code === null)).toHaveLength(1);
  });

  it('confer one title id on one case only', async () => {
    const pairs = [0, 1, 2].map((n) => [`l${n}`, `r${n}`] as const);
    for (const caseId of pairs.flat()) await given(left.casework, ...inPublicity(caseId, newCity(), '2025-09-26'));
    await until('2025-10-11T00:00:00+08:00');
    const conferring = (caseId: string, titleId: string) =>
      command(approver, on('2025-10-21'), 'ConferTitle', { caseId, titleId, documentNumber: '1号', effectiveDate: '2025-10-21' });
    for (const [n, [l, r]] of pairs.entries()) {
      const answers = await race(conferring(l, `title-${n}`), conferring(r, `title-${n}`));
      expect(answers.map(refusalOf).sort()).toEqual([null, 'id-taken'].sort());
    }
  }, 30_000);

  it('never confer a title while an investigation is open, in any order of the race', async () => {
    const cases = ['inv-0', 'inv-1', 'inv-2', 'inv-3'];
    for (const caseId of cases) await given(left.casework, ...inPublicity(caseId, newCity(), '2025-09-26'));
    await until('2025-10-11T00:00:00+08:00');
    for (const [n, caseId] of cases.entries()) {
      const conferring = command(approver, on('2025-10-21'), 'ConferTitle', {
        caseId,
        titleId: `t-${caseId}`,
        documentNumber: '1号',
        effectiveDate: '2025-10-21',
      });
      const investigating = command(officer, on('2025-10-21'), 'OpenInvestigation', {
        investigationId: `i-${caseId}`,
        subject: caseId,
        clue: '来信',
        sourceProtected: true,
      });
      const before = await left.store.head();
      const [conferred, opened] =
        n % 2 ? await race(conferring, investigating) : await race(investigating, conferring).then(([a, b]) => [b, a]);
      expect(refusalOf(opened!)).toBeNull();
      const happened = await typesAfter(left.store, before);
      expect(happened).toEqual(refusalOf(conferred!) === null ? ['TitleConferred', 'InvestigationOpened'] : ['InvestigationOpened']);
      if (refusalOf(conferred!) !== null) expect(refusalOf(conferred!)).toBe('investigation-open');
    }
  }, 30_000);

  it('accept one finding of an investigation, one investigation of an id, and one end of a proposal', async () => {
    const titles = ['end-0', 'end-1', 'end-2'];
    for (const caseId of titles) await given(left.casework, ...inPublicity(caseId, newCity(), '2025-09-26'));
    await until('2025-10-11T00:00:00+08:00');
    const one = (caseId: string, name: string, data: Record<string, unknown>, by = approver, at = on('2026-03-02')) =>
      command(by, at, name, { ...data, ...(name === 'ConferTitle' ? { caseId } : {}) });
    const winners = (answers: Parameters<typeof refusalOf>[0][]) => answers.map(refusalOf).filter((code) => code === null).length;
    for (const caseId of titles) {
      const titleId = `t-${caseId}`;
      const conferral = one(
        caseId,
        'ConferTitle',
        { titleId, documentNumber: '1号', effectiveDate: '2025-10-21' },
        approver,
        on('2025-10-21'),
      );
      await given(left.casework, conferral);
      const opening = (subject: string) =>
        one(caseId, 'OpenInvestigation', { investigationId: `end-${titleId}`, subject, clue: '来信', sourceProtected: true }, officer);
      expect(winners(await race(opening(titleId), opening(caseId)))).toBe(1);

      const before = await left.store.head();
      const closing = (finding: string) =>
        one(caseId, 'CloseInvestigation', { investigationId: `end-${titleId}`, finding, reasons: '经查' });
      const closed = await race(closing('substantiated'), closing('not-substantiated'));
      expect(closed.map(refusalOf).sort()).toEqual(['investigation-not-open', null].sort());
      const found = refusalOf(closed[0]!) === null;
      expect(await typesAfter(left.store, before)).toEqual(found ? ['InvestigationClosed', 'ExitProposed'] : ['InvestigationClosed']);

      const withdrawing = one(caseId, 'WithdrawExitProposal', { titleId, reasons: '认定有误' }, officer);
      expect(winners(await race(withdrawing, { ...withdrawing }))).toBe(found ? 1 : 0);
    }
  }, 30_000);

  it('end a proceeding in one way only', async () => {
    const second = { ...approver, person: 'approver-2' };
    const cases = ['way-0', 'way-1', 'way-2'];
    for (const caseId of cases) await given(left.casework, ...inPublicity(caseId, newCity(), '2025-09-26'));
    await until('2025-10-11T00:00:00+08:00');
    const at = on('2025-10-21');
    const finding = (caseId: string) => [
      command(officer, at, 'OpenInvestigation', { investigationId: `w-${caseId}`, subject: caseId, clue: '来信', sourceProtected: true }),
      command(second, at, 'CloseInvestigation', { investigationId: `w-${caseId}`, finding: 'substantiated', reasons: '查实' }),
    ];
    const serving = (subject: string, proceedingId: string, proposedDecision: string) =>
      command(officer, at, 'ServePriorNotice', {
        proceedingId,
        subject,
        proposedDecision,
        facts: '虚报',
        basis: ['measure-2022/25'],
        servedAt: at,
        serviceProof: '送达回证',
      });
    const conferring = (caseId: string) =>
      command(approver, at, 'ConferTitle', { caseId, titleId: `t-${caseId}`, documentNumber: '1号', effectiveDate: '2025-10-21' });
    const accepted = (answers: Parameters<typeof refusalOf>[0][]) => answers.filter((answer) => refusalOf(answer) === null);
    const own = (caseId: string) => left.readModel.dossier(auditor, caseId).then((view) => city(view!.applicant));

    const [cancelled, exited, withdrawn] = cases as [string, string, string];
    await given(left.casework, ...finding(cancelled), conferring(exited), conferring(withdrawn), ...finding(exited), ...finding(withdrawn));
    // One proceeding id can be served on one case only.
    const notices = await race(serving(cancelled, 'w-pr', 'cancel-qualification'), serving(exited, 'w-pr', 'exit'));
    expect(notices.map(refusalOf).sort()).toEqual(['id-taken', null].sort());
    const first = refusalOf(notices[0]!) === null;
    await given(left.casework, first ? serving(exited, 'w-pr-2', 'exit') : serving(cancelled, 'w-pr-2', 'cancel-qualification'));
    await given(left.casework, serving(withdrawn, 'w-pr-3', 'exit'));
    const [ofCancelled, ofExited] = first ? ['w-pr', 'w-pr-2'] : ['w-pr-2', 'w-pr'];
    const waiving = async (caseId: string, proceedingId: string) => command(await own(caseId), at, 'WaiveStatement', { proceedingId });
    await until(at);
    // Two concurrent waivers are recorded once.
    const waiver = await waiving(cancelled, ofCancelled);
    expect(accepted(await race(waiver, { ...waiver }))).toHaveLength(1);
    await given(left.casework, await waiving(exited, ofExited), await waiving(withdrawn, 'w-pr-3'));

    const cancelling = command(approver, at, 'CancelQualification', {
      caseId: cancelled,
      documentNumber: '30号',
      reasons: '弄虚作假',
      proceedingId: ofCancelled,
    });
    const [conferred, gone] = await race(conferring(cancelled), cancelling);
    expect([refusalOf(conferred) === null, refusalOf(gone)]).toEqual([false, null]);

    const exiting = (caseId: string, proceedingId: string) =>
      command(approver, at, 'AnnounceExit', {
        titleId: `t-${caseId}`,
        announcementNumber: '9号',
        effectiveDate: '2025-10-21',
        proceedingId,
      });
    expect(accepted(await race(exiting(exited, ofExited), exiting(exited, ofExited)))).toHaveLength(1);
    const before = await left.store.head();
    const letting = command(officer, at, 'WithdrawExitProposal', { titleId: `t-${withdrawn}`, reasons: '认定有误' });
    expect(accepted(await race(exiting(withdrawn, 'w-pr-3'), letting))).toHaveLength(1);
    expect(await typesAfter(left.store, before)).toHaveLength(1);
  }, 30_000);

  it('set a rejection aside or open the next case of the city, never both', async () => {
    const setting = (caseId: string, person: string) =>
      command({ ...approver, person }, on('2023-11-12'), 'SetAsideDecision', {
        caseId,
        ground: 'reconsideration',
        documentNumber: '复议1号',
        reasons: '认定事实不清',
      });
    for (const n of [0, 1, 2]) {
      const [caseId, cityCode] = [`undo-${n}`, newCity()];
      await given(left.casework, ...rejectedCase(caseId, cityCode));
      const opened = opening({ caseId: `again-${n}` }, on('2023-11-12'), cityCode);
      const answers = n % 2 ? await race(setting(caseId, 'a-9'), opened) : await race(opened, setting(caseId, 'a-9'));
      const [undone, again] = n % 2 ? answers : [...answers].reverse();
      expect([refusalOf(undone!), refusalOf(again!)]).toEqual(
        refusalOf(undone!) === null ? [null, 'dossier-already-open'] : ['id-taken', null],
      );
    }
  }, 30_000);

  it('set a decision aside once, and confirm a single-handed act by one second person alone', async () => {
    const caseId = 'undo-once';
    await given(left.casework, ...rejectedCase(caseId, newCity()));
    const setting = (person: string) =>
      command({ ...approver, person }, on('2023-11-12'), 'SetAsideDecision', {
        caseId,
        ground: 'court',
        documentNumber: '（2024）京行终1号',
        reasons: '程序违法',
      });
    const before = await left.store.head();
    const answers = await race(setting('a-7'), setting('a-8'));
    expect(answers.map(refusalOf).filter((code) => code === null)).toHaveLength(1);
    const [event] = await wholeLog(left.store, before);
    expect(dataOf(event!)).toMatchObject({ decision: 'FormalReviewRejected', singleHanded: true });

    const confirming = (person: string) =>
      command({ ...approver, person }, on('2023-11-13'), 'ConfirmSingleHanded', { eventId: event!.eventId });
    const confirmed = await race(confirming('a-5'), confirming('a-6'));
    expect(confirmed.map(refusalOf).sort()).toEqual(['already-confirmed', null].sort());
    const first = refusalOf(answers[0]!) === null ? 'a-7' : 'a-8';
    expect(refusalOf(await give(left.casework, confirming(first)))).toBe('already-confirmed');
    expect((await wholeLog(left.store, before)).map(({ type }) => type)).toEqual(['DecisionSetAside', 'SingleHandedConfirmed']);
  }, 30_000);

  it('have a year evaluated or recorded as not held, never both, and let publications run concurrently', async () => {
    const titles = ['year-a', 'year-b'];
    for (const titleId of titles) {
      const data = { titleId, cityCode: newCity(), variant: 'famous', conferredOn: '2012-11-01', source: '部文件' };
      await given(left.casework, command(admin, on('2026-03-02'), 'ImportLegacyTitle', data));
    }
    const publishing = (evaluationYear: number, titleId: string, more = {}) =>
      command(approver, on('2026-03-03'), 'PublishEvaluationResults', {
        evaluationYear,
        documentNumber: '1号',
        results: [{ titleId, stars: 2 }],
        ...more,
      });
    const notHeld = (evaluationYear: number) =>
      command(admin, on('2026-03-03'), 'RecordEvaluationNotHeld', { evaluationYear, reason: '未部署' });

    for (const year of [2013, 2014, 2015, 2016, 2017, 2018]) {
      const before = await left.store.head();
      const answers =
        year % 2
          ? await race(publishing(year, 'year-a'), notHeld(year))
          : (await race(notHeld(year), publishing(year, 'year-a'))).reverse();
      const [published, recorded] = answers.map(refusalOf);
      // A record that came first is taken back by the results; one that comes after them is refused.
      expect(published).toBeNull();
      expect([null, 'year-already-evaluated']).toContain(recorded);
      const types = recorded === null ? ['EvaluationNotHeld', 'EvaluationResultPublished'] : ['EvaluationResultPublished'];
      expect(await typesAfter(left.store, before)).toEqual(types);
    }
    for (const year of [2019, 2020, 2021]) {
      const before = await left.store.head();
      const answers = await race(publishing(year, 'year-a'), publishing(year, 'year-b'));
      expect(answers.map(refusalOf)).toEqual([null, null]);
      const log = await wholeLog(left.store, before);
      expect(log.map((event) => dataOf(event)['firstForYears'])).toEqual([[year], undefined]);
      expect(refusalOf(await give(right.casework, notHeld(year)))).toBe('year-already-evaluated');
    }
    // A year that a combined evaluation covers: an earlier record stays, a later one is refused.
    const [merged, recorded] = await race(publishing(2023, 'year-a', { coversYears: [2022, 2023] }), notHeld(2022));
    expect(refusalOf(merged)).toBeNull();
    expect([null, 'year-already-evaluated']).toContain(refusalOf(recorded));
    expect(await left.store.findClaim('evaluated-year', '2022')).toMatchObject({
      streamId: refusalOf(recorded) === null ? 'evaluation-years/national' : expect.stringMatching(/^dossier\//),
    });
  }, 30_000);

  it('start the publicity of several cases for all or for none, also while another command names the same cases', async () => {
    for (const caseId of ['b1', 'b2', 'b3']) await given(left.casework, ...passedReview(caseId, newCity(), '2025-09-25'));
    const before = await left.store.head();
    await race(posting('p-batch-1', ['b1', 'b2', 'b3'], on('2025-09-26')), posting('p-batch-2', ['b3', 'b2', 'b1'], on('2025-09-26')));
    const posted = (await wholeLog(left.store, before)).map((event) => [event.type, dataOf(event)['publicityId']]);
    expect(posted).toHaveLength(3);
    expect(new Set(posted.map(String)).size).toBe(1);
  });

  it('count a window by the new calendar, or recompute it, when a notice races a revision', async () => {
    const cases = ['cal-0', 'cal-1', 'cal-2'];
    for (const caseId of cases) await given(left.casework, ...passedReview(caseId, newCity(), '2026-06-01', '2022-06-01'));
    for (const [n, caseId] of cases.entries()) {
      // Each round makes one more day between the 12th and the 16th a day off.
      const off = ['2026-06-12', '2026-06-15', '2026-06-16'].slice(0, n + 1);
      const answers = await race(posting(`p-${caseId}`, [caseId], on('2026-06-11')), revision(2026, on('2026-06-11'), off, `调整${n}`));
      expect(answers.map(refusalOf)).toEqual([null, null]);
      await until(on('2026-06-11'));
      const deadlines = await left.readModel.deadlines(auditor, `p-${caseId}`);
      // Counted days: 12, 15 to 18, without the days off. 19 to 21 are a festival.
      expect(deadlines.map(({ lastDay }) => lastDay)).toEqual([['2026-06-22', '2026-06-23', '2026-06-24'][n]]);
    }
  }, 30_000);

  it('execute a command once that is sent to both', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        give(n % 2 ? left.casework : right.casework, opening({ caseId: 'twice' }, on('2023-11-01'), '441800'), 'sent-twice'),
      ),
    );
    expect(answers.filter((answer) => answer.outcome === 'accepted' && !answer.repeated)).toHaveLength(1);
    expect(new Set(answers.map((answer) => (answer as { position: number }).position)).size).toBe(1);
    expect((await left.store.readStream('dossier/twice')).map(({ type }) => type)).toEqual(['ApplicationOpened']);
    expect(
      refusalOf(
        await give(right.casework, command(city('441800'), on('2023-11-02'), 'WithdrawApplication', { caseId: 'twice', reasons: '无' })),
      ),
    ).toBeNull();
  });
});
