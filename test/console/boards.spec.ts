import { eventually } from '@minglu/event-store/testing';
import { EDGE } from '@minglu/http';
import { pdfOf } from '@minglu/materials/testing';
import { indicators168 } from '@minglu/regulation';
import { tablesBy, type Row } from '@minglu/tables';
import { exportOf } from '@minglu/tables/adapters';
import { choose, giveFile, keyboard, pointer, write, type Hands } from './hands.js';
import { describeInBrowser, openConsole, violationsOn, type Console } from './kit.js';
import { playTitledCities } from './titled-cities.js';
import type { Page } from 'playwright-core';

const HANDS: readonly (readonly [string, (page: Page) => Hands, titleId: string, holder: string])[] = [
  ['by pointer', pointer, 't-f', '福州市'],
  ['by keyboard alone', keyboard, 't-g', '青岛市'],
];
const results = tablesBy(indicators168).find(({ name }) => name === 'evaluation-results')!;
const workbook = (...rows: readonly Row[]): Promise<Uint8Array> => exportOf(results, rows, '');

/** 350100 and 370200 hold titles, and 330100 is in public notice. The service asks the public for a proof of work. */
describeInBrowser('the boards of the console', () => {
  let console: Console;
  beforeAll(async () => {
    console = await openConsole('2025-09-01T09:00:00+08:00', { edge: { ...EDGE, proofOfWorkBits: 12 } });
    await playTitledCities(console);
    await eventually('the notice is in the read model', async () =>
      (await (await fetch(`${console.service.url}/publicities`)).text()).includes('p-h'),
    );
  }, 180_000);
  afterAll(() => console?.close(), 60_000);

  describe.each(HANDS)('%s', (_, handsOf, titleId, holder) => {
    it('let the public object with a file, and ask for the state by the number of the receipt', async () => {
      const { page, go, context } = await console.as(null);
      const hands = handsOf(page);
      await go('/publicities');
      await hands.press(page.getByRole('link', { name: '提出异议：杭州市' }));
      await page.getByRole('heading', { level: 1, name: '对杭州市的公示提出异议' }).waitFor();
      await choose(page, hands, page.getByRole('combobox', { name: '实名或匿名' }), '实名');
      await write(page, hands, page.getByLabel('姓名或者名称'), '张三');
      await write(page, hands, page.getByLabel('联系方式'), '13800000000');
      await write(page, hands, page.getByLabel('理由'), '所报软件业务收入与统计公报不符');
      await hands.press(page.getByRole('button', { name: '增加证据' }));
      await giveFile(page, hands, page.getByRole('button', { name: '选择文件' }), {
        name: '公报.pdf',
        bytes: pdfOf(`evidence of ${titleId}`),
      });
      await page.getByText('已上传：公报.pdf').waitFor();
      await hands.press(page.getByRole('button', { name: '核对' }));
      await page.getByRole('heading', { name: '将记录以下' }).waitFor();
      await hands.press(page.getByRole('button', { name: '确认办理' }));
      const number = (await page.getByRole('status', { name: '回执号' }).textContent())!;
      expect(number).toMatch(/\S{8}/);
      await hands.press(page.getByRole('link', { name: '凭回执号查询' }));
      await write(page, hands, page.getByLabel('回执号'), number);
      await hands.press(page.getByRole('button', { name: '查询' }));
      await page.getByText('该异议现在的状态：已登记').waitFor();
      await context.close();
    });

    it('let the public report a title that it found in the notices of the past', async () => {
      const { page, go, context } = await console.as(null);
      const hands = handsOf(page);
      await go('/publicities');
      await hands.press(page.getByRole('link', { name: `举报：${holder}` }));
      await page.getByRole('heading', { level: 1, name: `举报：${holder}` }).waitFor();
      await write(page, hands, page.getByLabel('内容'), '两年的数据相互矛盾');
      await hands.press(page.getByRole('button', { name: '核对' }));
      await page.getByRole('heading', { name: '将记录以下' }).waitFor();
      await hands.press(page.getByRole('button', { name: '确认办理' }));
      expect(await page.getByRole('status', { name: '回执号' }).textContent()).toMatch(/\S{8}/);
      await context.close();
    });

    it('show the public a title, and whether it was valid on a day', async () => {
      const { page, go, context } = await console.as(null);
      const hands = handsOf(page);
      await go('/titles');
      await choose(page, hands, page.getByRole('combobox', { name: '类别' }), '名城');
      await hands.press(page.getByRole('link', { name: holder, exact: true }));
      await page.getByRole('heading', { level: 1, name: `${holder} · 中国软件名城` }).waitFor();
      for (const [day, answer] of [
        ['2025-09-24', '无效'],
        ['2025-09-25', '有效'],
      ] as const) {
        // A field of a day takes its own keys by the language of the browser. The test sets it, and sends it with its own hands.
        await page.getByLabel('日期').fill(day);
        await hands.press(page.getByRole('button', { name: '查询' }));
        await page.getByText(`${day}，该称号${answer}`).waitFor();
      }
      await hands.press(page.getByRole('link', { name: '称号已授予' }).first());
      await page.getByRole('heading', { name: '时间轴' }).waitFor();
      await context.close();
    });

    it('let an approver publish the results of a year by Excel: a bad cell is named, and the mended table goes through', async () => {
      const { page, go, context } = await console.as('sample-ministry-approver');
      const hands = handsOf(page);
      await go('/evaluations/2025');
      await hands.press(page.getByRole('link', { name: '用 Excel 发布评估结果' }));
      await page.getByRole('heading', { level: 1, name: '导入评估结果' }).waitFor();
      await giveFile(page, hands, page.getByRole('button', { name: '选择表格' }), {
        name: '结果.xlsx',
        bytes: await workbook({ titleId, name: holder, stars: '四星' }),
      });
      await write(page, hands, page.getByLabel('文号').first(), `工信部信发〔2025〕9${titleId}号`);
      await hands.press(page.getByRole('button', { name: '试办，逐格核对' }));
      await page.getByRole('cell', { name: 'F4', exact: true }).waitFor();
      await giveFile(page, hands, page.getByRole('button', { name: '更换表格' }), {
        name: '结果.xlsx',
        bytes: await workbook({ titleId, name: holder, stars: 2, rank: 7 }),
      });
      await hands.press(page.getByRole('button', { name: '试办，逐格核对' }));
      await page.getByRole('heading', { name: '将记录以下' }).waitFor();
      await hands.press(page.getByRole('button', { name: '确认办理' }));
      await page.getByRole('heading', { name: '已记录' }).waitFor();
      await hands.press(page.getByRole('link', { name: '查看评估年度' }));
      await page.getByRole('row', { name: new RegExp(`${holder}.*2 星`) }).waitFor();
      await context.close();
    });
  });

  it.each(['/titles?programme=city', '/titles/t-f?day=2025-09-25', '/publicities', '/statistics', '/evaluations/2025'])(
    'break no rule of accessibility in either theme, also on a narrow screen: %s',
    async (path) => {
      // A change of the theme takes no time, so that no colour is measured on its way.
      const { page, go, context } = await console.as(null, { viewport: { width: 360, height: 800 }, reducedMotion: 'reduce' });
      await go(path);
      await page.locator('main .card').first().waitFor();
      while ((await page.locator('main [aria-busy=true]').count()) > 0) await page.waitForTimeout(50);
      for (const theme of ['light', 'dark'] as const) expect(await violationsOn(page, theme)).toEqual([]);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
      await context.close();
    },
  );

  it('stay short with ten thousand titles', async () => {
    const { page, go, context } = await console.as('sample-ministry-officer');
    const item = (index: number) => ({
      titleId: `t-${index}`,
      caseId: `c-${index}`,
      programme: 'city',
      applicant: '350100',
      applicantName: `第 ${index} 个城市`,
      cityCode: '350100',
      provinceCode: '350000',
      filed: false,
      result: { year: 2024, covers: [2024], stars: 1, rank: null },
      streak: null,
    });
    const items = Array.from({ length: 10_000 }, (_, index) => item(index));
    const answer = { year: 2024, held: true, titles: items.length, notFiled: 0, withoutResult: 0, byStars: [], items };
    await page.route('**/evaluations/2024', (route) =>
      route.request().resourceType() === 'fetch' ? route.fulfill({ json: answer }) : route.continue(),
    );
    await go('/evaluations/2024');
    await page.getByText('共 10000 行').waitFor();
    expect(await page.getByRole('row').count()).toBe(101);
    await context.close();
  });
});
