import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { meanings, provisionTitle, unavailableTexts, type Provision } from '@minglu/regulation';
import type { Generator } from './generator.js';

/** A file of the repository; `path` is relative to the root. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const ACT_LIBRARIES = ['dossier', 'reference', 'regulation', 'projections'];
/** Files that list all provisions, and therefore implement none in particular. */
const LISTS = [
  ...['provision', 'provision-texts', 'deadline-basis', 'trace'].map((name) => `libs/regulation/src/${name}.ts`),
  'libs/projections/src/refusals-data.ts',
];

/** The code and the tests that the trace reads. */
export const tracedFiles = (root: string): readonly SourceFile[] =>
  [...ACT_LIBRARIES.map((library) => `libs/${library}/src`), 'test/scenarios', 'test/e2e', 'test/integration']
    .flatMap((folder) => filesUnder(join(root, folder)))
    .map((file) => ({ path: relative(root, file), text: readFileSync(file, 'utf8') }))
    .filter(({ path }) => /\.(ts|yaml)$/.test(path) && !LISTS.includes(path))
    .sort((a, b) => (a.path < b.path ? -1 : 1));

const filesUnder = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const isSpec = ({ path }: SourceFile): boolean => path.endsWith('.spec.ts');
const isScenario = ({ path }: SourceFile): boolean => path.endsWith('.yaml') && !path.includes('/fixtures/');
const isCode = ({ path }: SourceFile): boolean => /^libs\/.*\.ts$/.test(path) && !/(\.spec|\.test)\.ts$|\/testing\//.test(path);

/** Whether a file names the provision itself, not one that only starts with the same text. */
const names = ({ text }: SourceFile, provision: string): boolean =>
  new RegExp(`${provision.replaceAll(/[./]/g, '\\$&')}(?![0-9.][0-9]|[0-9])`).test(text);

interface TraceRow {
  readonly provision: Provision;
  readonly acts: readonly string[];
  /** Specs by file and the titles of their blocks; scenarios by file and title. */
  readonly specs: readonly string[];
}

/** For each provision, the code that implements it and the tests that cover it. */
export const traceRows = (files: readonly SourceFile[]): readonly TraceRow[] =>
  (Object.keys(meanings) as (keyof typeof meanings)[]).map((provision) => {
    const acts = files.filter((file) => isCode(file) && names(file, provision));
    return {
      provision,
      acts: acts.map(({ path }) => path),
      specs: [
        ...files.filter((file) => isSpec(file) && names(file, provision)).flatMap((file) => described(file, provision)),
        ...files.filter((file) => isScenario(file) && names(file, provision)).map(titled),
      ],
    };
  });

/** The blocks of a spec that name the provision; the first block if it is named outside the blocks. */
const described = ({ path, text }: SourceFile, provision: string): readonly string[] => {
  const blocks = text.split(/^(?=describe)/m).filter((block) => block.startsWith('describe'));
  const naming = blocks.filter((block) => names({ path, text: block }, provision));
  return (naming.length > 0 ? naming : blocks.slice(0, 1)).map((block) => {
    const [, title] =
      /^describe\w*(?:\.each\([^)]*\))?\(\s*(?:'([^']+)'|"([^"]+)"|`([^`]+)`)/.exec(block)?.filter((part) => part !== undefined) ?? [];
    return title ? `${path} “${title}”` : path;
  });
};
const titled = ({ path, text }: SourceFile): string => `${path} “${/^title: (.+)$/m.exec(text)?.[1] ?? ''}”`;

/** The provisions without code, and those without a test. */
export const traceFaults = (rows: readonly TraceRow[]): readonly string[] =>
  rows.flatMap(({ provision, acts, specs }) => {
    const { kind } = meanings[provision as keyof typeof meanings];
    if (kind === 'not-executable') return [];
    return [
      ...(acts.length === 0 ? [`${provision} is a ${kind}, and no code names it`] : []),
      ...(specs.length === 0 ? [`${provision} is a ${kind}, and no spec and no scenario shows it`] : []),
    ];
  });

const KINDS = { rule: '规则 rule', record: '记录 record', reminder: '提示 reminder', 'not-executable': '不可执行 not executable' } as const;

const text = (rows: readonly TraceRow[]): string =>
  [
    '# From the article to the code and its tests',
    '',
    '<!-- Generated from libs/regulation/src/trace.ts and the repository. Do not edit. -->',
    '',
    ...rows.flatMap(({ provision, acts, specs }) => {
      const { kind, here } = meanings[provision as keyof typeof meanings];
      const title = provisionTitle(provision);
      return [
        `## ${provision} ${title.zh} / ${title.en}`,
        '',
        `**${KINDS[kind]}**：${here.zh} / ${here.en}`,
        '',
        ...(kind === 'not-executable'
          ? []
          : [...acts.map((path) => `- act: \`${path}\``), ...specs.map((name) => `- shown by: ${name}`), '']),
      ];
    }),
    '# 未取得的文本 / Texts that are not available',
    '',
    ...unavailableTexts.flatMap(({ title, namedBy, status, policies, entered }) => [
      `## ${title.zh} / ${title.en}`,
      '',
      `**${namedBy}**：${status.zh} / ${status.en}`,
      '',
      ...policies.map((key) => `- policy: \`${key}\` ${provisionTitle(key).zh} / ${provisionTitle(key).en}`),
      ...entered.map((command) => `- entered by: \`${command}\``),
      '',
    ]),
  ].join('\n');

/** `trace.md`. Throws if a provision has no code or no test. */
export const trace = (root: string): Generator => ({
  name: 'trace',
  files: () => {
    const rows = traceRows(tracedFiles(root));
    const faults = traceFaults(rows);
    if (faults.length > 0) throw new Error(`the trace has holes:\n${faults.join('\n')}`);
    return [{ path: 'libs/contracts/trace.md', content: text(rows) }];
  },
});
