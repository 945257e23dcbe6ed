import { describeInBrowser, openConsole, violationsOn, type Console } from './kit.js';
import { playSampleCases } from './sample-cases.js';

const PAGES = [
  ['null', '/'],
  ['null', '/publicities'],
  ['null', '/titles'],
  ['null', '/receipts'],
  ['null', '/report'],
  ['null', '/evaluations/2023'],
  ['null', '/statistics'],
  ['null', '/help'],
  ['null', '/provisions'],
  ['null', '/provisions/measure-2022/18'],
  ['sample-ministry-officer', '/'],
  ['sample-ministry-officer', '/cases'],
  ['sample-ministry-officer', '/cases/case-1'],
  ['sample-ministry-officer', '/cases/case-1/act/OpenInvestigation'],
  ['sample-ministry-officer', '/statistics'],
  ['sample-ministry-officer', '/campaigns'],
  ['sample-ministry-officer', '/campaigns/city-creation-2023'],
  ['sample-ministry-approver', '/imports/evaluation-results?evaluationYear=2023'],
  ['sample-auditor', '/cases/case-1?v=3'],
  ['sample-applicant', '/cases/case-1'],
  ['sample-applicant', '/act/OpenApplication'],
] as const;

describeInBrowser('the pages of the console', () => {
  let console: Console;
  beforeAll(async () => {
    console = await openConsole('2023-10-20T09:00:00+08:00');
    await playSampleCases(console);
  }, 120_000);
  afterAll(async () => {
    await console?.close();
  }, 60_000);

  it.each(PAGES)('break no rule of accessibility in either theme: %s %s', async (person, path) => {
    const { page, go, context } = await console.as(person === 'null' ? null : person);
    await go(path);
    await page.waitForTimeout(300);
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('button', { name: '深色' }).click();
    await page.waitForTimeout(300);
    expect(await violationsOn(page)).toEqual([]);
    await context.close();
  });
});
