import type { Locator, Page } from 'playwright-core';
import { keyboard as byKeys } from './hands.js';

/** How a person uses a page: each journey is done with the mouse, and again with the keyboard alone. */
export interface Hands {
  readonly press: (target: Locator) => Promise<void>;
  readonly fill: (target: Locator, text: string) => Promise<void>;
  /** Chooses from a list that opens. */
  readonly choose: (list: Locator, option: string) => Promise<void>;
  /** Chooses a file with the button that asks for it. */
  readonly giveFile: (button: Locator, file: { readonly name: string; readonly bytes: Uint8Array }) => Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};
const MOST_STEPS = 150;

const giving =
  (page: Page, press: Hands['press']): Hands['giveFile'] =>
  async (button, { name, bytes }) => {
    const [asked] = await Promise.all([page.waitForEvent('filechooser'), press(button)]);
    await asked.setFiles({ name, mimeType: TYPES[name.split('.').at(-1)!]!, buffer: Buffer.from(bytes) });
  };

const optionIn = (page: Page, text: string): Locator => page.locator('.ant-select-item-option', { hasText: text }).last();

export const mouse = (page: Page): Hands => {
  const press: Hands['press'] = (target) => target.click();
  return {
    press,
    fill: (target, text) => target.fill(text),
    choose: async (list, option) => {
      await list.click();
      await optionIn(page, option).click();
    },
    giveFile: giving(page, press),
  };
};

export const keyboard = (page: Page): Hands => {
  const { press, reach } = byKeys(page);
  return {
    press,
    fill: async (target, text) => {
      await reach(target);
      await page.keyboard.press('Control+A');
      await page.keyboard.insertText(text);
    },
    choose: async (list, option) => {
      await reach(list);
      await page.keyboard.press('ArrowDown');
      const active = page.locator('.ant-select-item-option-active', { hasText: option });
      for (let step = 0; step < MOST_STEPS && (await active.count()) === 0; step += 1) await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
    },
    giveFile: giving(page, press),
  };
};
