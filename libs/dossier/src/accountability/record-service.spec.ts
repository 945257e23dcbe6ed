import type { World } from '@minglu/kernel/testing';
import {
  approver,
  cancelled,
  cancelling,
  command,
  dossierOf,
  longTitled,
  noticeServed,
  officer,
  on,
  ordering,
  publishing,
  rejected,
  statementClosed,
  supplementRequested,
  titled,
} from '../testing/index.js';

/** The number of the latest event of a type, which is its id in the test world. */
const idOf = (it: World, type: string): string => String(it.events().findLastIndex((event) => event.type === type) + 1);
const served = (it: World, type: string, service: Record<string, unknown>, at: string, more: Record<string, unknown> = {}) =>
  command(officer, at, 'RecordService', { caseId: 'a', decisionEventId: idOf(it, type), service, ...more });
const told = () => statementClosed(noticeServed()).given(cancelling({ remediesTold: true }));
const mail = { method: 'mail', date: '2026-03-20', proof: '回执' };

describe('RecordService (decisions 34)', () => {
  it('records how and when a decision reached the party, and counts its remedies again from that day', () => {
    const it = told();
    const [event] = it
      .when(served(it, 'QualificationCancelled', mail, on('2026-03-23')))
      .then('DocumentServed')
      .thenWarns().events;
    expect(event!.data).toMatchObject({
      caseId: 'a',
      servedEventId: idOf(it, 'QualificationCancelled'),
      served: 'QualificationCancelled',
      key: '',
      service: mail,
      deemedServedOn: '2026-03-20',
      remedies: { reconsideration: { lastDay: '2026-05-19' }, litigation: { lastDay: '2026-09-20' } },
    });
    expect(dossierOf(it)).toMatchObject({ status: 'CANCELLED', papers: [{ type: 'QualificationCancelled', served: true, sought: [] }] });
  });
  it('tells the remedies that the decision did not tell, or warns', () => {
    const it = cancelled();
    it.fork()
      .when(served(it, 'QualificationCancelled', mail, on('2026-03-23')))
      .then('DocumentServed')
      .thenWarns('remedies-not-told');
    const [event] = it
      .when(served(it, 'QualificationCancelled', mail, on('2026-03-23'), { remediesTold: '六十日内可申请行政复议' }))
      .then('DocumentServed')
      .thenWarns().events;
    expect(event!.data).toMatchObject({ remedies: { wording: '六十日内可申请行政复议', reconsideration: { lastDay: '2026-05-19' } } });
  });
  it('counts 30 days from a public announcement', () => {
    const it = told();
    const announced = served(it, 'QualificationCancelled', { method: 'public-announcement', date: '2026-03-18' }, on('2026-03-23'));
    expect(it.when(announced).events[0]!.data).toMatchObject({ deemedServedOn: '2026-04-17' });
  });
  it('lets the time to answer a request for a supplement begin, unless the request states a due date', () => {
    const it = supplementRequested();
    const request = served(it, 'SupplementRequested', { method: 'mail', date: '2023-11-20' }, on('2023-11-21'));
    const [event] = it.when(request).then('DocumentServed').thenWarns().events;
    expect(event!.data).toMatchObject({ period: { kind: 'supplement', lastDay: '2023-12-04' } });
    expect(dossierOf(it).application?.supplementUntil?.lastDay).toBe('2023-12-04');
    const dated = supplementRequested('2023-11-30');
    const [other] = dated.when(served(dated, 'SupplementRequested', { method: 'direct' }, on('2023-11-21'))).events;
    expect(other!.data).not.toHaveProperty('period');
  });
  it('names the paper by its type and year, or means the latest', () => {
    const it = titled().given(publishing(2025, 1, { remediesTold: true }), ordering({ remediesTold: true }));
    const recorded = (more: Record<string, unknown>) =>
      it.when(command(officer, on('2026-03-10'), 'RecordService', { caseId: 'a', service: { method: 'direct' }, ...more }));
    recorded({ decision: 'EvaluationResultPublished', evaluationYear: 2024 }).thenRefused('nothing-to-serve', 'measure-2022/24');
    recorded({ decision: 'QualificationCancelled' }).thenRefused('nothing-to-serve', 'measure-2022/25');
    expect(recorded({}).then('DocumentServed').events[0]!.data).toMatchObject({ served: 'RectificationOrdered', servedEventId: null });
    expect(recorded({ decision: 'EvaluationResultPublished', evaluationYear: 2025 }).then('DocumentServed').events[0]!.data).toMatchObject({
      served: 'EvaluationResultPublished',
      key: '2025',
      remedies: { reconsideration: { of: 't-a', evaluationYear: 2025 } },
    });
  });
  it('is no matter of remedies where the result is not against the party', () => {
    const it = longTitled().given(publishing(2025, 3));
    it.when(served(it, 'EvaluationResultPublished', { method: 'direct' }, on('2026-03-10')))
      .then('DocumentServed')
      .thenWarns();
  });
  it('is recorded once, by an officer, for a paper of the case', () => {
    const it = told();
    const one = served(it, 'QualificationCancelled', mail, on('2026-03-23'));
    it.when({ ...one, by: approver }).thenRefused('not-authorised', 'measure-2022/25');
    it.when(served(it, 'PriorNoticeServed', mail, on('2026-03-23'))).thenRefused('nothing-to-serve', 'measure-2022/25');
    it.given(one).when(one).thenRefused('already-served', 'measure-2022/25');
    const withDecision = statementClosed(noticeServed()).given(cancelling({ service: { method: 'direct' } }));
    withDecision.when(one).thenRefused('already-served', 'measure-2022/25');
  });
  it('refuses a proof that is older than the decision, in the future, or electronic without consent', () => {
    const it = told();
    const recorded = (service: Record<string, unknown>) => it.when(served(it, 'QualificationCancelled', service, on('2026-03-23')));
    recorded({ method: 'mail', date: '2026-03-15' }).thenRefused('proof-before-service', 'measure-2022/25');
    recorded({ method: 'mail', date: '2026-03-24' }).thenRefused('date-in-future', 'measure-2022/25');
    recorded({ method: 'electronic', date: '2026-03-20' }).thenRefused('no-consent-to-service', 'measure-2022/25');
    const before = rejected();
    before.when(served(before, 'FormalReviewRejected', { method: 'direct' }, on('2023-12-05'))).then('DocumentServed');
  });
});
