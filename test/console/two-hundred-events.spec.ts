import { loadavg } from 'node:os';
import { describeInBrowser, give, type Console } from './kit.js';
import { openSampleConsole } from './sample-cases.js';

const EVENTS = 200;
const STEPS = 30;
/** Receipts come for so many events at a time. */
const RECEIPTS_TOGETHER = 25;
/** Changes of the document by one step, at most: the words of the slider, of the notice and of the receipt. */
const MOST_CHANGES = 40;
/** With `MINGLU_SPEED=1` the times of a browser that is slowed down four times are printed. They depend on the machine, so no test compares them. */
const SPEED = process.env['MINGLU_SPEED'] === '1';
/** An interaction lasts until the next paint. One that is not told lasted less than 16 ms, the least that browsers tell. */
const WATCH_INTERACTIONS = `globalThis.told = []; new PerformanceObserver((list) => told.push(...list.getEntries()))
  .observe({ type: 'event', durationThreshold: 16 })`;
const TAKE_INTERACTIONS = `Object.values(Object.groupBy(told.splice(0).filter((one) => one.interactionId > 0), (one) => one.interactionId))
  .map((list) => Math.max(...list.map((one) => one.duration)))`;
const median = (values: readonly number[]): number => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

describeInBrowser('a case of two hundred events', () => {
  let console: Console;
  beforeAll(async () => {
    console = await openSampleConsole();
    for (let made = 5; made < EVENTS; made += 1)
      await give(console, ['sample-applicant', 'applicant', '120000'], 'ReportProgress', {
        caseId: 'case-1',
        period: `第 ${made} 期`,
        narrative: '样例：工作进展',
        figures: [],
      });
  }, 180_000);
  afterAll(async () => {
    await console?.close();
  }, 60_000);

  /** Opens the case in a window of its own, slowed down where times are asked for. */
  const openCase = async () => {
    const { page, go, context } = await console.as('sample-auditor');
    // At a first visit the stream brings all changes, and the page then asks again for all data: not a matter of the slider.
    await page.route('**/changes**', () => new Promise(() => undefined));
    const asked: string[] = [];
    page.on('request', (request) => void asked.push(new URL(request.url()).pathname));
    if (SPEED) await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await go('/cases/case-1');
    await page.getByText(`第 ${EVENTS} 件，共 ${EVENTS} 件`).waitFor();
    // The receipt, the acts and the figures have come.
    for (const part of [page.getByText('永久链接'), page.getByText('由他人办理的'), page.getByRole('table')]) await part.first().waitFor();
    return { page, context, asked };
  };

  it('is read in two pages, and shows fifty events until it is asked for more', async () => {
    const { page, asked } = await openCase();
    expect(asked.filter((path) => path.endsWith('/steps')).length).toBeLessThanOrEqual(2);
    expect(await page.locator('button.event').count()).toBe(50);
  });
  it('asks for few receipts while the slider moves, and for the acts of a day once it rests', async () => {
    const { page, asked } = await openCase();
    asked.length = 0;
    // The time of the page stands still: no pause between two steps is a rest.
    // It stops a second ahead. A longer jump would make the answers old that the page has kept.
    await page.clock.pauseAt(await page.evaluate<number>('Date.now() + 1000'));
    await page.getByRole('slider').focus();
    for (let step = 1; step <= STEPS; step += 1) {
      await page.keyboard.press('ArrowLeft');
      await page.getByText(`第 ${EVENTS - step} 件，共 ${EVENTS} 件`).waitFor();
    }
    const api = () => asked.filter((path) => !path.startsWith('/console/'));
    // The list of acts asks once when it first stands.
    expect(api().filter((path) => path !== '/dossiers/case-1/events')).toEqual(['/dossiers/case-1/replay']);
    expect(api().length).toBeLessThanOrEqual(Math.ceil(STEPS / RECEIPTS_TOGETHER) + 2);
    expect(new URL(page.url()).searchParams.get('v')).toBeNull();
    // The parts below the slider have followed it.
    await page.getByRole('heading', { name: `第 ${EVENTS - STEPS} 件：` }).waitFor();

    const acts = page.waitForRequest('**/dossiers/case-1/replay?**');
    await page.clock.resume();
    await acts;
    await page.getByRole('heading', { name: '当时可以办理' }).waitFor();
    await page.getByRole('heading', { name: `第 ${EVENTS - STEPS} 件：` }).waitFor();
    await page.waitForURL(`**/cases/case-1?v=${EVENTS - STEPS}`);
    await page.getByText('当时的规则').waitFor();
    expect(api().filter((path) => path === '/dossiers/case-1/replay')).toHaveLength(2);
  });
  it('changes two rows of the history and little else of the page by a step', async () => {
    const { page } = await openCase();
    await page.getByRole('slider').focus();
    await page.keyboard.press('ArrowLeft');
    const row = (step: number) => page.locator('button.event').nth(step);
    await row(1).and(page.locator('[aria-pressed=true]')).waitFor();
    await page.waitForURL('**?v=199');
    await page.getByText('当时的规则').waitFor();
    await page.evaluate(`globalThis.changes = []; new MutationObserver((list) => changes.push(...list)).observe(document.querySelector('main'),
      { subtree: true, childList: true, characterData: true, attributes: true })`);
    for (let step = 2; step <= STEPS; step += 1) {
      await page.keyboard.press('ArrowLeft');
      await row(step).and(page.locator('[aria-pressed=true]')).waitFor();
    }
    const [rows, all] = await page.evaluate<[number, number]>(
      `[changes.filter(({ target }) => target.closest?.('button.event')).length, changes.length]`,
    );
    expect(rows).toBe(2 * (STEPS - 1));
    expect(all).toBeLessThanOrEqual(MOST_CHANGES * (STEPS - 1));
  });
  it('answers keys and clicks', async () => {
    const found: Record<string, number[]> = {};
    for (let round = 0; round < (SPEED ? 7 : 1); round += 1) {
      const { page, context } = await openCase();
      const note = async (name: string): Promise<void> => {
        await page.waitForTimeout(SPEED ? 1_000 : 0);
        const durations = await page.evaluate<readonly number[]>(TAKE_INTERACTIONS);
        (found[name] ??= []).push(...durations);
      };
      await page.evaluate(WATCH_INTERACTIONS);
      await page.getByRole('slider').focus();
      for (let step = 1; step <= STEPS; step += 1) {
        await page.keyboard.press('ArrowLeft');
        // Two frames and no more: a search for texts would count as work of the page.
        await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      }
      await page.getByText(`第 ${EVENTS - STEPS} 件，共 ${EVENTS} 件`).waitFor();
      await note('a step of the slider');
      await page.locator('button.event').nth(9).click();
      await page.getByText(`第 ${EVENTS - 9} 件，共 ${EVENTS} 件`).waitFor();
      await note('a receipt');
      await page.getByRole('button', { name: '展开条文原文' }).click();
      await page.getByRole('button', { name: '收起条文' }).waitFor();
      await note('the articles of a receipt');
      await page.getByRole('combobox', { name: '与另一时点比较：' }).click();
      await page.locator('.ant-select-item-option').nth(3).click();
      await page.getByText(/共 \d+ 处不同/).waitFor();
      await note('the list of moments and a choice from it');
      await page.getByRole('button', { name: '分开两个时钟' }).click();
      await page.getByRole('group', { name: '两个时钟' }).waitFor();
      await note('two clocks');
      await page.getByRole('button', { name: '回到现在' }).click();
      await page.getByRole('heading', { name: '现在可以办理' }).waitFor();
      await note('back to now');
      await page.getByRole('button', { name: '深色' }).click();
      await page.locator('html[data-theme=dark]').waitFor();
      await note('the other theme');
      await context.close();
    }
    if (SPEED)
      for (const [name, durations] of Object.entries(found))
        process.stderr.write(`${name}: median ${median(durations)} ms, longest ${Math.max(...durations)} ms of ${durations.length}\n`);
    if (SPEED) process.stderr.write(`load average ${loadavg()[0]!.toFixed(1)}\n`);
  }, 300_000);
  it('paints its first words from a few files', async () => {
    const paints: number[] = [];
    for (let round = 0; round < (SPEED ? 7 : 1); round += 1) {
      const { page, context } = await console.as(null);
      const session = await context.newCDPSession(page);
      if (SPEED) await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
      let files = 0;
      page.on('response', () => (files += 1));
      await page.goto(`${console.service.url}/console/cases/case-1`);
      await page.locator('main h1').waitFor();
      paints.push(
        await page.evaluate<number>(
          `new Promise((done) => new PerformanceObserver((list) => done(list.getEntries()[0].startTime)).observe({ type: 'paint', buffered: true }))`,
        ),
      );
      expect(files).toBeLessThanOrEqual(50);
      await context.close();
    }
    if (SPEED)
      process.stderr.write(
        `first contentful paint, cold: median ${Math.round(median(paints))} ms of ${paints.map(Math.round).join(', ')}\n`,
      );
  });
});
