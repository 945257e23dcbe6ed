import { eventually } from '@minglu/event-store/testing';
import type { Page } from 'playwright-core';
import { appendCopies } from '../integration/support.js';
import { carryOut, choose, HANDS, pointer, write } from './hands.js';
import { describeInBrowser, give, type Console } from './kit.js';
import { openSampleConsole } from './sample-cases.js';

const NOTICE = `国务院办公厅关于2027年部分节假日安排的通知
国办发明电〔2026〕9号
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。2月13日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假，共1天。
六、中秋节：9月15日（周三）放假，共1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。`;

const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });
const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });

describeInBrowser('the desks of the administrators', () => {
  let console: Console;
  beforeAll(async () => {
    console = await openSampleConsole();
  }, 120_000);
  afterAll(async () => {
    await console?.close();
  }, 60_000);

  it.each(HANDS)('let the security administrator grant a role and revoke it %s', async (name, handsOf) => {
    const { page, go, context } = await console.as('sample-security-admin');
    const hands = handsOf(page);
    const person = name === 'by pointer' ? 'officer-8' : 'officer-9';
    await go('/admin/persons');
    await write(page, hands, field(page, '人员代号'), person);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: `人员 ${person}` }).waitFor();
    await hands.press(link(page, '授予角色'));
    await carryOut(page, hands, { 角色: '部经办人', '机构：MIIT、行政区划代码或园区标识': 'MIIT', 理由: '岗位调整' });
    await go(`/admin/persons/${person}`);
    await hands.press(link(page, '收回部经办人'));
    await carryOut(page, hands, { 理由: '调离岗位' });
    await go(`/admin/persons/${person}`);
    await link(page, '重新授予').waitFor();
    await page.getByText('没有登记的授予。').waitFor();
    await context.close();
  });

  it('offer no act on one’s own roles', async () => {
    const { page, go, context } = await console.as('sample-security-admin');
    await go('/admin/persons/sample-security-admin');
    await page.getByText('本人的角色须由另一名安全管理员').waitFor();
    expect(await link(page, '授予角色').count()).toBe(0);
    await context.close();
  });

  it.each(HANDS)('show the audit administrator who looked at a case, and the record of roles %s', async (_, handsOf) => {
    const reader = await console.as('sample-expert');
    await reader.go('/cases/case-1');
    await reader.context.close();
    const { page, go, context } = await console.as('sample-audit-admin');
    const hands = handsOf(page);
    await hands.press(page.locator('main').getByRole('link', { name: '查阅记录' }));
    await page.getByRole('heading', { name: '查阅记录' }).waitFor();
    await write(page, hands, field(page, '查阅人'), 'sample-expert');
    await page.keyboard.press('Enter');
    await page
      .getByRole('cell', { name: /^sample-expert/ })
      .first()
      .waitFor();
    expect(await page.getByRole('cell', { name: /^sample-audit-admin/ }).count()).toBe(0);
    await go('/admin/records');
    await choose(page, hands, page.getByLabel('种类'), '角色和委托');
    await page.getByRole('heading', { name: '角色和委托' }).waitFor();
    await context.close();
  });

  it.each(HANDS)('let the administrator of the ministry publish a calendar from the text of a notice %s', async (name, handsOf) => {
    const { page, go, context } = await console.as('sample-ministry-admin');
    const hands = handsOf(page);
    await go('/reference/calendars/import');
    const label = '粘贴国务院办公厅关于部分节假日安排的通知全文';
    await write(page, hands, field(page, label), NOTICE.replace('共7天。2月13日', '共8天。2月13日'));
    await page.getByText('春节：写明共8天，列出的是7天').waitFor();
    expect(await page.getByRole('button', { name: '核对' }).count()).toBe(0);
    await write(page, hands, field(page, label), NOTICE);
    await page.getByText('与星期、天数和相邻年度相符').waitFor();
    if (name !== 'by pointer') await page.getByText('2027年的放假安排已经公布，此次作为调整记录').waitFor();
    expect(await page.getByLabel('文号', { exact: true }).first().inputValue()).toBe('国办发明电〔2026〕9号');
    await carryOut(page, hands, {});
    await hands.press(link(page, '查看2027年的放假安排'));
    await page.getByRole('cell', { name: '国办发明电〔2026〕9号' }).first().waitFor();
    await context.close();
  });

  it('show the old and the new value of a policy before it is set, and its document after', async () => {
    const { page, go, context } = await console.as('sample-ministry-admin');
    await go('/reference/policies/delegation-days');
    await write(page, pointer(page), field(page, '新值（日）'), '60');
    await page.getByText('60 日').waitFor();
    await carryOut(page, pointer(page), { 文号: '样例文号' });
    await go('/reference/policies/delegation-days');
    await page.getByRole('cell', { name: '样例文号' }).waitFor();
    await context.close();
  });

  it('let one person propose a correction and hand its approval over, and another one approve it', async () => {
    await give(console, ['sample-security-admin', 'security-admin', 'MIIT'], 'GrantRole', {
      person: 'sample-ministry-approver',
      role: 'ministry-approver',
      org: 'MIIT',
      reasons: '样例：任职',
    });
    const { page, go, context } = await console.as('sample-ministry-officer');
    await go('/admin/corrections?case=case-1');
    await choose(page, pointer(page), page.getByLabel('所更正的事件'), '申请已建立');
    await choose(page, pointer(page), page.getByLabel('所更正的字段'), 'workingBody');
    await write(page, pointer(page), field(page, '更正后的值'), '样例：更正后的工作机构');
    await write(page, pointer(page), field(page, '理由'), '录入有误');
    await page.getByRole('button', { name: '核对' }).click();
    await page.getByRole('button', { name: '确认办理' }).click();
    await page.getByRole('link', { name: /^批准更正/ }).waitFor();
    await page.getByRole('button', { name: '交由同事办理' }).click();
    await choose(page, pointer(page), page.getByRole('combobox', { name: '承办的同事' }), 'sample-ministry-approver');
    await page.getByRole('button', { name: '转给同事' }).click();
    await page.getByText('已转给 sample-ministry-approver').waitFor();
    const second = await console.as('sample-ministry-approver');
    await second.go('/');
    await link(second.page, '批准更正记录').click();
    await second.page.getByText(/^sample-ministry-officer 于 .*转来/).waitFor();
    await carryOut(second.page, pointer(second.page), {});
    await second.page.getByText('转来的事项已办理').waitFor();
    await second.go('/');
    await second.page.getByText('待我办理').waitFor();
    expect(await second.page.getByText('转来').count()).toBe(0);
    await go('/admin/corrections?case=case-1');
    await page.getByText(/更正为 样例：更正后的工作机构/).waitFor();
    await Promise.all([context.close(), second.context.close()]);
  });

  it('show a tour to a sample person, and none to the public', async () => {
    const sample = await console.as('sample-applicant');
    await link(sample.page, '样例导览').click();
    await sample.page.getByRole('heading', { name: '样例导览' }).waitFor();
    const open = await console.as(null);
    await open.go('/tour');
    await open.page.getByRole('heading', { name: '没有这个页面' }).waitFor();
    await Promise.all([sample.context.close(), open.context.close()]);
  });
});

describeInBrowser('the page of operations', () => {
  let console: Console;
  beforeAll(async () => {
    console = await openSampleConsole();
  }, 120_000);
  // The parked event is an error that the service has reported: its close would refuse it.
  afterAll(async () => {
    await console?.browser.close();
    await console?.service.stop();
    await console?.service.database.drop();
  }, 60_000);

  it.each(HANDS)('shows the administrator of the system that an event is parked %s', async (name, handsOf) => {
    const { page, context } = await console.as('sample-system-admin');
    const hands = handsOf(page);
    await hands.press(page.locator('main').getByRole('link', { name: '运行情况' }));
    const parked = page
      .getByRole('row', { name: /^搁置 consumer=read-model/ })
      .getByRole('cell')
      .nth(1);
    await parked.waitFor();
    if (name === 'by pointer') {
      expect(await parked.textContent()).toBe('0');
      await appendCopies(console.service.system.store, 'dossier/case-1', ['UnheardOf']);
    }
    await eventually('the page shows the parked event', async () => {
      await hands.press(page.getByRole('button', { name: '立即更新' }));
      return (await parked.textContent()) === '1';
    });
    await context.close();
  });
});
