import { Readable } from 'node:stream';
import { parseInstant, type Actor } from '@minglu/kernel';
import { simulatedClock } from '@minglu/casework';
import { insistent, simulate, type System } from '@minglu/system';
import { SAMPLE_KINDS, sampleFile } from './sample-file.js';

/** Start of the sample: the day before the window of the 2023 campaign (工信厅信发函〔2023〕278号). */
export const SAMPLE_START = parseInstant('2023-10-14T09:00:00+08:00')!;

const as = (role: string, org: string): Actor => ({ person: `sample-${role}`, role, org });
const tianjin = as('applicant', '120000');
const dongguan = as('applicant', '441900');
const guangdong = as('provincial-government', '440000');
const officer = as('ministry-officer', 'MIIT');
const approver = as('ministry-approver', 'MIIT');
const admin = as('ministry-admin', 'MIIT');
const park: Actor = { ...as('applicant', 'sample-park'), person: 'sample-park' };
const dongguanAuthority = as('municipal-authority', '441900');
const guangdongAuthority = as('provincial-authority', '440000');

const DOCUMENT = '样例文号（非真实文件）';
const CITY = 'sample-tianjin';
const OTHER = 'sample-dongguan';
const PARK = 'sample-park-case';

const material = (kind: string, name: string) => ({ kind, name: `样例：${name}.pdf`, sha256: sampleFile(kind).sha256 });
const figures = (revenue: string, growth: string, dataYear: number) => [
  { indicator: 'A1.1', value: revenue, unit: '亿元', dataYear, source: '样例数据' },
  { indicator: 'A2.1', value: growth, unit: '%', dataYear, source: '样例数据' },
];
const application = {
  truthfulnessPledge: true,
  materials: [
    material('written-application-report', '书面申请报告'),
    material('creation-application-form', '创建申请表'),
    material('creation-work-plan', '创建工作方案'),
  ],
};
const parkApplication = {
  ...application,
  materials: [material('application-report-document', '申请报告'), ...application.materials.slice(1)],
};
const open = { programme: 'city', campaignId: 'city-creation-2023', workingBody: '样例：市软件名城创建工作领导小组' };

/**
 * Sample cases: a direct municipality, a city of Guangdong and a park in that city apply in the window of 2023. The municipality's
 * cycle is shortened to two years, and it receives the title. Every id, actor and document is marked as a sample (样例).
 */
const steps: readonly (readonly [at: string, by: Actor, command: string, data: Record<string, unknown>])[] = [
  ['2023-10-16T10:00:00+08:00', admin, 'RegisterPark', { parkId: 'sample-park', name: '样例软件园', cityCode: '441900' }],
  ['2023-10-20T10:00:00+08:00', tianjin, 'OpenApplication', { ...open, caseId: CITY, applicant: '120000' }],
  ['2023-10-24T10:00:00+08:00', dongguan, 'OpenApplication', { ...open, caseId: OTHER, applicant: '441900' }],
  [
    '2023-10-25T10:00:00+08:00',
    park,
    'OpenApplication',
    {
      ...open,
      programme: 'park',
      campaignId: 'park-creation-2023',
      workingBody: '样例：园区管理委员会',
      caseId: PARK,
      applicant: 'sample-park',
    },
  ],
  [
    '2023-11-06T10:00:00+08:00',
    guangdong,
    'RecordProvincialConsent',
    { caseId: OTHER, purpose: 'application', issuer: '广东省人民政府', documentNumber: DOCUMENT, date: '2023-11-06' },
  ],
  ['2023-11-07T10:00:00+08:00', park, 'SubmitApplication', { ...parkApplication, caseId: PARK, figures: [] }],
  ['2023-11-08T10:00:00+08:00', dongguanAuthority, 'ApproveMaterials', { caseId: PARK, reasons: '样例：材料真实合规' }],
  ['2023-11-08T15:00:00+08:00', tianjin, 'SubmitApplication', { ...application, caseId: CITY, figures: figures('2600', '12.0', 2022) }],
  ['2023-11-09T10:00:00+08:00', guangdongAuthority, 'ApproveMaterials', { caseId: PARK, reasons: '样例：材料真实合规' }],
  [
    '2023-11-10T10:00:00+08:00',
    guangdongAuthority,
    'SubmitSummaryTable',
    { province: '440000', campaignId: 'park-creation-2023', caseIds: [PARK], sealed: true, sealRef: '样例印章' },
  ],
  ['2023-11-14T16:30:00+08:00', dongguan, 'SubmitApplication', { ...application, caseId: OTHER, figures: figures('700', '12.0', 2022) }],
  ['2023-11-15T10:00:00+08:00', officer, 'RequestSupplement', { caseId: CITY, items: ['样例：书面申请报告未盖章'], dueDate: '2023-11-24' }],
  [
    '2023-11-20T10:00:00+08:00',
    tianjin,
    'SubmitSupplement',
    { caseId: CITY, materials: [material('written-application-report', '书面申请报告（盖章）')] },
  ],
  [
    '2023-12-20T10:00:00+08:00',
    officer,
    'PassFormalReview',
    { caseId: CITY, checklist: { conditions: [true, true, true, true], materialsComplete: true }, reasons: '样例：符合申请条件，材料齐全' },
  ],
  [
    '2023-12-21T10:00:00+08:00',
    officer,
    'PassFormalReview',
    {
      caseId: OTHER,
      checklist: { conditions: [true, true, true, true], materialsComplete: true },
      reasons: '样例：符合申请条件，材料齐全',
    },
  ],
  [
    '2023-12-22T10:00:00+08:00',
    officer,
    'PassFormalReview',
    {
      caseId: PARK,
      checklist: { conditions: [true, true, true, true], materialsComplete: true },
      reasons: '样例：符合申请条件，材料齐全',
    },
  ],
  ['2024-01-05T10:00:00+08:00', officer, 'StartCreation', { caseId: CITY, startDate: '2024-01-05', documentNumber: DOCUMENT }],
  ['2024-01-05T10:05:00+08:00', officer, 'StartCreation', { caseId: OTHER, startDate: '2024-01-05', documentNumber: DOCUMENT }],
  ['2024-01-05T10:10:00+08:00', officer, 'StartCreation', { caseId: PARK, startDate: '2024-01-05', documentNumber: DOCUMENT }],
  [
    '2024-07-05T10:00:00+08:00',
    tianjin,
    'ReportProgress',
    { caseId: CITY, period: '2024上半年', figures: [], narrative: '样例：推进机制已建立' },
  ],
  [
    '2024-07-08T10:00:00+08:00',
    park,
    'ReportProgress',
    { caseId: PARK, period: '2024上半年', figures: [], narrative: '样例：公共服务平台已建成' },
  ],
  [
    '2025-09-01T10:00:00+08:00',
    tianjin,
    'RequestCycleShortening',
    { caseId: CITY, newCycleEnd: '2026-01-05', reasons: '样例：推进力度大、成效突出' },
  ],
  ['2025-09-22T10:00:00+08:00', approver, 'DecideCycleShortening', { caseId: CITY, decision: 'approve', documentNumber: DOCUMENT }],
  [
    '2026-01-08T10:00:00+08:00',
    tianjin,
    'SubmitSelfAssessment',
    {
      caseId: CITY,
      indicatorVersion: '168-2022',
      figures: figures('3000', '12.5', 2024),
      materials: [material('self-assessment-report', '自评报告')],
    },
  ],
  ['2026-01-09T10:00:00+08:00', tianjin, 'RequestReview', { caseId: CITY, materials: [material('review-application', '评审申请')] }],
  [
    '2026-01-19T10:00:00+08:00',
    officer,
    'ConvenePanel',
    {
      caseId: CITY,
      panelId: 'sample-panel',
      experts: ['310000', '330100', '420100', '510100', '610100'].map((cityCode, index) => ({
        id: `sample-e${index + 1}`,
        employer: `样例单位${index + 1}`,
        cityCode,
      })),
      recusals: [],
    },
  ],
  [
    '2026-01-23T10:00:00+08:00',
    officer,
    'RecordReviewMethod',
    { caseId: CITY, method: 'site-visit', date: '2026-01-23', place: '样例地点', recordSha256: sampleFile('site-visit').sha256 },
  ],
  ['2026-01-28T10:00:00+08:00', officer, 'ConcludeReview', { caseId: CITY, conclusion: 'pass', reasons: '样例：达到创建标准' }],
  [
    '2026-02-13T09:00:00+08:00',
    officer,
    'StartPublicity',
    { publicityId: 'sample-notice', caseIds: [CITY], portalUrl: 'https://www.miit.gov.cn/sample' },
  ],
  [
    '2026-03-02T10:00:00+08:00',
    approver,
    'ConferTitle',
    { caseId: CITY, titleId: 'sample-title', documentNumber: DOCUMENT, effectiveDate: '2026-03-02' },
  ],
];

/** The files of the sample, each with the actor who names it. A file that is there already stays. */
const depositFiles = async ({ files: { materials } }: System): Promise<void> => {
  for (const [, actor, , data] of steps) {
    const named = JSON.stringify(data);
    for (const kind of SAMPLE_KINDS) {
      const { sha256, bytes } = sampleFile(kind);
      if (!named.includes(sha256)) continue;
      const received = await materials.receive(Readable.from([bytes]), { name: `${kind}.pdf`, depositor: actor });
      if (received.outcome !== 'stored')
        throw new Error(`a file of the sample was refused: ${received.findings.map(({ en }) => en).join()}`);
    }
  }
};

/** Plays the sample on a simulated clock. Played again on the same log, it changes nothing. */
export const playSample = async (system: System, progress: (done: number, of: number) => void): Promise<void> => {
  const clock = simulatedClock(SAMPLE_START);
  const { advanceTo, catchUp } = simulate(system, clock);
  await depositFiles(system);
  for (const [index, [at, actor, type, data]] of steps.entries()) {
    await advanceTo(parseInstant(at)!);
    const answer = await insistent(system.casework).execute({
      commandId: `sample/${index}`,
      type,
      data,
      actor,
      at: clock.now(),
      correlationId: 'sample',
    });
    if (answer.outcome === 'refused') throw new Error(`the sample was refused at ${type}: ${answer.refusal.message.en}`);
    progress(index + 1, steps.length);
  }
  await catchUp();
};
