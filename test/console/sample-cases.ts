import { give, openConsole, type Console } from './kit.js';

const TIANJIN = ['sample-applicant', 'applicant', '120000'] as const;
const OFFICER = ['sample-ministry-officer', 'ministry-officer', 'MIIT'] as const;
const FIGURES = [
  { indicator: 'A1.1', value: '2600', unit: '亿元', dataYear: 2022, source: '样例数据' },
  { indicator: 'A2.1', value: '12.0', unit: '%', dataYear: 2022, source: '样例数据' },
];
const MATERIALS = [
  ['written-application-report', '书面申请报告.pdf'],
  ['creation-application-form', '创建申请表.pdf'],
  ['creation-work-plan', '创建工作方案.pdf'],
].map(([kind, name], index) => ({ kind, name, sha256: String(index + 1).repeat(64) }));

/** One case as far as its creation: `case-1`, of a direct municipality. */
const playSampleCases = async (console: Console): Promise<void> => {
  await give(console, TIANJIN, 'OpenApplication', {
    caseId: 'case-1',
    programme: 'city',
    applicant: '120000',
    campaignId: 'city-creation-2023',
    workingBody: '样例：工作领导小组',
  });
  await console.moveTo('2023-11-08T15:00:00+08:00');
  await give(console, TIANJIN, 'SubmitApplication', { caseId: 'case-1', truthfulnessPledge: true, materials: MATERIALS, figures: FIGURES });
  await console.moveTo('2023-12-20T10:00:00+08:00');
  await give(console, OFFICER, 'PassFormalReview', {
    caseId: 'case-1',
    checklist: { conditions: [true, true, true, true], materialsComplete: true },
    reasons: '样例：符合申请条件，材料齐全',
  });
  await console.moveTo('2024-01-05T10:00:00+08:00');
  await give(console, OFFICER, 'StartCreation', { caseId: 'case-1', startDate: '2024-01-05', documentNumber: '样例文号' });
};

/** A console with {@link playSampleCases}. */
export const openSampleConsole = async (): Promise<Console> => {
  const console = await openConsole('2023-10-20T09:00:00+08:00');
  await playSampleCases(console);
  return console;
};
