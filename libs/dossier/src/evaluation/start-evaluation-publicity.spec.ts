import { approver, command, dossierOf, exitProposed, officer, on, publicityClosed, publishing, titled } from '../testing/index.js';

const posting = (more: Record<string, unknown> = {}, by = officer, at = on('2026-03-05')) =>
  command(by, at, 'StartEvaluationPublicity', {
    titleId: 't-a',
    evaluationYear: 2025,
    portalUrl: 'https://www.miit.gov.cn/e1',
    from: '2026-03-05',
    until: '2026-03-12',
    ...more,
  });

describe('StartEvaluationPublicity (optional 公示 before evaluation results)', () => {
  it('is a record only: no result waits for it, and no window runs', () => {
    const it = titled();
    const [event] = it.when(posting()).then('EvaluationPublicityStarted').thenWarns().events;
    expect(event!.data).toEqual({
      caseId: 'a',
      titleId: 't-a',
      evaluationYear: 2025,
      portalUrl: 'https://www.miit.gov.cn/e1',
      from: '2026-03-05',
      until: '2026-03-12',
    });
    expect(dossierOf(it)).toMatchObject({ status: 'TITLED', deadlines: [], evaluation: { submissions: [], results: [] } });
    it.when(publishing(2025, 2)).then('EvaluationResultPublished');
  });
  it('is possible for a single day, and refuses an end before the beginning', () => {
    titled()
      .when(posting({ until: '2026-03-05' }))
      .then('EvaluationPublicityStarted');
    const { refusal } = titled()
      .when(posting({ until: '2026-03-04' }))
      .thenRefused('ends-before-it-begins', 'measure-2022/24');
    expect(refusal!.details).toEqual({ from: '2026-03-05', until: '2026-03-04' });
  });
  it('is no record of a notice that is to come (decisions 27)', () => {
    titled()
      .when(posting({ from: '2026-03-06' }))
      .thenRefused('date-in-future', 'measure-2022/24');
  });
  it('stands on the ministry’s portal (decisions 30)', () => {
    for (const portalUrl of ['https://www.example.com/e1', 'https://wap.miit.gov.cn/e1', '见门户网站'])
      titled().when(posting({ portalUrl })).thenRefused('not-on-the-portal', 'measure-2022/18');
  });
  it('is possible only for an officer, for a standing title', () => {
    titled().when(posting({}, approver)).thenRefused('not-authorised', 'measure-2022/24');
    titled()
      .when(posting({ titleId: 't-9' }))
      .thenRefused('unknown-id');
    publicityClosed().when(posting()).thenRefused('unknown-id');
    exitProposed().when(posting()).then('EvaluationPublicityStarted');
  });
});
