import { Argument, type Command } from 'commander';
import { rebuildReadModel } from '@minglu/system';
import { JSON_OPTION, type AddCommand, type Context } from './context.js';
import { DATABASE_HELP, withOwnerDatabase } from './database.js';

export const addRebuild: AddCommand = (program, context, exits) => {
  program
    .command('rebuild')
    .summary('从日志重建读模型 / rebuild the read model from the log (npm run rebuild -- ...)')
    .description(
      `从日志重建读模型，建成后一次切换；其间查询照常；可随时中断，再次运行则从头再建
Builds a new read model from the log beside the current one, and switches in one transaction. Reads continue meanwhile.
It may be killed at any time: until the switch the current read model does not change, and the next run starts again.`,
    )
    .usage('read-model [options]')
    .addArgument(new Argument('<projection>', '读模型 / the projection').choices(['read-model']))
    .option(...JSON_OPTION)
    .addHelpText('after', `${DATABASE_HELP}\n退出码 exit code: 0 已切换 switched, 2 用法有误 wrong usage`)
    .action(
      exits(async (projection: string, { json }: { readonly json?: boolean }, command: Command) => {
        const started = performance.now();
        const { events, parked } = await withOwnerDatabase(context, command, (url) => rebuildReadModel(url, progress(context, started)));
        const seconds = (performance.now() - started) / 1000;
        context.stdout.write(
          json
            ? `${JSON.stringify({ projection, events, seconds, parked })}\n`
            : `已切换 / switched: ${events} events in ${seconds.toFixed(1)} s${parked > 0 ? `；搁置 parked ${parked}` : ''}\n`,
        );
        return 0;
      }),
    );
};

/** Draws a progress bar on a terminal. The rate counts from the first report, since a page may be read before it. */
const progress = ({ stderr }: Context, started: number): ((done: number, of: number) => void) => {
  let from: number | undefined;
  return (done, of) => {
    from ??= Math.max(0, done - PAGE);
    if (!stderr.isTTY) return;
    const rate = (done - from) / ((performance.now() - started) / 1000);
    stderr.write(`\r${bar(done, of, rate)}${done === of ? '\n' : ''}`);
  };
};

/** Events per progress report. */
const PAGE = 5_000;
const WIDTH = 30;
/** `██████░░░░ 60 % 120,000 of 200,000  51,000/s  2 s left`. */
export const bar = (done: number, of: number, rate: number): string => {
  const share = of === 0 ? 1 : done / of;
  const full = Math.round(share * WIDTH);
  const left = rate > 0 ? Math.ceil((of - done) / rate) : 0;
  const count = (n: number): string => Math.round(n).toLocaleString('en-US');
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${Math.floor(share * 100)} %  ${count(done)} of ${count(of)}  ${count(rate)}/s  ${left} s left `;
};
