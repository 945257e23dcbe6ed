import { fakeSystems, temporaryFolder } from '@minglu/scenario/testing';
import { run as runProgram, type Run } from './testing/run.js';

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

const run = (
  args: readonly string[],
  more: { cwd?: string; env?: Record<string, string>; isTTY?: boolean; broken?: boolean; transports?: string[] } = {},
): Promise<Run> =>
  runProgram(['scenario', ...args], {
    cwd: more.cwd ?? folder.path,
    env: more.env ?? {},
    isTTY: more.isTTY,
    scenarioSystems: async (transport) => {
      more.transports?.push(transport);
      const systems = more.broken ? () => Promise.reject(new Error('no database')) : fakeSystems().systems;
      return { systems, stop: async () => void more.transports?.push('stopped') };
    },
    titleOf: (type) => (type === 'Open' ? '开立' : undefined),
  });

describe('the scenario command', () => {
  it('prints each step with its events and changes', async () => {
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
  it('prints the place and the difference of a failed expectation, and notes that the later steps ran', async () => {
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
  it('omits the steps that passed with --quiet', async () => {
    const { out, err } = await run(['-q', 'good', 'mixed/c-fails.yaml']);
    expect(out).not.toContain('Opened');
    expect(out).toContain('✓ 开启  good/one.yaml\n');
    expect(out).toContain('✗ status.a');
    expect(err).toBe('[1/2] good/one.yaml\n[2/2] mixed/c-fails.yaml\n');
  });
  it('runs the files of a folder without subfolders, the others too when one is malformed', async () => {
    const { code, out, err } = await run(['mixed']);
    expect(code).toBe(2);
    expect(out).toContain('✓ 甲  mixed/a-passes.yaml');
    expect(out).toContain('✗ 丙  mixed/c-fails.yaml');
    expect(out).toMatch(/mixed\/b-malformed\.yml:6:7: .*\/ "sleep" is not a key of "step"/);
    expect(out).toContain('✗ 场景 scenarios 3，通过 passed 1，未通过 failed 1，格式有误 malformed 1');
    expect(out).not.toContain('never-run');
    expect(err).toContain('mixed/b-malformed.yml:6:7: ');
  });
  it('prints the include of a malformed fixture', async () => {
    folder.file('fixtures/bad.yaml', 'steps:\n  - { at: noon, check: true }');
    const file = folder.file('via.yaml', scenario('丁', OPEN, 'include:\n  - bad\n'));
    const { code, out } = await run([file]);
    expect(code).toBe(2);
    expect(out).toMatch(/fixtures\/bad\.yaml:2:11: .*must be an instant/);
    expect(out).toContain('引自 included from via.yaml:5:5');
  });
  it('prints one JSON document with --json', async () => {
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
  it('resolves paths from the folder of the caller', async () => {
    expect((await run(['one.yaml'], { env: { INIT_CWD: `${folder.path}/good` } })).code).toBe(0);
    expect((await run(['../good/one.yaml'], { cwd: `${folder.path}/mixed` })).code).toBe(0);
    expect((await run([`${folder.path}/good/one.yaml`], { cwd: '/' })).code).toBe(0);
  });
  it('runs a file once, even if it is given several times', async () => {
    expect((await run(['good', 'good/one.yaml', './good'])).out).toContain('scenarios 1');
  });
  it('reports an unknown path, and runs the others', async () => {
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
  it('reports a system that cannot be started, and fails', async () => {
    const { code, out } = await run(['good'], { broken: true });
    expect(code).toBe(1);
    expect(out).toContain('the system could not be run');
    expect(out).toContain('no database');
    expect(out).toContain('未能运行 not run 1');
  });
  it('has a help text, and refuses wrong usage', async () => {
    expect(await run(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('usage: scenario'), err: '' });
    expect(await run([])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('usage: scenario') });
    expect(await run(['--nonsense'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--nonsense') });
  });
  it('prints colours only on a terminal, and not with NO_COLOR', async () => {
    const escape = '\u001b[32m';
    expect((await run(['good'], { isTTY: true })).out).toContain(escape);
    expect((await run(['good'], { isTTY: true, env: { NO_COLOR: '1' } })).out).not.toContain(escape);
    expect((await run(['good'])).out).not.toContain(escape);
  });
  it('reports an unknown command of a step, and an unknown key of a file, as failures', async () => {
    const unknown = folder.file('unknown-command.yaml', scenario('戊', `  - { do: Nonsense, ${BY} }\n`));
    const [command, key] = [await run([unknown]), await run(['mixed/b-malformed.yml'])];
    expect([command.code, key.code]).toEqual([1, 2]);
    expect(command.out).toContain('未通过 failed 1');
    expect(command.out).toContain('unknown-command');
    expect(key.out).toContain('格式有误 malformed 1');
  });
  it('uses the log, or Kafka where it is asked for, and stops the systems at the end', async () => {
    for (const [args, transport] of [
      [[], 'log'],
      [['--transport', 'kafka'], 'kafka'],
      [['--transport=log'], 'log'],
      [['--transport', 'http'], 'http'],
    ] as const) {
      const transports: string[] = [];
      expect((await run([...args, 'good'], { transports })).code).toBe(0);
      expect(transports).toEqual([transport, 'stopped']);
    }
    for (const args of [['--transport'], ['--transport', 'pigeon', 'good'], ['--transport=', 'good']])
      expect((await run(args)).code).toBe(2);
  });
});
