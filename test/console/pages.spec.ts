import type { Page } from 'playwright-core';
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
  ['sample-ministry-officer', '/cases/case-1/investigation'],
  ['sample-ministry-officer', '/cases/case-1/revocation'],
  ['sample-auditor', '/investigations'],
  ['sample-ministry-officer', '/statistics'],
  ['sample-ministry-officer', '/campaigns'],
  ['sample-ministry-officer', '/campaigns/city-creation-2023'],
  ['sample-ministry-approver', '/imports/evaluation-results?evaluationYear=2023'],
  ['sample-auditor', '/cases/case-1?v=3'],
  ['sample-applicant', '/cases/case-1'],
  ['sample-applicant', '/act/OpenApplication'],
  ['null', '/reference/calendars'],
  ['null', '/reference/campaigns'],
  ['null', '/reference/indicators'],
  ['null', '/reference/divisions'],
  ['sample-ministry-admin', '/reference/calendars/import'],
  ['sample-ministry-admin', '/reference/policies'],
  ['sample-ministry-admin', '/reference/policies/delegation-days'],
  ['sample-ministry-admin', '/reference/parks'],
  ['sample-security-admin', '/admin/persons'],
  ['sample-security-admin', '/admin/persons/sample-expert'],
  ['sample-audit-admin', '/admin/access-log'],
  ['sample-audit-admin', '/admin/records'],
  ['sample-ministry-officer', '/admin/corrections?case=case-1'],
  ['sample-auditor', '/operations'],
  ['sample-applicant', '/tour'],
] as const;

/** With `MINGLU_SCREENSHOTS=<folder>` each page is kept as a picture, for people to look at. */
const FOLDER = process.env['MINGLU_SCREENSHOTS'] || null;
const picture = async (page: Page, name: string, theme: string): Promise<void> => {
  if (FOLDER !== null) await page.screenshot({ path: `${FOLDER}/${name.replaceAll(/[^\w-]+/g, '_')}.${theme}.png`, fullPage: true });
};

describeInBrowser('the pages of the console', () => {
  let console: Console;
  beforeAll(async () => {
    console = await openConsole('2023-10-20T09:00:00+08:00');
    await playSampleCases(console);
  }, 120_000);
  afterAll(async () => {
    await console?.close();
  }, 60_000);

  it.each(PAGES)('break no rule of accessibility in either theme, and fit a screen of 360 pixels: %s %s', async (person, path) => {
    const { page, go, context } = await console.as(person === 'null' ? null : person);
    await go(path);
    await page.waitForTimeout(300);
    expect(await violationsOn(page)).toEqual([]);
    await picture(page, `${person}${path}`, 'light');
    await page.getByRole('button', { name: '深色' }).click();
    await page.waitForTimeout(300);
    expect(await violationsOn(page)).toEqual([]);
    await picture(page, `${person}${path}`, 'dark');
    await page.setViewportSize({ width: 360, height: 740 });
    await page.waitForTimeout(300);
    expect(await page.evaluate('document.scrollingElement.scrollWidth')).toBeLessThanOrEqual(360);
    await context.close();
  });
});
