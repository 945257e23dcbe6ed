import type { Actor, Instant } from '@minglu/kernel';
import type { StoredEvent } from '@minglu/event-store';
import { SYSTEM } from '@minglu/system';
import { oursInMemory } from './ours.js';

/** Id of the model dossier. Copies replace it in all texts. */
export const MODEL = 'case-000000';
export const caseIdOf = (index: number): string => `case-${String(index).padStart(6, '0')}`;
export const dossierOf = (index: number): string => `dossier/${caseIdOf(index)}`;
export const CITY = '441900';
/** An instant after the last event of {@link inCreation}, within the creation cycle. */
export const IN_CREATION: Instant = '2025-06-01T02:00:00.000Z';

const applicant: Actor = { person: `city-${CITY}`, role: 'applicant', org: CITY };
const province: Actor = { person: 'province-440000', role: 'provincial-government', org: '440000' };
const authority: Actor = { person: 'authority-440000', role: 'provincial-authority', org: '440000' };
const officer: Actor = { person: 'officer-1', role: 'ministry-officer', org: 'MIIT' };
const approver: Actor = { person: 'approver-1', role: 'ministry-approver', org: 'MIIT' };
const someone: Actor = { person: 'someone', role: 'public', org: '-' };

type Step = readonly [day: string, actor: Actor, type: string, data: Record<string, unknown>];

const material = (kind: string) => ({ kind, name: `${kind}.pdf`, sha256: 'a'.repeat(64) });
const figures = (dataYear: number) => [
  { indicator: 'A1.1', value: '812.40', unit: '亿元', dataYear, source: '市统计局' },
  { indicator: 'A2.1', value: '13.1', unit: '%', dataYear, source: '市统计局' },
];
const consent = (purpose: string, date: string) => ({ purpose, issuer: '广东省人民政府', documentNumber: '粤府函〔2023〕100号', date });

/** The data of ReportProgress, which is also measured on existing dossiers. */
export const progressReport = (caseId: string, period: string) => ({
  caseId,
  period,
  figures: figures(2024).slice(0, 1),
  narrative: '重点企业新增三家，公共服务平台投入运行，年度目标按计划推进。',
});
const reports = (count: number): readonly Step[] =>
  Array.from({ length: count }, (_, index) => ['2024-06-01', applicant, 'ReportProgress', progressReport(MODEL, `第${index + 1}期`)]);

/** 11 events, up to the start of creation and the shortened cycle. */
const intoCreation: readonly Step[] = [
  [
    '2023-11-01',
    applicant,
    'OpenApplication',
    { programme: 'city', applicant: CITY, campaignId: 'city-creation-2023', workingBody: '市工业和信息化局' },
  ],
  ['2023-11-03', province, 'RecordProvincialConsent', consent('application', '2023-11-03')],
  ['2023-11-06', authority, 'RecordAuthorityOpinion', { opinion: '符合申请条件，同意推荐。', documentNumber: '粤工信函〔2023〕8号' }],
  [
    '2023-11-07',
    applicant,
    'SubmitApplication',
    {
      materials: ['written-application-report', 'creation-application-form', 'creation-work-plan'].map(material),
      figures: figures(2022),
      truthfulnessPledge: true,
    },
  ],
  ['2023-11-10', officer, 'RequestSupplement', { items: ['申请表未盖章'], dueDate: '2023-11-20' }],
  ['2023-11-14', applicant, 'SubmitSupplement', { materials: [material('creation-application-form')] }],
  [
    '2023-12-01',
    officer,
    'PassFormalReview',
    { checklist: { conditions: [true, true, true, true], materialsComplete: true }, reasons: '材料齐全，符合条件' },
  ],
  ['2024-01-05', officer, 'StartCreation', { startDate: '2024-01-05', documentNumber: '工信部信发〔2024〕1号' }],
  [
    '2024-02-05',
    applicant,
    'FileTargetBreakdown',
    { targets: [{ indicator: '软件业务收入', unit: '亿元', baselineYear: 2022, baseline: '700', targetYear: 2025, target: '1000' }] },
  ],
  ['2024-03-01', applicant, 'RequestCycleShortening', { newCycleEnd: '2026-01-30', reasons: '主要目标可提前完成' }],
  ['2024-03-20', approver, 'DecideCycleShortening', { decision: 'approve', documentNumber: '工信部信函〔2024〕3号' }],
];

const toTheTitle: readonly Step[] = [
  ['2026-02-02', SYSTEM, 'PassDeadline', { kind: 'creation-cycle', of: MODEL, endsAt: '2026-01-30T16:00:00.000Z' }],
  [
    '2026-02-03',
    applicant,
    'SubmitSelfAssessment',
    { indicatorVersion: '168-2022', figures: figures(2024), materials: [material('self-assessment-report')] },
  ],
  ['2026-02-04', province, 'RecordProvincialConsent', consent('review', '2026-02-04')],
  ['2026-02-05', applicant, 'RequestReview', { materials: [material('review-application')] }],
  [
    '2026-03-02',
    officer,
    'ConvenePanel',
    {
      panelId: `panel-${MODEL}`,
      experts: ['110000', '310000', '110000', '610100', '420100'].map((cityCode, index) => ({
        id: `e${index + 1}`,
        employer: `第${index + 1}研究院`,
        cityCode,
      })),
      recusals: [],
    },
  ],
  [
    '2026-03-05',
    officer,
    'RecordReviewMethod',
    { method: 'document-review', date: '2026-03-05', place: '北京', recordSha256: 'b'.repeat(64) },
  ],
  ['2026-03-06', officer, 'ConcludeReview', { conclusion: 'pass', reasons: '达到创建标准' }],
  [
    '2026-03-09',
    officer,
    'StartPublicity',
    { publicityId: `publicity-${MODEL}`, caseIds: [MODEL], portalUrl: 'https://www.miit.gov.cn/publicity' },
  ],
  [
    '2026-03-10',
    someone,
    'FileObjection',
    {
      objectionId: `objection-${MODEL}`,
      publicityId: `publicity-${MODEL}`,
      nameMode: 'real-name',
      name: '某某',
      contact: '13800000000',
      grounds: '数据不符',
      evidence: [],
    },
  ],
  ['2026-03-17', SYSTEM, 'PassDeadline', { kind: 'publicity-window', of: `publicity-${MODEL}`, endsAt: '2026-03-16T16:00:00.000Z' }],
  ['2026-03-20', officer, 'ResolveObjection', { objectionId: `objection-${MODEL}`, outcome: 'dismissed', findings: '经核实，数据属实' }],
  [
    '2026-04-01',
    approver,
    'ConferTitle',
    { titleId: `title-${MODEL}`, documentNumber: '工信部信发〔2026〕6号', effectiveDate: '2026-04-01' },
  ],
];

/** 30 events of one dossier in creation, made by the real commands. */
export const inCreation = (): Promise<readonly StoredEvent[]> => played([...intoCreation, ...reports(19)]);
/** 30 events of a city from the application to the title. */
export const titled = (): Promise<readonly StoredEvent[]> => played([...intoCreation, ...reports(7), ...toTheTitle]);

/** Acts without a `caseId`. */
const WITHOUT_CASE = ['StartPublicity', 'ResolveObjection'];

const played = async (steps: readonly Step[]): Promise<readonly StoredEvent[]> => {
  const { give, store } = await oursInMemory();
  for (const [index, [day, actor, type, data]] of steps.entries()) {
    const own = WITHOUT_CASE.includes(type) ? data : { caseId: MODEL, ...data };
    await give({ type, data: own, actor, at: `${day}T02:00:00.000Z`, commandId: `${MODEL}/${index}` });
  }
  const events = await store.readStream(dossierOf(0));
  if (events.length !== 30) throw new Error(`the model dossier has ${events.length} events, not 30`);
  return events;
};
