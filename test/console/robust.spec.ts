import { gzipSync } from 'node:zlib';
import type { Page, Route } from 'playwright-core';
import { choose, pointer } from './hands.js';
import { describeInBrowser, give, showIn, violationsOn, type Console } from './kit.js';
import { openSampleConsole } from './sample-cases.js';

/** Texts that would run, were they not escaped. */
const CANARY = `<img src=x onerror="document.title='run'"><script>document.title='run'</script>`;

describeInBrowser('the console under bad conditions', () => {
  let console: Console;
  beforeAll(async () => {
    console = await openSampleConsole();
  }, 120_000);
  afterAll(async () => {
    await console?.close();
  }, 60_000);

  const openForm = async (page: Page, go: (path: string) => Promise<void>): Promise<void> => {
    await go('/cases/case-1/act/ChangeWorkingBody');
    await page.getByRole('textbox', { name: '工作机构' }).fill('样例：新的工作机构');
    await page.getByRole('textbox', { name: '理由' }).fill('样例：机构调整');
  };
  const fails = (route: Route): Promise<void> => route.abort('connectionreset');

  it('runs only its own scripts, by a policy with a new nonce for each document', async () => {
    const policies = await Promise.all(
      [1, 2].map(async () => (await fetch(`${console.service.url}/console/cases`)).headers.get('content-security-policy')!),
    );
    expect(policies[0]).not.toBe(policies[1]);
    for (const policy of policies) {
      expect(policy).toContain("script-src 'self'");
      expect(policy).toMatch(/style-src 'self' 'nonce-[\w+/=]{24}'/);
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
    }
  });
  it('has no page where a file is missing, and sends a browser from / to the pages', async () => {
    const missing = await fetch(`${console.service.url}/console/assets/none.js`);
    expect([missing.status, missing.headers.get('content-type')]).toEqual([404, 'application/problem+json; charset=utf-8']);
    const root = await fetch(`${console.service.url}/`, { headers: { accept: 'text/html' }, redirect: 'manual' });
    expect([root.status, root.headers.get('location')]).toEqual([302, '/console/']);
  });
  it('keeps no token where a script could read it', async () => {
    const { page, go, context } = await console.as('sample-ministry-officer');
    await go('/cases');
    const readable = await page.evaluate(
      `JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }, document.documentElement.outerHTML])`,
    );
    expect(readable).not.toMatch(/eyJ[\w-]{10}/);
    expect((await context.cookies()).filter(({ name }) => name.includes('session')).map(({ httpOnly }) => httpOnly)).toEqual([true]);
  });
  it('shows texts as texts', async () => {
    await give(console, ['sample-applicant', 'applicant', '120000'], 'ReportProgress', {
      caseId: 'case-1',
      period: CANARY.slice(0, 60),
      narrative: CANARY,
      figures: [],
    });
    for (const person of ['sample-ministry-officer', 'sample-applicant', 'sample-auditor'] as const) {
      const { page, go } = await console.as(person);
      for (const path of ['/', '/cases/case-1', '/cases/case-1?v=5', '/cases?q=%3Cimg', '/cases/case-1/investigation']) {
        await go(path);
        await page.waitForTimeout(200);
        expect(await page.title()).not.toBe('run');
        expect(await page.locator('img[src="x"]').count()).toBe(0);
      }
    }
  });
  it('says what to do while the service is away, and goes on when it is back', async () => {
    const { page, go } = await console.as('sample-ministry-officer');
    await page.route('**/dossiers?**', fails);
    await go('/cases');
    await page.getByText('没有收到答复').waitFor();
    await page.unroute('**/dossiers?**', fails);
    await page.getByRole('button', { name: '重试' }).click();
    await page.getByRole('link', { name: '天津市' }).waitFor();
  });
  it('loses no input when the sending fails, and records once although it is sent again', async () => {
    const { page, go } = await console.as('sample-applicant');
    await openForm(page, go);
    await page.getByRole('button', { name: '核对', exact: true }).click();
    const confirm = page.getByRole('button', { name: '确认办理' });
    await confirm.waitFor();
    const keys: (string | undefined)[] = [];
    // The service records the command, and the answer is lost on the way.
    const loses = async (route: Route): Promise<void> => {
      keys.push(route.request().headers()['idempotency-key']);
      await route.fetch();
      await route.abort('connectionreset');
    };
    await page.route('**/working-bodies', loses);
    await pointer(page).press(confirm);
    await page.getByText('没有收到答复').waitFor();
    await page.unroute('**/working-bodies', loses);
    page.on('request', (request) => {
      if (request.url().endsWith('/working-bodies')) keys.push(request.headers()['idempotency-key']);
    });
    await pointer(page).press(confirm);
    await page.getByText('此前已经记录').waitFor();
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
  });
  it('sends once, however often the button of a slow service is pressed', async () => {
    const { page, go } = await console.as('sample-applicant');
    await openForm(page, go);
    await page.getByRole('textbox', { name: '工作机构' }).fill('样例：第三个工作机构');
    await page.getByRole('button', { name: '核对', exact: true }).click();
    let sent = 0;
    await page.route('**/working-bodies', async (route) => {
      sent += 1;
      await new Promise((resolve) => setTimeout(resolve, 500));
      await route.continue();
    });
    const confirm = page.getByRole('button', { name: '确认办理' });
    await confirm.dblclick();
    await page.getByRole('heading', { name: '已记录' }).waitFor();
    expect(sent).toBe(1);
  });
  it('keeps the page and its input when the session ends, and goes on without a new document', async () => {
    const { page, go, context } = await console.as('sample-applicant');
    await openForm(page, go);
    await context.clearCookies();
    await page.getByRole('button', { name: '核对', exact: true }).click();
    await page.getByText('登录已失效').waitFor();
    // Before a new sign-in the page says that it is missing.
    await page.getByRole('button', { name: '已登录，继续' }).click();
    await page.getByText('尚未登录。请先在新窗口登录。').waitFor();
    const [window] = await Promise.all([context.waitForEvent('page'), page.getByRole('link', { name: '在新窗口登录' }).click()]);
    await window.click('button[name=person][value="sample-applicant"]');
    await window.getByText('登录成功').waitFor();
    const goOn = page.getByRole('button', { name: '已登录，继续' });
    await goOn.click();
    await page.getByText('登录已失效').waitFor({ state: 'hidden' });
    expect(await page.getByRole('textbox', { name: '工作机构' }).inputValue()).toBe('样例：新的工作机构');
    await page.getByRole('button', { name: '核对', exact: true }).click();
    await page.getByRole('heading', { name: '将记录以下' }).waitFor();
    // The content is there before the person confirms it, and names its fields as officers do.
    await page
      .getByRole('listitem')
      .filter({ hasText: /^工作机构 样例：新的工作机构$/ })
      .waitFor();
  });
  it('fills in what a link gives, and offers the draft beside it', async () => {
    const { page, go } = await console.as('sample-applicant');
    await openForm(page, go);
    const body = page.getByRole('textbox', { name: '工作机构' });
    const link = `/cases/case-1/act/ChangeWorkingBody?workingBody=${encodeURIComponent('样例：链接给出的机构')}`;
    await go(link);
    await page.getByText('本机有此表单的草稿').waitFor();
    expect(await body.inputValue()).toBe('样例：链接给出的机构');
    await page.getByRole('button', { name: '恢复草稿' }).click();
    expect(await body.inputValue()).toBe('样例：新的工作机构');
    await page.getByText('本机有此表单的草稿').waitFor({ state: 'detached' });

    await go(link);
    await page.getByRole('button', { name: '删除草稿' }).click();
    await go('/cases/case-1/act/ChangeWorkingBody');
    expect(await body.inputValue()).toBe('');
  });
  it('hands an act over to a colleague, whose task opens the form with the prepared values', async () => {
    const shoot = async (page: Page, name: string): Promise<void> => {
      const folder = process.env['MINGLU_SCREENSHOTS'];
      if (!folder) return;
      for (const [size, width] of [
        ['wide', 1280],
        ['narrow', 360],
      ] as const) {
        await page.setViewportSize({ width, height: 740 });
        await page.screenshot({ path: `${folder}/${name}.${size}.png` });
      }
      await page.setViewportSize({ width: 1280, height: 720 });
    };
    await give(console, ['sample-security-admin', 'security-admin', 'MIIT'], 'GrantRole', {
      person: 'sample-ministry-approver',
      role: 'ministry-approver',
      org: 'MIIT',
      reasons: '样例：任职',
    });
    const [asker, colleague] = [await console.as('sample-ministry-officer'), await console.as('sample-ministry-approver')];
    const handOver = async (theme: 'light' | 'dark'): Promise<void> => {
      const { page } = asker;
      await asker.go('/cases/case-1/act/ConferTitle?effectiveDate=2024-06-03');
      await showIn(page, theme);
      await page.getByRole('button', { name: '交由同事办理' }).click();
      const dialog = page.getByRole('dialog');
      await choose(page, pointer(page), dialog.getByRole('combobox', { name: '承办的同事' }), 'sample-ministry-approver');
      await dialog.getByText('2024-06-03').waitFor();
      await page.locator('.ant-select-dropdown').waitFor({ state: 'hidden' });
      expect(await violationsOn(page, theme)).toEqual([]);
      await shoot(page, `hand-over.${theme}`);
      await dialog.getByRole('button', { name: '转给同事' }).click();
      await page.getByText('已转给 sample-ministry-approver').waitFor();
      await dialog.waitFor({ state: 'hidden' });
      await asker.go('/');
      await page.getByText('已转给 sample-ministry-approver').waitFor();
      await shoot(page, `handed-over.${theme}`);
    };
    const { page } = colleague;
    for (const theme of ['light', 'dark'] as const) {
      await handOver(theme);
      await colleague.go('/');
      await showIn(page, theme);
      const task = page.getByRole('listitem').filter({ hasText: 'sample-ministry-officer 转来' });
      await task.waitFor();
      expect(await violationsOn(page, theme)).toEqual([]);
      await shoot(page, `handed-to-me.${theme}`);
      await task.getByRole('link', { name: '授予称号' }).click();
      await page.getByText(/^sample-ministry-officer 于 .*转来，办理后即办结/).waitFor();
      await page.locator('input[value="2024-06-03"]').waitFor();
      expect(await violationsOn(page, theme)).toEqual([]);
      await shoot(page, `handed-over-form.${theme}`);
      if (theme === 'light') {
        await page.getByRole('link', { name: '退回' }).click();
        await page.getByRole('textbox', { name: /理由/ }).fill('样例：请先补充材料');
      } else {
        await asker.page.getByRole('link', { name: '收回' }).click();
      }
      const ending = theme === 'light' ? page : asker.page;
      await ending.getByRole('button', { name: '核对' }).click();
      await ending.getByRole('button', { name: '确认办理' }).click();
      await ending.getByRole('heading', { name: '已记录' }).waitFor();
      for (const one of [asker, colleague]) {
        await one.go('/');
        await one.page.getByText('待我办理').waitFor();
        expect(await one.page.getByText(/转来|已转给/).count()).toBe(0);
      }
    }
  });
  it('says where the calendar of a year is not published', async () => {
    const { page, go } = await console.as('sample-ministry-officer');
    await page.route('**/work-calendars', async (route) => {
      const answer = (await (await route.fetch()).json()) as { readonly items: readonly { readonly year: number }[] };
      await route.fulfill({ json: { ...answer, items: answer.items.filter(({ year }) => year <= 2024) } });
    });
    await page.route('**/tasks?**', async (route) => {
      const { items, ...answer } = (await (await route.fetch()).json()) as { readonly items: readonly object[] };
      const due = { lastDay: '2025-02-28', provisional: true, workingDaysLeft: 240, overdue: false };
      await route.fulfill({ json: { ...answer, items: items.map((item) => ({ ...item, due })) } });
    });
    await go('/');
    await page.getByText('2025 年日历尚未公布').first().waitFor();
    await page.getByText('已知的还有 240 个工作日').first().waitFor();
    expect(await page.getByText('日历尚未公布：').count()).toBe(0);
    for (let month = 1; month <= 12; month += 1) await page.getByRole('button', { name: '下月' }).click();
    await page.getByText('日历尚未公布：2025 年').waitFor();
  });
  it('shows in one window what was recorded in another', async () => {
    const { page, go } = await console.as('sample-auditor');
    await go('/cases/case-1');
    const count = Number(/共 (\d+) 件/.exec(await page.getByText(/^第 \d+ 件，共 \d+ 件/).innerText())![1]);
    await give(console, ['sample-applicant', 'applicant', '120000'], 'ReportProgress', {
      caseId: 'case-1',
      period: '2024上半年',
      narrative: '样例',
      figures: [],
    });
    await page.getByText(`共 ${count + 1} 件`).waitFor();
  });
  it('stays quick and whole with ten thousand rows, and says so with none', async () => {
    const { page, go } = await console.as('sample-ministry-officer');
    const answer = (await (
      await fetch(`${console.service.url}/dossiers?limit=1`, {
        headers: { authorization: `Bearer ${await console.service.tokenOf({ person: 'x', role: 'auditor', org: 'MIIT' })}` },
      })
    ).json()) as { items: readonly object[] };
    const long = '名'.repeat(100);
    // As the service answers: fifty of ten thousand at a time.
    const rowsFrom = (first: number) =>
      Array.from({ length: 50 }, (_, n) => ({ ...answer.items[0], caseId: `case-${first + n}`, applicantName: `${long}${first + n}` }));
    await page.route('**/dossiers?**', (route) => {
      const first = Number(new URL(route.request().url()).searchParams.get('cursor') ?? '0');
      return route.fulfill({ json: { items: rowsFrom(first), next: String(first + 50), total: 10_000, totalIsExact: true } });
    });
    await go('/cases');
    await page.getByText('共 10000 件，已列出 50 件').waitFor();
    expect(await page.locator('tbody tr').count()).toBe(50);
    await page.getByRole('button', { name: '载入更多' }).click();
    await page.getByText('已列出 100 件').waitFor();
    expect(await page.locator('tbody tr').count()).toBe(100);
    await page.unrouteAll();
    await page.route('**/dossiers?**', (route) => route.fulfill({ json: { items: [], next: null, total: 0, totalIsExact: true } }));
    await go('/cases');
    await page.getByText('没有符合条件的案卷').waitFor();
  });
  it('loads no more than 400 kB of packed scripts, in few requests, before the first page stands', async () => {
    const { page } = await console.as(null);
    const scripts: number[] = [];
    let requests = 0;
    page.on('response', (response) => {
      requests += 1;
      if (response.url().endsWith('.js')) void response.body().then((body) => scripts.push(gzipSync(body).length));
    });
    await page.goto(`${console.service.url}/console/`);
    await page.locator('main h1').waitFor();
    await page.waitForTimeout(500);
    expect(scripts.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(400_000);
    expect(requests).toBeLessThanOrEqual(40);
  });
});
