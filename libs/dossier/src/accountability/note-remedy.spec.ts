import {
  answering,
  approver,
  cancelled,
  cancelling,
  city,
  command,
  contested,
  creationEnded,
  dossierOf,
  exited,
  importing,
  noticeServed,
  officer,
  on,
  ordering,
  publishing,
  rejected,
  statementClosed,
  submitted,
  titled,
} from '../testing/index.js';

const noting = (more: Record<string, unknown> = {}, by = officer) =>
  command(by, on('2026-04-01'), 'NoteReviewOrLitigation', { caseId: 'a', kind: 'reconsideration', date: '2026-04-01', ...more });

describe('NoteReviewOrLitigation (reconsideration 复议, litigation 诉讼)', () => {
  it('is recorded beside the decision, and suspends nothing', () => {
    for (const decided of [cancelled, exited]) {
      const it = decided();
      const before = dossierOf(it);
      const [event] = it.when(noting()).then('ReviewOrLitigationNoted').thenWarns().events;
      expect(event!.data).toEqual({ caseId: 'a', kind: 'reconsideration', date: '2026-04-01', outcome: null });
      expect(dossierOf(it)).toEqual(before);
    }
  });
  it('may state the outcome, and may be repeated', () => {
    const it = exited().given(noting({ kind: 'litigation', date: '2026-03-25' }));
    const [event] = it.when(noting({ kind: 'litigation', outcome: '驳回' })).then('ReviewOrLitigationNoted').events;
    expect(event!.data).toMatchObject({ kind: 'litigation', outcome: '驳回' });
  });
  it('is noted with the last day of the remedy that the party was told, and with a warning after it (decisions 34)', () => {
    const told = () => statementClosed(noticeServed()).given(cancelling({ remediesTold: true }));
    const at = on('2026-06-01');
    const late = (kind: string, date: string) => ({ ...noting({ kind, date }), at });
    const [event] = told().when(late('reconsideration', '2026-05-15')).then('ReviewOrLitigationNoted').thenWarns().events;
    expect(event!.data).toMatchObject({ decision: 'QualificationCancelled', key: '', lastDay: '2026-05-15', inTime: true });
    const [over] = told()
      .when(late('reconsideration', '2026-05-18'))
      .then('ReviewOrLitigationNoted')
      .thenWarns('remedy-out-of-time').events;
    expect(over!.data).toMatchObject({ lastDay: '2026-05-15', inTime: false });
    const it = told();
    it.when(late('litigation', '2026-05-18')).then('ReviewOrLitigationNoted').thenWarns();
    expect(dossierOf(it).papers).toMatchObject([{ sought: ['litigation'] }]);
  });
  it('knows the remedies of the decision that it names', () => {
    const it = titled().given(publishing(2025, 1, { remediesTold: true }), ordering({ remediesTold: true }));
    const decisionEventId = String(it.events().findIndex(({ type }) => type === 'EvaluationResultPublished') + 1);
    const [event] = it.when(noting({ decisionEventId })).then('ReviewOrLitigationNoted').events;
    expect(event!.data).toMatchObject({ decision: 'EvaluationResultPublished', key: '2025', inTime: true });
    expect(dossierOf(it).papers.flatMap(({ type, sought, remedies }) => (remedies ? [[type, sought]] : []))).toEqual([
      ['EvaluationResultPublished', ['reconsideration']],
      ['RectificationOrdered', []],
    ]);
  });
  it('names the decision by its type and year, if it was made', () => {
    const it = titled().given(publishing(2025, 1));
    const [event] = it.when(noting({ decision: 'EvaluationResultPublished', evaluationYear: 2025 })).then('ReviewOrLitigationNoted').events;
    expect(event!.data).toEqual(expect.objectContaining({ decision: 'EvaluationResultPublished', key: '2025' }));
    expect(event!.data).not.toHaveProperty('lastDay');
    it.when(noting({ decision: 'RectificationOrdered' })).thenRefused('no-decision-against', 'measure-2022/24');
  });
  it('refuses a date in the future', () => {
    exited()
      .when(noting({ date: '2026-04-02' }))
      .thenRefused('date-in-future', 'measure-2022/25');
  });
  it('needs a decision', () => {
    titled().when(noting()).thenRefused('no-decision-against', 'measure-2022/25', 'measure-2022/24');
    submitted().when(noting()).thenRefused('not-in-this-state', 'measure-2022/25', 'measure-2022/24');
    exited()
      .when(noting({ caseId: 'zzz' }))
      .thenRefused('unknown-id');
  });
  it('is on every decision against a party (decisions 33)', () => {
    const denied = contested().given(answering('o1', { outcome: 'upheld', category: 'standard-unmet' }));
    for (const it of [rejected(), creationEnded(), denied, titled().given(publishing(2025, 1))])
      it.when(noting()).then('ReviewOrLitigationNoted');
    const it = titled().given(publishing(2025, 1));
    const [event] = it.when(noting({ caseId: 't-a', decisionEventId: String(it.events().length) })).then('ReviewOrLitigationNoted').events;
    expect(event!.data).toMatchObject({ decisionEventId: String(it.events().length - 1) });
    it.when(noting({ decisionEventId: '1' })).thenRefused('no-decision-against', 'measure-2022/25');
    const [any] = it.when(noting()).then('ReviewOrLitigationNoted').events;
    expect(any!.data).not.toHaveProperty('decisionEventId');
  });
  it('is not on a decision of another case, nor on an event of this case that decides nothing', () => {
    const two = cancelled().given(importing('b', '340100', '2026-03-20', '2024-01-10'));
    const idOf = (type: string) => String(two.events().findLastIndex((event) => event.type === type) + 1);
    two
      .when(noting({ caseId: 'b', decisionEventId: idOf('QualificationCancelled') }))
      .thenRefused('no-decision-against', 'measure-2022/25');
    two.when(noting({ decisionEventId: idOf('PriorNoticeServed') })).thenRefused('no-decision-against', 'measure-2022/25');
    two.when(noting({ decisionEventId: idOf('QualificationCancelled') })).then('ReviewOrLitigationNoted');
    const conferred = titled();
    const conferral = String(conferred.events().findLastIndex(({ type }) => type === 'TitleConferred') + 1);
    conferred.when(noting({ decisionEventId: conferral })).then('ReviewOrLitigationNoted');
  });
  it('is not earlier than the decision that it names (decisions 27)', () => {
    const it = titled().given(publishing(2025, 1));
    const named = { caseId: 't-a', decisionEventId: String(it.events().length) };
    it.when(noting({ ...named, date: '2026-03-07' })).thenRefused('date-before-decision', 'measure-2022/25', 'measure-2022/24');
    it.when(noting({ ...named, date: '2026-03-08' })).then('ReviewOrLitigationNoted');
  });
  it('is possible only for an officer', () => {
    exited().when(noting({}, approver)).thenRefused('not-authorised', 'measure-2022/25', 'measure-2022/24');
    exited()
      .when(noting({}, city('330100')))
      .thenRefused('not-authorised');
  });
});
