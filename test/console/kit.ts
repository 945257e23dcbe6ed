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
export type Person =
  | 'sample-applicant'
  | 'sample-park'
  | 'sample-municipal-authority'
  | 'sample-provincial-authority'
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
export interface Window {
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
      await context.clock.setSystemTime(service.clock.now());
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
      for (const { context } of windows) if (context.pages().length > 0) await context.clock.setSystemTime(to);
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

export type Theme = 'light' | 'dark';
/** Resolves after the page has been drawn twice: it then shows each change before. */
export const framesOf = (page: Page): Promise<void> =>
  page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))');

/** Brings each colour and each size that is on its way to its end. A window that is not in front would never bring it there. */
const settledOf = (page: Page): Promise<void> =>
  page.evaluate(`document.getAnimations().filter((one) => one instanceof CSSTransition).forEach((one) => one.finish())`);

/** Shows the page in a theme. */
export const showIn = async (page: Page, theme: Theme): Promise<void> => {
  // A window behind another one draws no frames.
  await page.bringToFront();
  const isShown = await page.evaluate<boolean>(`document.documentElement.dataset.theme === '${theme}'`);
  if (!isShown) await page.getByRole('button', { name: theme === 'dark' ? '深色' : '浅色' }).click();
  await page.locator(`html[data-theme=${theme}]`).waitFor();
  await framesOf(page);
  await settledOf(page);
};

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * The rules of WCAG 2.2 AA and of good practice that a page breaks, with the first place of each. Both themes share one document,
 * and only its colours differ: the dark one is measured by the rules on colours.
 */
export const violationsOn = async (page: Page, theme: Theme): Promise<readonly string[]> => {
  await showIn(page, theme);
  const of = theme === 'light' ? { type: 'tag', values: STANDARDS } : { type: 'rule', values: COLOUR_RULES };
  if (await page.evaluate<boolean>(`globalThis.axe === undefined`)) await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{ violations: Violation[] }>(
    `axe.run(document, { runOnly: ${JSON.stringify(of)}, resultTypes: ['violations'] })`,
  );
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary?.replaceAll('\n', ' ').slice(0, 200)}`,
  );
};
/** The rules of these standards that look at colours. */
const COLOUR_RULES = axe.getRules(STANDARDS).flatMap(({ ruleId, tags }) => (tags.includes('cat.color') ? [ruleId] : []));

const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1280, height: 740 };
/** Doubles each text by itself, as a browser does that enlarges texts alone. A second call takes it back. */
const DOUBLE = `(() => {
  const all = [...document.body.querySelectorAll('*')];
  const sizes = all.map((one) => Number.parseFloat(getComputedStyle(one).fontSize));
  all.forEach((one, index) => one.style.setProperty('font-size', 2 * sizes[index] + 'px', 'important'));
  const width = document.scrollingElement.scrollWidth;
  all.forEach((one) => one.style.removeProperty('font-size'));
  return width;
})()`;

/** True if the page needs no scrolling to the side on a screen of 360 pixels. The window is left narrow. */
export const fitsNarrow = async (page: Page): Promise<boolean> => {
  await page.setViewportSize(NARROW);
  return (await page.evaluate<number>('document.scrollingElement.scrollWidth')) <= NARROW.width;
};

/** The faults of width: on a screen of 360 pixels, and with texts of twice their size. The window is left narrow. */
export const overflowOn = async (page: Page): Promise<readonly string[]> => {
  await page.setViewportSize(WIDE);
  const doubled = await page.evaluate<number>(DOUBLE);
  return [
    ...((await fitsNarrow(page)) ? [] : [`wider than a screen of ${NARROW.width} px`]),
    ...(doubled > WIDE.width ? [`${doubled} px with texts of twice their size on a screen of ${WIDE.width}`] : []),
  ];
};

/** With `MINGLU_SCREENSHOTS=<folder>` pages are kept as pictures, for people to look at. */
const FOLDER = process.env['MINGLU_SCREENSHOTS'] || null;
export const pictureOf = async (page: Page, name: string, theme: Theme): Promise<void> => {
  if (FOLDER !== null) await page.screenshot({ path: `${FOLDER}/${name.replaceAll(/[^\w-]+/g, '_')}.${theme}.png`, fullPage: true });
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
