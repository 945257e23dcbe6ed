import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeOnPostgres } from '@minglu/event-store/testing';
import { parseInstant } from '@minglu/kernel';
import { EDGE, type EdgeSettings } from '@minglu/http';
import axe from 'axe-core';
import { chromium as launcher, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { startService, type TestService } from '../e2e/service.js';
import { chromium } from '../tools/chromium.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGES = join(ROOT, 'dist/console');

const found = chromium();
/** Suites in a real browser. Without one they say so in one line; with `CI=true` they fail. */
// eslint-disable-next-line no-restricted-properties -- chromium() has printed the reason, and fails with CI=true
export const describeInBrowser: typeof describeOnPostgres = found ? describeOnPostgres : (name, tests) => describe.skip(name, tests);

/** The sample persons, as the page of the development issuer offers them. */
type Person =
  | 'sample-applicant'
  | 'sample-provincial-government'
  | 'sample-ministry-officer'
  | 'sample-ministry-approver'
  | 'sample-ministry-admin'
  | 'sample-ministry-officer-2'
  | 'sample-expert'
  | 'sample-auditor'
  | 'sample-system-admin'
  | 'sample-security-admin'
  | 'sample-audit-admin';

/** A window of one person. */
interface Window {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Faults that the page has reported: errors in the console, breaches of the policy, exceptions. */
  readonly faults: string[];
  /** Goes to a page of the console and waits for its heading. */
  readonly go: (path: string) => Promise<void>;
}

export interface Console {
  readonly service: TestService;
  readonly browser: Browser;
  /** Signs in as a sample person; null: the public. */
  readonly as: (person: Person | null, options?: Parameters<Browser['newContext']>[0]) => Promise<Window>;
  readonly moveTo: (instant: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** One inline style of the component library has no nonce. The policy blocks it, and nothing looks different. */
const KNOWN = /Applying inline style violates|favicon/;
/** Messages of answers that a test provokes: the page shows them in words. */
const ANSWERS = /Failed to load resource/;

/** The whole service with its pages, and a browser. The clock of both stands where the test has put it. */
export const openConsole = async (start: string, { edge = EDGE }: { readonly edge?: EdgeSettings } = {}): Promise<Console> => {
  const service = await startService(start, { pagesFolder: PAGES, edge });
  const browser = await launcher.launch({
    executablePath: found!.program,
    env: { ...(process.env as Record<string, string>), ...found!.env },
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update'],
  });
  const windows: Window[] = [];
  return {
    service,
    browser,
    as: async (person, options = {}) => {
      const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(25_000);
      const faults: string[] = [];
      page.on('console', (message) => {
        const text = message.text();
        if (message.type() === 'error' && !KNOWN.test(text) && !ANSWERS.test(text)) faults.push(text);
      });
      page.on('pageerror', (error) => faults.push(String(error.stack)));
      if (person !== null) {
        await page.goto(`${service.url}/session/login?returnTo=%2Fconsole%2F`);
        await page.click(`button[name=person][value="${person}"]`);
        await page.waitForURL('**/console/');
      }
      const go = async (path: string): Promise<void> => {
        await page.goto(`${service.url}/console${path}`);
        await page.locator('main h1').waitFor();
      };
      const window = { page, context, faults, go };
      windows.push(window);
      return window;
    },
    moveTo: async (instant) => {
      const to = parseInstant(instant)!;
      service.clock.moveTo(to);
      await service.system.runUntil(to);
    },
    close: async () => {
      await browser.close();
      await service.close();
      expect(windows.flatMap(({ faults }) => faults)).toEqual([]);
    },
  };
};

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** The rules of WCAG 2.2 AA and of good practice that a page breaks, with the first place of each. */
export const violationsOn = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{ violations: Violation[] }>(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
  );
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary?.replaceAll('\n', ' ').slice(0, 200)}`,
  );
};

/** Gives a command as a person, past the pages. */
export const give = async (
  { service }: Pick<Console, 'service'>,
  [person, role, org]: readonly [string, string, string],
  type: string,
  data: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> => {
  const response = await fetch(`${service.url}/commands`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await service.tokenOf({ person, role, org })}`, 'content-type': 'application/json' },
    body: JSON.stringify({ type, data }),
  });
  const body = (await response.json()) as Readonly<Record<string, unknown>>;
  if (response.status >= 300) throw new Error(`${type}: ${JSON.stringify(body)}`);
  return body;
};
