import type { TestCommand, World } from '@minglu/kernel/testing';
import type { DossierCommand, Status } from '../status.js';
import { answering, consent, conferring, dossierOf, importing, opening, posting, requestingReview, statusOf, submission } from './cases.js';
import { allMet, command, experts, figures, material, objection, on, sha } from './payloads.js';
import { approver, auditor, authority, city, clock, expert, officer, someone } from './people.js';

/** The day of an act that comes next in a state: in the window of the 2023 campaign, or after all that the worlds hold. */
const dayIn = (status: Status): string =>
  ['NONE', 'DRAFT', 'CONSENTED'].includes(status) ? '2023-11-07' : status === 'PUBLICITY_OPEN' ? '2025-10-09' : '2025-10-21';

/** Every command on case `a` as its right person would plausibly send it now. */
export const plausible = (it: World): Readonly<Record<DossierCommand, TestCommand>> => {
  const state = dossierOf(it);
  const status = statusOf(it);
  const cityCode = state.subject?.cityCode ?? '441900';
  const day = dayIn(status);
  const own = city(cityCode);
  const provinceCode = `${cityCode.slice(0, 2)}0000`;
  const purpose = status === 'DRAFT' ? 'application' : 'review';
  const [deadline] = state.deadlines;
  const by = (who: typeof own, name: DossierCommand, data: Record<string, unknown> = {}, at = on(day)) =>
    command(who, at, name, { caseId: 'a', ...data });
  const without = ({ with: { caseId: _, ...data }, ...rest }: TestCommand): TestCommand => ({ ...rest, with: data });
  return {
    OpenApplication: opening({}, on(day), cityCode),
    ImportLegacyCreation: importing('a', cityCode, day),
    RecordProvincialConsent: consent(purpose, {}, on(day), provinceCode),
    RecordAuthorityOpinion: by(authority(provinceCode), 'RecordAuthorityOpinion', { opinion: '同意推荐', documentNumber: '1号' }),
    SubmitApplication: submission({}, on(day), cityCode),
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
      indicatorVersion: '168-2022',
      figures: figures('812.40', '13.1'),
      materials: [material('self-assessment-report')],
    }),
    RequestReview: requestingReview('a', cityCode, day),
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
    WithdrawExitProposal: without(by(officer, 'WithdrawExitProposal', { titleId: 't-a', reasons: '认定有误' }, on('2026-03-05'))),
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
      { kind: deadline?.kind ?? 'publicity-window', of: deadline?.of ?? 'p1', endsAt: deadline?.endsAt ?? '2025-10-10T16:00:00.000Z' },
      deadline?.endsAt,
    ),
  };
};
