import { inbox, inboxQueries, type ParkedEventInfo } from '@minglu/messaging';
import { projector } from '@minglu/projections/adapters';
import { READ_MODEL, registry } from '@minglu/system';
import { Pool } from 'pg';
import { findDatabase, NO_DATABASE } from './database.js';
import type { Output } from '@minglu/scenario';

const USAGE = `用法 usage: parked [--replay <stream>] [--json]

  读模型搁置的事件及其原因；--replay 按序重试一个流的
  Events that the read model has set aside, and why; --replay tries those of a stream again, in order

  DATABASE_URL   结构所有者；未设定则为数据文件夹（MINGLU_DATA）里的 / the owner of the schemas; without it the database of the data folder
  退出码 exit code: 0 没有搁置的 none is parked, 1 仍有搁置的 some are, 2 用法有误 wrong usage
`;

/** `parked`: the parking of the read model. */
export const parkedCommand = async (
  args: readonly string[],
  { root, stdout, stderr, env }: { root: string; stdout: Output; stderr: Output; env: Readonly<Record<string, string | undefined>> },
): Promise<0 | 1 | 2> => {
  const rest = args.filter((arg) => arg !== '--json');
  if (rest.includes('--help') || rest.includes('-h')) {
    stdout.write(USAGE);
    return 0;
  }
  const [flag, stream, ...more] = rest;
  const wrong = (problem: string): 2 => {
    stderr.write(`${problem}\n\n${USAGE}`);
    return 2;
  };
  if (more.length > 0 || (flag !== undefined && (flag !== '--replay' || !stream))) return wrong(args.join(' '));
  const database = await findDatabase(root, env);
  if (!database) return wrong(NO_DATABASE);
  const pool = new Pool({ connectionString: database.url, max: 2 });
  try {
    const box = inbox({ consumer: READ_MODEL, schema: 'query', handler: projector(registry) });
    const { parked, replay } = inboxQueries(pool, 'query', READ_MODEL, box);
    const replayed = stream === undefined ? null : await replay(stream);
    const left = await parked();
    if (args.includes('--json')) stdout.write(`${JSON.stringify({ replayed, parked: left })}\n`);
    else {
      if (replayed) stdout.write(`已补办 replayed ${replayed.applied}，仍搁置 left ${replayed.left}\n`);
      stdout.write(left.length === 0 ? '没有搁置的事件 / nothing is parked\n' : left.map(line).join(''));
    }
    return left.length === 0 ? 0 : 1;
  } finally {
    await pool.end();
    await database.leave();
  }
};

const line = ({ streamId, streamVersion, type, reason }: ParkedEventInfo): string => `${streamId} @${streamVersion}  ${type}  ${reason}\n`;
