import { inShanghai, roleName } from '@minglu/kernel';
import type { ScenarioActor } from './port.js';

/** Colours of a terminal; without effect for another output. */
export interface Style {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
}
const paint = (code: number) => (text: string) => `\u001b[${code}m${text}\u001b[0m`;
const plain = (text: string): string => text;
export const COLOURED: Style = { good: paint(32), bad: paint(31), dim: paint(2), bold: paint(1) };
export const PLAIN: Style = { good: plain, bad: plain, dim: plain, bold: plain };

export const actorText = ({ role, org, person }: ScenarioActor): string => `${roleName(role)} ${person}${org === '-' ? '' : `（${org}）`}`;

const UTC_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** A value on one line, instants in +08:00. */
export const valueText = (value: unknown): string => {
  if (value === undefined) return '（无）';
  if (typeof value === 'string') return UTC_INSTANT.test(value) ? inShanghai(value) : value;
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{ ${fields.map(([key, field]) => `${key}: ${valueText(field)}`).join(', ')} }`;
};

const LONGEST = 120;
/** The data of a command on one line, truncated if it is long. */
export const dataText = (data: Readonly<Record<string, unknown>>): string => {
  const text = Object.entries(data)
    .map(
      ([key, value]) =>
        `${key}=${Array.isArray(value) && value.some((item) => typeof item === 'object') ? `[${value.length}]` : valueText(value)}`,
    )
    .join(' ');
  return [...text].length > LONGEST ? `${[...text].slice(0, LONGEST - 1).join('')}…` : text;
};
