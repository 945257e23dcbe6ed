import { isRefused, type Day, type Decision } from '@minglu/kernel';
import { isTold, remediesFrom, remediesNotTold, withFields, type Remedies, type RemediesTold } from '@minglu/reference';
import type { WorkCalendar } from '@minglu/regulation';
import type { DossierEvent } from './events.js';
import { decisionAgainst } from './papers.js';
import { keyOf } from './set-aside.js';

/** The facts of a payload that decide whether a decision is against the party, and whom it concerns. */
interface Facts {
  readonly caseId: string;
  readonly titleId?: string | null;
  readonly evaluationYear?: number | null;
  readonly authorisationId?: string;
  readonly conclusion?: 'pass' | 'fail';
  readonly stars?: number | null;
  readonly newStars?: number | null;
}
/** True for a failed review and for a result of one star; the other decisions of the table are always against the party. */
export const isAgainst = (data: object): boolean => {
  const { conclusion, stars, newStars } = data as Facts;
  return conclusion === undefined && stars === undefined && newStars === undefined
    ? true
    : conclusion === 'fail' || stars === 1 || newStars === 1;
};

/** The remedies of a decision as an event keeps them. */
export const remediesAgainst = (data: object, told: RemediesTold | undefined, from: Day, calendar: WorkCalendar): Remedies => {
  const { caseId, titleId, evaluationYear } = data as Facts;
  return remediesFrom(told, titleId ?? caseId, evaluationYear ?? undefined, from, calendar);
};

/**
 * Adds to a decision against a party the last days of its remedies, or the warning that none were told.
 *
 * @param from the day on which the decision is deemed served
 * @param calendar present if the command tells the remedies
 */
export const withRemedies = (
  decision: Decision<DossierEvent>,
  command: string,
  told: RemediesTold | undefined,
  from: Day,
  calendar: WorkCalendar | undefined,
  basis: string,
): Decision<DossierEvent> => {
  const concerned = (event: DossierEvent): boolean => event.type === decisionAgainst(command) && isAgainst(event.data);
  if (isRefused(decision) || !decision.events.some(concerned)) return decision;
  return calendar && isTold(told)
    ? withFields(decision, (event) => (concerned(event) ? { remedies: remediesAgainst(event.data, told, from, calendar) } : null))
    : { ...decision, warnings: [...decision.warnings, remediesNotTold(basis)] };
};

/** The remedies that the party was told against one decision. */
export interface ToldRemedies extends Remedies {
  readonly decision: string;
  readonly key: string;
  /** The kinds that were noted as filed. */
  readonly sought: readonly ('reconsideration' | 'litigation')[];
}

/** The key of a decision among those of its type. */
export const decisionKey = (type: string, data: object): string => {
  const { evaluationYear, authorisationId } = data as Facts;
  return keyOf(type, data as Readonly<Record<string, unknown>>) || String(authorisationId ?? evaluationYear ?? '');
};

interface Sought {
  readonly kind: 'reconsideration' | 'litigation';
  readonly decision?: string;
  readonly key?: string;
}

/** The remedies that stand told after an event. A decision that is set aside takes its remedies with it. */
export const toldAfter = (told: readonly ToldRemedies[], event: DossierEvent): readonly ToldRemedies[] => {
  const others = (decision: string, key: string) => told.filter((one) => one.decision !== decision || one.key !== key);
  const tell = (remedies: Remedies | undefined, decision: string, key: string): readonly ToldRemedies[] =>
    remedies ? [...others(decision, key), { ...remedies, decision, key, sought: [] }] : told;
  switch (event.type) {
    case 'DecisionSetAside':
      return others(event.data.decision, event.data.key);
    case 'DocumentServed':
      return tell(event.data.remedies, event.data.served, event.data.key);
    case 'ReviewOrLitigationNoted': {
      const { kind, decision, key }: Sought = event.data;
      return told.map((one) => (one.decision === decision && one.key === key ? { ...one, sought: [...one.sought, kind] } : one));
    }
    default:
      return tell((event.data as { readonly remedies?: Remedies }).remedies, event.type, decisionKey(event.type, event.data));
  }
};
