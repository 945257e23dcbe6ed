import type { Command } from 'commander';
import { parkedEvents } from '@minglu/system';
import { JSON_OPTION, type AddCommand } from './context.js';
import { DATABASE_HELP, withOwnerDatabase } from './database.js';

interface ParkedOptions {
  readonly replay?: string;
  readonly acknowledge?: boolean;
  readonly json?: boolean;
}

export const addParked: AddCommand = (program, context, exits) => {
  program
    .command('parked')
    .summary('搁置的事件 / events that the read model, the timers or the publisher have parked')
    .description(
      `读模型、期限程序和发布搁置的事件及其原因
Lists the events that the read model, the timers and the publisher have parked, with the reasons.`,
    )
    .option('--replay <stream>', '先按序重试一个流的 / first apply the parked events of a stream again, in order')
    .option('--acknowledge', '确认已查看被拒的记录 / end the alarms of records that were set aside; they are kept')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `${DATABASE_HELP}\n退出码 exit code: 0 没有搁置的 none is parked or set aside, 1 仍有搁置的 some are, 2 用法有误 wrong usage`,
    )
    .action(
      exits(async ({ replay, acknowledge, json }: ParkedOptions, command: Command) => {
        const found = await withOwnerDatabase(context, command, (url) => parkedEvents(url, replay, acknowledge));
        const { replayed, acknowledged, alarms, parked } = found;
        const lines = parked.map(
          ({ consumer, streamId, streamVersion, type, reason }) => `${consumer}  ${streamId} @${streamVersion}  ${type}  ${reason}\n`,
        );
        if (json) context.stdout.write(`${JSON.stringify(found)}\n`);
        else {
          if (replayed) context.stdout.write(`已补办 replayed ${replayed.applied}，仍搁置 left ${replayed.left}\n`);
          if (acknowledged > 0) context.stdout.write(`已确认 acknowledged ${acknowledged}\n`);
          if (alarms > 0) context.stdout.write(`待查看的被拒记录 records set aside, not acknowledged: ${alarms}\n`);
          context.stdout.write(lines.length === 0 ? '没有搁置的事件 / nothing is parked\n' : lines.join(''));
        }
        return parked.length + alarms === 0 ? 0 : 1;
      }),
    );
};
