import type { World } from '@minglu/kernel/testing';
import {
  admin,
  announcing,
  answering,
  approver,
  authorising,
  cancelled,
  cancelling,
  city,
  command,
  conferring,
  contested,
  correctingResult,
  dossierOf,
  exited,
  exitProposed,
  freshWorld,
  importing,
  investigating,
  officer,
  on,
  ordering,
  otherApprover,
  parkDenied,
  passing,
  publicityClosed,
  publishing,
  rejected,
  serving,
  statementClosed,
  statusOf,
  substantiating,
  titled,
  longTitled,
} from '../testing/index.js';

const undoing = (more: Record<string, unknown> = {}, by = otherApprover, at = on('2026-04-01')) =>
  command(by, at, 'SetAsideDecision', {
    caseId: 'a',
    ground: 'court',
    documentNumber: '（2026）京01行终1号',
    reasons: '认定事实不清',
    approvedBy: 'approver-3',
    ...more,
  });
const denied = (): World => contested().given(answering('o1', { outcome: 'upheld', category: 'standard-unmet' }));
const eventId = (it: World, type: string): string => String(it.events().findLastIndex((event) => event.type === type) + 1);

describe('SetAsideDecision (decisions 33)', () => {
  it('returns a rejected application to its formal review, with its claim', () => {
    const it = rejected();
    const [event] = it.when(undoing({ ground: 'reconsideration' })).then('DecisionSetAside').events;
    expect(event!.data).toMatchObject({
      decision: 'FormalReviewRejected',
      returnsTo: 'SUBMITTED',
      disclosed: false,
      singleHanded: true,
    });
    expect(dossierOf(it)).toMatchObject({ status: 'SUBMITTED', closedOn: null });
    it.when(undoing()).thenRefused('not-in-this-state');
    it.when(
      command(city('441900'), on('2026-04-02'), 'OpenApplication', {
        caseId: 'b',
        programme: 'city',
        applicant: '441900',
        campaignId: 'city-creation-2023',
        workingBody: '市工信局',
      }),
    ).thenRefused('dossier-already-open');
  });
  it('returns a cancelled case to its state, its deadlines and its proceeding', () => {
    const it = cancelled();
    const [event] = it.when(undoing({ decisionEventId: eventId(it, 'QualificationCancelled') })).then('DecisionSetAside').events;
    expect(event).toMatchObject({
      legalBasis: ['measure-2022/25'],
      data: { decision: 'QualificationCancelled', returnsTo: 'CREATING', disclosed: true },
    });
    expect(dossierOf(it)).toMatchObject({
      status: 'CREATING',
      closedOn: null,
      deadlines: [{ kind: 'review-request' }],
      proceedings: [{ ended: false }],
      decisions: [],
    });
  });
  it('is refused where another case now holds the claim', () => {
    const it = cancelled().given(importing('b', '330100', '2026-03-20', '2024-01-10'));
    it.when(undoing()).thenRefused('id-taken', 'measure-2022/25');
  });
  it('returns a cancelled case although another case of the city was closed since', () => {
    const it = cancelled().given(importing('b', '330100', '2026-03-20', '2024-01-10'));
    const withdrawing = command(city('330100'), on('2026-03-21'), 'WithdrawApplication', { caseId: 'b', reasons: '另行安排' });
    it.given(withdrawing).when(undoing()).then('DecisionSetAside');
    expect(statusOf(it)).toBe('CREATING');
  });
  it('does not bring back the wait of a conferral that was to take effect later', () => {
    const it = publicityClosed().given(conferring({ effectiveDate: '2025-12-01' }));
    const cancelledBefore = statementClosed(
      it.given(
        investigating(on('2025-10-22')),
        substantiating('i-f', on('2025-10-23')),
        serving('cancel-qualification', {}, on('2025-10-24')),
      ),
    ).given(cancelling({}, on('2025-11-05')));
    cancelledBefore.when(undoing({ decision: 'QualificationCancelled' })).then('DecisionSetAside');
    expect(dossierOf(it)).toMatchObject({ status: 'CLEARED', deadlines: [] });
  });
  it('restores a title after its exit, with the uses that the exit ended', () => {
    const it = statementClosed(exitProposed(titled().given(authorising)).given(serving('exit'))).given(announcing());
    const [event] = it.when(undoing({ caseId: 't-a' })).then('DecisionSetAside').events;
    expect(event!.data).toMatchObject({ decision: 'ExitAnnounced', returnsTo: 'TITLED', revives: ['u1'], disclosed: true });
    expect(dossierOf(it)).toMatchObject({ status: 'EXIT_PROPOSED', closedOn: null, title: { uses: [{ id: 'u1' }] } });
    it.given(command(officer, on('2026-04-02'), 'WithdrawExitProposal', { titleId: 't-a', reasons: '法院认定不成立' }));
    expect(statusOf(it)).toBe('TITLED');
  });
  it('undoes an exit that has still to take effect', () => {
    const it = statementClosed(exitProposed(titled().given(authorising)).given(serving('exit'))).given(
      announcing({ effectiveDate: '2026-05-06' }),
    );
    it.when(undoing()).then('DecisionSetAside');
    expect(dossierOf(it)).toMatchObject({ status: 'EXIT_PROPOSED', deadlines: [], title: { uses: [{ id: 'u1' }] } });
  });
  it('undoes an exit that has still to take effect, and keeps the deadlines that run', () => {
    const it = statementClosed(
      exitProposed(longTitled().given(authorising, publishing(2025, 1), ordering({ dueDate: '2026-06-30' }))).given(serving('exit')),
    ).given(announcing({ effectiveDate: '2026-05-06' }));
    const [event] = it.when(undoing()).then('DecisionSetAside').events;
    expect(event!.data).toMatchObject({ revives: [], deadlines: [{ kind: 'rectification' }] });
    expect(dossierOf(it)).toMatchObject({ status: 'EXIT_PROPOSED', deadlines: [{ kind: 'rectification' }] });
  });
  it('takes a title back to before its conferral', () => {
    const it = titled();
    it.when(undoing()).then('DecisionSetAside');
    expect(dossierOf(it)).toMatchObject({ status: 'CLEARED', title: null });
    it.when(conferring({ titleId: 't-b' }, on('2026-04-02'))).then('TitleConferred');
    const pending = publicityClosed().given(conferring({ effectiveDate: '2025-12-01' }));
    pending.when(undoing({}, otherApprover, on('2025-11-03'))).then('DecisionSetAside');
    expect(dossierOf(pending)).toMatchObject({ status: 'CLEARED', deadlines: [] });
  });
  it('takes a result back, and the proposal that rested on it', () => {
    const it = longTitled().given(publishing(2024, 1), publishing(2025, 1));
    it.when(undoing({ decision: 'EvaluationResultPublished', evaluationYear: 2024 })).then('DecisionSetAside', 'ExitProposalWithdrawn');
    expect(dossierOf(it)).toMatchObject({ status: 'TITLED', evaluation: { results: [{ year: 2025 }] } });
    it.when(undoing({ decision: 'EvaluationResultPublished', evaluationYear: 2024 })).thenRefused(
      'decision-not-standing',
      'measure-2022/24',
    );
    it.when(publishing(2024, 2)).then('EvaluationResultPublished');
  });
  it('proposes the exit for two other years that stay in a row', () => {
    const it = longTitled().given(publishing(2023, 1), publishing(2024, 1), publishing(2025, 1));
    const { events } = it
      .when(undoing({ decision: 'EvaluationResultPublished', evaluationYear: 2023 }))
      .then('DecisionSetAside', 'ExitProposalWithdrawn', 'ExitProposed');
    expect(events[2]!.data).toMatchObject({ evaluationYears: [2024, 2025] });
  });
  it('takes a result back after the exit alone, even if the city has another case', () => {
    const starred = longTitled().given(
      publishing(2024, 1),
      publishing(2025, 1),
      serving('exit', { basis: ['measure-2022/24'] }, on('2026-03-09')),
    );
    const it = statementClosed(starred)
      .given(announcing({}, on('2026-03-20')))
      .given(importing('b', '330100', '2026-03-23', '2024-01-10'));
    it.when(undoing({ decision: 'EvaluationResultPublished', evaluationYear: 2024 })).then('DecisionSetAside');
    expect(dossierOf(it)).toMatchObject({ status: 'EXITED', evaluation: { results: [{ year: 2025 }] } });
    it.when(undoing({ decision: 'ExitAnnounced' })).thenRefused('id-taken', 'measure-2022/24');
  });
  it('opens the objections again that a denial rested on', () => {
    const it = denied();
    it.when(undoing()).then('DecisionSetAside');
    expect(dossierOf(it)).toMatchObject({ status: 'OBJECTION_CHECK', publicity: { objections: [{ id: 'o1', outcome: null }] } });
    it.when(answering('o1', { outcome: 'dismissed' }, on('2026-04-02'))).then('ObjectionResolved');
    expect(statusOf(it)).toBe('CLEARED');
    const park = parkDenied();
    park.when(undoing()).then('DecisionSetAside');
    expect(statusOf(park)).toBe('OBJECTION_CHECK');
  });
  it('ends the cycle again that was extended since a denial', () => {
    const extending = command(approver, on('2025-10-21'), 'ExtendCreation', {
      caseId: 'a',
      newCycleEnd: '2026-12-31',
      documentNumber: '7号',
      reasons: '项目延期',
    });
    const it = denied().given(extending);
    const [event] = it.when(undoing({}, otherApprover, on('2025-10-22'))).then('DecisionSetAside').events;
    expect(event!.data).toMatchObject({ returnsTo: 'OBJECTION_CHECK', deadlines: [] });
    expect(dossierOf(it)).toMatchObject({ status: 'OBJECTION_CHECK', deadlines: [] });
  });
  it('is refused once the case has gone on, for what is no such decision, and to one person alone', () => {
    exited()
      .when(undoing({ decision: 'TitleConferred' }))
      .thenRefused('decision-overtaken', 'measure-2022/19');
    titled()
      .when(undoing({ decisionEventId: '1' }))
      .thenRefused('not-undoable', 'measure-2022/25');
    const two = cancelled().given(importing('b', '340100', '2026-03-20', '2024-01-10'));
    two
      .when(undoing({ caseId: 'b', decisionEventId: eventId(two, 'QualificationCancelled') }))
      .thenRefused('not-undoable', 'measure-2022/25');
    longTitled()
      .given(publishing(2025, 1))
      .when(undoing({ decision: 'EvaluationResultPublished', evaluationYear: 2024 }))
      .thenRefused('decision-not-standing', 'measure-2022/24');
    freshWorld().when(undoing()).thenRefused('unknown-id');
    titled()
      .when(undoing({ decision: 'ExitAnnounced' }))
      .thenRefused('decision-not-standing', 'measure-2022/25');
    titled().when(undoing({}, admin)).thenRefused('not-authorised');
    titled()
      .when(undoing({ decisionEventId: '9999' }))
      .thenRefused('unknown-id');
  });
  it.each([undefined, 'approver-9', otherApprover.person])('is kept as single-handed whether it names nobody or %s', (approvedBy) => {
    const [event] = titled().when(undoing({ approvedBy })).then('DecisionSetAside').events;
    expect(event!.data).toMatchObject({ singleHanded: true });
    expect(event!.data).not.toHaveProperty('approvedBy');
  });
});

describe('an announced exit (decisions 33)', () => {
  const announced = (effectiveDate = '2026-03-20') =>
    statementClosed(
      longTitled().given(publishing(2024, 1), publishing(2025, 1), serving('exit', { basis: ['measure-2022/24'] }, on('2026-03-09'))),
    ).given(announcing({ effectiveDate }, on('2026-03-20')));
  const correcting = { ...correctingResult(2025, 2), at: on('2026-03-23') };
  const later = '2026-04-01';

  it('outlives a corrected result: the result alone changes', () => {
    const it = announced();
    it.when({ ...correcting, at: on('2026-04-01') }).then('EvaluationResultCorrected');
    expect(statusOf(it)).toBe('EXITED');
    it.when({ ...undoing(), by: approver }).then('DecisionSetAside');
    expect(statusOf(it)).toBe('EXIT_PROPOSED');
  });
  it('outlives it before its day as well, and takes effect', () => {
    const it = announced(later);
    it.when(correcting).then('EvaluationResultCorrected');
    expect(statusOf(it)).toBe('EXIT_PROPOSED');
    it.when(passing(it, 'takes-effect')).then('DecisionTookEffect');
    expect(statusOf(it)).toBe('EXITED');
  });
  it('outlives a result that is taken back, before its day and after', () => {
    for (const it of [announced(), announced(later)]) {
      it.when(undoing({ decision: 'EvaluationResultPublished', evaluationYear: 2024 }, approver, on('2026-03-23'))).then(
        'DecisionSetAside',
      );
    }
  });
  it('is not repeated, once it was set aside, for years that were corrected: no notice and no exit rests on them', () => {
    for (const it of [announced(), announced(later)]) {
      it.given(correcting, { ...undoing({ decision: 'ExitAnnounced' }), by: approver });
      it.when(announcing({ effectiveDate: '2026-04-02' }, on('2026-04-02'))).thenRefused('ground-not-standing', 'measure-2022/24');
      it.when(serving('exit', { proceedingId: 'pr2', basis: ['measure-2022/24'] }, on('2026-04-02'))).thenRefused(
        'ground-not-standing',
        'measure-2022/24',
      );
      it.when(command(officer, on('2026-04-02'), 'WithdrawExitProposal', { titleId: 't-a', reasons: '结果已更正' })).then(
        'ExitProposalWithdrawn',
      );
      expect(statusOf(it)).toBe('TITLED');
    }
  });
});
