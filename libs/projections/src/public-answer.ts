import type { Day, Instant, RecordedEvent } from '@minglu/kernel';
import type { DossierEvent } from '@minglu/dossier';
import { titleFactsAfter, wasValidOn, type TitleFacts } from './title-facts.js';

// Answers about titles from PUBLIC events alone, as anyone outside can compute them. The offline verifier computes them again.

/** A PUBLIC event as readers outside get it. */
export interface PublicEvent {
  /** The stream. */
  readonly subject: string;
  /** 1, 2, 3, … over the public events of the stream. */
  readonly publicversion: number;
  readonly id: string;
  readonly type: string;
  readonly dataschema: string;
  readonly data: unknown;
}

/** Whether a title was valid on a day. Days are null for an id under which no title was ever conferred. */
export interface TitleAnswer {
  readonly titleId: string;
  readonly day: Day;
  readonly valid: boolean;
  readonly conferredOn: Day | null;
  readonly endedOn: Day | null;
  /** The conferral was set aside: the title was never validly held. */
  readonly cancelled: boolean;
}

/** A line of the public register. */
export interface RegisterLine {
  readonly titleId: string;
  readonly subject: string;
  readonly programme: string;
  readonly applicant: string;
  readonly applicantName: string;
  readonly conferredOn: Day;
  readonly endedOn: Day | null;
  readonly cancelled: boolean;
}

/** The types of events by which a title begins or ends. No other event is needed for the register. */
export const REGISTER_TYPES: readonly string[] = [
  'TitleConferred',
  'LegacyTitleImported',
  'DecisionTookEffect',
  'ExitAnnounced',
  'DecisionSetAside',
] satisfies readonly DossierEvent['type'][];

/** The public events of a case have no times. The facts that are answered do not depend on them. */
const NO_TIME = '1970-01-01T00:00:00.000Z' as Instant;
const factsOf = (events: readonly PublicEvent[]): TitleFacts | null =>
  events.reduce<TitleFacts | null>(
    (facts, { id, type, data }) =>
      titleFactsAfter(facts, { event: { type, data }, eventId: id, metadata: { occurredAt: NO_TIME } } as RecordedEvent<DossierEvent>),
    null,
  );

/** @param events all public events of the case of the title, oldest first; none for an unknown title */
export const titleAnswer = (titleId: string, day: Day, events: readonly PublicEvent[]): TitleAnswer => {
  const facts = factsOf(events);
  if (facts?.titleId !== titleId) return { titleId, day, valid: false, conferredOn: null, endedOn: null, cancelled: false };
  const { conferredOn, endedOn, cancelled } = facts;
  return { titleId, day, valid: wasValidOn(facts, day), conferredOn, endedOn, cancelled };
};

/** The register by the order of title ids. @param events of {@link REGISTER_TYPES}, those of one case oldest first */
export const registerAnswer = (events: readonly PublicEvent[]): readonly RegisterLine[] => {
  const cases = new Map<string, PublicEvent[]>();
  for (const event of events) cases.set(event.subject, [...(cases.get(event.subject) ?? []), event]);
  const lines = [...cases].flatMap(([subject, own]): RegisterLine[] => {
    const facts = factsOf(own);
    if (!facts) return [];
    const named = own.find(({ type }) => type === 'TitleConferred' || type === 'LegacyTitleImported');
    const { programme, applicant, applicantName } = (named?.data ?? {}) as Partial<RegisterLine>;
    const { titleId, conferredOn, endedOn, cancelled } = facts;
    return [
      {
        titleId,
        subject,
        programme: programme ?? '',
        applicant: applicant ?? '',
        applicantName: applicantName ?? '',
        conferredOn,
        endedOn,
        cancelled,
      },
    ];
  });
  return lines.sort((a, b) => (a.titleId < b.titleId ? -1 : 1));
};
