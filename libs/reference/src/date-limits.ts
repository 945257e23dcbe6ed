import { addDays, dayOf, epochMs, instantOf, refuse, type Day, type Instant, type Refused } from '@minglu/kernel';
import { policyValue, type PolicyValues } from '@minglu/regulation';

// Limits of dates that acts of several libraries have.

/** The first instant after one. */
export const after = (instant: Instant): Instant => instantOf(epochMs(instant) + 1);
export const today = (code = 'date-in-future') => ({
  words: 'the day of the act',
  code,
  of: ({ at }: { readonly at: Instant }) => dayOf(at),
});
/** The last day on which a recorded change may take effect. */
export const effectAhead = {
  words: '`policy/effect-ahead-days` after the day of the act',
  code: 'effective-too-far-ahead',
  of: ({ at, policies }: { readonly at: Instant; readonly policies: PolicyValues }) =>
    addDays(dayOf(at), policyValue(policies, 'policy/effect-ahead-days')),
};
export const justAfterNow = {
  words: 'the instant of the act, exclusive',
  code: 'deadline-passed',
  of: ({ at }: { readonly at: Instant }) => after(at),
};

/** The limits of the `document` that a command may carry. */
export const documentDates = {
  'document.issuedOn': { notAfter: [today()], effect: 'the day of the document; by default that of the act' },
};

/** Refuses the date of a document if it is later than today. */
export const dateInFuture = (date: Day, at: Instant, basis: string): Refused | null =>
  date > dayOf(at)
    ? refuse('date-in-future', basis, `日期 ${date} 晚于今天`, `${date} lies in the future`, { date, today: dayOf(at) })
    : null;
