import {
  announcing,
  atMinistry,
  authorising,
  cancelled,
  cancelling,
  city,
  command,
  contested,
  dossierOf,
  exited,
  exitNoticed,
  exitProposed,
  inPublicity,
  investigating,
  municipalCheck,
  noticeServed,
  officer,
  on,
  openedPark,
  otherApprover,
  parkSubmission,
  passing,
  opened,
  consented,
  pilot,
  provincialApproved,
  ready,
  publicityClosed,
  readyForReview,
  serving,
  started,
  statementClosed,
  statusOf,
  submitted,
  supplementRequested,
  substantiating,
  titled,
} from '../testing/index.js';

// The content of the prior notice, the decision and the announcement; `proceeding.spec.ts` checks their order.

describe('the prior notice', () => {
  it('states the proposed decision, facts, provisions, service, and the end of the statement window', () => {
    const [event] = exitProposed()
      .when(serving('exit', { basis: ['measure-2022/25', 'civil-code/203'] }))
      .then('PriorNoticeServed').events;
    expect(event!.data).toEqual({
      caseId: 'a',
      proceedingId: 'pr1',
      titleId: 't-a',
      proposedDecision: 'exit',
      facts: '伪造统计数据',
      basis: ['measure-2022/25', 'civil-code/203'],
      servedAt: '2026-03-04T02:00:00.000Z',
      serviceProof: '送达回证',
      servedBy: 'officer-1',
      hearingRequest: expect.objectContaining({ kind: 'hearing-request', of: 'pr1', lastDay: '2026-03-11' }),
      deadline: expect.objectContaining({
        kind: 'statement-window',
        of: 'pr1',
        workingDays: ['2026-03-05', '2026-03-06', '2026-03-09', '2026-03-10', '2026-03-11'],
        lastDay: '2026-03-11',
        rule: {
          unit: 'working-days',
          amount: 5,
          from: '2026-03-04',
          until: null,
          basis: ['policy/statement-working-days', 'civil-code/201', 'civil-code/203'],
        },
      }),
    });
  });
  it('counts from the day of service, not from its entry', () => {
    const it = exitProposed();
    it.when({ ...serving('exit'), at: on('2026-03-06') }).then('PriorNoticeServed');
    expect(dossierOf(it).deadlines[0]).toMatchObject({ lastDay: '2026-03-11' });
    const [served] = exitProposed()
      .when({ ...serving('exit'), at: on('2026-03-06') })
      .then('PriorNoticeServed').events;
    expect(served!.occurredAt).toBe(new Date(on('2026-03-04')).toISOString());
    const now = exitProposed().when(serving('exit', { servedAt: '2026-03-04T10:00:00+08:00' }, '2026-03-04T10:00:00+08:00'));
    now.then('PriorNoticeServed');
    const { refusal } = exitProposed()
      .when(serving('exit', { servedAt: '2026-03-04T10:00:00.001+08:00' }, '2026-03-04T10:00:00+08:00'))
      .thenRefused('date-in-future', 'measure-2022/25');
    expect(refusal!.details).toEqual({ servedAt: '2026-03-04T02:00:00.001Z' });
  });
  it('names the case if there is no title', () => {
    const [event] = readyForReview().given(investigating()).when(serving('cancel-qualification')).then('PriorNoticeServed').events;
    expect(event!.data).toMatchObject({ caseId: 'a', titleId: null, proposedDecision: 'cancel-qualification' });
  });
  it('may be served before the creation has begun', () => {
    const check = () => openedPark().given(parkSubmission());
    for (const created of [pilot, municipalCheck, check])
      created()
        .given(investigating(on('2023-11-08')))
        .when(serving('cancel-qualification', {}, on('2023-11-09')))
        .then('PriorNoticeServed');
    started()
      .given(investigating(on('2024-03-04')))
      .when(serving('cancel-qualification', {}, on('2024-03-05')))
      .then('PriorNoticeServed');
    for (const before of [submitted, supplementRequested, provincialApproved, atMinistry, ready])
      before()
        .given(investigating(on('2023-12-04')))
        .when(serving('cancel-qualification', {}, on('2023-12-05')))
        .then('PriorNoticeServed');
    for (const before of [opened, consented])
      before()
        .given(investigating(on('2023-12-04')))
        .when(serving('cancel-qualification', {}, on('2023-12-05')))
        .thenRefused('not-in-this-state', 'measure-2022/25');
  });
  it('refuses unknown provisions and lists them', () => {
    const unknown = ['measure-2022/99', 'x'];
    const { refusal } = exitProposed()
      .when(serving('exit', { basis: ['measure-2022/25', ...unknown] }))
      .thenRefused('unknown-provision', 'measure-2022/25', 'measure-2022/24');
    expect(refusal).toMatchObject({ details: { unknown }, message: { zh: expect.stringContaining('measure-2022/99、x') } });
  });
  it('proposes a cancellation before the conferral and an exit after it', () => {
    const before = inPublicity()
      .given(investigating(on('2025-10-09')))
      .when(serving('exit', {}, on('2025-10-10')));
    expect(before.thenRefused('decision-does-not-fit', 'measure-2022/25').refusal).toMatchObject({
      message: { zh: '未授予称号的，拟作决定为取消创建资格', en: 'before the title the decision is a cancellation' },
      details: { proposedDecision: 'exit' },
    });
    const after = exitProposed().when(serving('cancel-qualification'));
    expect(after.thenRefused('decision-does-not-fit', 'measure-2022/25').refusal).toMatchObject({
      message: { zh: '已授予称号的，拟作决定为退出', en: 'for a title that was conferred the decision is an exit' },
      details: { proposedDecision: 'cancel-qualification' },
    });
  });
  it('may be served again after the previous proceeding has ended', () => {
    const it = exitNoticed().given(command(officer, on('2026-03-05'), 'WithdrawExitProposal', { titleId: 't-a', reasons: '认定有误' }));
    it.given({ ...investigating(on('2026-03-06')) }, substantiating('i-f', on('2026-03-09')));
    it.when(serving('exit', {}, on('2026-03-10'))).thenRefused('id-taken');
    it.when(serving('exit', { proceedingId: 'pr2' }, on('2026-03-10'))).then('PriorNoticeServed');
    it.when(serving('exit', { proceedingId: 'pr3' }, on('2026-03-10'))).thenRefused(
      'proceeding-pending',
      'measure-2022/25',
      'measure-2022/24',
    );
  });
});

describe('the statement', () => {
  const stating = (by = city('330100')) => command(by, on('2026-03-05'), 'SubmitStatement', { proceedingId: 'pr1', content: '口径有误' });
  const waiving = command(city('330100'), on('2026-03-05'), 'WaiveStatement', { proceedingId: 'pr1' });
  const reviewing = (adopted: boolean) =>
    command(officer, on('2026-03-06'), 'ReviewStatement', { proceedingId: 'pr1', adopted, reasons: '经复核' });
  const proceeding = (it = exitNoticed()) => dossierOf(it).proceedings[0];

  it('is sealed in the vault, and the event holds a reference', () => {
    const it = exitNoticed();
    const [event] = it.when(stating()).then('StatementReceived').events;
    expect(event!.data).toMatchObject({ caseId: 'a', proceedingId: 'pr1', content: { ref: 'vault-content' } });
    expect(proceeding(it)).toMatchObject({ window: 'open', statement: 'received', ended: false });
  });
  it('may be waived', () => {
    const it = exitNoticed();
    const [event] = it.when(waiving).then('StatementWaived').events;
    expect(event!.data).toEqual({ caseId: 'a', proceedingId: 'pr1' });
    expect(proceeding(it)).toMatchObject({ window: 'waived', statement: 'none', ended: false });
  });
  it('is answered by a review', () => {
    const it = exitNoticed().given(stating());
    const [event] = it.when(reviewing(false)).then('StatementReviewed').events;
    expect(event!.data).toEqual({ caseId: 'a', proceedingId: 'pr1', adopted: false, reasons: '经复核' });
    expect(proceeding(it)).toMatchObject({ statement: 'rejected', ended: false });
    expect(proceeding(exitNoticed().given(stating(), reviewing(true)))).toMatchObject({ statement: 'adopted', ended: true });
    exitNoticed().when(reviewing(true)).thenRefused('no-statement', 'measure-2022/25');
    const over = exitNoticed().given(stating(), reviewing(true)).when(reviewing(false)).thenRefused('no-statement');
    expect(over.refusal!.details).toEqual({ proceedingId: 'pr1' });
  });
  it('is refused after the window', () => {
    const over = statementClosed(exitNoticed()).when({ ...stating(), at: on('2026-03-12') });
    expect(over.thenRefused('statement-window-closed', 'measure-2022/25').refusal!.details).toEqual({ proceedingId: 'pr1' });
    const it = exitNoticed();
    expect(proceeding(statementClosed(it))).toMatchObject({ window: 'closed' });
  });
});

describe('the decision to cancel', () => {
  it('states the subject, reasons, document and remedies', () => {
    const [event] = statementClosed(noticeServed())
      .when(cancelling({ remediesTold: '六十日内可申请复议' }))
      .then('QualificationCancelled').events;
    expect(event!.data).toEqual({
      caseId: 'a',
      programme: 'city',
      applicant: '330100',
      applicantName: '杭州市',
      cityCode: '330100',
      cityName: '杭州市',
      cityClass: 'sub-provincial-city',
      provinceCode: '330000',
      proceedingId: 'pr1',
      reason: 'fraud',
      documentNumber: '1号',
      reasons: '弄虚作假',
      remediesTold: '六十日内可申请复议',
      remedies: {
        reconsideration: expect.objectContaining({ kind: 'reconsideration', of: 'a', lastDay: '2026-05-15' }),
        litigation: expect.objectContaining({ kind: 'litigation', of: 'a', lastDay: '2026-09-16' }),
      },
      closedOn: '2026-03-16',
    });
    const [untold] = statementClosed(noticeServed()).when(cancelling()).then('QualificationCancelled').events;
    expect(untold!.data).toMatchObject({ remediesTold: null });
    const [told] = statementClosed(noticeServed())
      .when(cancelling({ remediesTold: true }))
      .then('QualificationCancelled').events;
    expect(told!.data).toMatchObject({ remediesTold: true });
  });
  it('voids an open notice, but no other', () => {
    const served = (it = inPublicity()) =>
      statementClosed(
        it.given(
          investigating(on('2025-09-27')),
          substantiating('i-f', on('2025-09-27', '11:00:00')),
          serving('cancel-qualification', {}, on('2025-09-27', '12:00:00')),
        ),
      );
    const still = inPublicity().given(
      investigating(on('2025-09-27')),
      substantiating('i-f', on('2025-09-27', '11:00:00')),
      serving('cancel-qualification', {}, on('2025-09-27', '12:00:00')),
      command(city('330100'), on('2025-09-28'), 'WaiveStatement', { proceedingId: 'pr1' }),
    );
    const [voided] = still.when(cancelling({}, on('2025-09-29'))).then('PublicityVoided', 'QualificationCancelled').events;
    expect(voided!.data).toEqual({
      caseId: 'a',
      publicityId: 'p1',
      cause: 'qualification-cancelled',
      reason: '弄虚作假',
      replacedBy: null,
    });
    served(publicityClosed())
      .when(cancelling({}, on('2025-10-21')))
      .then('QualificationCancelled');
    served(contested())
      .when(cancelling({}, on('2025-10-21')))
      .then('QualificationCancelled');
  });
  it('leaves nothing to cancel, and no deadline', () => {
    const it = cancelled();
    expect(dossierOf(it)).toMatchObject({ status: 'CANCELLED', deadlines: [], closedOn: '2026-03-16', proceedings: [{ ended: true }] });
    it.when(cancelling({}, on('2026-03-20'))).thenRefused('not-in-this-state', 'measure-2022/25');
  });
  it('needs its own notice', () => {
    const refused = (more: Record<string, unknown>, it = noticeServed()) => it.when(cancelling(more));
    const none = refused({ proceedingId: 'pr9' }).thenRefused('no-prior-notice', 'measure-2022/25');
    expect(none.refusal!.details).toEqual({ proceedingId: 'pr9' });
    const open = refused({}).thenRefused('statement-window-open', 'measure-2022/25');
    expect(open.refusal!.details).toEqual({ proceedingId: 'pr1' });
  });
});

describe('the announcement of an exit', () => {
  it('states the subject, reason, announcement and remedies', () => {
    const [event] = statementClosed(exitNoticed())
      .when(announcing({ effectiveDate: '2026-04-01', remediesTold: '可依法申请复议' }))
      .then('ExitAnnounced').events;
    expect(event).toMatchObject({
      legalBasis: ['measure-2022/25'],
      data: {
        caseId: 'a',
        applicant: '330100',
        titleId: 't-a',
        proceedingId: 'pr1',
        reason: 'fraud',
        evaluationYears: [],
        announcementNumber: '公告2026年第1号',
        effectiveDate: '2026-04-01',
        remediesTold: '可依法申请复议',
        closedOn: '2026-03-16',
      },
    });
    const [untold] = statementClosed(exitNoticed()).when(announcing()).then('ExitAnnounced').events;
    expect(untold!.data).toMatchObject({ remediesTold: null, effectiveDate: '2026-03-16' });
  });
  it('takes effect on announcement, not before', () => {
    const { refusal } = statementClosed(exitNoticed())
      .when(announcing({ effectiveDate: '2026-03-15' }))
      .thenRefused('effective-before-announced', 'measure-2022/25');
    expect(refusal!.details).toEqual({ effectiveDate: '2026-03-15', announcedOn: '2026-03-16' });
  });
  it('needs a proposal that the notice named', () => {
    titled()
      .when(announcing({}, on('2026-03-16')))
      .thenRefused('not-in-this-state', 'measure-2022/24', 'measure-2022/25');
    exitProposed().when(announcing()).thenRefused('no-prior-notice', 'measure-2022/25');
  });
  it('is signed neither by the server of the notice nor by the signer of a finding', () => {
    const it = statementClosed(exitNoticed());
    it.when({ ...announcing(), by: otherApprover }).thenRefused('four-eyes', 'measure-2022/25');
    it.when({ ...announcing(), by: { ...otherApprover, person: 'officer-1' } }).thenRefused('four-eyes', 'measure-2022/25');
    it.when({ ...announcing(), by: officer }).thenRefused('not-authorised', 'measure-2022/24', 'measure-2022/25');
    it.when({ ...announcing(), by: { ...otherApprover, person: 'approver-3' } }).then('ExitAnnounced');
  });
  it('ends the title and all its deadlines', () => {
    const it = exited();
    expect(dossierOf(it)).toMatchObject({ status: 'EXITED', closedOn: '2026-03-16', deadlines: [], proceedings: [{ ended: true }] });
    const used = statementClosed(exitProposed(titled().given(authorising)).given(serving('exit'))).given(announcing());
    expect(statusOf(used)).toBe('EXITED');
    expect(dossierOf(used).title?.uses).toEqual([]);
    expect(() => passing(it, 'statement-window')).toThrow();
  });
});
