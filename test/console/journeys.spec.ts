import { describeInBrowser, give, openConsole, type Console, type Window } from './kit.js';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { carryOut, choose, File, HANDS, keyboard, pointer, type Entries, type Hands } from './hands.js';
import { openSampleConsole } from './sample-cases.js';

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

const open = async ({ page, go }: Window, hands: Hands, act: string, caseId = 'case-1'): Promise<void> => {
  await go(`/cases/${caseId}`);
  await hands.press(page.getByRole('link', { name: act, exact: true }));
};

/** A review by experts, the notice, and the title after it. */
const reviewToTitle = async (
  console: Console,
  handsOf: (page: Page) => Hands,
  caseId: string,
  { reviewedOn, conferredOn }: Readonly<Record<'reviewedOn' | 'conferredOn', string>>,
): Promise<void> => {
  const officer = await console.as('sample-ministry-officer');
  const hands = handsOf(officer.page);
  const act = async (name: string, entries: Entries): Promise<void> => {
    await open(officer, hands, name, caseId);
    await carryOut(officer.page, hands, entries);
  };
  await act('组织专家评审组', {
    评审专家: ['110000', '310000', '610100', '420100', '330100'].map((cityCode, index) => ({
      标识: `expert-${index + 1}`,
      工作单位: `样例单位${index + 1}`,
      市的行政区划代码: cityCode,
    })),
  });
  await act('记录评审方式', { 方式: '材料审查', 日期: reviewedOn, 地点: '样例地点', 笔录: new File('笔录.pdf', 'six') });
  await act('形成评审结论', { 评审结论: '通过', 理由: '样例：达到创建标准' });
  await act('发布公示', { 门户网站地址: 'https://www.miit.gov.cn/sample' });

  await console.moveTo(`${conferredOn}T09:00:00+08:00`);
  const approver = await console.as('sample-ministry-approver');
  const approverHands = handsOf(approver.page);
  await open(approver, approverHands, '授予称号', caseId);
  await carryOut(approver.page, approverHands, { 文号: '样例文号', 生效之日: conferredOn });
  await approver.go(`/cases/${caseId}`);
  await approver.page.locator('[aria-current=step]').filter({ hasText: '已授予' }).waitFor();
};
const isInTheRegister = async (console: Console, name: string): Promise<void> => {
  const visitor = await console.as(null);
  await visitor.go('/titles');
  await visitor.page.getByRole('link', { name, exact: true }).waitFor();
};

describeInBrowser('a city in creation goes on to its title', () => {
  let console: Console;
  beforeEach(async () => {
    console = await openConsole('2025-09-25T08:00:00+08:00');
    await give(console, ['admin', 'ministry-admin', 'MIIT'], 'ImportLegacyCreation', {
      caseId: 'case-1',
      cityCode: '120000',
      mouDate: '2022-01-10',
      startDate: '2022-01-10',
      documentNumber: '样例备忘录',
    });
    await console.moveTo('2025-09-25T09:00:00+08:00');
  }, 120_000);
  afterEach(async () => {
    await console?.close();
  }, 60_000);

  it.each(HANDS)('%s', async (_, handsOf) => {
    const city = await console.as('sample-applicant');
    const cityHands = handsOf(city.page);
    await open(city, cityHands, '报送创建进展');
    await carryOut(city.page, cityHands, { 所属期间: '2025年上半年', 文字说明: '样例：推进机制已建立' });
    await open(city, cityHands, '报送自评报告');
    await carryOut(city.page, cityHands, {
      指标体系版本: '168-2022',
      指标数据: [
        { 指标编号: 'A1.1', 值: '2600', 计量单位: '亿元', 数据所属年度: '2024', 数据来源: '样例数据' },
        { 指标编号: 'A2.1', 值: '13.1', 计量单位: '%', 数据所属年度: '2024', 数据来源: '样例数据' },
      ],
      材料: [{ 文件: new File('自评报告.pdf', 'four'), 种类: '自评报告' }],
    });
    await open(city, cityHands, '提出评审申请');
    await carryOut(city.page, cityHands, { 材料: [{ 文件: new File('评审申请.pdf', 'five'), 种类: '评审申请' }] });

    await reviewToTitle(console, handsOf, 'case-1', { reviewedOn: '2025-09-25', conferredOn: '2025-10-13' });
    await isInTheRegister(console, '天津市');
  });
});

describeInBrowser('a park applies through its city and province, and the ministry starts its creation', () => {
  let console: Console;
  beforeEach(async () => {
    console = await openConsole('2023-10-20T09:00:00+08:00');
    await give(console, ['admin', 'ministry-admin', 'MIIT'], 'RegisterPark', {
      parkId: 'sample-park',
      name: '样例软件园',
      cityCode: '441900',
    });
  }, 120_000);
  afterEach(async () => {
    await console?.close();
  }, 60_000);

  it.each(HANDS)('%s', async (_, handsOf) => {
    const park = await console.as('sample-park');
    const parkHands = handsOf(park.page);
    await park.go('/act/OpenApplication');
    await carryOut(park.page, parkHands, {
      软件名城或软件名园: '名园',
      '年度工作（申报批次）的标识': 'park-creation-2023',
      工作机构: '样例：园区管理委员会',
    });
    await parkHands.press(park.page.getByRole('button', { name: '查看案卷', exact: true }));
    await park.page.getByRole('heading', { name: '样例软件园 · 中国软件名园' }).waitFor();
    const caseId = new URL(park.page.url()).pathname.split('/').at(-1)!;
    await open(park, parkHands, '报送申请材料', caseId);
    await carryOut(park.page, parkHands, {
      材料: [
        { 文件: new File('申请报告.pdf', 'one'), 种类: '申请上报文件' },
        { 文件: new File('申请表.pdf', 'two'), 种类: '创建申请表' },
        { 文件: new File('工作方案.pdf', 'three'), 种类: '创建工作方案' },
      ],
      真实性承诺: true,
    });
    for (const person of ['sample-municipal-authority', 'sample-provincial-authority'] as const) {
      const authority = await console.as(person);
      const hands = handsOf(authority.page);
      await open(authority, hands, '审核同意材料', caseId);
      await carryOut(authority.page, hands, { 理由: '样例：材料真实合规' });
      if (person === 'sample-municipal-authority') continue;
      await open(authority, hands, '报送园区汇总表', caseId);
      await hands.press(authority.page.locator('main form summary').first());
      await carryOut(authority.page, hands, {
        '年度工作（申报批次）的标识': 'park-creation-2023',
        省级行政区划代码: '440000',
        是否用印: '是',
        用印记录: '样例印章',
      });
    }
    await console.moveTo('2023-12-22T10:00:00+08:00');
    const officer = await console.as('sample-ministry-officer');
    const hands = handsOf(officer.page);
    await open(officer, hands, '形式审查通过', caseId);
    await carryOut(officer.page, hands, { 各项条件是否符合: YES, 材料是否齐全: '是', 理由: '样例：符合申请条件' });
    await console.moveTo('2024-01-05T10:00:00+08:00');
    await open(officer, hands, '启动创建', caseId);
    await carryOut(officer.page, hands, { 开始之日: '2024-01-05', 文号: '样例文号' });
    await park.go(`/cases/${caseId}`);
    await park.page.locator('[aria-current=step]').filter({ hasText: '创建中' }).waitFor();
  });
});

describeInBrowser('a pilot park goes on to its title', () => {
  let console: Console;
  beforeEach(async () => {
    console = await openConsole('2023-10-17T08:00:00+08:00');
    const admin = ['admin', 'ministry-admin', 'MIIT'] as const;
    await give(console, admin, 'RegisterPark', { parkId: 'sample-park', name: '样例软件园', cityCode: '441900' });
    await give(console, admin, 'ImportPilotPark', {
      caseId: 'case-1',
      parkId: 'sample-park',
      documentNumber: '样例文号',
      startDate: '2021-01-01',
    });
    await console.moveTo('2023-10-17T09:00:00+08:00');
  }, 120_000);
  afterEach(async () => {
    await console?.close();
  }, 60_000);

  it.each(HANDS)('%s', async (_, handsOf) => {
    const park = await console.as('sample-park');
    const hands = handsOf(park.page);
    const report = { 文件: new File('自评报告.pdf', 'four'), 种类: '自评报告' };
    await open(park, hands, '报送自评报告');
    await carryOut(park.page, hands, { 指标体系版本: 'none', 材料: [report] });
    await open(park, hands, '提出评审申请');
    await carryOut(park.page, hands, {
      材料: [
        { 文件: new File('评审申请.pdf', 'five'), 种类: '评审申请文件' },
        { 文件: new File('评审申请表.pdf', 'seven'), 种类: '评审申请表' },
        report,
      ],
    });
    for (const person of ['sample-municipal-authority', 'sample-provincial-authority'] as const) {
      const authority = await console.as(person);
      await open(authority, handsOf(authority.page), '审核同意材料');
      await carryOut(authority.page, handsOf(authority.page), { 理由: '样例：材料真实合规' });
    }
    await reviewToTitle(console, handsOf, 'case-1', { reviewedOn: '2023-10-17', conferredOn: '2023-10-26' });
    await isInTheRegister(console, '样例软件园');
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
    console = await openSampleConsole();
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
    await choose(page, pointer(page), page.getByRole('combobox', { name: '与另一时点比较：' }), '申请已建立');
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
    await carryOut(page, pointer(page), { 理由: '样例：移送' });
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '取得证据包' }).click()]);
    expect(
      readFileSync(await file.path())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
  });
});
