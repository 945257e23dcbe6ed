import type { RecordedEvent } from '@minglu/kernel';
import { decisionKey, type DossierEvent } from '@minglu/dossier';
import type { ControlCheck } from '@minglu/regulation';

/** The kinds of decisions that rely on figures. `consequence`: it follows from a result of the evaluation. */
export const DECISION_KINDS = [
  'approval',
  'control-gate',
  'formal-review',
  'start-of-creation',
  'review-conclusion',
  'conferral',
  'evaluation-result',
  'consequence',
  'exit',
] as const;
export type DecisionKind = (typeof DECISION_KINDS)[number];

type Recorded = RecordedEvent<DossierEvent>;

/** A decision that relied on the figures of an event. */
export interface Reliance {
  readonly kind: DecisionKind;
  readonly decision: Recorded;
  /** The event whose figures it relied on. */
  readonly basis: string;
  /** The earlier decision through which it relied on them; null if it relied on them itself. */
  readonly through: string | null;
  /** Of a control gate: the checks that it recorded. A gate relies on the figures of its control indicators alone. */
  readonly checks: readonly ControlCheck[];
  /** The event that set the decision aside; null while it stands. */
  readonly setAside: string | null;
}

/** An earlier decision with the events whose figures it rests on. */
interface Resting {
  readonly eventId: string;
  readonly bases: readonly string[];
}

/**
 * The decisions of a dossier that relied on figures, in the order of the log.
 *
 * Only a reliance that the record itself shows counts. A formal review relies on the last application, and a conclusion on the last
 * self-assessment. A result relies on the last materials of its years. No decision rests on progress reports, plans and monitoring.
 *
 * @param history the events of one dossier that the viewer may see, in order
 */
export const reliancesIn = (history: readonly Recorded[]): readonly Reliance[] => {
  let application: string | null = null;
  let assessment: string | null = null;
  let passed: Resting | null = null;
  let concluded: Resting | null = null;
  const evaluations = new Map<number, string>();
  const results = new Map<number, Resting>();
  const found: Omit<Reliance, 'setAside'>[] = [];

  for (const decision of history) {
    const { event, eventId } = decision;
    const rely = (
      kind: DecisionKind,
      bases: readonly (string | null)[],
      through: string | null = null,
      checks: readonly ControlCheck[] = [],
    ) => found.push(...bases.flatMap((basis) => (basis === null ? [] : [{ kind, decision, basis, through, checks }])));
    const inherit = (kind: DecisionKind, from: Resting | null | undefined) => from && rely(kind, from.bases, from.eventId);
    const { type, data } = event;
    switch (type) {
      case 'ApplicationSubmitted':
        application = eventId;
        if (data.controlChecks.length > 0) rely('control-gate', [application], null, data.controlChecks);
        break;
      case 'SelfAssessmentSubmitted':
        assessment = eventId;
        break;
      case 'EvaluationSubmitted':
        evaluations.set(data.evaluationYear, eventId);
        break;
      case 'ProvincialConsentGranted':
        // The consent to the application comes before it.
        if (data.purpose === 'review') rely('approval', [assessment]);
        break;
      case 'MaterialsApproved':
      case 'MaterialsReturned':
        rely('approval', [data.purpose === 'application' ? application : assessment]);
        break;
      case 'EvaluationMaterialsApproved':
      case 'EvaluationMaterialsReturned':
        rely('approval', [evaluations.get(data.evaluationYear) ?? null]);
        break;
      case 'FormalReviewPassed':
      case 'FormalReviewRejected':
        rely('formal-review', [application]);
        if (type === 'FormalReviewPassed') passed = { eventId, bases: application === null ? [] : [application] };
        break;
      case 'CreationStarted':
        inherit('start-of-creation', passed);
        break;
      case 'ReviewConcluded':
        if (data.controlsCheck.length > 0) rely('control-gate', [assessment], null, data.controlsCheck);
        rely('review-conclusion', [assessment]);
        concluded = data.conclusion === 'pass' ? { eventId, bases: assessment === null ? [] : [assessment] } : null;
        break;
      case 'TitleConferred':
        inherit('conferral', concluded);
        break;
      case 'EvaluationResultPublished':
      case 'EvaluationResultCorrected': {
        const years = type === 'EvaluationResultPublished' ? data.coversYears : [data.evaluationYear];
        const bases = years.flatMap((year) => evaluations.get(year) ?? []);
        rely('evaluation-result', bases);
        results.set(data.evaluationYear, { eventId, bases });
        break;
      }
      case 'ReminderIssued':
      case 'RectificationOrdered':
        inherit('consequence', results.get(data.evaluationYear));
        break;
      case 'ExitProposed':
      case 'ExitAnnounced':
        for (const year of data.evaluationYears) inherit('exit', results.get(year));
        break;
      default:
    }
  }
  return found.map((one) => ({ ...one, setAside: setAsideOf(one.decision, history) }));
};

/** The event that set a decision aside; null while it stands. */
const setAsideOf = ({ event, eventId, position }: Recorded, history: readonly Recorded[]): string | null =>
  history.find(
    ({ event: later, position: at }) =>
      later.type === 'DecisionSetAside' &&
      at > position &&
      later.data.decision === event.type &&
      (later.data.decisionEventId === null
        ? later.data.key === decisionKey(event.type, event.data)
        : later.data.decisionEventId === eventId),
  )?.eventId ?? null;
