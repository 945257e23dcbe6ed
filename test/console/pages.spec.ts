import { wordOf } from '@minglu/projections';
import { CASES } from './cases.js';
import { describeInBrowser, fitsNarrow, pictureOf, showIn, violationsOn, type Console, type Person, type Window } from './kit.js';
import { openSampleConsole } from './sample-cases.js';

/** Pages that show settings and questions as machines know them. */
const TECHNICAL: readonly string[] = ['/operations', '/admin/access-log'];
const KNOWN_TO_OFFICERS: readonly string[] = ['pdf', 'xlsx'];
/** English words and codes in a text for officers. Persons, files and ids have a dot, a digit or a dash. */
const wordsIn = (text: string): readonly string[] =>
  (text.replaceAll(/https?:\S+/g, '').match(/[A-Za-z0-9][A-Za-z0-9_.-]*/g) ?? []).filter(
    (token) =>
      (/^[a-z]{3,}$/.test(token) && !KNOWN_TO_OFFICERS.includes(token)) || (/[a-z]-|[a-z][A-Z]/.test(token) && wordOf(token) !== token),
  );

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

  it.each(VISITS)(
    'break no rule of accessibility in either theme, speak Chinese, and fit a screen of 360 pixels: %s %s',
    async (person, path) => {
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
      if (!TECHNICAL.includes(path)) expect(wordsIn(await page.locator('main').innerText())).toEqual([]);
      expect(await fitsNarrow(page)).toBe(true);
    },
  );
});
