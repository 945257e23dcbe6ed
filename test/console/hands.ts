import { pdfOf } from '@minglu/materials/testing';
import type { Locator, Page } from 'playwright-core';
import { framesOf } from './kit.js';

/** A value for a field: a text, a choice, a day, a file or a tick; a list of objects is a list of items. */
type Entry = string | boolean | File | readonly Entries[];
export interface Entries {
  readonly [label: string]: Entry;
}
/** A file to upload. */
export class File {
  constructor(
    readonly name: string,
    readonly text: string,
  ) {}
}

/** How a person works: by pointer, or by keys alone. */
export interface Hands {
  /** Brings a control into focus and acts on it. */
  readonly press: (control: Locator) => Promise<void>;
  readonly reach: (control: Locator) => Promise<void>;
  /** Takes the first option with this text from an open list: looks or searches for it. */
  readonly take: (list: Locator, option: string) => Promise<void>;
}

/** The options in view: a long list holds no others. */
const OPTION = '.ant-select-item-option';
const MOST_MOVES = 150;

export const pointer = (page: Page): Hands => ({
  press: (control) => control.click(),
  reach: (control) => control.click(),
  take: async (list, option) => {
    const wanted = list.locator(OPTION).filter({ hasText: option }).first();
    await list.locator(OPTION).first().waitFor();
    // A long list has a search.
    if ((await wanted.count()) === 0) await page.keyboard.insertText(option);
    await wanted.click();
  },
});

const MOST_TABS = 400;
/** Only Tab, arrows, Enter and text: a control that the Tab key does not reach is a fault. */
export const keyboard = (page: Page): Hands => {
  const reach = async (control: Locator): Promise<void> => {
    await control.waitFor();
    const isThere = (): Promise<boolean> =>
      control.evaluate((one) => (one as unknown as { matches(selector: string): boolean }).matches(':focus'));
    for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
      if (await isThere()) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`the Tab key does not reach ${String(control)}`);
  };
  return {
    reach,
    press: async (control) => {
      await reach(control);
      await page.keyboard.press('Enter');
    },
    take: async (list, option) => {
      const active = list.locator(`${OPTION}-active`);
      await active.waitFor();
      // A list with a search keeps the options with this text. The others take no text.
      await page.keyboard.insertText(option);
      await framesOf(page);
      for (let moves = 0; moves < MOST_MOVES && !(await active.innerText()).includes(option); moves += 1) {
        await page.keyboard.press('ArrowDown');
        // The list moves its mark a frame later.
        await framesOf(page);
      }
      if (!(await active.innerText()).includes(option)) throw new Error(`no option ${option}`);
      await page.keyboard.press('Enter');
    },
  };
};

/** Each journey is done in both ways. */
export const HANDS: readonly (readonly [name: string, of: (page: Page) => Hands])[] = [
  ['by pointer', pointer],
  ['by keyboard alone', keyboard],
];

/** Chooses from a list, as its option is spoken. */
export const choose = async (page: Page, hands: Hands, field: Locator, option: string): Promise<void> => {
  await hands.reach(field);
  if ((await field.getAttribute('aria-expanded')) !== 'true') await page.keyboard.press('ArrowDown');
  // Another list may still be closing. This one may still be opening, and its options are on their way. A click on one of them
  // scrolls the page to reach it. The list then moves between the press of the button and its release.
  const list = page
    .locator('.ant-select-dropdown:not([class*="-slide-"])')
    .filter({ has: page.locator(`[id="${await field.getAttribute('aria-controls')}"]`) });
  await list.waitFor();
  await hands.take(list, option);
  // A list of several stays open. Another one closes by itself, and a key that comes later would close the dialog around it.
  const isOfSeveral = await field.evaluate(
    (one) => (one as unknown as { closest(selector: string): object | null }).closest('.ant-select-multiple') !== null,
  );
  if (isOfSeveral) await page.keyboard.press('Escape');
};

/** Writes a text in the place of the one that stands there. */
export const write = async (page: Page, hands: Hands, field: Locator, text: string): Promise<void> => {
  await hands.reach(field);
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
};

const TYPES: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};
/** Chooses a file with the button that asks for it. */
export const giveFile = async (
  page: Page,
  hands: Hands,
  button: Locator,
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array },
): Promise<void> => {
  const [asked] = await Promise.all([page.waitForEvent('filechooser'), hands.press(button)]);
  await asked.setFiles({ name, mimeType: TYPES[name.split('.').at(-1)!]!, buffer: Buffer.from(bytes) });
};

/** Fills fields below `area` by their labels, in the order in which they are given. */
const fill = async (page: Page, hands: Hands, area: Locator, entries: Entries): Promise<void> => {
  for (const [label, entry] of Object.entries(entries)) {
    if (entry instanceof File) {
      await giveFile(page, hands, area.getByRole('button', { name: '选择文件' }), { name: entry.name, bytes: pdfOf(entry.text) });
      await area.getByText('已上传').waitFor();
      continue;
    }
    if (Array.isArray(entry)) {
      const group = area.getByRole('group', { name: label, exact: true });
      for (const [index, item] of (entry as readonly Entries[]).entries()) {
        await hands.press(group.getByRole('button', { name: `增加${label}`, exact: true }));
        await fill(page, hands, group.locator('.listed').nth(index), item);
      }
      continue;
    }
    if (typeof entry === 'boolean') {
      const box = area.getByRole('checkbox', { name: new RegExp(`^${label}`) });
      await hands.reach(box);
      // A click has ticked it already.
      if (!(await box.isChecked())) await page.keyboard.press('Space');
      continue;
    }
    const field = area.getByLabel(label, { exact: true }).first();
    await field.waitFor({ state: 'attached' });
    if ((await field.getAttribute('role')) === 'combobox') await choose(page, hands, field, entry as string);
    else {
      await hands.reach(field);
      await page.keyboard.press('Control+A');
      await page.keyboard.type(entry as string);
      if ((await field.getAttribute('placeholder'))?.includes('日期')) await page.keyboard.press('Enter');
    }
  }
};

/** Carries out an act on its page: fills the form, checks, and confirms. */
export const carryOut = async (page: Page, hands: Hands, entries: Entries): Promise<void> => {
  await page.locator('main h1').waitFor();
  await fill(page, hands, page.locator('main form').first(), entries);
  // The Enter key in the last field has checked the form already.
  const check = page.getByRole('button', { name: '核对', exact: true });
  if (await check.isVisible()) await hands.press(check);
  const confirm = page.getByRole('button', { name: '确认办理' });
  const refused = page.locator('main [role=alert]').first();
  await confirm.or(refused).waitFor();
  if (!(await confirm.isVisible())) throw new Error(`refused: ${await refused.innerText()}`);
  await hands.press(confirm);
  await page.getByRole('heading', { name: '已记录' }).waitFor();
};
