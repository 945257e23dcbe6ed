import { CASES } from './cases.js';
import { describeInBrowser, fitsNarrow, pictureOf, showIn, violationsOn, type Console, type Person, type Window } from './kit.js';
import { openSampleConsole } from './sample-cases.js';

const VISITS = Object.values(CASES).flatMap(({ walks, also = [] }) => [...walks, ...also]);

describeInBrowser('the pages of the console', () => {
  let console: Console;
  const windows = new Map<Person | null, Window>();
  beforeAll(async () => {
    console = await openSampleConsole();
  }, 120_000);
  afterAll(async () => {
    await console?.close();
  }, 60_000);

  it.each(VISITS)('break no rule of accessibility in either theme, and fit a screen of 360 pixels: %s %s', async (person, path) => {
    const window = windows.get(person) ?? (await console.as(person, { reducedMotion: 'reduce' }));
    windows.set(person, window);
    const { page, go } = window;
    await page.setViewportSize({ width: 1280, height: 720 });
    await go(path);
    await page.locator('main [aria-busy=true]').first().waitFor({ state: 'hidden' });
    for (const theme of ['light', 'dark'] as const) {
      expect([theme, await violationsOn(page, theme)]).toEqual([theme, []]);
      await pictureOf(page, `${person}${path}`, theme);
    }
    await showIn(page, 'light');
    expect(await fitsNarrow(page)).toBe(true);
  });
});
