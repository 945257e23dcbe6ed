import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kafkaCommand } from './command.js';

describe('the kafka command', () => {
  let root: string;
  let said: string[];
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'minglu-kafka-command-'));
    said = [];
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const run = (...args: string[]): Promise<number> => {
    const output = { write: (text: string) => void said.push(text) };
    return kafkaCommand(args, { root, stdout: output, stderr: output, env: {} });
  };

  // The root holds no pom.xml: whatever would fetch Kafka fails.
  it.each(['status', 'stop', 'topics'])(
    '%s says that nothing runs where nothing ever did, and fetches nothing to find that out',
    async (action) => {
      expect(await run(action)).toBe(3);
      expect(said.join('')).toBe('Kafka 没有在运行 / Kafka is not running\n');
    },
  );
  it('starts no cluster of another size than the one that is there, and says so', async () => {
    mkdirSync(join(root, '.data', 'kafka'), { recursive: true });
    const nodes = [{ id: 1, port: 1, controllerPort: 2 }];
    writeFileSync(join(root, '.data', 'kafka', 'cluster.json'), JSON.stringify({ clusterId: 'x', nodes }));
    expect(await run('start', '--nodes', '3')).toBe(2);
    expect(said.join('')).toContain('has 1 brokers, not 3: first stop --discard');
  });
  it.each([[['start', '--nodes', '2']], [['topics', '--brokers', 'nowhere']], [['restart']], [[]], [['start', 'now']]])(
    'does not understand %j',
    async (args) => {
      expect(await run(...args)).toBe(2);
      expect(said.join('')).toContain('用法 usage: kafka');
    },
  );
});
