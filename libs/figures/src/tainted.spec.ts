import { approver, auditor, command, figures, longTitled, officer, on, statedFigure, titled, underReview } from '@minglu/dossier/testing';
import { indicators168 } from '@minglu/regulation';
import { falseFindings, taintedDecisions, type GateStandards } from './tainted.js';
import { recordedHistory } from './testing/index.js';

type World = ReturnType<typeof titled>;
const standards: GateStandards = { system: indicators168, averages: { 'A2.1': { 2024: '10.0', 2022: '11.2' } } };
const tainted = (it: World, known: GateStandards | null = standards) => taintedDecisions([recordedHistory(it.events())], () => known);
const investigated = (it: World) =>
  it.given(
    command(auditor, on('2026-03-02'), 'OpenInvestigation', { investigationId: 'i1', subject: 'a', clue: '举报', sourceProtected: true }),
  );
const find = (it: World, more: Record<string, unknown> = {}) =>
  command(auditor, on('2026-03-03'), 'FindFigureFalse', { investigationId: 'i1', ...statedFigure(it), reasons: '与税务数据不符', ...more });
const close = (finding: string) =>
  command(approver, on('2026-03-05'), 'CloseInvestigation', { investigationId: 'i1', finding, reasons: '经查' });

describe('the decisions that relied on a false figure', () => {
  it('are all that relied on it, each with the finding', () => {
    const it = investigated(titled());
    expect(tainted(it)).toEqual([]);
    it.given(find(it));
    const all = tainted(it);
    expect(all.map(({ kind }) => kind)).toEqual(['approval', 'control-gate', 'review-conclusion', 'conferral']);
    for (const { figures: own, setAside } of all) {
      expect(own).toMatchObject([{ indicator: 'A1.1', dataYear: 2024, value: '812.40', investigationId: 'i1' }]);
      expect(setAside).toBeNull();
    }
  });
  it('say what the control gate would have been without the figure', () => {
    const it = investigated(titled());
    it.given(find(it));
    const gate = tainted(it).find(({ kind }) => kind === 'control-gate')!.gate!;
    expect(gate.recorded.map(({ outcome }) => outcome)).toEqual(['met', 'met']);
    expect(gate.without!.map(({ outcome }) => outcome)).toEqual(['not-reported', 'met']);
    expect(gate).toMatchObject({ isOther: true, isBinding: true });
  });
  it('say that the gate is the same where another figure reaches it', () => {
    const both = [...figures('812.40', '13.1'), ...figures('790', '12.0', 2023)];
    const it = investigated(underReview('a', '330100', '2025-09-25', both));
    it.given(command(officer, on('2025-09-25', '17:00:00'), 'ConcludeReview', { caseId: 'a', conclusion: 'pass', reasons: '达到标准' }));
    it.given(find(it));
    const gate = tainted(it).find(({ kind }) => kind === 'control-gate')!.gate!;
    expect(gate.without![0]).toMatchObject({ control: 'CTRL1', value: '790', dataYear: 2023, outcome: 'met' });
    expect(gate.isOther).toBe(false);
  });
  it('cannot say so where the standards of that day are not known', () => {
    const it = investigated(titled());
    it.given(find(it));
    expect(tainted(it, null).find(({ kind }) => kind === 'control-gate')!.gate).toMatchObject({ without: null, isOther: null });
  });
  it('never compute stars again', () => {
    const it = investigated(longTitled());
    it.given(find(it));
    for (const { kind, gate, remark } of tainted(it)) {
      expect([kind, gate === null]).toEqual([kind, kind !== 'control-gate']);
      expect(remark.zh).not.toBe('');
    }
  });
  it('are none once the finding is withdrawn, or the investigation has found no fraud', () => {
    const found = investigated(titled());
    found.given(find(found));
    const withdrawn = found
      .fork()
      .given(
        command(officer, on('2026-03-04'), 'WithdrawFigureFinding', { investigationId: 'i1', ...statedFigure(found), reasons: '口径调整' }),
      );
    expect(tainted(withdrawn)).toEqual([]);
    expect(tainted(found.fork().given(close('not-substantiated')))).toEqual([]);
    expect(tainted(found.fork().given(close('substantiated')))).toHaveLength(4);
    expect(falseFindings(recordedHistory(found.events()))).toHaveLength(1);
  });
});
