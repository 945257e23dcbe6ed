import { dayOf, type Day, type RecordedEvent } from '@minglu/kernel';
import type { DossierEvent } from '@minglu/dossier';

/** An event on which a fact about a title rests. */
export interface TitleGround {
  readonly eventId: string;
  readonly type: DossierEvent['type'];
  readonly on: Day;
}

/** The result of a yearly evaluation, as last published or corrected. */
export interface TitleResult {
  readonly year: number;
  readonly covers: readonly number[];
  /** Null where the ministry gave none. */
  readonly stars: number | null;
  /** Its rank among the titles of the year; null where the ministry gave none. */
  readonly rank: number | null;
  readonly eventId: string;
}

/** The life of a title from the events that one audience sees. */
export interface TitleFacts {
  readonly titleId: string;
  /** The day from which it is held. */
  readonly conferredOn: Day;
  /** The day on which it ended; null while it is held. */
  readonly endedOn: Day | null;
  /** The conferral was set aside: the title was never validly held. */
  readonly cancelled: boolean;
  readonly results: readonly TitleResult[];
  /** Conferral, exit and the decisions that set them aside, oldest first. */
  readonly grounds: readonly TitleGround[];
}

/** The facts after an event that the audience sees. Null before a title takes effect. */
export const titleFactsAfter = (
  facts: TitleFacts | null,
  { event: { type, data }, eventId, metadata: { occurredAt } }: RecordedEvent<DossierEvent>,
): TitleFacts | null => {
  const ground = (on: Day): TitleGround => ({ eventId, type, on });
  const conferred = (titleId: string, conferredOn: Day): TitleFacts => ({
    titleId,
    conferredOn,
    endedOn: null,
    cancelled: false,
    results: [],
    grounds: [ground(conferredOn)],
  });
  if (type === 'TitleConferred') return data.deadline ? facts : conferred(data.titleId, data.effectiveDate);
  if (type === 'LegacyTitleImported') return conferred(data.titleId, data.conferredOn);
  if (type === 'DecisionTookEffect' && data.decision === 'TitleConferred') return conferred(data.titleId!, data.effectiveDate);
  if (facts === null) return null;
  const ended = (on: Day): TitleFacts => ({ ...facts, endedOn: on, grounds: [...facts.grounds, ground(on)] });
  if (type === 'DecisionTookEffect') return data.decision === 'ExitAnnounced' ? ended(data.effectiveDate) : facts;
  if (type === 'ExitAnnounced') return data.deadline ? facts : ended(data.effectiveDate);
  if (type === 'EvaluationResultPublished') {
    const { evaluationYear: year, coversYears: covers, stars, rank } = data;
    return { ...facts, results: [...withoutYear(facts, year), { year, covers, stars, rank, eventId }].sort((a, b) => a.year - b.year) };
  }
  if (type === 'EvaluationResultCorrected') {
    const correct = (one: TitleResult): TitleResult => (one.year === data.evaluationYear ? { ...one, stars: data.newStars, eventId } : one);
    return { ...facts, results: facts.results.map(correct) };
  }
  if (type !== 'DecisionSetAside') return facts;
  const grounds = [...facts.grounds, ground(dayOf(occurredAt))];
  if (data.decision === 'TitleConferred') return { ...facts, cancelled: true, grounds };
  if (data.decision === 'ExitAnnounced') return { ...facts, endedOn: null, grounds };
  return data.decision === 'EvaluationResultPublished' && data.evaluationYear !== null
    ? { ...facts, results: withoutYear(facts, data.evaluationYear) }
    : facts;
};
const withoutYear = ({ results }: TitleFacts, year: number): readonly TitleResult[] => results.filter((one) => one.year !== year);

export const TITLE_STATES = ['valid', 'rectification', 'exited', 'cancelled'] as const;
/** `rectification`: valid, and a rectification is under way, as far as the viewer may know. */
export type TitleState = (typeof TITLE_STATES)[number];

export const titleState = ({ cancelled, endedOn }: TitleFacts, flags: readonly string[]): TitleState =>
  cancelled ? 'cancelled' : endedOn !== null ? 'exited' : flags.includes('RECTIFYING') ? 'rectification' : 'valid';

/** Whether a title was held on a day. The day of its end is no day of the title. */
export const wasValidOn = ({ cancelled, conferredOn, endedOn }: TitleFacts, day: Day): boolean =>
  !cancelled && conferredOn <= day && (endedOn === null || day < endedOn);
