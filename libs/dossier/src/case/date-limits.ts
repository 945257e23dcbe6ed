import type { DateLimit, DateRules, Day, Instant } from '@minglu/kernel';
import { policyValue, type PolicyValues, type WorkCalendar } from '@minglu/regulation';
import type { Dossier } from './state.js';

/** A command on a case with all that its dates may depend on. */
export interface DatedCommand {
  readonly data: Readonly<Record<string, unknown>>;
  readonly at: Instant;
  readonly state: Dossier;
  readonly policies: PolicyValues;
  readonly calendar: WorkCalendar;
  /** The events that the command points to. */
  readonly referred: readonly { readonly occurredAt: Instant }[];
}
export type CaseDates = DateRules<DatedCommand>;
type Limit = DateLimit<DatedCommand>;

// Limits that several acts have. An act states its own beside its decision.
export { effectAhead, today } from '@minglu/reference';

export const now = (code = 'date-in-future'): Limit => ({ words: 'the instant of the act', code, of: ({ at }) => at });
/** Another date of the same command. */
export const fieldOf = (field: string, code: string): Limit => ({
  words: `\`${field}\``,
  code,
  of: ({ data }) => (data[field] as Day | null | undefined) ?? null,
});
export const startOfCreation: Limit = {
  words: 'the start of the creation',
  code: 'date-before-creation',
  of: ({ state }) => state.creation?.startDate ?? null,
};
export const issueOfTheMeasure = (code: string): Limit => ({
  words: '`policy/measure-published-on`',
  code,
  of: ({ policies }) => policyValue(policies, 'policy/measure-published-on'),
});
