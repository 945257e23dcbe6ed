import type { DomainEvent } from '@minglu/kernel';
import { dossierActs } from './acts.js';
import { decisionAgainst, documentedBy, servedBy } from './papers.js';
import {
  allMet,
  announcing,
  answering,
  approver,
  authorising,
  cancelling,
  city,
  command,
  conferring,
  contested,
  correctingResult,
  dossierOf,
  exitNoticed,
  imported,
  inCreation,
  longTitled,
  noticeServed,
  officer,
  on,
  opened,
  ordering,
  publicityClosed,
  publishing,
  statementClosed,
  submitted,
  titled,
  underReview,
  worldIn,
} from '../testing/index.js';

const document = {
  signedBy: '部长',
  countersignedBy: ['officer-7'],
  sealed: true,
  copiesTo: ['浙江省工业和信息化厅'],
  attachments: ['送达回证'],
};
const days = (reconsideration: string, litigation: string) => ({
  reconsideration: { kind: 'reconsideration', lastDay: reconsideration },
  litigation: { kind: 'litigation', lastDay: litigation },
});

const rejecting = command(officer, on('2023-12-01'), 'RejectFormalReview', { caseId: 'a', checklist: allMet, reasons: '材料不齐' });
const closing = command(officer, on('2024-01-15'), 'CloseApplication', { caseId: 'a', reasons: '截止后未报送' });
const shortening = command(city('330100'), on('2023-06-01'), 'RequestCycleShortening', {
  caseId: 'a',
  newCycleEnd: '2024-01-10',
  reasons: '成效突出',
});
const refusingShortening = command(approver, on('2023-07-03'), 'DecideCycleShortening', {
  caseId: 'a',
  decision: 'refuse',
  documentNumber: '5号',
});
const ending = command(approver, on('2025-09-26'), 'EndCreation', { caseId: 'a', documentNumber: '8号', reasons: '未推进' });
const closingPilot = command(approver, on('2023-10-20'), 'ClosePilot', { caseId: 'a', documentNumber: '9号', reasons: '试点期满' });
const concluding = (conclusion: 'pass' | 'fail') =>
  command(officer, on('2025-09-25', '18:00:00'), 'ConcludeReview', {
    caseId: 'a',
    conclusion,
    reasons: '结论',
    ...(conclusion === 'fail' ? { improvementItems: ['提升创新能力'] } : {}),
  });
const endingUse = command(officer, on('2026-03-05'), 'EndTitleUse', { authorisationId: 'u1', reasons: '活动结束' });

describe('the papers of a dossier (decisions 34)', () => {
  it('are acts that exist', () => {
    const known = dossierActs.map((act) => act.command);
    const named = known.filter((one) => documentedBy(one) ?? servedBy(one) ?? decisionAgainst(one));
    expect(named.length).toBeGreaterThan(50);
    for (const act of dossierActs) {
      const follows: readonly string[] = Array.isArray(act.follows) ? act.follows : Object.values(act.follows).flat();
      for (const type of [...(documentedBy(act.command) ?? []), servedBy(act.command) ?? [], decisionAgainst(act.command) ?? []].flat())
        expect([act.command, follows]).toEqual([act.command, expect.arrayContaining([type])]);
    }
  });
  it('are all acts that state the number of a document', () => {
    const numbered = dossierActs.filter(
      ({ payload }) => 'documentNumber' in payload.properties || 'announcementNumber' in payload.properties,
    );
    expect(numbered.length).toBeGreaterThan(10);
    expect(numbered.map((act) => act.command).filter((one) => !documentedBy(one))).toEqual([]);
  });
  it('are not the papers of others: objections, data, statements and evidence', () => {
    for (const one of ['FileObjection', 'ReportMonitoringData', 'SubmitStatement', 'AddEvidence'])
      expect(documentedBy(one)).toBeUndefined();
  });
});

describe('a document of a decision (decisions 34)', () => {
  it('is kept with its event, under the number of the command and the day of the act', () => {
    const [event] = publicityClosed().when(conferring({ document })).then('TitleConferred').events;
    expect(event!.data).toMatchObject({ document: { ...document, number: '工信部信发〔2025〕1号', issuedOn: '2025-10-21' } });
    const [exit] = statementClosed(exitNoticed())
      .when(announcing({ document: { number: '公告2026年第1号', issuedOn: '2026-03-13' } }))
      .then('ExitAnnounced').events;
    expect(exit!.data).toMatchObject({ document: { number: '公告2026年第1号', issuedOn: '2026-03-13' } });
  });
  it('is optional', () => {
    expect(publicityClosed().when(conferring()).then('TitleConferred').events[0]!.data).not.toHaveProperty('document');
  });
  it('has one number, and no day in the future', () => {
    publicityClosed()
      .when(conferring({ document: { number: '2号' } }))
      .thenRefused('document-numbers-differ', 'measure-2022/19');
    publicityClosed()
      .when(conferring({ document: { issuedOn: '2025-10-22' } }))
      .thenRefused('date-in-future', 'measure-2022/19');
  });
});

describe('the service of a paper (decisions 34)', () => {
  const rejected = (service: Record<string, unknown>, at = on('2023-12-05'), more: Record<string, unknown> = {}) =>
    submitted().when({ ...rejecting, at, with: { ...rejecting.with, remediesTold: true, service, ...more } });
  it('is kept with the decision, and the remedies count from the day on which it is deemed served', () => {
    const [event] = rejected({ method: 'direct', proof: '送达回证' }).then('FormalReviewRejected').thenWarns().events;
    expect(event!.data).toMatchObject({
      service: { method: 'direct', proof: '送达回证' },
      deemedServedOn: '2023-12-05',
      remedies: days('2024-02-04', '2024-06-05'),
    });
  });
  it('counts by mail from the receipt, and 30 days after a public announcement', () => {
    const mail = rejected({ method: 'mail', date: '2023-12-04', proof: '回执' }, undefined, { document: { issuedOn: '2023-12-01' } });
    expect(mail.events[0]!.data).toMatchObject({ deemedServedOn: '2023-12-04', remedies: days('2024-02-02', '2024-06-04') });
    const announced = rejected({ method: 'public-announcement' });
    expect(announced.events[0]!.data).toMatchObject({ deemedServedOn: '2024-01-04', remedies: days('2024-03-04', '2024-07-04') });
  });
  it('needs consent where it is electronic, and a proof that is neither older than the paper nor in the future', () => {
    rejected({ method: 'electronic' }).thenRefused('no-consent-to-service', 'measure-2022/11');
    rejected({ method: 'electronic', consent: true }).then('FormalReviewRejected');
    rejected({ method: 'mail', date: '2023-12-04' }).thenRefused('proof-before-service', 'measure-2022/11');
    rejected({ method: 'mail', date: '2023-12-06' }).thenRefused('date-in-future', 'measure-2022/11');
  });
  it('moves the time to answer a request for a supplement', () => {
    const asking = (more: Record<string, unknown>) =>
      submitted().when(command(officer, on('2023-11-09'), 'RequestSupplement', { caseId: 'a', items: ['未盖章'], ...more }));
    const [event] = asking({ service: { method: 'public-announcement' } }).then('SupplementRequested').events;
    expect(event!.data).toMatchObject({ deemedServedOn: '2023-12-09', period: { rule: { from: '2023-12-09' }, lastDay: '2023-12-22' } });
    asking({ service: { method: 'public-announcement' }, dueDate: '2023-12-08' }).thenRefused('due-before-service', 'measure-2022/11');
    asking({ service: { method: 'public-announcement' }, dueDate: '2023-12-11' }).then('SupplementRequested');
    longTitled()
      .given(publishing(2025, 1))
      .when(ordering({ service: { method: 'public-announcement' }, dueDate: '2026-04-07' }))
      .thenRefused('due-before-service', 'measure-2022/24');
  });
});

describe('remedies against a decision (decisions 34)', () => {
  const cancelled = (more: Record<string, unknown>) => statementClosed(noticeServed()).when(cancelling(more));
  it('are kept with their last days where they were told, and stand as deadlines of the case', () => {
    const outcome = cancelled({ remediesTold: true }).then('QualificationCancelled').thenWarns();
    expect(outcome.events[0]!.data).toMatchObject({ remedies: days('2026-05-15', '2026-09-16') });
  });
  it.each([{}, { remediesTold: false }, { remediesTold: ' ' }])('are missed with a warning: %j', (more) => {
    const outcome = cancelled(more).then('QualificationCancelled').thenWarns('remedies-not-told');
    expect(outcome.events[0]!.data).not.toHaveProperty('remedies');
  });
  it.each([
    ['FormalReviewRejected', submitted, rejecting],
    ['ApplicationClosed', opened, closing],
    ['CycleShorteningRefused', () => imported('a', '330100', '2023-01-05').given(shortening), refusingShortening],
    ['CreationEnded', inCreation, ending],
    ['PilotClosed', worldIn.PILOT, closingPilot],
    ['ReviewConcluded', underReview, concluding('fail')],
    ['ConferralDenied', contested, answering('o1', { outcome: 'upheld', category: 'standard-unmet' })],
    ['EvaluationResultPublished', longTitled, publishing(2025, 1)],
    ['EvaluationResultCorrected', () => longTitled().given(publishing(2025, 2)), correctingResult(2025, 1)],
    ['RectificationOrdered', () => longTitled().given(publishing(2025, 1)), ordering()],
    ['TitleUseEnded', () => titled().given(authorising), endingUse],
    ['ExitAnnounced', () => statementClosed(exitNoticed()), announcing()],
  ] as const)('are told with every decision against a party: %s', (type, before, decision) => {
    const find = (events: readonly DomainEvent[]) => events.find((event) => event.type === type)!.data;
    const untold = before().when(decision);
    expect(untold.refusal).toBeNull();
    expect(untold.warnings.map(({ code }) => code)).toContain('remedies-not-told');
    expect(find(untold.events)).not.toHaveProperty('remedies');
    const it = before();
    const told = it.when({ ...decision, with: { ...decision.with, remediesTold: '六十日内可以申请行政复议' } });
    expect(told.warnings.map(({ code }) => code)).not.toContain('remedies-not-told');
    expect(find(told.events)).toMatchObject({ remedies: { reconsideration: { rule: { amount: 60, from: decision.at.slice(0, 10) } } } });
    expect(dossierOf(it).papers.filter(({ remedies }) => remedies)).toMatchObject([{ type, sought: [] }]);
  });
  it('are no matter of a decision in favour', () => {
    longTitled().when(publishing(2025, 3)).then('EvaluationResultPublished').thenWarns('materials-not-approved');
    underReview().when(concluding('pass')).then('ReviewConcluded').thenWarns();
  });
});
