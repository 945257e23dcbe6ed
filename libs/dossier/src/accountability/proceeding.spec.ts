import type { World } from '@minglu/kernel/testing';
import {
  approver,
  city,
  clock,
  command,
  conferring,
  deadlineOf,
  dossierOf,
  exitProposed,
  inPublicity,
  officer,
  on,
  opened,
  passing,
  publicityClosed,
  publishing,
  readyForReview,
  statusOf,
  longTitled,
  titled,
  withdrawingProposal,
} from '../testing/index.js';

const second = { ...approver, person: 'approver-2' };
const reviewer = { ...officer, person: 'officer-2' };
const own = city('330100');

const investigating = (at = on('2025-09-28'), investigationId = 'i1') =>
  command(officer, at, 'OpenInvestigation', { investigationId, subject: 'a', clue: '材料造假', sourceProtected: true });
const finding = (outcome = 'substantiated', at = on('2025-09-29'), investigationId = 'i1') =>
  command(second, at, 'CloseInvestigation', { investigationId, finding: outcome, reasons: '经查' });
const serving = (more: Record<string, unknown> = {}, at = on('2025-09-30'), by = officer) =>
  command(by, at, 'ServePriorNotice', {
    proceedingId: 'pr1',
    subject: 'a',
    proposedDecision: 'cancel-qualification',
    facts: '伪造统计数据',
    basis: ['measure-2022/25'],
    servedAt: at,
    serviceProof: '送达回证',
    ...more,
  });
const stating = (at = on('2025-10-09'), by = own) => command(by, at, 'SubmitStatement', { proceedingId: 'pr1', content: '口径有误' });
const waiving = (at = on('2025-10-09'), by = own) => command(by, at, 'WaiveStatement', { proceedingId: 'pr1' });
const reviewing = (adopted: boolean, at = on('2025-10-20')) =>
  command(reviewer, at, 'ReviewStatement', { proceedingId: 'pr1', adopted, reasons: '经复核' });
const cancelling = (by = approver, at = on('2025-10-21'), proceedingId = 'pr1') =>
  command(by, at, 'CancelQualification', { caseId: 'a', documentNumber: '30号', reasons: '弄虚作假', proceedingId });

const exitServed = (): World => exitProposed().given(serving({ proposedDecision: 'exit', subject: 't-a' }, on('2026-03-04')));
const exiting = (more: Record<string, unknown> = {}, by = approver, at = on('2026-03-16')) =>
  command(by, at, 'AnnounceExit', {
    titleId: 't-a',
    announcementNumber: '公告9号',
    effectiveDate: at.slice(0, 10),
    proceedingId: 'pr1',
    ...more,
  });

describe('ServePriorNotice (decision 10)', () => {
  it('gives five working days for a statement, without the day of service, over a holiday', () => {
    const it = inPublicity().given(investigating());
    it.when(serving()).then('PriorNoticeServed');
    expect(deadlineOf(it, 'statement-window')).toEqual({
      of: 'pr1',
      endsAt: '2025-10-15T00:00:00+08:00',
      workingDays: ['2025-10-09', '2025-10-10', '2025-10-11', '2025-10-13', '2025-10-14'],
      provisional: false,
    });
  });
  it('needs an investigation before the title, and a proposal after it', () => {
    inPublicity().when(serving()).thenRefused('no-investigation', 'measure-2022/25');
    inPublicity().given(investigating(), finding('not-substantiated')).when(serving()).thenRefused('no-investigation');
    inPublicity().given(investigating(), finding()).when(serving()).then('PriorNoticeServed');
    titled()
      .when(serving({ proposedDecision: 'exit' }))
      .thenRefused('not-in-this-state', 'measure-2022/24', 'measure-2022/25');
    opened()
      .given(investigating(on('2023-11-02')))
      .when(serving({}, on('2023-11-03')))
      .thenRefused('not-in-this-state');
  });
  it('must propose the decision that fits the status', () => {
    inPublicity()
      .given(investigating())
      .when(serving({ proposedDecision: 'exit' }))
      .thenRefused('decision-does-not-fit', 'measure-2022/25');
    exitProposed()
      .when(serving({}, on('2026-03-04')))
      .thenRefused('decision-does-not-fit', 'measure-2022/25');
  });
  it('is possible once, not in the future, with known provisions, for an officer', () => {
    const it = inPublicity().given(investigating());
    it.when(serving({ servedAt: on('2025-10-01') })).thenRefused('date-in-future');
    it.when(serving({ basis: ['measure-2022/99'] })).thenRefused('unknown-provision');
    it.when(serving({}, on('2025-09-30'), approver)).thenRefused('not-authorised');
    it.given(serving());
    it.when(serving()).thenRefused('id-taken');
    it.when(serving({ proceedingId: 'pr2' })).thenRefused('proceeding-pending');
  });
});

describe('the statement', () => {
  const served = (): World => inPublicity().given(investigating(), finding(), serving());
  it('may be submitted or waived only by the applicant, in time', () => {
    const it = served();
    it.when(stating(on('2025-10-09'), city('340100'))).thenRefused('not-authorised');
    it.fork()
      .when(waiving(on('2025-10-09'), city('340100')))
      .thenRefused('not-authorised');
    const [event] = it.when(stating()).then('StatementReceived').events;
    expect(JSON.stringify(event)).not.toContain('口径');
    it.when(waiving()).thenRefused('statement-received');
    it.given(passing(it, 'statement-window'));
    it.when(stating(on('2025-10-15'))).thenRefused('statement-window-closed', 'measure-2022/25');
  });
  it('is refused after a waiver', () => {
    const it = served().given(waiving());
    expect(deadlineOf(it, 'statement-window')).toBeUndefined();
    it.when(stating()).thenRefused('statement-window-closed');
    it.when(waiving()).thenRefused('statement-window-closed');
  });
  it('is reviewed only if one was received', () => {
    served().given(waiving()).when(reviewing(false)).thenRefused('no-statement', 'measure-2022/25');
    const it = served().given(stating(), reviewing(false));
    it.when(reviewing(true)).thenRefused('no-statement');
  });
});

describe('CancelQualification (article 25)', () => {
  it('needs the finding, the notice, the closed window and the reviewed statement', () => {
    const it = inPublicity();
    it.when(cancelling()).thenRefused('not-substantiated', 'measure-2022/25');
    it.given(investigating(), serving());
    it.fork().given(waiving()).when(cancelling()).thenRefused('not-substantiated', 'measure-2022/25');
    it.given(finding('substantiated', on('2025-09-30')));
    it.when(cancelling(approver, on('2025-10-09'))).thenRefused('statement-window-open', 'measure-2022/25');
    it.when(cancelling(approver, on('2025-10-09'), 'pr9')).thenRefused('no-prior-notice', 'measure-2022/25');
    it.given(stating());
    it.given(passing(it, 'publicity-window'), passing(it, 'statement-window'));
    it.when(cancelling()).thenRefused('statement-not-reviewed', 'measure-2022/25');
    it.fork().given(reviewing(true)).when(cancelling()).thenRefused('no-prior-notice', 'measure-2022/25');
    it.given(reviewing(false)).when(cancelling()).then('QualificationCancelled');
    expect(dossierOf(it)).toMatchObject({ status: 'CANCELLED', closedOn: '2025-10-21', deadlines: [] });
  });
  it('voids the open notice', () => {
    const it = inPublicity().given(investigating(), finding(), serving(), waiving());
    it.when(cancelling(approver, on('2025-10-09'))).then('PublicityVoided', 'QualificationCancelled');
    expect(dossierOf(it)).toMatchObject({ status: 'CANCELLED', deadlines: [] });
  });
  it('is signed by a person who neither served the notice nor signed the finding', () => {
    const it = inPublicity().given(investigating(), finding(), serving(), waiving());
    it.when(cancelling(second)).thenRefused('four-eyes', 'measure-2022/25');
    it.when(cancelling({ ...approver, person: officer.person })).thenRefused('four-eyes', 'measure-2022/25');
    // A delegate is no second person to the one for whom he works, nor the other way round (decisions 47).
    it.when(cancelling({ ...approver, onBehalfOf: second.person })).thenRefused('four-eyes', 'measure-2022/25');
    const byDelegate = { ...officer, person: 'officer-9', onBehalfOf: officer.person };
    const served = inPublicity().given(investigating(), finding(), { ...serving(), by: byDelegate }, waiving());
    served.when(cancelling({ ...approver, person: 'officer-9' })).thenRefused('four-eyes', 'measure-2022/25');
    served.when(cancelling({ ...approver, person: officer.person })).thenRefused('four-eyes', 'measure-2022/25');
    it.when(cancelling(officer)).thenRefused('not-authorised');
  });
  it('ends a creation', () => {
    const it = readyForReview().given(investigating(), finding(), serving(), waiving());
    it.when(cancelling(approver, on('2025-10-09'))).then('QualificationCancelled');
    expect(statusOf(it)).toBe('CANCELLED');
  });
});

describe('a statement window whose proceeding has ended', () => {
  const open = (it: World) =>
    dossierOf(it)
      .deadlines.filter(({ kind }) => kind === 'statement-window')
      .map(({ of }) => of);
  const due = (at: string) =>
    command(clock, at, 'PassDeadline', { caseId: 'a', kind: 'statement-window', of: 'pr1', endsAt: '2025-10-14T16:00:00.000Z' });
  it('is cleared by the finding that removes its ground', () => {
    const it = inPublicity().given(investigating(), serving());
    const [closed] = it.when(finding('not-substantiated', on('2025-10-09'))).then('InvestigationClosed').events;
    expect(closed!.data).toMatchObject({ ends: ['pr1'] });
    expect(open(it)).toEqual([]);
    expect(dossierOf(it).proceedings).toMatchObject([{ id: 'pr1', ended: true, window: 'open' }]);
    it.when(due(on('2025-10-15', '00:00:00'))).thenRefused('deadline-not-standing', 'civil-code/203');
    it.when(stating()).thenRefused('statement-window-closed');
  });
  it('stays while another investigation is open or has substantiated fraud', () => {
    const two = () => inPublicity().given(investigating(), investigating(on('2025-09-28'), 'i2'), serving());
    const it = two();
    const [closed] = it.when(finding('not-substantiated', on('2025-10-09'))).then('InvestigationClosed').events;
    expect(closed!.data).toMatchObject({ ends: [] });
    expect(open(it)).toEqual(['pr1']);
    it.given(finding('substantiated', on('2025-10-09'), 'i2'));
    expect(open(it)).toEqual(['pr1']);
    it.when(due(on('2025-10-15', '00:00:00'))).then('StatementWindowClosed');
  });
  it('is cleared by an adopted statement, and stays after a rejected one', () => {
    const stated = () => inPublicity().given(investigating(), finding(), serving(), stating());
    const adopted = stated().given(reviewing(true, on('2025-10-10')));
    expect(open(adopted)).toEqual([]);
    adopted.when(due(on('2025-10-15', '00:00:00'))).thenRefused('deadline-not-standing');
    const rejected = stated().given(reviewing(false, on('2025-10-10')));
    expect(open(rejected)).toEqual(['pr1']);
    rejected.when(stating(on('2025-10-11'))).then('StatementReceived');
  });
  it('is cleared with the withdrawn proposal, or with the decision', () => {
    const withdrawing = command(officer, on('2026-03-05'), 'WithdrawExitProposal', { titleId: 't-a', reasons: '认定有误' });
    const [withdrawn] = exitServed().when(withdrawing).then('ExitProposalWithdrawn').events;
    expect(withdrawn!.data).toMatchObject({ ends: ['pr1'], remains: false });
    expect(open(exitServed())).toEqual(['pr1']);
    expect(open(exitServed().given(withdrawing))).toEqual([]);
    const waived = inPublicity().given(investigating(), finding(), serving(), waiving(), cancelling(approver, on('2025-10-09')));
    expect(dossierOf(waived).deadlines).toEqual([]);
  });
});

describe('two proposals of an exit', () => {
  const star = 'two-consecutive-one-star';
  /** Two proposals: for one star first, then for fraud. */
  const both = () =>
    longTitled().given(
      publishing(2024, 1),
      publishing(2025, 1),
      investigating(on('2026-03-09')),
      finding('substantiated', on('2026-03-10')),
    );
  const notice = (basis: readonly string[], proceedingId = 'pr1', at = on('2026-03-11')) =>
    serving({ proceedingId, proposedDecision: 'exit', subject: 't-a', basis }, at);
  const told = (basis: readonly string[]) => both().given(notice(basis), waiving(on('2026-03-12')));
  const withdrawing = (reason?: string) =>
    command(officer, on('2026-03-13'), 'WithdrawExitProposal', { titleId: 't-a', reasons: '认定有误', ...(reason && { reason }) });

  /** The proposal for the stars falls by a ruling. */
  const ruling = withdrawingProposal(on('2026-03-13'));

  it('stand side by side, one for each reason', () => {
    expect(dossierOf(both()).title).toMatchObject({
      exitProposal: { reason: star, evaluationYears: [2024, 2025], investigationId: null },
      furtherProposal: { reason: 'fraud', evaluationYears: [], investigationId: 'i1' },
    });
    const again = both().given(investigating(on('2026-03-10'), 'i2'));
    again.when(finding('substantiated', on('2026-03-11'), 'i2')).then('InvestigationClosed');
  });
  it.each([
    [['measure-2022/24'], star, [2024, 2025], ['measure-2022/24']],
    [['measure-2022/25'], 'fraud', [], ['measure-2022/25']],
    [['measure-2022/25', 'measure-2022/24'], 'fraud', [2024, 2025], ['measure-2022/24', 'measure-2022/25']],
  ])('are announced as the notice told of them: %j', (basis, reason, evaluationYears, legalBasis) => {
    const [event] = told(basis).when(exiting()).then('ExitAnnounced').events;
    expect(event).toMatchObject({ data: { reason, evaluationYears }, legalBasis });
  });
  it('rest on the article of what was proposed, and the refusal names it', () => {
    const it = longTitled().given(publishing(2024, 1), publishing(2025, 1));
    it.when(notice(['measure-2022/25'])).thenRefused('wrong-article', 'measure-2022/24');
    it.when(notice(['measure-2022/24', 'measure-2022/25'])).thenRefused('wrong-article', 'measure-2022/24');
    both()
      .when(notice(['measure-2022/27']))
      .thenRefused('wrong-article', 'measure-2022/24', 'measure-2022/25');
  });
  it('are withdrawn one by one, by name', () => {
    both().when(withdrawing()).thenRefused('which-proposal', 'measure-2022/24', 'measure-2022/25');
    const it = both();
    const [event] = it.when(withdrawing('fraud')).then('ExitProposalWithdrawn').events;
    expect(event!.data).toMatchObject({ reason: 'fraud', disclosed: false, remains: true, ends: [] });
    expect(dossierOf(it)).toMatchObject({ status: 'EXIT_PROPOSED', title: { exitProposal: { reason: star }, furtherProposal: null } });
    it.when(withdrawing('fraud')).thenRefused('no-exit-proposal', 'measure-2022/24', 'measure-2022/25');
    it.when(withdrawing()).thenRefused('exit-is-mandatory', 'measure-2022/24');
    it.when(ruling).then('StreakSettled', 'ExitProposalWithdrawn');
    expect(dossierOf(it)).toMatchObject({ status: 'TITLED', title: { exitProposal: null, furtherProposal: null } });
  });
  it('reveal of each other only the part that a notice named', () => {
    const untold = both().given(notice(['measure-2022/24']));
    const [, event] = untold.when(ruling).then('StreakSettled', 'ExitProposalWithdrawn').events;
    expect(event!.data).toMatchObject({ reason: star, disclosed: true, remains: false, ends: ['pr1'] });
    expect(dossierOf(untold)).toMatchObject({ status: 'EXIT_PROPOSED', deadlines: [] });
    const known = both().given(notice(['measure-2022/25']));
    const [, other] = known.when(ruling).then('StreakSettled', 'ExitProposalWithdrawn').events;
    expect(other!.data).toMatchObject({ reason: star, disclosed: true, remains: true, ends: [] });
    expect(dossierOf(known)).toMatchObject({ status: 'EXIT_PROPOSED', deadlines: [{ of: 'pr1' }] });
    const [last] = known.when(withdrawing('fraud')).then('ExitProposalWithdrawn').events;
    expect(last!.data).toMatchObject({ reason: 'fraud', disclosed: true, remains: false, ends: ['pr1'] });
    expect(dossierOf(known)).toMatchObject({ status: 'TITLED', deadlines: [] });
  });
  it('end a proceeding about both when neither stands', () => {
    const it = both().given(notice(['measure-2022/24', 'measure-2022/25']));
    it.given(ruling);
    expect(dossierOf(it).proceedings).toMatchObject([{ grounds: ['fraud'], ended: false }]);
    it.given(withdrawing('fraud'));
    expect(dossierOf(it).proceedings).toMatchObject([{ grounds: [], ended: true }]);
  });
});

describe('the conferral beside a prior notice', () => {
  it('waits for the proceeding, and is possible again if no investigation is left', () => {
    const it = publicityClosed(inPublicity().given(investigating(), serving()));
    it.when(conferring()).thenRefused('investigation-open', 'measure-2022/25');
    it.given(finding('not-substantiated', on('2025-10-20')));
    it.when(conferring()).then('TitleConferred');
  });
  it('stays refused while another investigation stands', () => {
    const it = publicityClosed(inPublicity().given(investigating(), investigating(on('2025-09-28'), 'i2'), serving()));
    it.given(finding('not-substantiated', on('2025-10-20')));
    it.when(conferring()).thenRefused('investigation-open');
    it.given(finding('substantiated', on('2025-10-20'), 'i2'))
      .when(conferring())
      .thenRefused('proceeding-pending', 'measure-2022/25');
  });
});

describe('AnnounceExit (articles 24 and 25)', () => {
  it('needs the notice, the closed window, the reviewed statement and a second person', () => {
    const it = exitServed();
    it.when(exiting()).thenRefused('statement-window-open', 'measure-2022/25');
    it.given(stating(on('2026-03-05')), passing(it, 'statement-window'));
    it.when(exiting()).thenRefused('statement-not-reviewed', 'measure-2022/25');
    it.given(reviewing(false, on('2026-03-12')));
    it.when(exiting({ proceedingId: 'pr9' })).thenRefused('no-prior-notice');
    it.when(exiting({}, { ...approver, person: officer.person })).thenRefused('four-eyes', 'measure-2022/25');
    it.when(exiting({ effectiveDate: '2026-03-15' })).thenRefused('effective-before-announced', 'measure-2022/25');
    it.when(exiting({}, second)).thenRefused('four-eyes', 'measure-2022/25');
    it.when(exiting()).then('ExitAnnounced');
    expect(dossierOf(it)).toMatchObject({ status: 'EXITED', closedOn: '2026-03-16' });
  });
  it('is refused after an adopted statement or a withdrawn proposal', () => {
    const withdrawing = command(officer, on('2026-03-13'), 'WithdrawExitProposal', { titleId: 't-a', reasons: '认定有误' });
    const it = exitServed().given(stating(on('2026-03-05')), reviewing(true, on('2026-03-06')));
    it.when(exiting()).thenRefused('no-prior-notice', 'measure-2022/25');
    const [event] = it.when(withdrawing).then('ExitProposalWithdrawn').events;
    // The party knows of a proposal that a notice named, and so learns of its withdrawal.
    expect(event!.data).toMatchObject({ disclosed: true });
    it.when(exiting()).thenRefused('not-in-this-state');
    const [unknown] = exitProposed().when(withdrawing).then('ExitProposalWithdrawn').events;
    expect(unknown!.data).toMatchObject({ disclosed: false });
  });
});
