import { dayOf, type Bilingual, type Day, type RecordedEvent } from '@minglu/kernel';
import { decisionKey, isAgainstParty, isUndoable, type DossierEvent } from '@minglu/dossier';
import type { Remedies } from '@minglu/reference';

/** One step of the process that led to a decision, or that followed it. */
export interface ChainLink {
  readonly step: 'finding' | 'proposal' | 'notice' | 'service' | 'statement' | 'hearing' | 'review' | 'decision' | 'remedies' | 'set-aside';
  readonly eventId: string;
  readonly type: string;
  readonly title: Bilingual;
  /** The day of the step. */
  readonly on: Day;
  /** The last day of the period that began with it; null if none did. */
  readonly until: Day | null;
  /** The persons behind the step; for the ministry alone, otherwise empty. */
  readonly by: readonly string[];
}

type Recorded = RecordedEvent<DossierEvent>;

/** The steps of a decision by the type of their events; the events of objections and of earlier decisions among them. */
const STEPS: Readonly<Partial<Record<DossierEvent['type'], ChainLink['step']>>> = {
  InvestigationOpened: 'finding',
  InvestigationClosed: 'finding',
  ObjectionFiled: 'finding',
  ObjectionResolved: 'finding',
  ExitProposed: 'proposal',
  PriorNoticeServed: 'notice',
  SupplementRequested: 'notice',
  ReminderIssued: 'notice',
  StatementReceived: 'statement',
  StatementWaived: 'statement',
  StatementWindowClosed: 'statement',
  SupplementSubmitted: 'statement',
  SupplementOverdue: 'statement',
  CycleShorteningRequested: 'statement',
  HearingRequested: 'hearing',
  HearingHeld: 'hearing',
  HearingRefused: 'hearing',
  StatementReviewed: 'review',
  DocumentServed: 'service',
  ReviewOrLitigationNoted: 'remedies',
  DecisionSetAside: 'set-aside',
  ReviewConcluded: 'review',
  PublicityStarted: 'notice',
};

/**
 * The chain of a decision against a party (decisions 34), or of an event that serves, attacks or undoes one. It goes from the finding
 * to the remedies and the setting aside. Empty for other events.
 *
 * @param history the events of the dossier that the viewer may see, in order: the chain names no other
 */
export const chainOf = (of: Recorded, history: readonly Recorded[], titleOf: (type: string) => Bilingual): readonly ChainLink[] => {
  const decision = decisionOf(of, history);
  if (!decision) return [];
  const place = history.indexOf(decision);
  const earlier = history.slice(0, place);
  const before = earlier.filter(leadingTo(decision, earlier));
  const after = history.slice(place + 1).filter((one) => aboutWhich(one, history) === decision);
  return [...before, decision, ...after].flatMap((recorded) => {
    const { event, eventId, metadata } = recorded;
    const { type, data } = event;
    const day = dayOf(metadata.occurredAt);
    const { deadline, deemedServedOn, remedies } = data as { deadline?: { lastDay: Day }; deemedServedOn?: Day; remedies?: Remedies };
    const { person, onBehalfOf } = metadata.actor;
    const step = recorded === decision ? 'decision' : (STEPS[type] ?? 'finding');
    const link = (which: ChainLink['step'], title: Bilingual, on: Day, until: Day | null): ChainLink => ({
      step: which,
      eventId,
      type,
      title,
      on,
      until,
      by: onBehalfOf === undefined ? [person] : [person, onBehalfOf],
    });
    // A prior notice is served by its own act, also if the record does not say how.
    const servedOn = deemedServedOn ?? (type === 'PriorNoticeServed' ? day : undefined);
    return [
      ...(step === 'service' ? [] : [link(step, titleOf(type), day, step === 'notice' ? (deadline?.lastDay ?? null) : null)]),
      ...(servedOn ? [link('service', SERVED, servedOn, null)] : []),
      ...(remedies
        ? (['reconsideration', 'litigation'] as const).map((kind) =>
            link('remedies', REMEDIES[kind], remedies[kind].rule.from, remedies[kind].lastDay),
          )
        : []),
    ];
  });
};

const SERVED: Bilingual = { zh: '视为送达', en: 'deemed served' };
const REMEDIES: Readonly<Record<'reconsideration' | 'litigation', Bilingual>> = {
  reconsideration: { zh: '可申请行政复议', en: 'reconsideration may be sought' },
  litigation: { zh: '可提起行政诉讼', en: 'litigation may be brought' },
};

const isDecision = ({ event }: Recorded): boolean => isAgainstParty(event) || isUndoable(event.type);

/** The decision that an event makes or is about. */
const decisionOf = (of: Recorded, history: readonly Recorded[]): Recorded | undefined => (isDecision(of) ? of : aboutWhich(of, history));

/** The decision that a later event serves, attacks or undoes. An event that names none by its id means the latest that fits. */
const aboutWhich = (of: Recorded, history: readonly Recorded[]): Recorded | undefined => {
  const { event } = of;
  const named = (eventId: string) => history.find((one) => one.eventId === eventId.toLowerCase());
  const latest = (fits: (one: Recorded) => boolean) =>
    history.slice(0, history.indexOf(of)).findLast((one) => isDecision(one) && fits(one));
  const keyed = (type: string, key: string) => latest((one) => one.event.type === type && decisionKey(type, one.event.data) === key);
  if (event.type === 'DocumentServed') {
    const { servedEventId, served, key } = event.data;
    return servedEventId === null ? keyed(served, key) : named(servedEventId);
  }
  if (event.type === 'ReviewOrLitigationNoted') {
    const { decisionEventId, decision, key = '' } = event.data;
    return decisionEventId !== undefined ? named(decisionEventId) : decision !== undefined ? keyed(decision, key) : latest(isAgainst);
  }
  if (event.type === 'DecisionSetAside') {
    const { decisionEventId, decision, key } = event.data;
    return decisionEventId === null ? keyed(decision, key) : named(decisionEventId);
  }
  return undefined;
};
const isAgainst = ({ event }: Recorded): boolean => isAgainstParty(event);

const isResult = (
  event: DossierEvent,
): event is Extract<DossierEvent, { type: 'EvaluationResultPublished' | 'EvaluationResultCorrected' }> =>
  event.type === 'EvaluationResultPublished' || event.type === 'EvaluationResultCorrected';

/** The test whether an earlier event is a step to this decision. The grounds of the decision are looked up once, since a case may have thousands of objections. */
const leadingTo = ({ event: decision }: Recorded, before: readonly Recorded[]): ((one: Recorded) => boolean) => {
  if (decision.type === 'QualificationCancelled' || decision.type === 'ExitAnnounced') {
    const { proceedingId } = decision.data;
    const notice = before.find(({ event: one }) => one.type === 'PriorNoticeServed' && one.data.proceedingId === proceedingId);
    return ({ event }) => {
      if (isResult(event)) return decision.type === 'ExitAnnounced' && decision.data.evaluationYears.includes(event.data.evaluationYear);
      if ('proceedingId' in event.data) return event.data.proceedingId === proceedingId;
      return notice !== undefined && isGround(event, notice, before);
    };
  }
  if (decision.type === 'RectificationOrdered')
    return ({ event }) =>
      (isResult(event) || event.type === 'ReminderIssued') && event.data.evaluationYear === decision.data.evaluationYear;
  if (decision.type === 'TitleConferred') {
    // The review that was passed, and the notice after it.
    const review = before.findLast(({ event: one }) => one.type === 'ReviewConcluded' && one.data.conclusion === 'pass');
    const notice = before.findLast(({ event: one }) => one.type === 'PublicityStarted');
    return (one) => one === review || one === notice;
  }
  if (decision.type === 'ConferralDenied') {
    const upheld = upheldIn(before);
    return ({ event }) => (event.type === 'ObjectionFiled' || event.type === 'ObjectionResolved') && upheld.has(event.data.objectionId);
  }
  return ({ event }) => LEADING[decision.type]?.includes(event.type) ?? false;
};
/** The steps to a decision that need no further test. */
const LEADING: Readonly<Partial<Record<DossierEvent['type'], readonly DossierEvent['type'][]>>> = {
  FormalReviewRejected: ['SupplementRequested', 'SupplementSubmitted', 'SupplementOverdue'],
  CycleShorteningRefused: ['CycleShorteningRequested'],
};

/** The upheld objections on which a denial rests; those of an earlier denial are left out. */
const upheldIn = (before: readonly Recorded[]): ReadonlySet<string> => {
  const since = before.slice(before.findLastIndex(({ event: one }) => one.type === 'ConferralDenied') + 1);
  return new Set(
    since.flatMap(({ event: one }) =>
      one.type === 'ObjectionResolved' && one.data.category === 'standard-unmet' ? [one.data.objectionId] : [],
    ),
  );
};

/** True for the findings and the proposal that a prior notice rests on. */
const isGround = (event: DossierEvent, notice: Recorded, before: readonly Recorded[]): boolean => {
  if (notice.event.type !== 'PriorNoticeServed') return false;
  const { investigationIds, basis } = notice.event.data;
  const forFraud = basis.includes('measure-2022/25');
  if (event.type === 'ExitProposed') return event.data.reason === 'fraud' ? forFraud : basis.includes('measure-2022/24');
  if (event.type !== 'InvestigationOpened' && event.type !== 'InvestigationClosed') return false;
  const { investigationId } = event.data;
  return forFraud && (investigationIds?.includes(investigationId) ?? isNamedByDefault(investigationId, notice, before));
};

/** A notice that names no investigation names those that were open or substantiated when it was served (decisions 20). */
const isNamedByDefault = (investigationId: string, notice: Recorded, before: readonly Recorded[]): boolean => {
  const known = before.slice(0, before.indexOf(notice)).map(({ event }) => event);
  return (
    known.some((event) => event.type === 'InvestigationOpened' && event.data.investigationId === investigationId) &&
    !known.some(
      (event) =>
        event.type === 'InvestigationClosed' &&
        event.data.investigationId === investigationId &&
        event.data.finding === 'not-substantiated',
    )
  );
};
