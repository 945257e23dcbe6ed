import { describeInBrowser, give, openConsole, type Console } from './kit.js';
import { readFileSync } from 'node:fs';
import { carryOut, choose, File, keyboard, pointer, type Hands } from './hands.js';
import type { Page } from 'playwright-core';
import { playSampleCases } from './sample-cases.js';

const HANDS: readonly (readonly [name: string, of: (page: Page) => Hands])[] = [
  ['by pointer', () => pointer],
  ['by keyboard alone', keyboard],
];
const CASE = 'title-1';
const LEGACY_TITLE = { titleId: CASE, cityCode: '320100', variant: 'famous', conferredOn: '2010-09-01', source: '工信部文件' };
const YES = [{ 各项条件是否符合: '是' }, { 各项条件是否符合: '是' }, { 各项条件是否符合: '是' }, { 各项条件是否符合: '是' }];

describeInBrowser('a city applies, and the ministry starts its creation', () => {
  let console: Console;
  beforeEach(async () => {
    console = await openConsole('2023-10-20T09:00:00+08:00');
  }, 120_000);
  afterEach(async () => {
    await console?.close();
  }, 60_000);

  it.each(HANDS)('%s', async (_, handsOf) => {
    const city = await console.as('sample-applicant');
    await city.go('/act/OpenApplication');
    const hands = handsOf(city.page);
    await carryOut(city.page, hands, {
      软件名城或软件名园: '名城',
      '年度工作（申报批次）的标识': 'city-creation-2023',
      工作机构: '样例：工作领导小组',
    });
    await hands.press(city.page.getByRole('button', { name: '查看案卷', exact: true }));
    await city.page.getByRole('heading', { name: '天津市 · 中国软件名城' }).waitFor();
    await hands.press(city.page.getByRole('link', { name: '报送申请材料', exact: true }));
    await carryOut(city.page, hands, {
      材料: [
        { 文件: new File('申请报告.pdf', 'one'), 种类: '书面申请报告' },
        { 文件: new File('申请表.pdf', 'two'), 种类: '创建申请表' },
        { 文件: new File('工作方案.pdf', 'three'), 种类: '创建工作方案' },
      ],
      指标数据: [
        { 指标编号: 'A1.1', 值: '2600', 计量单位: '亿元', 数据所属年度: '2022', 数据来源: '样例数据' },
        { 指标编号: 'A2.1', 值: '12.0', 计量单位: '%', 数据所属年度: '2022', 数据来源: '样例数据' },
      ],
      真实性承诺: true,
    });
    await console.moveTo('2023-12-20T10:00:00+08:00');

    const officer = await console.as('sample-ministry-officer');
    const task = officer.page.getByRole('link', { name: '天津市', exact: true }).first();
    await task.waitFor();
    await handsOf(officer.page).press(task);
    await officer.page.getByText('已报送').first().waitFor();
    await handsOf(officer.page).press(officer.page.getByRole('link', { name: '形式审查通过', exact: true }));
    await carryOut(officer.page, handsOf(officer.page), { 各项条件是否符合: YES, 材料是否齐全: '是', 理由: '样例：符合申请条件' });
    await console.moveTo('2024-01-05T10:00:00+08:00');
    await handsOf(officer.page).press(officer.page.getByRole('button', { name: '查看案卷', exact: true }));
    await handsOf(officer.page).press(officer.page.getByRole('link', { name: '启动创建', exact: true }));
    await carryOut(officer.page, handsOf(officer.page), { 开始之日: '2024-01-05', 文号: '样例文号' });

    // The page of the city shows it without a reload.
    await city.go('/');
    await city.page.getByText('创建中').first().waitFor();
  });
});

describeInBrowser('a fraud leads to an exit, by two persons', () => {
  let console: Console;
  beforeEach(async () => {
    console = await openConsole('2026-03-02T09:00:00+08:00');
    await give(console, ['admin', 'ministry-admin', 'MIIT'], 'ImportLegacyTitle', LEGACY_TITLE);
  }, 120_000);
  afterEach(async () => {
    await console?.close();
  }, 60_000);

  it.each(HANDS)('%s', async (_, handsOf) => {
    const officer = await console.as('sample-ministry-officer');
    const [page, hands] = [officer.page, handsOf(officer.page)];
    await officer.go(`/cases/${CASE}/investigation`);
    await hands.press(page.getByRole('link', { name: '立案调查', exact: true }));
    await carryOut(page, hands, { 线索内容: '收入数据存疑', 是否保护线索来源: '是' });
    await hands.press(page.getByRole('button', { name: '查看案卷', exact: true }));
    await hands.press(page.getByRole('link', { name: '调查台', exact: true }));
    await page.getByText('调查中', { exact: true }).waitFor();

    const approver = await console.as('sample-ministry-approver');
    const [second, twoHands] = [approver.page, handsOf(approver.page)];
    await approver.go(`/cases/${CASE}/investigation`);
    await twoHands.press(second.getByRole('link', { name: '结案', exact: true }));
    await carryOut(second, twoHands, { 调查结论: '属实', 理由: '查证属实' });

    await console.moveTo('2026-03-02T10:00:00+08:00');
    await officer.go(`/cases/${CASE}/revocation`);
    await hands.press(page.getByRole('link', { name: '送达事先告知书', exact: true }));
    await carryOut(page, hands, {
      拟作的决定: '退出',
      认定的事实: '虚报软件业务收入',
      拟作决定所依据的事由: '第25条',
      送达时点: '2026-03-02 09:30',
      送达证明: '送达回证',
    });
    // The decision has no link while the window runs, and the page says why.
    await approver.go(`/cases/${CASE}/revocation`);
    await second.getByText('陈述申辩期未满，也未放弃').waitFor();
    expect(await second.getByRole('link', { name: '公告退出', exact: true }).count()).toBe(0);

    await console.moveTo('2026-03-16T09:00:00+08:00');
    // Not by the person who found the fraud.
    await approver.go(`/cases/${CASE}/revocation`);
    await second.getByText('六、决定').waitFor();
    expect(await second.getByRole('link', { name: '公告退出', exact: true }).count()).toBe(0);
    const other = await console.as('sample-ministry-officer-2');
    const [third, threeHands] = [other.page, handsOf(other.page)];
    await third.getByRole('combobox', { name: '当前角色' }).selectOption('ministry-approver');
    await other.go(`/cases/${CASE}/revocation`);
    await threeHands.press(third.getByRole('link', { name: '公告退出', exact: true }));
    await carryOut(third, threeHands, { 公告文号: '样例公告', 生效之日: '2026-03-16' });
    await other.go(`/cases/${CASE}`);
    await third.getByText('已退出').first().waitFor();
  });
});

describeInBrowser('an auditor goes through a case', () => {
  let console: Console;
  beforeAll(async () => {
    console = await openConsole('2023-10-20T09:00:00+08:00');
    await playSampleCases(console);
  }, 120_000);
  afterAll(async () => {
    await console?.close();
  }, 60_000);

  it('step by step with arrow keys, and everything on the page follows', async () => {
    const { page, go } = await console.as('sample-auditor');
    await go('/cases/case-1');
    await page.getByRole('slider').waitFor();
    await keyboard(page).reach(page.getByRole('slider'));
    const here = page.locator('[aria-current=step]');
    await here.filter({ hasText: '创建中' }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByText('所示为过去的案卷').waitFor();
    await here.filter({ hasText: '待启动创建' }).waitFor();
    await page.getByRole('heading', { name: /形式审查通过/ }).waitFor();
    await page.keyboard.press('Home');
    await here.filter({ hasText: '填报中' }).waitFor();
    // The address follows when the slider rests, and is a permanent link.
    await page.waitForURL('**/cases/case-1?v=1');
    await page.reload();
    await page.getByRole('heading', { name: /第 1 件：申请已建立/ }).waitFor();
  });
  it('by two clocks, and sees a record only once it was known', async () => {
    const { page, go } = await console.as('sample-auditor');
    await go('/cases/case-1?at=2023-12-01T00:00:00Z&known=2023-12-01T00:00:00Z');
    await page.getByText('所示为过去的案卷：2023-12-01 08:00 有效，按 2023-12-01 08:00 所知').waitFor();
    expect(await page.locator('[aria-current=step]').innerText()).toContain('已报送');
  });
  it('compares two moments in sentences', async () => {
    const { page, go } = await console.as('sample-auditor');
    await go('/cases/case-1');
    await choose(page, pointer, page.getByRole('combobox', { name: '与另一时点比较：' }), '申请已建立');
    await page.getByText('状态：由“填报中”改为“创建中”。').waitFor();
  });
  it('and takes the proof of the case with him', async () => {
    const { page, go } = await console.as('sample-auditor');
    await go('/cases/case-1');
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '完整性证明' }).click()]);
    const proof = JSON.parse(readFileSync(await file.path(), 'utf8')) as { readonly leaves: readonly unknown[] };
    expect(proof.leaves).toHaveLength(5);
  });
  it('and takes an evidence package of it, which is recorded first', async () => {
    const { page, go } = await console.as('sample-auditor');
    await go('/cases/case-1/investigation');
    await page.getByRole('link', { name: '导出证据包', exact: true }).click();
    await carryOut(page, pointer, { 理由: '样例：移送' });
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '取得证据包' }).click()]);
    expect(
      readFileSync(await file.path())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
  });
});
