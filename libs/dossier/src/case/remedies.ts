import { isRefused, record, day, Type, warn, type Decision, type DomainEvent, type Instant, dayOf } from '@minglu/kernel';
import { countPeriod, type WorkCalendar } from '@minglu/regulation';

/** Decisions against a party that state the remedies (decisions 34), with the event of each. */
const AGAINST: Readonly<Record<string, string>> = {
  RejectFormalReview: 'FormalReviewRejected',
  DecideCycleShortening: 'CycleShorteningRefused',
  EndCreation: 'CreationEnded',
  CancelQualification: 'QualificationCancelled',
  AnnounceExit: 'ExitAnnounced',
};
const KEEPS = new Set(Object.values(AGAINST));

export const mayTellRemedies = (command: string): boolean => Object.hasOwn(AGAINST, command);
export const keepsRemedies = (eventType: string): boolean => KEEPS.has(eventType);

/** 救济途径的告知：as words, or only that it was told. */
export const remediesTold = { remediesTold: Type.Optional(Type.Union([Type.Boolean(), Type.String({ maxLength: 2_000 })])) };
/** The last days of the remedies that were told; the day of the decision is not counted. */
export const remedyDays = {
  remedies: Type.Optional(
    record({
      /** 行政复议: 60 days. */
      reconsiderationUntil: day(),
      /** 行政诉讼: six months. */
      litigationUntil: day(),
    }),
  ),
};

const DAYS = { unit: 'days', amount: 60 } as const;
const MONTHS = { unit: 'months', amount: 6 } as const;

/** Adds to a decision against a party the last days of its remedies, or the warning that none were told. */
export const withRemedies = <E extends DomainEvent>(
  decision: Decision<E>,
  command: string,
  told: string | boolean | undefined,
  at: Instant,
  calendar: WorkCalendar,
  basis: string,
): Decision<E> => {
  if (isRefused(decision) || !decision.events.some(({ type }) => AGAINST[command] === type)) return decision;
  if (told === undefined || told === false || (typeof told === 'string' && told.trim() === ''))
    return {
      ...decision,
      warnings: [
        ...decision.warnings,
        warn('remedies-not-told', basis, '决定未告知复议、诉讼的途径和期限', 'the decision states neither reconsideration nor litigation'),
      ],
    };
  const until = (period: typeof DAYS | typeof MONTHS): string =>
    countPeriod({ ...period, from: dayOf(at), until: null, basis: ['civil-code/201', 'civil-code/203'] }, calendar).lastDay;
  const remedies = { reconsiderationUntil: until(DAYS), litigationUntil: until(MONTHS) };
  return {
    ...decision,
    events: decision.events.map((event) =>
      AGAINST[command] === event.type ? { ...event, data: { ...(event.data as object), remedies } } : event,
    ),
  };
};
