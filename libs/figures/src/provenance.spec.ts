import {
  city,
  command,
  evaluationCampaign,
  figures,
  longTitled,
  officer,
  on,
  publicityClosed,
  publishing,
  conferring,
  titled,
  underReview,
} from '@minglu/dossier/testing';
import { indicators168 } from '@minglu/regulation';
import { indicatorNames } from './indicator-names.js';
import { traceFigures } from './provenance.js';
import { recordedHistory } from './testing/index.js';

type World = ReturnType<typeof titled>;
const called = indicatorNames([indicators168]);
const trace = (it: World, corrections: Parameters<typeof traceFigures>[0][0]['corrections'] = []) =>
  traceFigures([{ events: recordedHistory(it.events()), corrections }], called);
const figureOf = (it: World, indicator = 'A1.1', dataYear = 2024) =>
  trace(it).find((one) => one.indicator === indicator && one.dataYear === dataYear)!;
const monitoring = (value: string, more: Record<string, unknown> = {}, unit = '亿元') =>
  command(city('330100'), on('2025-12-01'), 'ReportMonitoringData', {
    titleId: 't-a',
    period: '2024',
    source: '市统计局',
    release: '快报',
    figures: [{ indicator: 'A1.1', value, unit, dataYear: 2024, source: '市统计局' }],
    ...more,
  });

describe('the provenance of a figure (数据来源)', () => {
  it('names the event, the files, the person and the time of each statement, oldest first', () => {
    const [statement, ...more] = figureOf(titled()).statements;
    expect(more).toEqual([]);
    expect(statement).toMatchObject({
      stage: 'self-assessment',
      type: 'SelfAssessmentSubmitted',
      value: '812.40',
      unit: '亿元',
      source: '市统计局',
      field: 'figures[0].value',
      materials: [{ kind: 'self-assessment-report', sha256: 'a'.repeat(64) }],
      by: { role: 'applicant' },
      relation: 'first',
      comparedWith: null,
    });
  });
  it('names each decision that relied on it: consent, control gate, conclusion and conferral', () => {
    const { decisions } = figureOf(titled()).statements[0]!;
    expect(decisions.map(({ kind, decision }) => [kind, decision.event.type])).toEqual([
      ['approval', 'ProvincialConsentGranted'],
      ['control-gate', 'ReviewConcluded'],
      ['review-conclusion', 'ReviewConcluded'],
      ['conferral', 'TitleConferred'],
    ]);
    expect(decisions.map(({ through }) => through !== null)).toEqual([false, false, false, true]);
  });
  it('says of a control gate that it relied on the figures of its control indicators alone', () => {
    const more = [...figures('812.40', '13.1'), { indicator: 'A1.2', value: '300', unit: '家', dataYear: 2024, source: '市统计局' }];
    const it = underReview('a', '330100', '2025-09-25', more);
    it.given(command(officer, on('2025-09-25', '17:00:00'), 'ConcludeReview', { caseId: 'a', conclusion: 'pass', reasons: '达到标准' }));
    const kinds = (indicator: string) => figureOf(it, indicator).statements[0]!.decisions.map(({ kind }) => kind);
    expect(kinds('A1.1')).toContain('control-gate');
    expect(kinds('A1.2')).not.toContain('control-gate');
    expect(kinds('A1.2')).toContain('review-conclusion');
  });
  it('relates each later statement to the one before: same, changed, contradicted, revised', () => {
    const it = titled().given(
      monitoring('8124000', {}, '万元'),
      monitoring('8150000', { release: '修订1' }, '万元'),
      monitoring('816.00', { source: '省统计局' }),
      monitoring('990', { source: '市工信局' }),
    );
    const { statements } = figureOf(it);
    expect(statements.map(({ relation }) => relation)).toEqual(['first', 'same', 'revised', 'changed', 'contradicted']);
    expect(statements.slice(1).map(({ comparedWith }) => comparedWith)).toEqual(statements.slice(0, -1).map(({ eventId }) => eventId));
  });
  it('compares no part of a year with a year, and no unit with another', () => {
    const it = titled().given(monitoring('190.1', { period: '2024-Q1' }), monitoring('5000', { source: '省统计局' }, '家'));
    expect(figureOf(it).statements.map(({ relation }) => relation)).toEqual(['first', 'part-of-year', 'other-unit']);
  });
  it('shows an approved correction with the value before it', () => {
    const it = titled().given(monitoring('990', { source: '市工信局' }));
    const { eventId } = figureOf(it).statements[1]!;
    const [traced] = trace(it, [{ eventId, field: 'figures[0].value', value: '820' }]).filter(({ indicator }) => indicator === 'A1.1');
    expect(traced!.statements[1]).toMatchObject({ value: '820', recorded: '990', relation: 'corrected' });
    const [sealed] = trace(it, [{ eventId, field: 'figures[0].value', value: { ref: 'x' } }]).filter(
      ({ indicator }) => indicator === 'A1.1',
    );
    expect(sealed!.statements[1]).toMatchObject({ value: '990', relation: 'contradicted' });
  });
  it('reads an exact baseline of a plan as a statement, by the words of its indicator', () => {
    const goal = (baseline: string) => ({
      indicator: '软件业务收入',
      unit: '亿元',
      baselineYear: 2024,
      baseline,
      targetYear: 2027,
      target: '超1000',
    });
    const filed = (baseline: string) =>
      titled().given(command(city('330100'), on('2025-12-01'), 'FileEnhancementPlan', { titleId: 't-a', goals: [goal(baseline)] }));
    expect(figureOf(filed('812.4')).statements[1]).toMatchObject({ stage: 'enhancement-plan', relation: 'same', source: null });
    expect(figureOf(filed('约800')).statements).toHaveLength(1);
  });
  it('names the result of an evaluation that relied on its materials, and what followed from it', () => {
    const it = longTitled().given(
      evaluationCampaign,
      command(city('330100'), on('2026-02-10'), 'SubmitEvaluation', {
        titleId: 't-a',
        campaignId: 'city-evaluation-2025',
        evaluationYear: 2025,
        materials: [{ kind: 'evaluation-form', name: '评估表.pdf', sha256: 'b'.repeat(64) }],
        figures: figures('900', '9.0', 2025),
        truthfulnessPledge: true,
      }),
      publishing(2025, 1),
    );
    const { decisions } = figureOf(it, 'A1.1', 2025).statements[0]!;
    expect(decisions.map(({ kind, decision }) => [kind, decision.event.type])).toEqual([
      ['evaluation-result', 'EvaluationResultPublished'],
    ]);
  });
  it('gives no decision to a figure whose conclusion was failed and not followed by a title', () => {
    expect(publicityClosed().when(conferring()).refusal).toBeNull();
    const it = underReview();
    it.given(
      command(officer, on('2025-09-25', '17:00:00'), 'ConcludeReview', {
        caseId: 'a',
        conclusion: 'fail',
        reasons: '未达到',
        improvementItems: ['提升'],
      }),
    );
    expect(figureOf(it).statements[0]!.decisions.map(({ kind }) => kind)).not.toContain('conferral');
  });
});
