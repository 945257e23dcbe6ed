import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Generator } from '@minglu/contracts/generate';
import { run as runProgram, type Run } from './testing/run.js';

const run = (root: string, args: readonly string[], generators: readonly Generator[]): Promise<Run> =>
  runProgram(['generate', ...args], { root, generators: async () => generators });

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

  it('writes missing files, and then finds no difference', async () => {
    expect(await run(root, [], [made])).toEqual({
      code: 0,
      out: '已写入 written  libs/contracts/a.json\n已写入 written  libs/contracts/deep/b.json\n',
      err: '',
    });
    expect(readFileSync(join(root, 'libs/contracts/deep/b.json'), 'utf8')).toBe('b\n');
    expect((await run(root, ['--check'], [made])).code).toBe(0);
  });
  it('with --check reports a missing file and writes nothing', async () => {
    const { code, err } = await run(root, ['--check'], [made]);
    expect([code, existsSync(join(root, 'libs'))]).toEqual([1, false]);
    expect(err).toBe('缺少 missing  libs/contracts/a.json\n缺少 missing  libs/contracts/deep/b.json\n请运行 run: npm run generate\n');
  });
  it('with --check shows a difference, and does not repair it', async () => {
    await run(root, [], [made]);
    put('libs/contracts/a.json', 'one\n2\nthree\n');
    const { code, err } = await run(root, ['--check'], [made]);
    expect(code).toBe(1);
    expect(err).toBe('不一致 differs  libs/contracts/a.json\n    @@ line 2\n    - 2\n    + two\n请运行 run: npm run generate\n');
    expect(readFileSync(join(root, 'libs/contracts/a.json'), 'utf8')).toBe('one\n2\nthree\n');
  });
  it.each([
    ['line ends of another machine', 'one\r\ntwo\r\nthree\r\n'],
    ['a missing line feed at the end', 'one\ntwo\nthree'],
    ['one more line feed', 'one\ntwo\nthree\n\n'],
    ['an empty file', ''],
  ])('detects %s', async (_, content) => {
    await run(root, [], [made]);
    put('libs/contracts/a.json', content);
    expect((await run(root, ['--check'], [made])).code).toBe(1);
    expect((await run(root, [], [made])).out).toBe('已写入 written  libs/contracts/a.json\n');
  });
  it('reports a file that is no longer generated, and removes it', async () => {
    await run(root, [], [made]);
    put('libs/contracts/deep/old.json', '{}');
    put('libs/other/mine.txt', 'not generated, not ours');
    expect(await run(root, ['--check'], [made])).toMatchObject({
      code: 1,
      err: expect.stringMatching('多余 no longer generated  libs/contracts/deep/old.json'),
    });
    expect((await run(root, [], [made])).out).toBe('已删除 removed  libs/contracts/deep/old.json\n');
    expect([existsSync(join(root, 'libs/contracts/deep/old.json')), existsSync(join(root, 'libs/other/mine.txt'))]).toEqual([false, true]);
  });
  it('keeps the contract of an older version, and reports a lost one', async () => {
    expect(await run(root, [], [older])).toMatchObject({ code: 1, err: expect.stringMatching('libs/contracts/events/A.v1.json') });
    put('libs/contracts/events/A.v1.json', '{}');
    expect((await run(root, [], [older])).code).toBe(0);
    expect((await run(root, ['--check'], [older])).code).toBe(0);
  });
  it('prints one JSON document with --json', async () => {
    await run(root, [], [made]);
    put('libs/contracts/a.json', 'one\n2\nthree\n');
    const { code, out, err } = await run(root, ['--check', '--json'], [made]);
    expect([code, err]).toEqual([1, '']);
    expect(JSON.parse(out)).toEqual({
      exitCode: 1,
      check: true,
      files: 2,
      drift: [{ path: 'libs/contracts/a.json', kind: 'changed', difference: '@@ line 2\n- 2\n+ two' }],
    });
  });
  it('has a help text, and refuses wrong usage', async () => {
    expect(await run(root, ['--help'], [made])).toMatchObject({ code: 0, out: expect.stringMatching('--check'), err: '' });
    for (const wrong of [['--chekc'], ['file']])
      expect(await run(root, wrong, [made])).toMatchObject({ code: 2, out: '', err: expect.stringMatching('usage: generate') });
    expect(existsSync(join(root, 'libs'))).toBe(false);
  });
});
