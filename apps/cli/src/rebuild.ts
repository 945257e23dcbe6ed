import { postgresStore } from '@minglu/event-store';
import { rebuild } from '@minglu/projections/adapters';
import { EMBEDDED_READ_MODEL, READ_MODEL, registry } from '@minglu/system';
import { Pool } from 'pg';
import { findDatabase, NO_DATABASE } from './database.js';
import type { Output } from '@minglu/scenario';

const USAGE = `用法 usage: rebuild read-model [--json]

  从日志重建读模型，建成后一次切换；其间查询照常；可随时中断，再次运行则从头再建
  Builds the read model anew from the log beside the one in use, and switches in one transaction. Reads go on meanwhile;
  it may be killed at any moment: until then nothing of the old one is touched, and the next run begins again.

  DATABASE_URL   结构所有者；未设定则为数据文件夹（MINGLU_DATA）里的 / the owner of the schemas; without it the database of the data folder
  --json         结果输出为一个 JSON 文档 / the result as one JSON document
  退出码 exit code: 0 已切换 switched, 2 用法有误 wrong usage
`;

/** `rebuild <projection>`. */
export const rebuildCommand = async (
  args: readonly string[],
  { root, stdout, stderr, env }: { root: string; stdout: Output; stderr: Output; env: Readonly<Record<string, string | undefined>> },
): Promise<0 | 2> => {
  const [projection, ...more] = args.filter((arg) => arg !== '--json');
  if (projection === '--help' || projection === '-h') {
    stdout.write(USAGE);
    return 0;
  }
  const wrong = (problem: string): 2 => {
    stderr.write(`${problem}\n\n${USAGE}`);
    return 2;
  };
  if (projection !== 'read-model' || more.length > 0) return wrong(args.join(' '));
  const database = await findDatabase(root, env);
  if (!database) return wrong(NO_DATABASE);
  const owner = new Pool({ connectionString: database.url, max: 1 });
  const log = postgresStore({ connection: { connectionString: database.url }, readers: 2 });
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
    const { rows } = await owner.query<{ parked: number }>('SELECT count(*)::int AS parked FROM query.parked WHERE consumer = $1', [
      READ_MODEL,
    ]);
    const { parked } = rows[0]!;
    stdout.write(
      args.includes('--json')
        ? `${JSON.stringify({ projection, events, seconds, parked })}\n`
        : `已切换 / switched: ${events} events in ${seconds.toFixed(1)} s${parked > 0 ? `；搁置 set aside ${parked}（parked）` : ''}\n`,
    );
    return 0;
  } finally {
    await log.close();
    await owner.end();
    await database.leave();
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
