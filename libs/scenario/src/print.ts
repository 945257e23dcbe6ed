import { inShanghai } from '@minglu/kernel';
import type { MalformedScenario, Place } from './format.js';
import { count, type FileOutcome } from './outcome.js';
import type { ScenarioDeadline, ScenarioEvent } from './port.js';
import type { ScenarioResult, StepResult } from './run.js';
import type { Failure } from './verify.js';
import { actorText, dataText, valueText, type Style } from './wording.js';

export interface PrintOptions {
  readonly style: Style;
  /** Omit the steps that passed. */
  readonly quiet: boolean;
  /** The path to print for a file. */
  readonly pathOf: (file: string) => string;
  /** The Chinese name of a command or an event. */
  readonly titleOf: (type: string) => string | undefined;
}

/** The result of one file, step by step. Ends with a line break. */
export const printFile = (outcome: FileOutcome, options: PrintOptions): string => {
  const { style, pathOf } = options;
  if (outcome.outcome === 'malformed') return `${style.bad('✗')} ${pathOf(outcome.file)}\n${malformedText(outcome.error, options)}`;
  if (outcome.outcome === 'broken')
    return `${style.bad('✗')} ${pathOf(outcome.file)}\n  ${style.bad('系统未能运行 / the system could not be run')}\n${indented(outcome.error, 4)}\n`;
  return (
    [...header(outcome.result, outcome.file, options), ...steps(outcome.result, options), ...footer(outcome.result, options)].join('\n') +
    '\n'
  );
};

/** Starts with `file:line:column`, which editors and terminals recognise. */
export const malformedText = (error: MalformedScenario, { style, pathOf }: Pick<PrintOptions, 'style' | 'pathOf'>): string => {
  const at = ({ file, line, column }: Place) => `${pathOf(file)}:${line}:${column}`;
  const via = error.includedFrom.map((place) => `    引自 included from ${at(place)}\n`).join('');
  return `  ${style.bad(`${at(error.place)}: ${error.reason.zh} / ${error.reason.en}`)}\n${via}`;
};

/** The last lines: one for each file that did not pass, and the total. */
export const printSummary = (outcomes: readonly FileOutcome[], { style, pathOf }: PrintOptions): string => {
  const words = { failed: '未通过 failed', malformed: '格式有误 malformed', broken: '未能运行 not run' } as const;
  const lines = outcomes.flatMap(({ outcome, file }) =>
    outcome === 'passed' ? [] : [`  ${style.bad('✗')} ${pathOf(file)}  ${words[outcome]}`],
  );
  const passed = count(outcomes, 'passed');
  const rest = (['failed', 'malformed', 'broken'] as const)
    .filter((kind) => count(outcomes, kind) > 0)
    .map((kind) => `${words[kind]} ${count(outcomes, kind)}`);
  const total = [`场景 scenarios ${outcomes.length}`, `通过 passed ${passed}`, ...rest].join('，');
  return [...lines, passed === outcomes.length ? style.good(`✓ ${total}`) : style.bad(`✗ ${total}`)].join('\n') + '\n';
};

const header = ({ scenario, passed }: ScenarioResult, file: string, { style, pathOf, quiet }: PrintOptions): readonly string[] => {
  const title = `${passed ? style.good('✓') : style.bad('✗')} ${style.bold(scenario.title)}  ${style.dim(pathOf(file))}`;
  if (quiet) return [title];
  return [
    title,
    style.dim(`  ${scenario.articles.length > 0 ? `依据 ${scenario.articles.join(' · ')}；` : ''}时钟始于 ${inShanghai(scenario.clock)}`),
  ];
};

const steps = ({ steps: all }: ScenarioResult, options: PrintOptions): readonly string[] =>
  all.filter(({ outcome }) => !options.quiet || outcome === 'failed').flatMap((result) => printStep(result, options));

const footer = ({ steps: all, passed }: ScenarioResult, { style }: PrintOptions): readonly string[] => {
  if (passed) return [];
  const number = (outcome: StepResult['outcome']) => all.filter((result) => result.outcome === outcome).length;
  const firstFailure = all.findIndex(({ outcome }) => outcome === 'failed');
  const continued = all.slice(firstFailure + 1).some(({ outcome }) => outcome !== 'not-run');
  return [
    style.bad(
      `  步骤 steps ${all.length}：通过 passed ${number('passed')}，未通过 failed ${number('failed')}${number('not-run') > 0 ? `，未执行 not run ${number('not-run')}` : ''}`,
    ),
    ...(continued
      ? [style.dim('  首个未通过的步骤之后照常执行，结果可能受其影响 / the steps after the first failure ran on and may suffer from it')]
      : []),
  ];
};

const MARKS = { passed: '✓', failed: '✗', 'not-run': '–' } as const;

const printStep = (result: StepResult, options: PrintOptions): readonly string[] => {
  const { style, pathOf, titleOf } = options;
  const { step, outcome } = result;
  const mark = outcome === 'passed' ? style.good(MARKS.passed) : outcome === 'failed' ? style.bad(MARKS.failed) : style.dim(MARKS[outcome]);
  const origin = step.fixture === null ? '' : style.dim(` ‹${step.fixture}›`);
  const place = outcome === 'failed' ? style.dim(` ${pathOf(step.place.file)}:${step.place.line}`) : '';
  const action =
    step.kind === 'advance'
      ? '时钟前移'
      : step.kind === 'check'
        ? '查看'
        : `${actorText(step.by)}  ${withTitle(step.command, titleOf)} ${style.dim(dataText(step.data))}`;
  const results = [
    ...(result.events.length > 0 ? [`→ ${eventsText(result.events, titleOf)}`] : []),
    ...result.statuses.map(({ id, from, to }) => `状态 ${id}: ${from === undefined ? '' : `${from} → `}${to}`),
    ...result.deadlines.map(deadlineText),
    ...answerText(result),
  ];
  return [
    `  ${mark} ${inShanghai(step.at)}  ${action}${origin}${place}`,
    ...results.map((line) => `      ${line}`),
    ...result.failures.flatMap((failure) => failureText(failure, style)),
  ];
};

const withTitle = (type: string, titleOf: PrintOptions['titleOf']): string => {
  const title = titleOf(type);
  return title === undefined ? type : `${title} ${type}`;
};

/** Consecutive events of one type are printed once, with their number. */
const eventsText = (events: readonly ScenarioEvent[], titleOf: PrintOptions['titleOf']): string => {
  const runs: { type: string; times: number }[] = [];
  for (const { type } of events) {
    const last = runs.at(-1);
    if (last?.type === type) last.times += 1;
    else runs.push({ type, times: 1 });
  }
  return runs.map(({ type, times }) => `${withTitle(type, titleOf)}${times > 1 ? ` ×${times}` : ''}`).join(', ');
};

const deadlineText = ({ of, kind, endsAt, workingDays, provisional }: ScenarioDeadline): string =>
  `期限 ${of} ${kind}: 至 ${inShanghai(endsAt)}（不含）${workingDays.length > 0 ? ` 工作日 ${workingDays.join(' ')}` : ''}${provisional ? ' 暂定' : ''}`;

const answerText = ({ answer }: StepResult): readonly string[] => {
  if (!answer) return [];
  if (answer.accepted) return answer.warnings.length > 0 ? [`提示 ${answer.warnings.map(({ code }) => code).join(', ')}`] : [];
  const { code, legalBasis, message } = answer.refusal;
  return [`拒绝 ${legalBasis.length > 0 ? `${legalBasis.join(' · ')} ` : ''}${code}: ${message.zh}`];
};

const failureText = ({ expectation, expected, actual, note }: Failure, style: Style): readonly string[] => [
  `      ${style.bad(`✗ ${expectation}`)}${note ? `  ${note.zh} / ${note.en}` : ''}`,
  `          应为 expected  ${style.good(valueText(expected))}`,
  `          实为 actual    ${indented(style.bad(valueText(actual)), 25).trimStart()}`,
];

const indented = (text: string, by: number): string => text.replace(/^/gm, ' '.repeat(by));
