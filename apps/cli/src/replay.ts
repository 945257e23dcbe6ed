import { userInfo } from 'node:os';
import { InvalidArgumentError, type Command } from 'commander';
import { momentFrom, ProblemException } from '@minglu/http';
import type { Actor, Instant } from '@minglu/kernel';
import type { HistoryQueries } from '@minglu/projections/adapters';
import { asAuditor } from '@minglu/system';
import { JSON_OPTION, type AddCommand } from './context.js';
import { DATABASE_HELP, withOwnerDatabase } from './database.js';
import { differenceText, replayText, stepsText } from './replay-text.js';

interface Options {
  readonly at?: Instant;
  readonly known?: Instant;
  readonly since?: Instant;
  readonly sinceKnown?: Instant;
  readonly step?: true | number;
  readonly between?: readonly [number, number];
  readonly person: string;
  readonly json?: boolean;
}
/** The answer as data and in words. Null if there is no such dossier, or no such step of it. */
type Answer = { readonly data: object; readonly text: string } | null;

/** Steps that are read at a time. */
const PAGE = 200;

export const addReplay: AddCommand = (program, context, exits) => {
  program
    .command('replay')
    .summary('复现案卷 / replay a dossier (npm run replay -- ...)')
    .description(
      `复现案卷：在某时点有效、按某时点所知的状态、期限、标记、当时可以办理的事项、依据和所适用的规则
Replays a dossier as it was valid at one instant and known at another: status, deadlines, flags, the acts that were possible,
the receipt and the rules in force. A moment is an instant with an offset, or a date, which means its end in Asia/Shanghai.
The reading leaves a line in the read-access log, as over HTTP.`,
    )
    .usage('<dossier> [options]')
    .argument('<dossier>', '案卷或称号的标识 / id of the case or of its title')
    .option('--at <moment>', '有效时点（默认现在） / valid as of (default: now)', moment)
    .option('--known <moment>', '所知时点（默认同 --at） / as known by (default: --at)', moment)
    .option('--step [n]', '逐步列出；给出 n 则为第 n 步及其后的状态 / all steps; with n that step and the state after it', stepNumber)
    .option(
      '--between <m..n>',
      '第 m 步与第 n 步所报内容的差异，如两份计划 / the difference between what steps m and n submitted, such as two plans',
      twoSteps,
    )
    .option('--since <moment>', '自该时点以来的差异 / the difference since that moment', moment)
    .option('--since-known <moment>', '该时点按此时所知（默认同 --since） / as known by (default: --since)', moment)
    .option(
      '--person <name>',
      '查阅人，记入查阅记录（默认本机用户） / the reader, for the read-access log (default: the user)',
      userInfo().username,
    )
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `${DATABASE_HELP}
退出码 exit code: 0 成功 success, 1 该时点没有此案卷或此步 no such dossier or step at that moment, 2 用法有误 wrong usage`,
    )
    .action(
      exits(async (dossier: string, options: Options, command: Command) => {
        const ways = [options.step, options.since, options.between].filter((one) => one !== undefined);
        if (ways.length > 1) return command.error('--step, --since, --between: 只能用其一 / only one of them');
        const question = questionOf(options);
        const answer = await withOwnerDatabase(context, command, (url) =>
          asAuditor(url, { person: options.person, question, dossier }, (queries, viewer) => answerTo(dossier, options, queries, viewer)),
        );
        if (answer === null) {
          context.stderr.write(`该时点没有 ${dossier} / no such dossier or step at that moment\n`);
          return 1;
        }
        context.stdout.write(options.json ? `${JSON.stringify(answer.data)}\n` : answer.text);
        return 0;
      }),
    );
};

const answerTo = async (id: string, options: Options, queries: HistoryQueries, viewer: Actor): Promise<Answer> => {
  const { since, step } = options;
  const when = momentOf(options.at, options.known);
  if (since !== undefined) {
    const difference = await queries.difference(viewer, id, { from: momentOf(since, options.sinceKnown)!, to: when });
    return difference && { data: difference, text: differenceText(difference) };
  }
  if (options.between !== undefined) {
    const stepAt = async (version: number) =>
      (await queries.steps(viewer, id, when, { after: version - 1, before: null, limit: 1 }))?.items[0];
    const [from, to] = [await stepAt(options.between[0]), await stepAt(options.between[1])];
    const difference = from && to ? await queries.eventDifference(viewer, id, { from: from.eventId, to: to.eventId }, when) : null;
    return difference && { data: difference, text: differenceText(difference) };
  }
  if (step === undefined) {
    const replay = await queries.replay(viewer, id, when);
    return replay && { data: replay, text: replayText(replay) };
  }
  if (step === true) {
    const steps = [];
    for (let after: number | null = 0; after !== null;) {
      const page: Awaited<ReturnType<HistoryQueries['steps']>> = await queries.steps(viewer, id, when, {
        after,
        before: null,
        limit: PAGE,
      });
      if (!page) return null;
      steps.push(...page.items);
      after = page.next;
    }
    return { data: { steps }, text: stepsText(steps) };
  }
  const page = await queries.steps(viewer, id, when, { after: step - 1, before: null, limit: 1 });
  const [one] = page?.items ?? [];
  if (!page || !one) return null;
  const { contentHash: hash, link } = one;
  const known = new URLSearchParams(link.slice(link.indexOf('?'))).get('knownAt') as Instant;
  const replay = await queries.replay(viewer, id, { at: one.occurredAt, knownAt: known }, { hash, version: null });
  if (!replay) return null;
  const ways = [
    ...(page.previous === null ? [] : [`上一步 back: --step ${step - 1}`]),
    ...(page.next === null ? [] : [`下一步 forward: --step ${step + 1}`]),
  ];
  return {
    data: { step: one, previous: page.previous === null ? null : step - 1, next: page.next === null ? null : step + 1, replay },
    text: `${stepsText([one])}\n${replayText(replay)}\n${ways.join('  ')}\n`,
  };
};

const momentOf = (at: Instant | undefined, known: Instant | undefined) =>
  at === undefined && known === undefined ? undefined : { at: (at ?? known)!, knownAt: (known ?? at)! };

const questionOf = ({ at, known, since, sinceKnown, step, between }: Options): string =>
  new URLSearchParams(
    Object.entries({ at, known, since, sinceKnown, step, between: between?.join('..') }).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  ).toString();

const moment = (text: string): Instant => {
  try {
    return momentFrom(text);
  } catch (error) {
    if (error instanceof ProblemException) throw new InvalidArgumentError('2025-03-31, 2025-03-31T09:00:00+08:00');
    throw error;
  }
};
const stepNumber = (text: string): number => {
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new InvalidArgumentError('1, 2, 3, …');
  return Number(text);
};
const twoSteps = (text: string): readonly [number, number] => {
  const [from, to, ...others] = text.split('..').map(stepNumber);
  if (from === undefined || to === undefined || others.length > 0) throw new InvalidArgumentError('3..7');
  return [from, to];
};
