import { isRefused, type Day, type Decision } from '@minglu/kernel';
import { isTold, remediesFrom, remediesNotTold, withFields, type RemediesTold } from '@minglu/reference';
import type { WorkCalendar } from '@minglu/regulation';
import type { DossierEvent } from './events.js';
import { decisionAgainst } from './papers.js';
import { isAgainst, ofDecision } from './served-papers.js';

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
    ? withFields(decision, (event) => (concerned(event) ? { remedies: remediesFrom(told, ofDecision(event.data), from, calendar) } : null))
    : { ...decision, warnings: [...decision.warnings, remediesNotTold(basis)] };
};
