// A case from its opening to its title, by the client that openapi-typescript and openapi-fetch make from openapi.json. The spec beside
// this folder checks its types and runs it.
import { createInterface } from 'node:readline';
import createClient from 'openapi-fetch';
import type { components, paths } from './schema.js';

type Receipt = components['schemas']['CommandReceipt'];
type Trial = components['schemas']['CommandTrial'];
type Problem = components['schemas']['Problem'];
type Role = 'applicant' | 'ministry-officer' | 'ministry-approver';

const { url, tokens } = JSON.parse(process.argv[2] ?? '') as { readonly url: string; readonly tokens: Readonly<Record<Role, string>> };
const clientOf = (role: Role) => createClient<paths>({ baseUrl: url, headers: { authorization: `Bearer ${tokens[role]}` } });
const [city, officer, approver] = [clientOf('applicant'), clientOf('ministry-officer'), clientOf('ministry-approver')];
const everyone = createClient<paths>({ baseUrl: url });

const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
/** Asks the spec to move the clock of the system. */
const at = async (instant: string): Promise<void> => {
  process.stdout.write(`${JSON.stringify({ at: instant })}\n`);
  await answers.next();
};

/** The receipt of an act. Throws for a refusal. */
const recorded = ({ data, error }: { data?: Receipt | Trial; error?: Problem }): Receipt => {
  if (error) throw new Error(`${error.code}: ${error.message.en} (${error.legalBasis.join(', ')})`);
  if (!data || !('commandId' in data)) throw new Error('nothing was recorded');
  return data;
};
const made = (receipt: Receipt, field: string): string => {
  const id = receipt.created[field];
  if (id === undefined) throw new Error(`the act has made no ${field}`);
  return id;
};
const material = (kind: components['schemas']['Materials'][number]['kind']) => ({ kind, name: `${kind}.pdf`, sha256: 'a'.repeat(64) });
const figures = (revenue: string, dataYear: number): components['schemas']['Figures'] => [
  { indicator: 'A1.1', value: revenue, unit: '亿元', dataYear, source: '年报' },
  { indicator: 'A2.1', value: '12.5', unit: '%', dataYear, source: '年报' },
];

await at('2023-10-20T10:00:00+08:00');
const opened = recorded(
  await city.POST('/dossiers', {
    body: { programme: 'city', applicant: '120000', campaignId: 'city-creation-2023', workingBody: '市软件名城办' },
  }),
);
const caseId = made(opened, 'caseId');
const path = { params: { path: { caseId } } };

await at('2023-11-08T15:00:00+08:00');
const application = {
  truthfulnessPledge: true,
  figures: figures('2600', 2022),
  materials: [material('written-application-report'), material('creation-application-form')],
};
const refused = await city.POST('/dossiers/{caseId}/submissions', { ...path, body: application });
if (refused.error?.code !== 'materials-missing') throw new Error('an application without a plan was not refused');
recorded(
  await city.POST('/dossiers/{caseId}/submissions', {
    ...path,
    body: { ...application, materials: [...application.materials, material('creation-work-plan')] },
  }),
);

await at('2023-12-20T10:00:00+08:00');
recorded(
  await officer.POST('/dossiers/{caseId}/formal-review-passes', {
    ...path,
    body: { checklist: { conditions: [true, true, true, true], materialsComplete: true }, reasons: '符合申请条件，材料齐全' },
  }),
);
await at('2024-01-05T10:00:00+08:00');
recorded(
  await officer.POST('/dossiers/{caseId}/creations', {
    ...path,
    body: { startDate: '2024-01-05', documentNumber: '工信厅信发函〔2024〕1号' },
  }),
);
await at('2025-09-01T10:00:00+08:00');
recorded(
  await city.POST('/dossiers/{caseId}/cycle-shortening-requests', {
    ...path,
    body: { newCycleEnd: '2026-01-05', reasons: '推进力度大、成效突出' },
  }),
);
await at('2025-09-22T10:00:00+08:00');
recorded(
  await approver.POST('/dossiers/{caseId}/cycle-shortening-decisions', {
    ...path,
    body: { decision: 'approve', documentNumber: '工信厅信发函〔2025〕7号' },
  }),
);
await at('2026-01-08T10:00:00+08:00');
recorded(
  await city.POST('/dossiers/{caseId}/self-assessments', {
    ...path,
    body: { indicatorVersion: '168-2022', figures: figures('3000', 2024), materials: [material('self-assessment-report')] },
  }),
);
recorded(await city.POST('/dossiers/{caseId}/review-requests', { ...path, body: { materials: [material('review-application')] } }));
await at('2026-01-19T10:00:00+08:00');
const experts = ['310000', '330100', '420100', '510100', '610100'].map((cityCode, index) => ({
  id: `e${index + 1}`,
  employer: `单位${index + 1}`,
  cityCode,
}));
recorded(await officer.POST('/dossiers/{caseId}/expert-panels', { ...path, body: { experts, recusals: [] } }));
await at('2026-01-23T10:00:00+08:00');
recorded(
  await officer.POST('/dossiers/{caseId}/review-methods', {
    ...path,
    body: { method: 'site-visit', date: '2026-01-23', place: '天津', recordSha256: 'b'.repeat(64) },
  }),
);
recorded(await officer.POST('/dossiers/{caseId}/review-conclusions', { ...path, body: { conclusion: 'pass', reasons: '达到创建标准' } }));

await at('2026-02-13T09:00:00+08:00');
recorded(await officer.POST('/public-notices', { body: { caseIds: [caseId], portalUrl: 'https://www.miit.gov.cn/notice' } }));
const { data: actions } = await approver.GET('/dossiers/{id}/actions', { params: { path: { id: caseId } } });
const conferral = actions?.items.find(({ command }) => command === 'ConferTitle');
if (conferral?.reason?.code !== 'state') throw new Error('a title can be conferred while the notice runs');

await at('2026-03-02T10:00:00+08:00');
const conferred = recorded(
  await approver.POST('/dossiers/{caseId}/titles', {
    ...path,
    body: { documentNumber: '工信部信发〔2026〕9号', effectiveDate: '2026-03-02' },
  }),
);
const id = made(conferred, 'titleId');
const { data: title } = await everyone.GET('/titles/{id}', { params: { path: { id }, query: { after: conferred.after } } });
const { data: history } = await city.GET('/dossiers/{id}/events', { params: { path: { id: caseId } } });
const last = history?.items.at(-1);
process.stdout.write(
  `${JSON.stringify({ title: title?.titleId, state: title?.state, holder: title?.applicantName, last: last?.type, basis: last?.receipt.provisions.map((one) => one.id) })}\n`,
);
process.exit(0);
