import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateCommand } from './command.js';
import type { Generator } from './generator.js';
import { allGenerators } from './openapi.js';

const run = (root: string, args: readonly string[], generators: readonly Generator[]) => {
  let [out, err] = ['', ''];
  const code = generateCommand(args, {
    root,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    generators,
  });
  return { code, out, err };
};

describe('this repository', () => {
  it('holds exactly what is generated', async () => {
    const root = fileURLToPath(new URL('../../..', import.meta.url));
    expect(run(root, ['--check'], await allGenerators(root))).toEqual({
      code: 0,
      out: '生成的文件均为最新 / generated files are up to date\n',
      err: '',
    });
  });
});

describe('generate', () => {
  const made: Generator = {
    name: 'made',
    files: () => [
      { path: 'libs/contracts/a.json', content: 'one\ntwo\nthree\n' },
      { path: 'libs/contracts/deep/b.json', content: 'b\n' },
    ],
  };
  const older: Generator = { name: 'older', files: () => [], keeps: () => ['libs/contracts/events/A.v1.json'] };
  let root: string;
  const put = (path: string, content: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'generate-'))));
  afterEach(() => rmSync(root, { recursive: true }));

  it('writes what is missing, and then has nothing more to do', () => {
    expect(run(root, [], [made])).toEqual({
      code: 0,
      out: '已写入 written  libs/contracts/a.json\n已写入 written  libs/contracts/deep/b.json\n',
      err: '',
    });
    expect(readFileSync(join(root, 'libs/contracts/deep/b.json'), 'utf8')).toBe('b\n');
    expect(run(root, ['--check'], [made]).code).toBe(0);
  });
  it('with --check names a missing file and writes nothing', () => {
    const { code, err } = run(root, ['--check'], [made]);
    expect([code, existsSync(join(root, 'libs'))]).toEqual([1, false]);
    expect(err).toBe('缺少 missing  libs/contracts/a.json\n缺少 missing  libs/contracts/deep/b.json\n请运行 run: npm run generate\n');
  });
  it('with --check shows a planted difference, and leaves it', () => {
    run(root, [], [made]);
    put('libs/contracts/a.json', 'one\n2\nthree\n');
    const { code, err } = run(root, ['--check'], [made]);
    expect(code).toBe(1);
    expect(err).toBe('不一致 differs  libs/contracts/a.json\n    @@ line 2\n    - 2\n    + two\n请运行 run: npm run generate\n');
    expect(readFileSync(join(root, 'libs/contracts/a.json'), 'utf8')).toBe('one\n2\nthree\n');
  });
  it.each([
    ['line ends of another machine', 'one\r\ntwo\r\nthree\r\n'],
    ['a missing line feed at the end', 'one\ntwo\nthree'],
    ['one more line feed', 'one\ntwo\nthree\n\n'],
    ['an empty file', ''],
  ])('sees %s', (_, content) => {
    run(root, [], [made]);
    put('libs/contracts/a.json', content);
    expect(run(root, ['--check'], [made]).code).toBe(1);
    expect(run(root, [], [made]).out).toBe('已写入 written  libs/contracts/a.json\n');
  });
  it('takes a file that is no longer generated for drift, and removes it', () => {
    run(root, [], [made]);
    put('libs/contracts/deep/old.json', '{}');
    put('libs/other/mine.txt', 'not generated, not ours');
    expect(run(root, ['--check'], [made])).toMatchObject({
      code: 1,
      err: expect.stringMatching('多余 no longer generated  libs/contracts/deep/old.json'),
    });
    expect(run(root, [], [made]).out).toBe('已删除 removed  libs/contracts/deep/old.json\n');
    expect([existsSync(join(root, 'libs/contracts/deep/old.json')), existsSync(join(root, 'libs/other/mine.txt'))]).toEqual([false, true]);
  });
  it('keeps the contract of an older version, and cannot make up a lost one', () => {
    expect(run(root, [], [older])).toMatchObject({ code: 1, err: expect.stringMatching('libs/contracts/events/A.v1.json') });
    put('libs/contracts/events/A.v1.json', '{}');
    expect(run(root, [], [older]).code).toBe(0);
    expect(run(root, ['--check'], [older]).code).toBe(0);
  });
  it('says the same as one JSON document', () => {
    run(root, [], [made]);
    put('libs/contracts/a.json', 'one\n2\nthree\n');
    const { code, out, err } = run(root, ['--check', '--json'], [made]);
    expect([code, err]).toEqual([1, '']);
    expect(JSON.parse(out)).toEqual({
      exitCode: 1,
      check: true,
      files: 2,
      drift: [{ path: 'libs/contracts/a.json', kind: 'changed', difference: '@@ line 2\n- 2\n+ two' }],
    });
  });
  it('explains itself, and refuses what it does not know', () => {
    expect(run(root, ['--help'], [made])).toMatchObject({ code: 0, out: expect.stringMatching('--check'), err: '' });
    for (const wrong of [['--chekc'], ['file']])
      expect(run(root, wrong, [made])).toMatchObject({ code: 2, out: '', err: expect.stringMatching('usage: generate') });
    expect(existsSync(join(root, 'libs'))).toBe(false);
  });
});
