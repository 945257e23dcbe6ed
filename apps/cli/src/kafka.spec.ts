import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run as runProgram, type Run } from './testing/run.js';

describe('the kafka command', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'minglu-kafka-command-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const run = (...args: string[]): Promise<Run> => runProgram(['kafka', ...args], { root });

  // The root has no pom.xml, so any attempt to fetch Kafka fails.
  it.each(['status', 'stop', 'topics'])('%s reports that Kafka does not run, and fetches nothing', async (action) => {
    expect(await run(action)).toEqual({ code: 3, out: '', err: 'Kafka 没有在运行 / Kafka is not running\n' });
  });
  it('refuses to start a cluster of another size than the existing one', async () => {
    mkdirSync(join(root, '.data', 'kafka'), { recursive: true });
    const nodes = [{ id: 1, port: 1, controllerPort: 2 }];
    writeFileSync(join(root, '.data', 'kafka', 'cluster.json'), JSON.stringify({ clusterId: 'x', nodes }));
    const { code, err } = await run('start', '--nodes', '3');
    expect(code).toBe(2);
    expect(err).toContain('has 1 brokers, not 3: first stop --discard');
  });
  it.each([
    [['start', '--nodes', '2']],
    [['refill', '--from', '0']],
    [['refill', '--topic', 'checkpoints']],
    [['reconcile', '--wait', 'long']],
    [['topics', '--brokers', 'nowhere']],
    [['restart']],
    [[]],
    [['start', 'now']],
  ])('refuses %j as wrong usage', async (args) => {
    const { code, err } = await run(...args);
    expect(code).toBe(2);
    expect(err).toContain('用法 usage: kafka');
  });
});
