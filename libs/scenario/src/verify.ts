import type { Bilingual } from '@minglu/kernel';
import type { EventPattern, Expectation, Questions, RefusalPattern } from './format.js';
import { mismatches } from './match.js';
import type { AsOf, ScenarioAnswer, ScenarioEvent, ScenarioSystem } from './port.js';

/** The direct results of a step. */
export interface Observed {
  /** The events that the step caused, in order. */
  readonly events: readonly ScenarioEvent[];
  /** Those of them after the command. */
  readonly afterCommand: readonly ScenarioEvent[];
  /** Null for a step without a command. */
  readonly answer: ScenarioAnswer | null;
}

/** An expectation that is not met. */
export interface Failure {
  /** Its path in the file: `status.a`, `deadline.endsAt`, `asOf.flags.t1`. */
  readonly expectation: string;
  readonly expected: unknown;
  readonly actual: unknown;
  readonly note?: Bilingual;
}

/** The expectations of a step that are not met. */
export const verify = async (expect: Expectation, observed: Observed, system: ScenarioSystem): Promise<readonly Failure[]> => {
  const types = observed.events.map((event) => event.type);
  return [
    ...checkAnswer(expect.refused, observed),
    ...(expect.events ? differences('events', expect.events, types, orderNote(expect.events, types)) : []),
    ...expect.eventPatterns.flatMap((pattern) => checkEvent(pattern, observed.events)),
    ...checkWarnings(expect.warnings, observed.answer),
    ...(await checkQuestions(expect, system)),
    ...(await each(expect.asOf, (question) => checkQuestions(question, system, { at: question.at, knownAt: question.knownAt }))),
    ...(await each([...expect.publicCounts], async ([type, count]) =>
      differences(`public.${type}`, count, await system.publicCount(type)),
    )),
  ];
};

/** A command must be accepted unless the step expects a refusal. A refused command must append no event. */
const checkAnswer = (wanted: RefusalPattern | undefined, { answer, afterCommand }: Observed): readonly Failure[] => {
  if (!answer) return [];
  if (answer.accepted) {
    if (!wanted) return [];
    const appended = afterCommand.map((event) => event.type);
    return [
      {
        expectation: 'refused',
        expected: anyRefusal(wanted),
        actual: appended,
        note: { zh: '命令被接受了', en: 'the command was accepted' },
      },
    ];
  }
  const { code, legalBasis, message } = answer.refusal;
  if (!wanted) return [{ expectation: 'accepted', expected: true, actual: { code, legalBasis }, note: message }];
  const failures: Failure[] = [];
  if (wanted.basis !== undefined && !legalBasis.includes(wanted.basis))
    failures.push({ expectation: 'refused.basis', expected: wanted.basis, actual: legalBasis, note: message });
  if (wanted.code !== undefined && code !== wanted.code)
    failures.push({ expectation: 'refused.code', expected: wanted.code, actual: code, note: message });
  const left = afterCommand.map((event) => event.type);
  if (left.length > 0)
    failures.push({
      expectation: 'refused',
      expected: [],
      actual: left,
      note: { zh: '被拒绝的命令留下了事件', en: 'a refused command left events' },
    });
  return failures;
};

const anyRefusal = (wanted: RefusalPattern): unknown => (wanted.basis === undefined && wanted.code === undefined ? true : wanted);

const orderNote = (expected: readonly string[], actual: readonly string[]): Bilingual => {
  const [missing, extra] = [without(expected, actual), without(actual, expected)];
  if (missing.length + extra.length === 0) return { zh: '次序不同', en: 'the order differs' };
  const parts = (lack: string, more: string) =>
    [missing.length > 0 ? lack + missing.join(', ') : '', extra.length > 0 ? more + extra.join(', ') : ''].filter(Boolean).join('; ');
  return { zh: parts('缺少 ', '多出 '), en: parts('missing ', 'unexpected ') };
};

/** `all` less one occurrence for each item of `taken`. */
const without = (all: readonly string[], taken: readonly string[]): readonly string[] => {
  const rest = [...taken];
  return all.filter((item) => {
    const index = rest.indexOf(item);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
};

/** Without a matching event, reports the differences to the nearest event of the type. */
const checkEvent = ({ type, fields }: EventPattern, events: readonly ScenarioEvent[]): readonly Failure[] => {
  const tries = events.filter((event) => event.type === type).map((event) => mismatches(fields, event.data));
  if (tries.length === 0)
    return [
      {
        expectation: 'event',
        expected: { type, ...fields },
        actual: events.map((event) => event.type),
        note: { zh: '没有这种事件', en: 'no event of this type' },
      },
    ];
  const nearest = tries.reduce((best, next) => (next.length < best.length ? next : best));
  return nearest.map(({ path, expected, actual }) => ({ expectation: `event ${type}.${path}`, expected, actual }));
};

const checkWarnings = (wanted: readonly string[], answer: ScenarioAnswer | null): readonly Failure[] => {
  const codes = answer?.accepted ? answer.warnings.map((warning) => warning.code) : [];
  return wanted.every((code) => codes.includes(code)) ? [] : [{ expectation: 'warnings', expected: wanted, actual: codes }];
};

const checkQuestions = async (questions: Questions, system: ScenarioSystem, asOf?: AsOf): Promise<readonly Failure[]> => {
  const prefix = asOf ? 'asOf.' : '';
  return [
    ...(await each([...questions.status], async ([id, status]) =>
      differences(`${prefix}status.${id}`, status, await system.status(id, asOf), noSuch(id)),
    )),
    ...(await each([...questions.flags], async ([id, flags]) => {
      const set = await system.flags(id, asOf);
      return set && flags.every((flag) => set.includes(flag))
        ? []
        : [{ expectation: `${prefix}flags.${id}`, expected: flags, actual: set, note: set ? undefined : noSuch(id) }];
    })),
    ...(await each([...questions.notFlags], async ([id, flags]) => {
      const set = await system.flags(id, asOf);
      const wrong = flags.filter((flag) => set?.includes(flag));
      return set && wrong.length === 0
        ? []
        : [{ expectation: `${prefix}notFlags.${id}`, expected: flags, actual: set, note: set ? undefined : noSuch(id) }];
    })),
    ...(await each(questions.deadlines, async ({ of, kind, ...wanted }) => {
      const recorded = await system.deadlines(of, asOf);
      // Of several deadlines of a kind, the last is the current one.
      const current = recorded.filter((deadline) => deadline.kind === kind).at(-1);
      if (!current)
        return [
          {
            expectation: `${prefix}deadline`,
            expected: { of, kind, ...wanted },
            actual: recorded,
            note: { zh: '没有记录这一期限', en: 'no such deadline is recorded' },
          },
        ];
      const pattern = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
      return mismatches(pattern, current).map(({ path, expected, actual }) => ({
        expectation: `${prefix}deadline ${of} ${kind}.${path}`,
        expected,
        actual,
      }));
    })),
  ];
};

const noSuch = (id: string): Bilingual => ({ zh: `没有标识为 ${id} 的案卷或称号`, en: `no case or title has the id ${id}` });

/** A failure if the values differ. The note is for absent values and lists. */
const differences = (expectation: string, expected: unknown, actual: unknown, note?: Bilingual): readonly Failure[] =>
  mismatches(expected, actual).length === 0
    ? []
    : [{ expectation, expected, actual, note: actual === undefined || Array.isArray(actual) ? note : undefined }];

const each = async <T, R>(items: readonly T[], check: (item: T) => Promise<readonly R[]>): Promise<readonly R[]> => {
  const results: R[] = [];
  for (const item of items) results.push(...(await check(item)));
  return results;
};
