import type { World } from '@minglu/kernel/testing';
import {
  admin,
  authority,
  city,
  command,
  dossierOf,
  evaluationCampaign,
  exitProposed,
  freshWorld,
  municipality,
  on,
  plausible,
  publishing,
  titled,
} from '../testing/index.js';

const REASONS = '完整、真实、合规';
const submitted = (more: Record<string, unknown> = {}): World => {
  const it = titled().given({ ...evaluationCampaign, with: { ...evaluationCampaign.with, ...more } });
  return it.given(plausible(it).SubmitEvaluation);
};
/** A title of a separately planned city (计划单列市), which a campaign may let approve its own materials. */
const submittedByShenzhen = (more: Record<string, unknown>): World => {
  const title = { titleId: 't-a', cityCode: '440300', variant: 'famous', conferredOn: '2012-11-01', source: '部文件' };
  const it = freshWorld().given(command(admin, on('2025-09-01'), 'ImportLegacyTitle', title), {
    ...evaluationCampaign,
    with: { ...evaluationCampaign.with, ...more },
  });
  return it.given({ ...plausible(titled().given(evaluationCampaign)).SubmitEvaluation, by: city('440300') });
};
const checking = (
  name: 'ApproveMaterials' | 'ReturnMaterials',
  more: Record<string, unknown> = {},
  at = on('2025-10-22'),
  by = authority('330000'),
) => command(by, at, name, { titleId: 't-a', evaluationYear: 2025, reasons: REASONS, ...more });

describe('ApproveMaterials of an evaluation (notice 277 section 2(2))', () => {
  it('is possible for the province, once', () => {
    const it = submitted();
    const [event] = it.when(checking('ApproveMaterials')).then('EvaluationMaterialsApproved').thenWarns().events;
    expect(event!.data).toEqual({
      caseId: 'a',
      titleId: 't-a',
      evaluationYear: 2025,
      reasons: REASONS,
      approver: '330000',
      selfApproval: false,
      afterWindow: false,
    });
    expect(dossierOf(it).evaluation?.submissions).toMatchObject([{ year: 2025, approved: true }]);
    const { refusal } = it.when(checking('ApproveMaterials')).thenRefused('no-materials-to-check', 'notice-2023-277/2.2');
    expect(refusal!.details).toEqual({ evaluationYear: 2025 });
  });
  it('is valid after the window, with a warning', () => {
    const window = { closesAt: '2025-11-11T00:00:00+08:00' };
    const inTime = submitted(window).when(checking('ApproveMaterials', {}, on('2025-11-10', '23:59:59')));
    expect(inTime.thenWarns().events[0]!.data).toMatchObject({ afterWindow: false });
    const late = submitted(window)
      .when(checking('ApproveMaterials', {}, on('2025-11-11', '00:00:00')))
      .then('EvaluationMaterialsApproved');
    late.thenWarns('approved-after-window');
    expect(late.warnings[0]?.legalBasis).toEqual(['notice-2023-277/2.2']);
    expect(late.warnings[0]!.legalBasis).toEqual(['notice-2023-277/2.2']);
    expect(late.events[0]!.data).toMatchObject({ afterWindow: true });
  });
  it('is possible for the authority named by the campaign, with a warning if it approves its own materials', () => {
    const named = () => submittedByShenzhen({ approvers: { '440300': '440300' } });
    const { refusal } = named()
      .when(checking('ApproveMaterials', {}, on('2025-10-22'), authority('440000')))
      .thenRefused('not-the-approver', 'notice-2023-277/2.2');
    expect(refusal!.details).toEqual({ approver: '440300' });
    const own = named()
      .when(checking('ApproveMaterials', {}, on('2025-10-22'), authority('440300')))
      .then('EvaluationMaterialsApproved');
    own.thenWarns('self-approval');
    expect(own.warnings[0]!.legalBasis).toEqual(['notice-2023-277/2.2']);
    expect(own.events[0]!.data).toMatchObject({ approver: '440300', selfApproval: true });
  });
  it('is refused to another province and to the city', () => {
    submitted()
      .when(checking('ApproveMaterials', {}, on('2025-10-22'), authority('320000')))
      .thenRefused('not-authorised', 'notice-2023-277/2.2');
    submitted()
      .when(checking('ApproveMaterials', {}, on('2025-10-22'), municipality('330100')))
      .thenRefused('not-the-approver', 'notice-2023-277/2.2');
  });
  it('needs materials of that year', () => {
    titled().when(checking('ApproveMaterials')).thenRefused('no-materials-to-check', 'notice-2023-277/2.2');
    submitted()
      .when(checking('ApproveMaterials', { evaluationYear: 2024 }))
      .thenRefused('no-materials-to-check');
  });
  it('must name a case, or a title and a year, but not both', () => {
    const unclear = (data: Record<string, unknown>) =>
      submitted()
        .when({ ...checking('ApproveMaterials'), with: { reasons: REASONS, ...data } })
        .thenRefused('case-or-evaluation', 'notice-2023-277/2.2', 'notice-2023-277/2.3');
    unclear({ caseId: 'a', titleId: 't-a', evaluationYear: 2025 });
    unclear({ titleId: 't-a' });
    unclear({ caseId: 'a', evaluationYear: 2025 });
  });
  it('is possible while an exit is proposed', () => {
    exitProposed(submitted())
      .when(checking('ApproveMaterials', {}, on('2026-03-05')))
      .then('EvaluationMaterialsApproved');
  });
});

describe('ReturnMaterials of an evaluation', () => {
  it('removes the submission, which may be submitted again', () => {
    const it = submitted();
    const [event] = it
      .when(checking('ReturnMaterials', { reasons: '数据有误' }))
      .then('EvaluationMaterialsReturned')
      .thenWarns().events;
    expect(event!.data).toEqual({ caseId: 'a', titleId: 't-a', evaluationYear: 2025, reasons: '数据有误', approver: '330000' });
    expect(dossierOf(it).evaluation?.submissions).toEqual([]);
    it.when(checking('ReturnMaterials')).thenRefused('no-materials-to-check', 'notice-2023-277/2.2');
    it.when(plausible(it).SubmitEvaluation).then('EvaluationSubmitted');
  });
  it('is possible after the approval, until there is a result', () => {
    const it = submitted().given(checking('ApproveMaterials'));
    it.fork().when(checking('ReturnMaterials')).then('EvaluationMaterialsReturned');
    it.given(publishing(2025, 3))
      .when(checking('ReturnMaterials', {}, on('2026-03-09')))
      .thenRefused('no-materials-to-check');
  });
  it('is possible only for the authority that approves', () => {
    submitted()
      .when(checking('ReturnMaterials', {}, on('2025-10-22'), municipality('330100')))
      .thenRefused('not-the-approver', 'notice-2023-277/2.2');
    submitted()
      .when({ ...checking('ReturnMaterials'), with: { reasons: REASONS, titleId: 't-a' } })
      .thenRefused('case-or-evaluation', 'notice-2023-277/2.2', 'notice-2023-277/2.3');
  });
});
