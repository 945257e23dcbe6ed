import type { Classification, RecordedEvent } from '@minglu/kernel';
import type { DossierEvent } from '@minglu/dossier';

/** A recorded event whose fields the view of its dossier shows. */
export interface Source {
  readonly eventId: string;
  readonly type: DossierEvent['type'];
  readonly classification: Classification;
}

/** The sources that do not repeat the subject. */
export const WITHOUT_SUBJECT: readonly Source['type'][] = [
  'PriorityNoted',
  'EnhancementPlanFiled',
  'TargetBreakdownFiled',
  'DecisionTookEffect',
];

/** The sources of the view after an event. */
export const sourcesAfter = (before: readonly Source[], recorded: RecordedEvent<DossierEvent>): readonly Source[] => {
  const { event, eventId, metadata } = recorded;
  const isShown = event.type === 'DecisionTookEffect' ? event.data.decision === 'TitleConferred' : WITHOUT_SUBJECT.includes(event.type);
  return isShown || 'applicantName' in event.data
    ? [...before, { eventId, type: event.type, classification: metadata.classification }]
    : before;
};
