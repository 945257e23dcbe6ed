import { describeOnPostgres } from '@minglu/event-store/testing';
import { linesAfter } from '@minglu/access';
import { run, type Run } from '../../apps/cli/src/testing/run.js';
import { columnsOf } from '../../apps/cli/src/wide-text.js';
import { given, givenCorrection, inPublicity, systemOnDatabase, type SystemOnDatabase } from './support.js';

describeOnPostgres('the replay on the command line', () => {
  let it_: SystemOnDatabase;
  const replay = (...args: readonly string[]): Promise<Run> =>
    run(['replay', 'a', '--person', 'auditor-9', ...args], { env: { DATABASE_URL: it_.database.connection.connectionString! } });
  beforeAll(async () => {
    it_ = await systemOnDatabase();
    await given(it_.system.casework, ...inPublicity('a', '350100', '2025-09-05', 'p-a'));
    await givenCorrection(it_.system, ['k1', 'LegacyCreationImported', 'applicantName', '福州市（更正）'], '2025-10-09');
  }, 120_000);
  afterAll(() => it_?.close(), 60_000);

  it('shows a dossier in Chinese, as it was known then and as it is known since', async () => {
    const then = await replay('--at', '2025-09-06');
    expect([then.code, then.err]).toEqual([0, '']);
    for (const words of ['公示中  PUBLICITY_OPEN', 'p-a  2025-09-12  未了结 open', '固定链接 permanent link', '福州市\n', '公示开始'])
      expect(then.out).toContain(words);
    expect(then.out).toContain('所知 known     2025-09-06 23:59:59');
    expect((await replay('--at', '2025-09-06', '--known', '2025-10-10')).out).toContain('福州市（更正）');
  });
  it('aligns its columns by the width of their characters', async () => {
    const { out } = await replay('--step');
    const starts = out
      .split('\n')
      .filter((line) => /^ {2,3}[0-9#]/.test(line))
      .map((line) => columnsOf(line.slice(0, line.search(/[A-Z][a-z]+[A-Z]/))));
    expect(new Set(starts.slice(1)).size).toBe(1);
    expect(starts.length).toBeGreaterThan(8);
  });
  it('goes step by step, forwards and backwards', async () => {
    const whole = JSON.parse((await replay('--step', '--json')).out) as {
      readonly steps: readonly { readonly version: number; readonly contentHash: string }[];
    };
    const versions: number[] = [];
    for (let at: number | null = 1; at !== null;) {
      const { code, out } = await replay('--step', String(at), '--json');
      expect(code).toBe(0);
      const one = JSON.parse(out) as {
        readonly next: number | null;
        readonly previous: number | null;
        readonly replay: { readonly version: number; readonly contentHash: string };
      };
      expect(one.previous).toBe(at === 1 ? null : at - 1);
      expect(one.replay.contentHash).toBe(whole.steps[at - 1]!.contentHash);
      versions.push(one.replay.version);
      at = one.next;
    }
    expect(versions).toEqual(whole.steps.map(({ version }) => version));
    expect((await replay('--step', '2')).out).toContain('上一步 back: --step 1  下一步 forward: --step 3');
  });
  it('tells the difference since a moment', async () => {
    const { out } = await replay('--since', '2025-09-06', '--at', '2025-09-06', '--known', '2025-10-10');
    expect(out).toContain('申请单位名称：由“福州市”改为“福州市（更正）”。');
    expect((await replay('--since', '2025-09-06', '--at', '2025-09-06')).out).toContain('无差异 no difference');
  });
  it('tells the difference between what two steps submitted', async () => {
    const { code, out } = await replay('--between', '1..4');
    expect([code, out]).toEqual([0, expect.stringMatching(/^前 from {2}第 1 步 step 1，[^]*后 to {4}第 4 步 step 4，/)]);
    expect((await replay('--between', '1..999')).code).toBe(1);
  });
  it('ends with 1 where there is no such dossier or step', async () => {
    for (const args of [
      ['--at', '2020-01-01'],
      ['--step', '999'],
      ['--since', '2019-01-01', '--at', '2020-01-01'],
    ])
      expect([args, await replay(...args)]).toMatchObject([args, { code: 1, out: '', err: expect.stringContaining('该时点没有 a') }]);
  });
  it('leaves a line in the read-access log, of the person and what he asked', async () => {
    const before = await linesAfter(it_.database.pool, {}, 0, 1_000);
    await replay('--at', '2025-09-06');
    const [line] = (await linesAfter(it_.database.pool, {}, 0, 1_000)).slice(before.length);
    expect(line).toMatchObject({
      act: 'dossier',
      subject: 'a',
      person: 'auditor-9',
      role: 'auditor',
      address: 'cli',
      question: 'at=2025-09-06T15%3A59%3A59.999Z',
    });
  });
});
