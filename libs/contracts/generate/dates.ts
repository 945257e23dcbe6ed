import { dossierActs } from '@minglu/dossier';
import type { DateLimit, DateRules, TSchema } from '@minglu/kernel';
import { referenceActs } from '@minglu/reference';
import type { Generator } from './generator.js';
import { row, TABLE_LINE } from './markdown.js';

type Schema = Readonly<Record<string, unknown>>;
type Rules = DateRules<never>;

/** A command with the rules of its dates. */
export interface DatedAct {
  readonly command: string;
  readonly title: { readonly zh: string };
  readonly payload: TSchema;
  readonly dates?: Rules;
}
export const datedActs = [...dossierActs, ...referenceActs] as unknown as readonly DatedAct[];

const FORMATS = ['date', 'date-time'];
/** The paths of the dates and instants of a payload: `effectiveDate`, `offDays[]`, `document.issuedOn`. */
export const dateFields = (payload: TSchema): readonly string[] => [...new Set(fieldsIn(payload as unknown as Schema, ''))];

const fieldsIn = (schema: Schema, path: string): readonly string[] => {
  const properties = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, Schema>>);
  return [
    ...(FORMATS.includes(schema['format'] as string) ? [path] : []),
    ...properties.flatMap(([name, field]) => fieldsIn(field, path === '' ? name : `${path}.${name}`)),
    ...((schema['anyOf'] ?? []) as readonly Schema[]).flatMap((one) => fieldsIn(one, path)),
    ...(schema['items'] ? fieldsIn(schema['items'] as Schema, `${path}[]`) : []),
  ];
};

/** `dates.md`: the limits and the effect of every date and instant of a command. */
export const dates: Generator = {
  name: 'dates',
  files: () => [{ path: 'libs/contracts/dates.md', content: page() }],
};

const page = (): string =>
  [
    '# Dates in commands',
    '',
    '<!-- Generated from the acts. Do not edit. -->',
    '',
    'Each date and instant of a command: the first and the last value that is allowed, the code of the refusal beyond it, and its effect (decision 27).',
    'Property tests drive each limit: the value itself, the next day or millisecond, 29 February, and days without a work calendar.',
    'The form of a day or an instant, and years from 1900 to 2199, are checked first (`invalid-payload`).',
    '',
    row('command', '办理', 'field', 'not before', 'not after', 'effect'),
    TABLE_LINE(6),
    ...datedActs.flatMap(({ command, title, dates: rules = {} }) =>
      Object.entries(rules).map(([field, { notBefore, notAfter, effect }]) =>
        row(command, title.zh, field, limitText(notBefore), limitText(notAfter), effect),
      ),
    ),
    '',
  ].join('\n');

const limitText = (limits: readonly DateLimit<never>[] = []): string =>
  limits.length === 0 ? '–' : limits.map(({ words, code }) => `${words} (\`${code}\`)`).join('; ');
