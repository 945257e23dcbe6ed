import type { TestCommand, World } from '@minglu/kernel/testing';
import type { DossierCommand, Status } from '../status.js';
import {
  announcing,
  answering,
  cancelling,
  conferring,
  consent,
  dossierOf,
  importing,
  opening,
  parkRequest,
  parkSubmission,
  posting,
  requestingReview,
  serving,
  statusOf,
  submission,
  summaryTable,
} from './cases.js';
import { allMet, command, experts, figures, material, objection, on, sha } from './payloads.js';
import { admin, approver, auditor, authority, city, clock, expert, municipality, officer, province, someone } from './people.js';

/** The day of an act that comes next in a state: in the window of the 2023 campaign, or after all that the worlds hold. */
const dayIn = (status: Status): string => DAYS[status] ?? '2025-10-21';
const DAYS: Readonly<Partial<Record<Status, string>>> = {
  NONE: '2023-11-07',
  DRAFT: '2023-11-07',
  CONSENTED: '2023-11-07',
  PILOT: '2023-10-20',
  MUNICIPAL_CHECK: '2023-10-25',
  PROVINCIAL_CHECK: '2023-10-26',
  PROVINCIAL_APPROVED: '2023-11-10',
  AT_MINISTRY: '2023-12-01',
  PUBLICITY_OPEN: '2025-10-09',
  EXIT_PROPOSED: '2026-03-05',
  CANCELLED: '2026-03-20',
  EXITED: '2026-03-20',
};

/** Every command on case `a` as its right person would plausibly send it now. */
export const plausible = (it: World): Readonly<Record<DossierCommand, TestCommand>> => {
  const state = dossierOf(it);
  const status = statusOf(it);
  const cityCode = state.subject?.cityCode ?? '441900';
  const day = dayIn(status);
  const own = city(state.subject?.applicant ?? cityCode);
  const park = state.subject?.programme === 'park';
  const titleId = state.title?.titleId ?? 't-a';
  const checker = status === 'MUNICIPAL_CHECK' ? municipality(cityCode) : authority(`${cityCode.slice(0, 2)}0000`);
  const checked = status.endsWith('_CHECK') ? { caseId: 'a' } : { titleId, evaluationYear: 2025 };
  const provinceCode = `${cityCode.slice(0, 2)}0000`;
  const purpose = status === 'DRAFT' ? 'application' : 'review';
  const [deadline] = state.deadlines;
  const by = (who: typeof own, name: DossierCommand, data: Record<string, unknown> = {}, at = on(day)) =>
    command(who, at, name, { caseId: 'a', ...data });
  /** A command that names no case, or names it among others. */
  const without = ({ with: { caseId: _, ...data }, ...rest }: TestCommand, more: Record<string, unknown> = {}): TestCommand => ({
    ...rest,
    with: { ...data, ...more },
  });
  return {
    OpenApplication: opening({}, on(day), cityCode),
    ImportLegacyCreation: importing('a', cityCode, day),
    RecordProvincialConsent: consent(purpose, {}, on(day), provinceCode),
    RecordAuthorityOpinion: by(authority(provinceCode), 'RecordAuthorityOpinion', { opinion: '同意推荐', documentNumber: '1号' }),
    SubmitApplication: park ? parkSubmission(day) : submission({}, on(day), cityCode),
    RequestSupplement: by(officer, 'RequestSupplement', { items: ['未盖章'] }),
    SubmitSupplement: by(own, 'SubmitSupplement', { materials: [material('other')] }),
    PassFormalReview: by(officer, 'PassFormalReview', { checklist: allMet, reasons: '符合条件' }),
    RejectFormalReview: by(officer, 'RejectFormalReview', { checklist: { ...allMet, materialsComplete: false }, reasons: '材料不齐' }),
    WithdrawApplication: by(own, 'WithdrawApplication', { reasons: '另行安排' }),
    StartCreation: by(officer, 'StartCreation', { startDate: day, documentNumber: '1号' }),
    FileTargetBreakdown: by(own, 'FileTargetBreakdown', {
      targets: [{ indicator: '软件业务收入', unit: '亿元', targetYear: 2025, target: '超10000' }],
    }),
    ReportProgress: by(own, 'ReportProgress', { period: '2025-H1', figures: figures('812.40', '13.1'), narrative: '按方案推进' }),
    RequestCycleShortening: by(own, 'RequestCycleShortening', { newCycleEnd: '2024-06-28', reasons: '成效突出' }),
    DecideCycleShortening: by(approver, 'DecideCycleShortening', { decision: 'approve', documentNumber: '5号' }),
    ExtendCreation: by(approver, 'ExtendCreation', { newCycleEnd: '2026-06-30', documentNumber: '7号', reasons: '项目延期' }),
    EndCreation: by(approver, 'EndCreation', { documentNumber: '8号', reasons: '未推进' }),
    SubmitSelfAssessment: by(own, 'SubmitSelfAssessment', {
      indicatorVersion: park ? 'none' : '168-2022',
      figures: figures('812.40', '13.1'),
      materials: [material('self-assessment-report')],
    }),
    RequestReview: park ? parkRequest(day) : requestingReview('a', cityCode, day),
    ReturnReviewMaterials: by(officer, 'ReturnReviewMaterials', { reasons: '缺页' }),
    ConvenePanel: by(officer, 'ConvenePanel', {
      panelId: 'panel-2',
      experts: experts('310000', '310000', '310000', '610100', '420100'),
      recusals: [],
    }),
    RecordReviewMethod: by(officer, 'RecordReviewMethod', { method: 'site-visit', date: day, place: '现场', recordSha256: sha('c') }),
    ScoreIndicators: by(expert, 'ScoreIndicators', { expertId: 'e1', scores: [{ indicator: 'A1.1', points: '8.5' }] }),
    ConcludeReview: by(officer, 'ConcludeReview', { conclusion: 'pass', reasons: '达到创建标准' }),
    StartPublicity: posting('p9', ['a'], on(day)),
    CorrectPublicity: without(
      by(officer, 'CorrectPublicity', {
        publicityId: 'p1',
        newPublicityId: 'p8',
        reason: '城市名称有误',
        portalUrl: 'https://www.miit.gov.cn/p8',
      }),
    ),
    FileObjection: command(someone, on(day), 'FileObjection', objection('o9', 'a', 'p1')),
    WithdrawObjection: without(by(officer, 'WithdrawObjection', { objectionId: 'o1', letterSha256: sha('e') })),
    ResolveObjection: answering('o1', { outcome: 'dismissed' }, on(day)),
    ConferTitle: conferring({ titleId: 't-9' }, on(day)),
    WithdrawExitProposal: without(by(officer, 'WithdrawExitProposal', { titleId, reasons: '认定有误' }, on('2026-03-05'))),
    ImportPilotPark: by(admin, 'ImportPilotPark', { parkId: 'park-1', documentNumber: '280号', startDate: '2021-01-01' }),
    ImportLegacyTitle: without(
      by(admin, 'ImportLegacyTitle', { titleId: 'a', cityCode: '441900', variant: 'famous', conferredOn: '2012-11-01', source: '部文件' }),
    ),
    ApproveMaterials: without(by(checker, 'ApproveMaterials', { ...checked, reasons: '完整、真实、合规' }), checked),
    ReturnMaterials: without(by(checker, 'ReturnMaterials', { ...checked, reasons: '数据有误' }), checked),
    SubmitSummaryTable: summaryTable(),
    SubmitEvaluation: without(
      by(own, 'SubmitEvaluation', {
        titleId,
        evaluationYear: 2025,
        campaignId: 'city-evaluation-2025',
        materials: [material('evaluation-form')],
        figures: figures('812.40', '13.1'),
        truthfulnessPledge: true,
      }),
    ),
    StartEvaluationPublicity: without(
      by(officer, 'StartEvaluationPublicity', {
        titleId,
        evaluationYear: 2025,
        portalUrl: 'https://www.miit.gov.cn/e1',
        from: '2026-03-05',
        until: '2026-03-12',
      }),
    ),
    PublishEvaluationResults: without(
      by(approver, 'PublishEvaluationResults', { evaluationYear: 2025, documentNumber: '1号', results: [{ titleId, stars: 1 }] }),
    ),
    CorrectEvaluationResult: without(
      by(approver, 'CorrectEvaluationResult', { titleId, evaluationYear: 2025, stars: 2, reason: '数据有误', documentNumber: '2号' }),
    ),
    SettleStreak: without(by(approver, 'SettleStreak', { titleId, consecutive: true, documentNumber: '3号', reasons: '视为连续' })),
    OrderRectification: without(
      by(officer, 'OrderRectification', { titleId, evaluationYear: 2025, reminder: '请高度重视', items: ['提升创新能力'] }),
    ),
    SubmitRectification: without(
      by(own, 'SubmitRectification', { titleId, evaluationYear: 2025, materials: [material('rectification-report')] }),
    ),
    AcceptRectification: without(by(officer, 'AcceptRectification', { titleId, evaluationYear: 2025, reasons: '整改到位' })),
    AddEvidence: without(
      by(auditor, 'AddEvidence', { investigationId: 'i1', eventIds: ['1'], materials: [material('evidence')], note: '发票' }),
    ),
    ServePriorNotice: serving(state.title ? 'exit' : 'cancel-qualification', {}, on(day)),
    SubmitStatement: without(by(own, 'SubmitStatement', { proceedingId: 'pr1', content: '请求复核' })),
    WaiveStatement: without(by(own, 'WaiveStatement', { proceedingId: 'pr1' })),
    ReviewStatement: without(by(officer, 'ReviewStatement', { proceedingId: 'pr1', adopted: false, reasons: '不成立' })),
    CancelQualification: cancelling({}, on(day)),
    AnnounceExit: announcing({ titleId }, on(day)),
    NoteReviewOrLitigation: by(officer, 'NoteReviewOrLitigation', { kind: 'reconsideration', date: day }),
    AuthoriseTitleUse: without(by(officer, 'AuthoriseTitleUse', { authorisationId: 'u9', titleId, scope: '宣传册', from: day })),
    EndTitleUse: without(by(officer, 'EndTitleUse', { authorisationId: 'u1', reasons: '活动结束' })),
    FileEnhancementPlan: without(
      by(own, 'FileEnhancementPlan', {
        titleId,
        goals: [{ indicator: '软件业务收入', unit: '亿元', targetYear: 2028, target: '超10000' }],
        phases: [],
        validity: '2028-12',
      }),
    ),
    ReportMonitoringData: without(
      by(own, 'ReportMonitoringData', {
        titleId,
        period: '2025-Q3',
        source: '市统计局',
        release: '快报',
        figures: figures('812.40', '13.1', 2025),
      }),
    ),
    RefuseProvincialConsent: by(province(provinceCode), 'RefuseProvincialConsent', {
      purpose,
      issuer: '省人民政府',
      documentNumber: '府函2号',
      date: day,
      reasons: '条件尚不成熟',
    }),
    ChangeWorkingBody: by(own, 'ChangeWorkingBody', { workingBody: '市数据局', reasons: '机构改革' }),
    NotePriority: by(officer, 'NotePriority', { grounds: [{ ground: 'steady-growth', source: '督查激励通报' }] }),
    RecordSupervision: by(province(provinceCode), 'RecordSupervision', { kind: 'guidance', summary: '召开推进会', date: day }),
    RecordTitleMisuse: without(
      by(officer, 'RecordTitleMisuse', { ...(park ? { titleId } : { cityCode }), where: '某展会', evidence: [material('evidence')] }),
    ),
    OpenInvestigation: without(
      by(auditor, 'OpenInvestigation', { investigationId: 'i9', subject: 'a', clue: '举报', sourceProtected: true }),
    ),
    CloseInvestigation: without(
      by(approver, 'CloseInvestigation', { investigationId: 'i1', finding: 'not-substantiated', reasons: '经查' }),
    ),
    RecomputeDeadlines: by(clock, 'RecomputeDeadlines', { cause: '放假安排调整' }),
    PassDeadline: by(
      clock,
      'PassDeadline',
      {
        kind: deadline?.kind ?? 'publicity-window',
        of: deadline?.of ?? 'p1',
        ...(deadline?.evaluationYear === undefined ? {} : { evaluationYear: deadline.evaluationYear }),
        endsAt: deadline?.endsAt ?? '2025-10-10T16:00:00.000Z',
      },
      deadline?.endsAt,
    ),
  };
};
