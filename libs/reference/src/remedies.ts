import { record, text, Type, warn, type Day, type FreeText, type Static, type Warning } from '@minglu/kernel';
import { computeDeadline, deadline, type WorkCalendar } from '@minglu/regulation';

/** The field of a command: the words by which the party is informed of its remedies (救济途径), or only that it is. */
export const remediesToldField = { remediesTold: Type.Optional(Type.Union([Type.Boolean(), Type.String({ maxLength: 2_000 })])) };
export type RemediesTold = Static<(typeof remediesToldField)['remediesTold']>;

const remedies = record({
  /** Administrative reconsideration: 60 days (行政复议法 20). */
  reconsideration: deadline,
  /** Litigation: six months (行政诉讼法 46). */
  litigation: deadline,
  /** The words, if the command gave any. */
  wording: Type.Optional(text(2_000)),
});
export type Remedies = Static<typeof remedies>;
/** The field of an event: the remedies that the party was told, each with the day on which it ends. */
export const remediesField = { remedies: Type.Optional(remedies) };
export const REMEDIES_TEXT: FreeText = { official: ['remedies.wording'] };

export const isTold = (told: RemediesTold | undefined): boolean => (typeof told === 'string' ? told.trim() !== '' : told === true);

/**
 * The remedies with their last days. They are quiet: nothing is appended when one passes (decisions 44).
 *
 * @param about the case, title or report that the decision concerns
 * @param from the day of service, which is not counted
 */
export const remediesFrom = (
  told: RemediesTold | undefined,
  { of, evaluationYear }: { readonly of: string; readonly evaluationYear?: number },
  from: Day,
  calendar: WorkCalendar,
): Remedies => {
  const counting = (unit: 'days' | 'months', amount: number) => ({
    unit,
    amount,
    from,
    until: null,
    basis: ['civil-code/201' as const, unit === 'days' ? ('civil-code/203' as const) : ('civil-code/202' as const)],
  });
  const year = evaluationYear === undefined ? {} : { evaluationYear };
  return {
    reconsideration: { ...computeDeadline('reconsideration', of, counting('days', 60), calendar), ...year },
    litigation: { ...computeDeadline('litigation', of, counting('months', 6), calendar), ...year },
    ...(typeof told === 'string' ? { wording: told } : {}),
  };
};

export const remediesNotTold = (basis: string): Warning =>
  warn('remedies-not-told', basis, '决定未告知复议、诉讼的途径和期限', 'the decision states neither reconsideration nor litigation');
