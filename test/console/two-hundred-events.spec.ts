import { describeInBrowser, give, openConsole, type Console } from './kit.js';
import { playSampleCases } from './sample-cases.js';

const EVENTS = 200;
const STEPS = 30;
/** With `MINGLU_SPEED=1` the times of a browser that is slowed down four times are printed. They depend on the machine, so no test compares them. */
const SPEED = process.env['MINGLU_SPEED'] === '1';
const median = (values: readonly number[]): number => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

describeInBrowser('a case of two hundred events', () => {
  let console: Console;
  beforeAll(async () => {
    console = await openConsole('2023-10-20T09:00:00+08:00');
    await playSampleCases(console);
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

  it('is read in two pages, and a step of the slider asks for its receipt and the acts of that day alone', async () => {
    const { page, go } = await console.as('sample-auditor');
    const asked: string[] = [];
    page.on('request', (request) => void asked.push(new URL(request.url()).pathname));
    if (SPEED) {
      const session = await page.context().newCDPSession(page);
      await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    }
    await go('/cases/case-1');
    await page.getByText(`第 ${EVENTS} 件，共 ${EVENTS} 件`).waitFor();
    expect(asked.filter((path) => path.endsWith('/steps')).length).toBeLessThanOrEqual(2);
    // A page shows fifty events, and more when it is asked.
    expect(await page.locator('button.event').count()).toBe(50);

    await page.evaluate(`globalThis.slow = []; new PerformanceObserver((list) => slow.push(...list.getEntries().map((one) => one.duration)))
      .observe({ type: 'event', durationThreshold: 16 })`);
    await page.getByRole('slider').focus();
    asked.length = 0;
    for (let step = 1; step <= STEPS; step += 1) {
      await page.keyboard.press('ArrowLeft');
      await page.getByText(`第 ${EVENTS - step} 件，共 ${EVENTS} 件`).waitFor();
    }
    const api = asked.filter((path) => !path.startsWith('/console/'));
    expect([...new Set(api)].sort()).toEqual(['/dossiers/case-1/events', '/dossiers/case-1/replay']);
    expect(api.length).toBeLessThanOrEqual(2 * STEPS + 2);
    if (SPEED) {
      const slow = await page.evaluate<number[]>('slow');
      process.stderr.write(
        `a step of the slider: median ${median(slow)} ms, longest ${Math.max(0, ...slow)} ms of ${slow.length} events over 16 ms\n`,
      );
    }
  });
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
