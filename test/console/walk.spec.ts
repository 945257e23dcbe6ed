import { addresses, CASES } from './cases.js';
import { apiOf, type Api, type Failure } from './api.js';
import { describeInBrowser, overflowOn, pictureOf, showIn, violationsOn, type Console, type Person, type Window } from './kit.js';
import { choose, keyboard } from './hands.js';
import { openSampleConsole } from './sample-cases.js';
import type { Page } from 'playwright-core';

/** Characters of names that a form of two bytes cannot hold: 𠮷, 𡈽, 𤭢. */
const RARE = '𠮷𡈽𤭢';
const LONG = RARE.repeat(67).slice(0, 2 * 200);
const long = (n: number): string => `${LONG}${n}`;
const short = (n: number): string => `样例 ${n}`;
const MANY = 10_000;
/** More elements than this make a page slow. */
const MOST_ELEMENTS = 4_000;
/** Longer than the page waits for an answer, and longer than it keeps one that it does not show. */
const PATIENCE_MS = 30_000;
const RESTING = '/help';
const KEPT_MS = 6 * 60_000;

const VISITS = addresses().flatMap((address) => (CASES[address]?.walks ?? []).map(([person, path]) => [path, person, address] as const));

/** The code that a refusal shows for a failure. */
const CODES = { 'an error': 'http-500', 'an overload': 'busy', 'no network': 'unreachable' } as const;

/** Forms of each kind, with the texts and choices of a person. */
const FORMS: readonly {
  readonly path: string;
  readonly person: Person | null;
  readonly texts: Readonly<Record<string, string>>;
  readonly choices?: Readonly<Record<string, string>>;
  readonly hasTable?: true;
  /** False where all texts are sealed, or no part of a command: a draft does not hold them. */
  readonly isKept?: false;
}[] = [
  {
    path: '/cases/case-1/act/ChangeWorkingBody',
    person: 'sample-applicant',
    texts: { 工作机构: '样例：新的工作机构', 理由: '样例：机构调整' },
  },
  {
    path: '/act/GrantRole?person=officer-8',
    person: 'sample-security-admin',
    choices: { 角色: '部经办人' },
    texts: { '机构：MIIT、行政区划代码或园区标识': 'MIIT', 理由: '样例：岗位调整' },
  },
  { path: '/report', person: null, choices: { 实名或匿名: '匿名' }, texts: { 内容: '两年的数据相互矛盾' }, isKept: false },
  {
    path: '/publicities/notice-1/objection?caseId=case-1&about=天津市',
    person: null,
    choices: { 实名或匿名: '匿名' },
    texts: { 理由: '与统计公报不符' },
    isKept: false,
  },
  {
    path: '/imports/evaluation-results?evaluationYear=2023',
    person: 'sample-ministry-approver',
    texts: { 文号: '样例文号' },
    hasTable: true,
  },
  {
    path: '/reference/policies/delegation-days',
    person: 'sample-ministry-admin',
    texts: { '新值（日）': '60', 文号: '样例文号' },
    isKept: false,
  },
];

describe('the walk over the pages of the console', () => {
  it('has a case for each address of the router, and no other', () => {
    expect(Object.keys(CASES).sort()).toEqual([...addresses()].sort());
  });
});

describeInBrowser('each page of the console', () => {
  let console: Console;
  const windows = new Map<Person | null, Window & { readonly api: Api }>();
  beforeAll(async () => {
    console = await openSampleConsole();
  }, 120_000);
  afterAll(async () => {
    await console?.close();
  }, 60_000);

  /** One window for each person, so that the pages are loaded and the person signs in once. */
  const windowOf = async (person: Person | null): Promise<Window & { readonly api: Api }> => {
    const known = windows.get(person);
    if (known) return known;
    const window = await console.as(person, { viewport: { width: 360, height: 740 }, reducedMotion: 'reduce' });
    await window.context.clock.install({ time: console.service.clock.now() });
    const api = await apiOf(window.page);
    window.page.setDefaultTimeout(8_000);
    await window.go(RESTING);
    windows.set(person, { ...window, api });
    return windows.get(person)!;
  };

  /** Goes to a page within the document, and waits for its heading. */
  const goTo = async (page: Page, path: string): Promise<void> => {
    await page.evaluate(
      `document.querySelector('main h1')?.setAttribute('data-left', ''); history.pushState({}, '', ${JSON.stringify(`/console${path}`)})`,
    );
    await page.locator('main h1:not([data-left])').waitFor();
  };
  /** Opens a page as if for the first time: without a new document, and without answers of before. */
  const open = async (page: Page, api: Api, path: string): Promise<void> => {
    const resting = path === RESTING ? '/signed-in' : RESTING;
    if (new URL(page.url()).pathname !== `/console${resting}`) await goTo(page, resting);
    await page.clock.fastForward(KEPT_MS);
    api.asked();
    await goTo(page, path);
  };
  const alerts = (page: Page) => page.locator('main [role=alert]').allInnerTexts();
  const retry = (page: Page) =>
    page.evaluate(`for (const one of document.querySelectorAll('main .problem button')) if (one.textContent === '重试') one.click()`);

  const expectAdvice = async (page: Page, failure: string): Promise<void> => {
    const texts = await alerts(page);
    expect([failure, texts.length > 0]).toEqual([failure, true]);
    for (const text of texts) expect([failure, text]).toEqual([failure, expect.stringMatching(/请[^。]*(重试|重新|稍)[^]*重试/)]);
  };
  /** Breaks no rule of accessibility in either theme. */
  const expectAccessible = async (page: Page, name: string, state: string): Promise<void> => {
    for (const theme of ['light', 'dark'] as const) {
      expect([state, theme, await violationsOn(page, theme)]).toEqual([state, theme, []]);
      await pictureOf(page, `${name}.${state}`, theme);
    }
    await showIn(page, 'light');
  };

  describe.each(VISITS)('%s as %s', (path, person, address) => {
    const { real = [], isStatic = false } = CASES[address]!;
    const some = { amount: { rows: 3, text: short }, real };
    const failing = (api: Api, failure: Failure, isOf: (asked: string) => boolean = () => true) =>
      api.answer({ how: 'with a failure', failure, isOf, ...some });

    if (isStatic) {
      it('asks nothing, and fits', async () => {
        const { page, api } = await windowOf(person);
        await open(page, api, path);
        await api.settled();
        expect(api.asked()).toEqual([]);
        expect(await overflowOn(page)).toEqual([]);
      });
      return;
    }

    it('says that it waits, what to do after each failure, and goes on by one press', async () => {
      const { page, api, context } = await windowOf(person);
      api.answer({ how: 'late' });
      await open(page, api, path);
      await api.isAsked();
      expect(await page.locator('main').innerText()).toMatch(/正在载入/);
      failing(api, 'an error');
      await api.settled();
      await expectAdvice(page, 'an error');
      await expectAccessible(page, `${person}${path}`, 'failing');
      expect(await overflowOn(page)).toEqual([]);
      for (const failure of ['an overload', 'no network'] as const) {
        failing(api, failure);
        await context.setOffline(failure === 'no network');
        await retry(page);
        await api.settled();
        await expectAdvice(page, failure);
      }
      await context.setOffline(false);
      api.answer({ how: 'late' });
      await retry(page);
      await api.isAsked();
      await page.clock.fastForward(PATIENCE_MS);
      await page.getByText('no-answer').first().waitFor();
      await expectAdvice(page, 'no answer');
      api.answer({ how: 'with rows', ...some });
      await retry(page);
      await api.settled();
      expect(await alerts(page)).toEqual([]);
    });

    it('says what to do if one of its questions fails', async () => {
      const { page, api } = await windowOf(person);
      api.answer({ how: 'with rows', ...some });
      await open(page, api, path);
      await api.settled();
      for (const one of api.asked()) {
        failing(api, 'an error', (question) => question === one);
        await open(page, api, path);
        await api.settled();
        await expectAdvice(page, one);
      }
    });

    it.each([
      ['nothing', 0, short],
      ['one row of long names', 1, long],
      ['many rows', MANY, short],
    ] as const)('stays whole with %s', async (state, rows, text) => {
      const { page, api } = await windowOf(person);
      api.answer({ how: 'with rows', amount: { rows, text }, real });
      await open(page, api, path);
      await api.settled();
      expect(await alerts(page)).toEqual([]);
      if (rows === 0) await expectAccessible(page, `${person}${path}`, 'empty');
      else await pictureOf(page, `${person}${path}.${state}`, 'light');
      expect(await overflowOn(page)).toEqual([]);
      expect(await page.locator('main *').count()).toBeLessThanOrEqual(MOST_ELEMENTS);
    });

    if (person !== null)
      it('keeps its place when the session ends, and goes on with a new one', async () => {
        const { page, api } = await windowOf(person);
        failing(api, 'no session');
        await open(page, api, path);
        const ended = page.getByRole('dialog', { name: '登录已失效' });
        await ended.waitFor();
        // A refusal that comes later would open it again.
        await api.settled();
        api.answer({ how: 'with rows', ...some });
        await ended.getByRole('button', { name: '已登录，继续' }).click();
        await ended.waitFor({ state: 'hidden' });
        await api.settled();
        expect(await alerts(page)).toEqual([]);
      });
  });

  describe.each(FORMS)('the form of $path', ({ path, person, texts, choices = {}, hasTable, isKept = true }) => {
    const field = (page: Page, label: string) => page.getByLabel(label, { exact: true }).first();
    const values = (page: Page) => Promise.all(Object.keys(texts).map((label) => field(page, label).inputValue()));
    const send = (page: Page) => page.locator('main form button[type=submit]').last().click();
    const fill = async (page: Page): Promise<void> => {
      for (const [label, option] of Object.entries(choices)) await choose(page, keyboard(page), field(page, label), option);
      for (const [label, text] of Object.entries(texts)) await field(page, label).fill(text);
      if (hasTable)
        await page.locator('#table-file').setInputFiles({ name: '样例.xlsx', mimeType: 'text/plain', buffer: Buffer.from('x') });
    };
    const fails = (api: Api, failure: Failure) =>
      api.answer({ how: 'with a failure', failure, isOf: () => true, amount: { rows: 1, text: short }, real: [] });

    it('loses no input by a failure, the end of the session, another window or a new document', async () => {
      const { page, api, context, go } = await windowOf(person);
      api.answer({ how: 'really' });
      await go(path);
      await fill(page);
      for (const failure of ['an error', 'an overload', 'no network'] as const) {
        fails(api, failure);
        await send(page);
        const refusal = page.locator('main form .problem');
        await refusal.filter({ hasText: CODES[failure] }).waitFor();
        expect(await refusal.innerText()).toMatch(/请[^。]*(重试|稍)/);
        expect(await values(page)).toEqual(Object.values(texts));
      }
      await expectAccessible(page, `${person}${path}`, 'refused');
      expect(await overflowOn(page)).toEqual([]);
      if (person !== null) {
        fails(api, 'no session');
        await send(page);
        const ended = page.getByRole('dialog', { name: '登录已失效' });
        await ended.waitFor();
        await pictureOf(page, `${person}${path}.ended`, 'light');
        expect(await violationsOn(page, 'light')).toEqual([]);
        api.answer({ how: 'really' });
        await ended.getByRole('button', { name: '已登录，继续' }).click();
        await ended.waitFor({ state: 'hidden' });
        expect(await values(page)).toEqual(Object.values(texts));
      }
      api.answer({ how: 'really' });
      if (!isKept) return;
      const other = await context.newPage();
      await other.goto(page.url());
      for (const [label, option] of Object.entries(choices)) await choose(other, keyboard(other), field(other, label), option);
      for (const label of Object.keys(texts)) await field(other, label).fill('另一个窗口');
      await go(path);
      await field(page, Object.keys(texts)[0]!).waitFor();
      expect(await values(page)).toEqual(Object.values(texts));
      await other.close();
    });
  });

  it('opens lists, dates and further fields without a breach of accessibility', async () => {
    const { page, go } = await windowOf('sample-ministry-officer');
    await go('/cases/case-1/act/OpenInvestigation');
    for (const summary of await page.locator('main details > summary').all()) await summary.click();
    await expectAccessible(page, 'form', 'open');
    await go('/cases');
    await page.getByRole('combobox', { name: '省份' }).click();
    await page.locator('.ant-select-item-option').first().waitFor();
    await expectAccessible(page, 'list', 'open');
  });
});
