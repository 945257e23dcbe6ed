import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { modulesOf } from './modules.js';
import { provocationsIn } from './provocations.js';
import { refusalReader } from './refusals.js';

const root = mkdtempSync(join(tmpdir(), 'minglu-source-'));
afterAll(() => rmSync(root, { recursive: true }));
const file = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
file('tsconfig.json', JSON.stringify({ compilerOptions: { paths: { '@minglu/kernel': ['./libs/kernel/src/index.ts'] } } }));
file('libs/kernel/src/index.ts', 'export const refuse = () => 0; export const warn = () => 0; export const newEvent = () => 0;');
file(
  'guards.ts',
  `import { refuse } from '@minglu/kernel';
const ARTICLES = { city: 'm/1', park: 'm/2' };
export const late = (day: string, basis: string) => (day > '1' ? refuse('late', [basis, 'c/1'], \`日期 \${day} 太晚\`, 'late') : null);
export const articleOf = (one: string) => (one === 'x' ? ARTICLES.city : ARTICLES.park);
export const standing = refuse('standing', ARTICLES['city'], '固定', 'fixed');
export { late as renamed };
`,
);
file('index.ts', "export * from './guards.js';");

/** The findings of \`act\` in a module with this text. */
let count = 0;
const findings = (text: string, name = 'act') => {
  const path = `act-${(count += 1)}.ts`;
  file(path, `import { refuse, warn, newEvent } from '@minglu/kernel';\nimport { late, articleOf, standing } from './index.js';\n${text}`);
  const modules = modulesOf(root);
  const found = refusalReader(modules).inDeclaration(modules.read(path), name);
  return [...new Set(found.map(({ kind, code, provisions, texts }) => `${kind} ${code} [${provisions.join(' ')}] ${texts.join(' / ')}`))];
};

describe('the findings of a declaration', () => {
  it.each([
    [
      'a refusal with its provisions and its text',
      `const act = () => refuse('a', ['m/1', 'm/2'], '不行', 'no');`,
      ['refuse a [m/1 m/2] 不行'],
    ],
    ['a warning', `const act = () => warn('a', 'm/1', '注意', 'mind');`, ['warn a [m/1] 注意']],
    [
      'an event, by the type of its definition',
      `const events = { A: define({ type: 'A' }) };\nconst define = (d) => d;\nconst act = () => newEvent(events.A, {});`,
      ['newEvent A [] '],
    ],
    [
      'those of a function of another module, with its arguments',
      `const act = ({ day }) => late(day, 'm/7');`,
      ['refuse late [m/7 c/1] 日期 … 太晚'],
    ],
    ['a refusal that is a constant', `const act = (x) => x ?? standing;`, ['refuse standing [m/1] 固定']],
    ['a function that is passed on, with unknown arguments', `const act = { decide: late };`, ['refuse late [c/1] 日期 … 太晚']],
    [
      'each branch of a text and of a provision',
      `const act = (x) => refuse('a', articleOf(x), x ? '甲' : '乙', 'a');`,
      ['refuse a [m/1 m/2] 甲 / 乙'],
    ],
    [
      'constants, spread lists and templates',
      `const MORE = ['m/2'];\nconst act = (n) => refuse('a', ['m/1', ...MORE], \`第 \${n} 项\`, 'a');`,
      ['refuse a [m/1 m/2] 第 … 项'],
    ],
    [
      'each code of a problem with its own text',
      `const check = (x) => problem('a', '甲') ?? problem('b', '乙');\nconst problem = (code, zh) => ({ code, message: { zh } });\nconst act = (x) => { const found = check(x); return found && refuse(found.code, 'm/1', found.message.zh, ''); };`,
      ['refuse a [m/1] 甲', 'refuse b [m/1] 乙'],
    ],
    [
      'a method of the object that a factory gets',
      `const make = (act) => ({ ...act, decide: (input) => act.decide(input) });\nconst act = make({ decide: ({ data }) => late(data.day, 'm/9') });`,
      ['refuse late [m/9 c/1] 日期 … 太晚', 'refuse late [m/9 c/1] 日期 … 太晚'],
    ],
    [
      'both constants of one name in two blocks',
      `const act = (x) => { if (x) { const basis = 'm/1'; return refuse('a', basis, '甲', ''); } const basis = 'm/2'; return null; };`,
      ['refuse a [m/1 m/2] 甲'],
    ],
    [
      'nothing of a function of the same name that is not the kernel’s',
      `const own = { refuse: () => 0 };\nconst act = () => own.refuse('a', 'm/1', '甲', '');`,
      [],
    ],
    ['a recursive function once', `const act = (n) => (n ? act(n - 1) : refuse('a', 'm/1', '甲', ''));`, ['refuse a [m/1] 甲']],
  ])('are %s', (_, text, expected) => {
    expect(findings(text)).toEqual([...new Set(expected)]);
  });
  it('have a gap for a code that only the running program knows', () => {
    expect(findings(`const act = (x) => refuse(x.code, 'm/1', x.zh, '');`)).toEqual(['refuse … [m/1] …']);
  });
});

describe('the refusals that a spec provokes', () => {
  const provoked = (text: string) => {
    const path = `spec-${(count += 1)}.spec.ts`;
    file(path, text);
    const modules = modulesOf(root);
    return provocationsIn(modules, modules.read(path)).map(({ command, code, provisions, test }) => [command, code, ...provisions, test]);
  };
  const kit = `const command = (name, data) => ({ do: name, with: data });\nconst conferring = (more = {}) => command('ConferTitle', more);\n`;
  it.each([
    [
      'by its command, through the functions of the kit',
      `describe('A', () => { it('b', () => { world().given(x).when(conferring()).thenRefused('c', 'm/1', 'm/2'); }); });`,
      [['ConferTitle', 'c', 'm/1', 'm/2', 'A › b']],
    ],
    ['with another sender', `it('b', () => world().when({ ...conferring(), by: officer }).thenRefused('c'));`, [['ConferTitle', 'c', 'b']]],
    [
      'whose outcome is kept',
      `it('b', () => { const outcome = world().when(conferring()); outcome.thenRefused('c'); });`,
      [['ConferTitle', 'c', 'b']],
    ],
    [
      'for each row of a table',
      `it.each(['A', 'B'])('b %s', (name) => world().when(command(name)).thenRefused('c'));`,
      [
        ['A', 'c', 'b %s'],
        ['B', 'c', 'b %s'],
      ],
    ],
    [
      'for each column of a table',
      `it.each([['x', 'A'], ['y', 'B']])('b', (_, name) => world().when(command(name)).thenRefused('c'));`,
      [
        ['A', 'c', 'b'],
        ['B', 'c', 'b'],
      ],
    ],
    [
      'in a helper',
      `const no = (more) => world().when(conferring(more)).thenRefused('c');\nit('b', () => no({}));`,
      [['ConferTitle', 'c', '']],
    ],
  ])('are read: %s', (_, text, expected) => {
    expect(provoked(kit + text)).toEqual(expected);
  });
});
