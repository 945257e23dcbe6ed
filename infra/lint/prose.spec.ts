import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from './prose/check.mjs';
import { prose } from './prose/command.mjs';

const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`).join(' ');
const found = (file: string, text: string) => check(file, text).findings.map(({ line, rule }) => `${line} ${rule}`);
const inComment = (text: string) => found('a.ts', `/** ${text} */\n`);
const inDocument = (text: string) => found('a.md', text);

describe('a sentence', () => {
  it('has 25 words at most', () => {
    expect(inComment(`${words(25)}.`)).toEqual([]);
    expect(inComment(`${words(26)}.`)).toEqual(['1 long']);
  });

  it.each([
    ['two sentences', `${words(20)}. ${words(20)}.`],
    ['a question before a sentence', `${words(20)}? ${words(20)}.`],
    ['a sentence in bold before another', `**${words(20)}.** ${words(20)}.`],
    ['code as one word', `${words(24)} \`${words(20)}\`.`],
    ['signs as none', `${words(25)} — → = +.`],
    ['an address as one word', `${words(24)} https://example.org/a.b.c?d=e.`],
  ])('is counted with %s', (_, text) => expect(inComment(text)).toEqual([]));

  it.each(['e.g. ', 'i.e. ', 'Art. 7 ', 'no. 3 ', '0.12 ', 'a.b.c '])('does not end at “%s”', (part) =>
    expect(inComment(`${words(15)} ${part}${words(15)}.`)).toEqual(['1 long']),
  );

  it('goes on in the next line and is reported where it begins', () => {
    expect(found('a.ts', `\n// Short. ${words(13)}\n// ${words(13)}.\n`)).toEqual(['2 long']);
    expect(found('a.ts', `/**\n * Short.\n * ${words(13)}\n * ${words(13)}.\n */\n`)).toEqual(['3 long']);
    expect(inDocument(`Short.\n\n${words(13)}\n${words(13)}.\n`)).toEqual(['3 long']);
  });

  it('ends with its list item, heading, table cell, tag or paragraph', () => {
    const half = words(20);
    expect(inDocument(`# ${half}\n${half}:\n\n- ${half}\n- ${half}\n1. ${half}\n`)).toEqual([]);
    expect(inDocument(`| ${half} | ${half} |\n| --- | --- |\n| \`a | ${half}\` | ${half} |\n`)).toEqual([]);
    expect(found('a.ts', `/**\n * ${half}\n * @param {string} a ${half}\n * @returns ${half}\n *\n * ${half}\n */\n`)).toEqual([]);
  });

  it('is no code block and no drawing', () => {
    expect(inDocument(`\`\`\`\nwhat ${words(30)}\n\`\`\`\n`)).toEqual([]);
    expect(inDocument(`│ what ${words(30)} │\n`)).toEqual([]);
    expect(found('a.ts', `/**\n *   what ← ${words(20)}   pure\n *   what ← ${words(20)}   technical\n */\n`)).toEqual([]);
    expect(found('a.ts', `/**\n * @example\n * what(${words(30)})\n */\n`)).toEqual([]);
  });
});

describe('an opening', () => {
  it.each([
    'What is not above the watermark was taken before.',
    'Whatever comes is kept.',
    'Whoever is silent for so long has lost it.',
    'Whichever is later.',
    'Nobody reads it.',
    'Such as comes from the log.',
    '“What is due” is a list.',
  ])('is banned: %s', (text) => {
    expect(inComment(text)).toEqual(['1 opening']);
    expect(inDocument(`Text. ${text}`)).toEqual(['1 opening']);
    expect(inDocument(`- ${text}`)).toEqual(['1 opening']);
  });

  it('is allowed to a question, and to a name in code', () => {
    expect(inComment('What is due today?')).toEqual([]);
    expect(inComment('`what` names the kind.')).toEqual([]);
  });
});

describe('a hinge', () => {
  it.each([
    'It keeps what another stream holds.',
    'Refused, whoever sends it.',
    'It waits for whatever comes.',
    'A file that nobody owns.',
    'The table is built anew.',
    'The caller hears of it.',
    'The notice tells of the finding.',
    'Two lists of which one is empty.',
    'The batch in hand is committed.',
  ])('is banned: %s', (text) => expect(inComment(text)).toEqual(['1 hinge']));

  it('is reported once for each place, with its line', () =>
    expect(found('a.ts', '// It keeps what it holds\n// and drops what it\n// has read.\n')).toEqual(['1 hinge', '2 hinge']));

  it.each(['Somewhat later.', 'Events in handling order.', 'A file, such as a log.'])('is not: %s', (text) =>
    expect(inComment(text)).toEqual([]),
  );
});

describe('the language of a comment', () => {
  it.each([
    '形式审查通过（第八、十、十一条）。',
    '案卷状态.',
    'The window closes. 公示期满，不再受理异议。',
    '公示期满后不再受理任何异议 closes the window for every objection.',
    '登记优先创建的情形（第六条）：advisory, and waives nothing.',
    '调查 evaluation 评审, 公示.',
  ])('is one: %s', (text) => expect(inComment(text)).toEqual(['1 chinese']));

  it.each([
    'The public notice (公示) of a case (案卷) ends with the fifth working day (第十八条).',
    'Fraud (隐瞒事实、弄虚作假) ends the qualification.',
    'The opinion comes from the 省级工业和信息化主管部门.',
    'The measure is 《中国软件名城管理办法》.',
    'Shown to officers as “公示期满，不再受理异议”.',
    '评审 review',
  ])('admits terms of the law: %s', (text) => expect(inComment(text)).toEqual([]));

  it('is a rule for code, not for documents', () => expect(inDocument('公示期满，不再受理异议。')).toEqual([]));
});

describe('a comment', () => {
  it.each([
    ['a string', 'const a = \'// what it is\'; const b = "/* what */";'],
    ['a template', 'const a = `// what ${b} /* what */ ${`// what`}`;'],
    ['a regular expression', 'const a = /\\/\\/ what|[/*] what/;'],
    ['a type', "type A = '// what' | `/* what */${string}`;"],
    ['a first line for the shell', '#!/usr/bin/env what // what\n'],
  ])('is not in %s', (_, text) => expect(found('a.ts', text)).toEqual([]));

  it.each([
    ['at the end of a line', 'const a = 1; // what it is'],
    ['before a closing bracket', 'f(a /* what it is */);'],
    ['inside a template’s expression', 'const a = `${b /* what it is */}`;'],
    ['after a regular expression', 'const a = /[/*]/; // what it is'],
    ['after the last statement', 'f();\n\n// what it is'],
  ])('is found %s', (_, text) => expect(check('a.ts', text).findings.map(({ rule }) => rule)).toEqual(['opening']));

  it('to a tool is only its reason', () => {
    expect(found('a.ts', '// eslint-disable-next-line no-what\nf();\n')).toEqual([]);
    expect(found('a.ts', '// eslint-disable-next-line no-what -- see what it does\nf();\n')).toEqual(['1 hinge']);
    expect(found('a.ts', '// @ts-expect-error what it does\nf();\n')).toEqual(['1 opening']);
  });

  it('goes on in the next line only in the same column', () =>
    expect(found('a.ts', `{\n  // ${words(20)}\n  f();\n  // ${words(20)}\n}\n// ${words(20)}\n`)).toEqual([]));

  it('of SQL is in no string, but in the body of a function', () => {
    expect(found('a.sql', 'select \'-- what\', "/* what */";\n')).toEqual([]);
    expect(found('a.sql', '-- What it is.\nselect $$ /* see what */ $$;\n')).toEqual(['1 opening', '2 hinge']);
  });
});

it('counts the lines with prose, and those with a banned word once', () => {
  const { lines, banned } = check('a.ts', '// What holds what\n// is kept.\n\n/**\n * One.\n *\n * Two, anew.\n */\n');
  expect({ lines, banned }).toEqual({ lines: 4, banned: 2 });
});

describe('the command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'minglu-prose-'));
  const run = (...args: string[]) => prose(args, { folder, root: folder });
  beforeAll(() => {
    mkdirSync(join(folder, 'bad/node_modules/b'), { recursive: true });
    mkdirSync(join(folder, 'good'));
    writeFileSync(join(folder, 'bad/a.ts'), 'f();\n// It keeps what it holds.\n// Fine.\n');
    writeFileSync(join(folder, 'bad/a.md'), 'Built anew.\n');
    writeFileSync(join(folder, 'bad/a.json'), '"what"');
    writeFileSync(join(folder, 'bad/node_modules/b/a.ts'), '// what\n');
    writeFileSync(join(folder, 'good/a.mjs'), '// Fine.\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const found = {
    status: 1,
    stdout: 'bad/a.md:1 hinge Built anew.\nbad/a.ts:2 hinge It keeps what it holds.\n',
    stderr: '',
  };
  it('prints each finding and exits with 1', () => expect(run('bad')).toEqual(found));

  it('is a program, whose paths are those of the folder where it is called', () => {
    const script = new URL('prose.mjs', import.meta.url).pathname;
    expect(spawnSync(process.execPath, [script, 'bad'], { cwd: folder, encoding: 'utf8' })).toMatchObject(found);
  });

  it('reads the project where no path is given: its folders and the files at its top', () => {
    for (const path of ['libs/a/src/migrations', 'apart']) mkdirSync(join(folder, path), { recursive: true });
    for (const file of ['README.md', 'libs/a/README.md', 'libs/a/src/migrations/1.sql', 'apart/b.md'])
      writeFileSync(join(folder, file), file.endsWith('.sql') ? '-- Built anew.\n' : 'Built anew.\n');
    expect(run().stdout).toBe('README.md:1 hinge Built anew.\nlibs/a/README.md:1 hinge Built anew.\n');
  });

  it('exits with 0 where there are none', () => expect(run('good')).toEqual({ status: 0, stdout: '', stderr: '' }));

  it('sums up', () => {
    const { status, stdout } = run('--summary', 'bad', 'good');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^hinge: .* 1 +1$/m);
    expect(stdout).toContain('1 of 3 comment lines with a banned opening or hinge: 33.3 %');
  });

  it('writes JSON', () => {
    const { findings, summary } = JSON.parse(run('--json', 'bad/a.ts').stdout) as Record<string, unknown>;
    expect(findings).toEqual([{ file: 'bad/a.ts', line: 2, rule: 'hinge', text: 'It keeps what it holds.' }]);
    expect(summary).toMatchObject({ commentLines: 2, bannedCommentLines: 1, rules: { hinge: { comments: 1, documents: 0 } } });
  });

  it('explains itself, and exits with 2 for what it does not understand', () => {
    expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('Exit codes') as string });
    expect(run('--fast')).toMatchObject({ status: 2, stderr: expect.stringContaining('--fast') as string });
    expect(run('missing')).toMatchObject({ status: 2, stderr: expect.stringContaining('missing') as string });
  });
});
