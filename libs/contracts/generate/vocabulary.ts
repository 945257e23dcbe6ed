import { dossierActs } from '@minglu/dossier';
import type { AnyAct, TSchema } from '@minglu/kernel';
import { figure, material } from '@minglu/regulation';
import { acts } from '@minglu/system';
import type { ActFacts, AllActFacts } from './act-facts.js';
import { row, TABLE_LINE } from './markdown.js';
import type { Finding } from './source/refusals.js';
import type { Generator } from './generator.js';

type Schema = Readonly<Record<string, unknown>>;

/** Schemas that have a name in the page. */
const NAMED: readonly (readonly [name: string, schema: TSchema])[] = [
  ['figure', figure],
  ['material', material],
];
const FORMATS: Readonly<Record<string, string>> = { date: 'day', 'date-time': 'instant' };
const PATTERNS: readonly (readonly [start: string, name: string])[] = [
  ['^[A-Za-z0-9][A-Za-z0-9._-]', 'id'],
  ['^-?(0|[1-9]', 'decimal'],
  ['^[0-9a-f]{64}', 'sha256'],
  ['^[0-9]{6}', 'division code'],
];

/** The type of a field in words: `text ≤200`, `day`, `figure[]`, `pass·fail`. */
export const typeText = (schema: Schema): string => {
  const named = NAMED.find(([, one]) => JSON.stringify(one) === JSON.stringify(schema));
  if (named) return named[0];
  if (schema['enum']) return (schema['enum'] as readonly unknown[]).join('·');
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (schema['anyOf']) return (schema['anyOf'] as readonly Schema[]).map(typeText).join(' or ');
  if (schema['type'] === 'array') return listText(typeText(schema['items'] as Schema));
  if (schema['type'] === 'object') return objectText(schema);
  if (schema['type'] !== 'string') return (schema['type'] as string | undefined) ?? 'any';
  const pattern = PATTERNS.find(([start]) => String(schema['pattern'] ?? '').startsWith(start));
  const name = FORMATS[schema['format'] as string] ?? pattern?.[1];
  return name ?? `text${schema['maxLength'] === undefined ? '' : ` ≤${schema['maxLength'] as number}`}`;
};

const listText = (item: string): string => (/[ ·]/.test(item) && !item.endsWith('}') ? `(${item})[]` : `${item}[]`);

const objectText = (schema: Schema): string => {
  const required = (schema['required'] ?? []) as readonly string[];
  const fields = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, Schema>>);
  const patterned = Object.entries((schema['patternProperties'] ?? {}) as Readonly<Record<string, Schema>>);
  return `{ ${[
    ...fields.map(([name, field]) => `${name}${required.includes(name) ? '' : '?'}: ${typeText(field)}`),
    ...patterned.map(([, field]) => `…: ${typeText(field)}`),
  ].join(', ')} }`;
};

const section = (act: AnyAct, { findings }: ActFacts): readonly string[] => {
  const { properties, required = [] } = act.payload as unknown as { properties: Record<string, Schema>; required?: readonly string[] };
  const sealed = (act.sealed ?? []) as readonly string[];
  return [
    '',
    `### ${act.command} ${act.title.zh}`,
    '',
    `Roles: ${Object.keys(act.by).sort().join(', ')}. Rests on: ${act.legalBasis.join(', ')}. Events: ${eventsOf(act, findings).join(', ')}.`,
    '',
    row('field', 'type', 'optional', 'sealed'),
    TABLE_LINE(4),
    ...Object.entries(properties).map(([name, schema]) =>
      row(name, typeText(schema), required.includes(name) ? '' : 'optional', sealed.includes(name) ? 'sealed' : ''),
    ),
    ...findingTable(findings),
  ];
};

/** The act of a dossier states its events, which a spec holds to; the others are read from the source. */
const eventsOf = ({ command }: AnyAct, findings: readonly Finding[]): readonly string[] => {
  const act = dossierActs.find((one) => one.command === command);
  const types = act ? Object.values(act.follows).flat() : findings.filter(({ kind }) => kind === 'newEvent').map(({ code }) => code);
  return [...new Set(types)];
};

const findingTable = (findings: readonly Finding[]): readonly string[] => {
  const shown = (kind: Finding['kind'], name: string) =>
    findings
      .filter((one) => one.kind === kind)
      .map(({ code, provisions, texts }) => row(name, code, provisions.join(', '), textsShown(texts)));
  const rows = [...shown('refuse', 'refused'), ...shown('warn', 'warning')];
  return rows.length === 0 ? [] : ['', row('answer', 'code', 'provisions', 'text'), TABLE_LINE(4), ...rows];
};

const MOST_TEXTS = 3;
export const textsShown = (texts: readonly string[]): string =>
  [...texts.slice(0, MOST_TEXTS), ...(texts.length > MOST_TEXTS ? ['…'] : [])].join(' / ');

/** `vocabulary.md`: every command for the writers of scenarios. */
export const vocabulary = (facts: AllActFacts): Generator => ({
  name: 'vocabulary',
  files: () => [{ path: 'libs/contracts/vocabulary.md', content: page(facts) }],
});

const page = ({ ofEvery, ofCases, acts: all }: AllActFacts): string => {
  const chapters = [...new Set([...all.values()].map(({ chapter }) => chapter))];
  const ofChapter = (chapter: string) => (acts as readonly AnyAct[]).filter(({ command }) => all.get(command)?.chapter === chapter);
  return [
    '# Vocabulary of commands',
    '',
    '<!-- Generated from the acts. Do not edit. -->',
    '',
    'For writers of [scenarios](../../infra/docs/scenarios.md): each command with its roles, fields and events, and the refusals and warnings that its code can give.',
    'The statuses in which each command on a case may happen stand in the [state matrix](state-matrix.md); the limits of dates stand in [dates](dates.md).',
    '',
    'Types: `id` has letters, digits and `. _ -`; `day` is YYYY-MM-DD; `instant` has its offset; `decimal` is a string; `a·b` is one of these words; `?` marks an optional field.',
    ...NAMED.map(([name, schema]) => `\`${name}\` is \`${objectText(schema as unknown as Schema)}\`.`),
    'A sealed field goes to the vault; an event holds only its commitment. In a text, `…` is a part that depends on the case.',
    '',
    '## Every command',
    '',
    'Without another provision, `not-authorised` and `invalid-payload` cite those on which the command rests.',
    ...findingTable(ofEvery),
    '',
    '## Every command on a case',
    '',
    '`not-in-this-state` cites the provisions on which the command rests.',
    ...findingTable(ofCases),
    ...chapters.flatMap((chapter) => ['', `## ${chapter}`, ...ofChapter(chapter).flatMap((act) => section(act, all.get(act.command)!))]),
    '',
  ].join('\n');
};
