import { scenarioCommand } from './command.js';
import { fakeSystems } from './testing/fake-system.js';
import { temporaryFolder } from './testing/files.js';

const folder = temporaryFolder();
afterAll(folder.remove);

const BY = 'by: { role: ministry-officer, org: MIIT, person: officer-1 }';
const scenario = (title: string, steps: string, include = '') =>
  `title: ${title}\narticles: [measure-2022/18]\nclock: 2025-01-01T09:00:00+08:00\n${include}steps:\n${steps}`;
const OPEN = `  - { do: Open, ${BY}, with: { caseId: a } }\n`;
const START = `  - { at: 2025-01-01T10:00:00+08:00, do: StartWindow, ${BY}, with: { caseId: a, publicityId: p1, endsAt: "2025-01-02T16:00:00.000Z", days: [2025-01-02] } }\n`;
folder.file('fixtures/open.yaml', `steps:\n${OPEN}`);
folder.file(
  'good/one.yaml',
  scenario(
    '开启',
    OPEN +
      START +
      `  - { do: File, ${BY}, with: { caseId: a } }\n  - { do: Confer, ${BY}, with: { caseId: a }, expect: { refused: true } }\n`,
  ),
);
folder.file('mixed/a-passes.yaml', scenario('甲', OPEN));
folder.file('mixed/b-malformed.yml', `${scenario('乙', OPEN)}  - { sleep: 1 }\n`);
folder.file(
  'mixed/c-fails.yaml',
  scenario(
    '丙',
    `${OPEN}  - check: true\n    expect: { status: { a: CLOSED }, deadline: { of: a, kind: supplement } }\n  - { check: true }\n`,
  ),
);
folder.file('mixed/fixtures/never-run.yaml', 'steps: []');
folder.file('mixed/README.md', '# no scenario');

const run = async (
  args: readonly string[],
  more: { cwd?: string; env?: Record<string, string>; isTTY?: boolean; broken?: boolean } = {},
) => {
  let [out, err] = ['', ''];
  const code = await scenarioCommand(args, {
    systems: more.broken ? () => Promise.reject(new Error('no database')) : fakeSystems().systems,
    stdout: { write: (text) => (out += text), isTTY: more.isTTY },
    stderr: { write: (text) => (err += text) },
    cwd: more.cwd ?? folder.path,
    env: more.env ?? {},
    titleOf: (type) => (type === 'Open' ? '开立' : undefined),
  });
  return { code, out, err };
};

describe('the scenario command', () => {
  it('prints each step with what followed', async () => {
    const { code, out, err } = await run(['good/one.yaml']);
    expect(code).toBe(0);
    expect(err).toBe('');
    expect(out).toBe(
      [
        '✓ 开启  good/one.yaml',
        '  依据 measure-2022/18；时钟始于 2025-01-01T09:00:00+08:00',
        '  ✓ 2025-01-01T09:00:00+08:00  部经办人 officer-1（MIIT）  开立 Open caseId=a',
        '      → Opened',
        '      状态 a: OPEN',
        '  ✓ 2025-01-01T10:00:00+08:00  部经办人 officer-1（MIIT）  StartWindow caseId=a publicityId=p1 endsAt=2025-01-03T00:00:00+08:00 days=[2025-01-02]',
        '      → WindowStarted',
        '      状态 a: OPEN → WINDOW',
        '      期限 p1 publicity-window: 至 2025-01-03T00:00:00+08:00（不含） 工作日 2025-01-02',
        '  ✓ 2025-01-01T10:00:00+08:00  部经办人 officer-1（MIIT）  File caseId=a',
        '      → Filed',
        '      提示 late, thin',
        '  ✓ 2025-01-01T10:00:00+08:00  部经办人 officer-1（MIIT）  Confer caseId=a',
        '      拒绝 measure-2022/18 · measure-2022/19 window-open: 不可以：window-open',
        '',
        '✓ 场景 scenarios 1，通过 passed 1',
        '',
      ].join('\n'),
    );
  });
  it('shows where and how an expectation fails, and says that the later steps ran on', async () => {
    const { code, out } = await run(['mixed/c-fails.yaml']);
    expect(code).toBe(1);
    expect(out).toContain('  ✗ 2025-01-01T09:00:00+08:00  查看 mixed/c-fails.yaml:6\n');
    expect(out).toContain('      ✗ status.a\n          应为 expected  CLOSED\n          实为 actual    OPEN\n');
    expect(out).toContain(
      '      ✗ deadline  没有记录这一期限 / no such deadline is recorded\n          应为 expected  { of: a, kind: supplement }\n          实为 actual    []\n',
    );
    expect(out).toContain('the steps after the first failure ran on');
    expect(out).toContain('✗ 场景 scenarios 1，通过 passed 0，未通过 failed 1');
  });
  it('leaves out the steps that passed when it is to be quiet', async () => {
    const { out, err } = await run(['-q', 'good', 'mixed/c-fails.yaml']);
    expect(out).not.toContain('Opened');
    expect(out).toContain('✓ 开启  good/one.yaml\n');
    expect(out).toContain('✗ status.a');
    expect(err).toBe('[1/2] good/one.yaml\n[2/2] mixed/c-fails.yaml\n');
  });
  it('runs the files right in a folder, and a malformed one does not hide the others', async () => {
    const { code, out, err } = await run(['mixed']);
    expect(code).toBe(2);
    expect(out).toContain('✓ 甲  mixed/a-passes.yaml');
    expect(out).toContain('✗ 丙  mixed/c-fails.yaml');
    expect(out).toMatch(/mixed\/b-malformed\.yml:6:7: .*\/ "sleep" is not a key of "step"/);
    expect(out).toContain('✗ 场景 scenarios 3，通过 passed 1，未通过 failed 1，格式有误 malformed 1');
    expect(out).not.toContain('never-run');
    expect(err).toContain('mixed/b-malformed.yml:6:7: ');
  });
  it('says from where a fixture was included that is malformed', async () => {
    folder.file('fixtures/bad.yaml', 'steps:\n  - { at: noon, check: true }');
    const file = folder.file('via.yaml', scenario('丁', OPEN, 'include:\n  - bad\n'));
    const { code, out } = await run([file]);
    expect(code).toBe(2);
    expect(out).toMatch(/fixtures\/bad\.yaml:2:11: .*must be an instant/);
    expect(out).toContain('引自 included from via.yaml:5:5');
  });
  it('gives one JSON document', async () => {
    const { code, out, err } = await run(['--json', 'mixed']);
    expect(code).toBe(2);
    const document = JSON.parse(out);
    expect(document).toMatchObject({
      exitCode: 2,
      summary: { files: 3, passed: 1, failed: 1, malformed: 1, broken: 0 },
      files: [
        {
          outcome: 'passed',
          title: '甲',
          steps: [
            {
              outcome: 'passed',
              do: 'Open',
              at: '2025-01-01T09:00:00+08:00',
              events: [{ type: 'Opened', data: { caseId: 'a' } }],
              warnings: [],
            },
          ],
        },
        { outcome: 'malformed', error: { line: 6, column: 7, reason: { en: expect.stringContaining('"sleep"') } } },
        {
          outcome: 'failed',
          steps: [
            {},
            {
              kind: 'check',
              failures: [
                { expectation: 'status.a', expected: 'CLOSED', actual: 'OPEN' },
                { expectation: 'deadline', actual: [] },
              ],
            },
            { outcome: 'passed' },
          ],
        },
      ],
    });
    expect(err).toContain('[3/3] mixed/c-fails.yaml');
    expect(err).toContain('b-malformed.yml:6:7');
  });
  it('reads a path from where the caller stands', async () => {
    expect((await run(['one.yaml'], { env: { INIT_CWD: `${folder.path}/good` } })).code).toBe(0);
    expect((await run(['../good/one.yaml'], { cwd: `${folder.path}/mixed` })).code).toBe(0);
    expect((await run([`${folder.path}/good/one.yaml`], { cwd: '/' })).code).toBe(0);
  });
  it('runs a file once, however often it is named', async () => {
    expect((await run(['good', 'good/one.yaml', './good'])).out).toContain('scenarios 1');
  });
  it('refuses a path that leads nowhere, and runs the others', async () => {
    const { code, out, err } = await run(['absent', 'good', 'fixtures/..']);
    expect(code).toBe(2);
    expect(err).toContain('no such file or folder: absent');
    expect(out).toContain('scenarios 2');
    folder.file('empty/x.txt', '');
    expect(await run(['empty'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('no .yaml or .yml file') });
    expect(JSON.parse((await run(['--json', 'absent'])).out)).toMatchObject({
      exitCode: 2,
      files: [],
      problems: [expect.stringContaining('absent')],
    });
  });
  it('reports a system that cannot be had, and fails', async () => {
    const { code, out } = await run(['good'], { broken: true });
    expect(code).toBe(1);
    expect(out).toContain('the system could not be run');
    expect(out).toContain('no database');
    expect(out).toContain('未能运行 not run 1');
  });
  it('explains itself', async () => {
    expect(await run(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('usage: scenario'), err: '' });
    expect(await run([])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('usage: scenario') });
    expect(await run(['--nonsense'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--nonsense') });
  });
  it('colours what it prints on a terminal only, and not where colours are unwanted', async () => {
    const escape = '\u001b[32m';
    expect((await run(['good'], { isTTY: true })).out).toContain(escape);
    expect((await run(['good'], { isTTY: true, env: { NO_COLOR: '1' } })).out).not.toContain(escape);
    expect((await run(['good'])).out).not.toContain(escape);
  });
});
