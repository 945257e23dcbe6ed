import { addDays, refuse, startOfDay, type DateLimit, type Instant, type Refused } from '@minglu/kernel';
import type { DatedCommand } from '../case/date-limits.js';
import type { Dossier } from '../case/state.js';
import { areOfOneStar } from '../evaluation/state.js';
import { articleOf, proposalFor, proposalsOf, type ExitProposal, type ExitReason } from '../title/state.js';
import { notFallen, type Proceeding } from './state.js';

/** The findings, or the pair of one-star years, that a prior notice rests on (decisions 20). */
export interface Grounds {
  readonly reasons: readonly ExitReason[];
  readonly investigationIds: readonly string[];
  readonly evaluationYears: readonly number[];
}

interface Notice {
  readonly proposedDecision: Proceeding['proposed'];
  readonly basis: readonly string[];
  readonly investigationIds?: readonly string[] | undefined;
  readonly evaluationYears?: readonly number[] | undefined;
}

export const articlesOf = (reasons: readonly ExitReason[]): readonly string[] => reasons.map(articleOf);

/**
 * The grounds of a notice. By default they are the investigations that are open or have found fraud, or the pair of one-star years of
 * the proposal. Where both exits are proposed, the articles of the notice decide. Refuses grounds that do not stand.
 */
export const groundsOfNotice = (state: Dossier, notice: Notice, servedAt: Instant): Grounds | Refused => {
  const { proposedDecision, investigationIds, evaluationYears } = notice;
  const reasons = proposedDecision === 'exit' ? exitReasons(state, notice) : (['fraud'] as const);
  if (proposedDecision === 'cancel-qualification' && evaluationYears)
    return refuse(
      'ground-not-standing',
      'measure-2022/25',
      '取消创建资格依据查实的弄虚作假，不依据评估年度',
      'a cancellation rests on fraud that was found, not on evaluation years',
      { evaluationYears },
    );
  const missing = reasons.find((reason) => proposedDecision === 'exit' && !proposalFor(state.title, reason));
  if (missing)
    return refuse('no-exit-proposal', articleOf(missing), '没有依此提出的退出提议', 'no exit is proposed on this ground', {
      reason: missing,
    });
  const fraud = reasons.includes('fraud') ? findingsOf(state, investigationIds, servedAt) : [];
  if ('refusal' in fraud) return fraud;
  const star = reasons.includes('two-consecutive-one-star') ? proposalFor(state.title, 'two-consecutive-one-star') : undefined;
  if (star && evaluationYears && [...evaluationYears].sort((a, b) => a - b).join() !== star.evaluationYears.join())
    return refuse(
      'ground-not-standing',
      'measure-2022/24',
      `退出提议所依据的年度为 ${star.evaluationYears.join('、')}`,
      `the exit is proposed for the years ${star.evaluationYears.join(', ')}`,
      { evaluationYears: star.evaluationYears },
    );
  return (
    starsFallen(state, star?.evaluationYears ?? []) ?? { reasons, investigationIds: fraud, evaluationYears: star?.evaluationYears ?? [] }
  );
};

/**
 * Refuses a notice or an exit for years that no longer have one star each. A proposal outlives them if they were corrected after the
 * exit was announced, and the exit was set aside then.
 */
export const starsFallen = ({ evaluation }: Dossier, evaluationYears: readonly number[]): Refused | null =>
  areOfOneStar(evaluation, evaluationYears)
    ? null
    : refuse(
        'ground-not-standing',
        'measure-2022/24',
        `${evaluationYears.join('、')} 年度不再都是一星，须撤回退出提议`,
        `the years ${evaluationYears.join(', ')} no longer have one star each: withdraw the proposal`,
        { evaluationYears },
      );

const exitReasons = ({ title }: Dossier, { basis, investigationIds, evaluationYears }: Notice): readonly ExitReason[] => {
  if (investigationIds || evaluationYears)
    return [...(evaluationYears ? (['two-consecutive-one-star'] as const) : []), ...(investigationIds ? (['fraud'] as const) : [])];
  const standing = proposalsOf(title).map(({ reason }) => reason);
  const named = standing.filter((reason) => basis.includes(articleOf(reason)));
  return named.length ? named : standing;
};

const findingsOf = ({ investigations }: Dossier, named: readonly string[] | undefined, servedAt: Instant): readonly string[] | Refused => {
  const standing = investigations.filter(({ finding }) => finding !== 'not-substantiated').map(({ id }) => id);
  const unknown = named?.filter((one) => !standing.includes(one)) ?? [];
  if (standing.length === 0 || unknown.length || named?.length === 0)
    return refuse(
      'no-investigation',
      'measure-2022/25',
      unknown.length ? `没有这样的调查，或者调查未查实：${unknown.join('、')}` : '没有立案调查',
      unknown.length ? `no such investigation, or it found nothing: ${unknown.join(', ')}` : 'there is no investigation',
      { investigationIds: unknown },
    );
  const opened = notFallen(investigations, servedAt);
  return opened.length === 0 || named?.some((one) => !opened.includes(one))
    ? servedTooEarly(servedAt, 'measure-2022/25', '早于立案', 'before the investigation was opened')
    : (named ?? opened);
};

/** A notice of an exit is not served before the exit was proposed. */
export const servedBeforeProposal = ({ title }: Dossier, { reasons }: Grounds, servedAt: Instant): Refused | null => {
  const early = proposalsOf(title).find(
    ({ reason, proposedAt }: ExitProposal) => reasons.includes(reason) && proposedAt !== null && servedAt < proposedAt,
  );
  return early ? servedTooEarly(servedAt, articleOf(early.reason), '早于提出退出', 'before the exit was proposed') : null;
};

const servedTooEarly = (servedAt: Instant, article: string, zh: string, en: string): Refused =>
  refuse('served-too-early', [...new Set(['measure-2022/25', article])], `送达时间${zh}`, `the notice was served ${en}`, { servedAt });

/** A notice rests on the article of its grounds and on no other article of the Measure. */
export const wrongArticle = ({ reasons }: Grounds, basis: readonly string[]): Refused | null => {
  const right = articlesOf(reasons);
  const wrong = basis.filter((one) => one.startsWith('measure-') && !right.includes(one));
  return wrong.length || right.some((one) => !basis.includes(one))
    ? refuse('wrong-article', right, `依据应为 ${right.join('、')}`, `the decision rests on ${right.join(', ')}`, { basis, right })
    : null;
};

/** A proceeding on one of these grounds that is still pending. */
export const pendingOn = ({ proceedings }: Dossier, { reasons, investigationIds }: Grounds): Proceeding | undefined =>
  proceedings.find(
    ({ ended, grounds, investigationIds: told }) =>
      !ended &&
      grounds.some((one) => reasons.includes(one) && (one !== 'fraud' || told.some((finding) => investigationIds.includes(finding)))),
  );

/** A notice of an exit follows its proposal, one of a cancellation the opening of an investigation that stands. */
export const groundStands: DateLimit<DatedCommand> = {
  words: 'the proposal of the exit; for a cancellation, the opening of the investigation',
  code: 'served-too-early',
  of: ({ state: { title, investigations } }) => {
    const since = title
      ? proposalsOf(title).map(({ proposedAt }) => proposedAt)
      : investigations.filter(({ finding }) => finding !== 'not-substantiated').map(({ openedAt }) => openedAt);
    const sorted = since.filter((one) => one !== null).sort();
    return (title ? sorted.at(-1) : sorted[0]) ?? null;
  },
};
export const firstCalendar: DateLimit<DatedCommand> = {
  words: 'the last day before the first year with a work calendar',
  code: 'before-the-calendars',
  of: ({ calendar: { years } }) => {
    const [first] = Object.keys(years).sort();
    return first === undefined ? null : startOfDay(addDays(`${first}-01-01`, -1));
  },
};
