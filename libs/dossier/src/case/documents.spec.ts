import {
  allMet,
  announcing,
  cancelling,
  command,
  exitNoticed,
  noticeServed,
  officer,
  on,
  publicityClosed,
  conferring,
  statementClosed,
  submitted,
} from '../testing/index.js';

const document = {
  signedBy: '部长',
  countersignedBy: ['officer-7'],
  sealed: true,
  copiesTo: ['浙江省工业和信息化厅'],
  attachments: ['送达回证'],
};

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

describe('remedies against a decision (decisions 34)', () => {
  const cancelled = (more: Record<string, unknown>) => statementClosed(noticeServed()).when(cancelling(more));
  it('are kept with their last days where they were told', () => {
    const it = cancelled({ remediesTold: true }).then('QualificationCancelled').thenWarns();
    expect(it.events[0]!.data).toMatchObject({ remedies: { reconsiderationUntil: '2026-05-15', litigationUntil: '2026-09-16' } });
  });
  it.each([{}, { remediesTold: false }, { remediesTold: ' ' }])('are missed with a warning: %j', (more) => {
    const it = cancelled(more).then('QualificationCancelled').thenWarns('remedies-not-told');
    expect(it.events[0]!.data).not.toHaveProperty('remedies');
  });
  it('are told with every decision against a party', () => {
    const rejecting = (more: Record<string, unknown> = {}) =>
      command(officer, on('2023-12-01'), 'RejectFormalReview', { caseId: 'a', checklist: allMet, reasons: '材料不齐', ...more });
    submitted().when(rejecting()).then('FormalReviewRejected').thenWarns('remedies-not-told');
    const [event] = submitted()
      .when(rejecting({ remediesTold: '六十日内可以申请行政复议' }))
      .then('FormalReviewRejected')
      .thenWarns().events;
    expect(event!.data).toMatchObject({ remedies: { reconsiderationUntil: '2024-01-30', litigationUntil: '2024-06-03' } });
  });
});
