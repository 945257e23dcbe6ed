import type { Actor, Instant } from '@minglu/kernel';
import type { EventStore, StoredEvent } from '@minglu/event-store';
import { SYSTEM } from '@minglu/system';
import pg from 'pg';
import { oursInMemory } from './ours.js';

/** The dossier that stands for all: its id is in every text that is its own, and is replaced in the copies. */
const MODEL = 'case-000000';
export const caseIdOf = (index: number): string => `case-${String(index).padStart(6, '0')}`;
export const dossierOf = (index: number): string => `dossier/${caseIdOf(index)}`;
export const CITY = '441900';
/** After the last event of {@link inCreation}, and inside its cycle. */
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

/** What an applicant in creation reports; also the command that is measured on existing dossiers. */
export const progressReport = (caseId: string, period: string) => ({
  caseId,
  period,
  figures: figures(2024).slice(0, 1),
  narrative: '重点企业新增三家，公共服务平台投入运行，年度目标按计划推进。',
});
const reports = (count: number): readonly Step[] =>
  Array.from({ length: count }, (_, index) => ['2024-06-01', applicant, 'ReportProgress', progressReport(MODEL, `第${index + 1}期`)]);

/** 11 events. */
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

/** 30 events of one dossier, as the real commands make them: in creation, reporting. */
export const inCreation = (): Promise<readonly StoredEvent[]> => played([...intoCreation, ...reports(19)]);
/** 30 events: the whole path of a city, to the title. */
export const titled = (): Promise<readonly StoredEvent[]> => played([...intoCreation, ...reports(7), ...toTheTitle]);

/** Acts that name their dossiers in another way than by `caseId`. */
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

/**
 * Fills the log with copies of a history, interleaved as if the dossiers had begun one after another: around each
 * position there are events of every kind. Straight into the table, each column as an append would have left it.
 */
export const copyHistory = async (
  databaseUrl: string,
  store: EventStore,
  history: readonly StoredEvent[],
  dossiers: number,
  upTo = Infinity,
): Promise<void> => {
  const head = await store.head();
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      'CREATE TEMPORARY TABLE model (version int, public_version int, type text, schema_version int, payload text, metadata text)',
    );
    for (const one of history) {
      const { streamVersion, publicVersion, type, schemaVersion, payload, metadata } = one;
      await client.query('INSERT INTO model VALUES ($1, $2, $3, $4, $5, $6)', [
        streamVersion,
        publicVersion,
        type,
        schemaVersion,
        payload,
        metadata,
      ]);
    }
    await client.query(COPIES, [MODEL, dossiers, head, Math.min(upTo, dossiers * history.length)]);
    await client.query('VACUUM ANALYZE events');
  } finally {
    await client.end();
  }
};

const COPIES = `
INSERT INTO events (position, event_id, stream_id, stream_version, public_version, type, schema_version, payload, metadata, salt, content_hash, recorded_at)
SELECT $3::int + place, gen_random_uuid(), 'dossier/' || case_id, version, public_version, type, schema_version, payload, metadata, salt,
       sha256(convert_to('minglu/event/v1', 'UTF8') || '\\x00' || int4send(32) || salt || sized(payload) || sized(metadata)),
       timestamptz '2026-04-01' + place * interval '1 ms'
  FROM (SELECT place, case_id, version, public_version, type, schema_version,
               replace(payload, $1, case_id) AS payload, replace(metadata, $1, case_id) AS metadata,
               uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) AS salt
          FROM (SELECT *, 'case-' || lpad(dossier::text, 6, '0') AS case_id,
                       row_number() OVER (ORDER BY version + 30 * (dossier * 0.6180339887 % 1), dossier) AS place
                  FROM model, generate_series(1, $2::int) dossier) AS ordered
         WHERE place <= $4::int OFFSET 0) AS copy
 ORDER BY place`.replaceAll(/sized\((\w+)\)/g, "int4send(octet_length($1)) || convert_to($1, 'UTF8')");
