import { postgresStore } from '@minglu/event-store';
import { rebuild } from '@minglu/projections/adapters';
import { EMBEDDED_READ_MODEL, READ_MODEL, registry } from '@minglu/system';
import { Pool } from 'pg';
import type { Output } from './scenario/command.js';

const USAGE = `用法 usage: rebuild read-model [--json]

  从日志重建读模型，建成后一次切换；其间查询照常；可随时中断，再次运行则从头再建
  Builds the read model anew from the log beside the one in use, and switches in one transaction. Reads go on meanwhile;
  it may be killed at any moment: until then nothing of the old one is touched, and the next run begins again.

  DATABASE_URL   结构所有者 / the owner of the schemas
  --json         结果输出为一个 JSON 文档 / the result as one JSON document
  退出码 exit code: 0 已切换 switched, 2 用法有误 wrong usage
`;

/** `rebuild <projection>`. */
export const rebuildCommand = async (
  args: readonly string[],
  { stdout, stderr, env }: { stdout: Output; stderr: Output; env: Readonly<Record<string, string | undefined>> },
): Promise<0 | 2> => {
  const [projection, ...more] = args.filter((arg) => arg !== '--json');
  if (projection === '--help' || projection === '-h') {
    stdout.write(USAGE);
    return 0;
  }
  const databaseUrl = env['DATABASE_URL'];
  if (projection !== 'read-model' || more.length > 0 || !databaseUrl) {
    stderr.write(`${databaseUrl ? args.join(' ') : 'DATABASE_URL 未设定 / is not set'}\n\n${USAGE}`);
    return 2;
  }
  const owner = new Pool({ connectionString: databaseUrl, max: 1 });
  const log = postgresStore({ connection: { connectionString: databaseUrl }, readers: 2 });
  const started = performance.now();
  let from: number | undefined;
  try {
    const events = await rebuild({
      owner,
      log,
      registry,
      consumer: READ_MODEL,
      checkpoint: EMBEDDED_READ_MODEL,
      onProgress: (done, of) => {
        from ??= Math.max(0, done - 5_000);
        if (stderr.isTTY)
          stderr.write(`\r${bar(done, of, (done - from) / ((performance.now() - started) / 1000))}${done === of ? '\n' : ''}`);
      },
    });
    const seconds = (performance.now() - started) / 1000;
    stdout.write(
      args.includes('--json')
        ? `${JSON.stringify({ projection, events, seconds })}\n`
        : `已切换 / switched: ${events} events in ${seconds.toFixed(1)} s\n`,
    );
    return 0;
  } finally {
    await log.close();
    await owner.end();
  }
};

const WIDTH = 30;
/** `██████░░░░ 60 % 120,000 of 200,000  51,000/s  2 s left`. */
export const bar = (done: number, of: number, rate: number): string => {
  const share = of === 0 ? 1 : done / of;
  const full = Math.round(share * WIDTH);
  const left = rate > 0 ? Math.ceil((of - done) / rate) : 0;
  const count = (n: number): string => Math.round(n).toLocaleString('en-US');
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${Math.floor(share * 100)} %  ${count(done)} of ${count(of)}  ${count(rate)}/s  ${left} s left `;
};
