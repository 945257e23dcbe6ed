import { day, id, instant, nullable, oneOf, record, text, Type, type EventOf } from '@minglu/kernel';
import { deadline } from '@minglu/regulation';
import { dossierEvent, setsDeadline } from '../case/define-event.js';
import { caseId } from '../case/fragments.js';
import type { Status } from '../case/status.js';

/** Decisions that may name a later day on which they take effect (decisions 27), and the status that they lead to then. */
const STATUS_IN_EFFECT = { CreationStarted: 'CREATING', TitleConferred: 'TITLED', ExitAnnounced: 'EXITED' } as const satisfies Record<
  string,
  Status
>;
export type LaterDecision = keyof typeof STATUS_IN_EFFECT;

export const deadlineEvents = {
  DeadlineRecomputed: dossierEvent({
    type: 'DeadlineRecomputed',
    version: 1,
    title: { zh: '期限已按放假安排重新计算', en: 'Deadline recomputed' },
    leadsTo: null,
    deadlines: setsDeadline,
    freeText: { document: ['cause'] },
    // The window of a notice concerns the public, and so does its change; other deadlines concern the parties alone.
    classification: (data) => (data.deadline.kind === 'publicity-window' ? 'PUBLIC' : 'INTERNAL'),
    commonNames: { cause: 'reasons', newEndsAt: 'endsAt' },
    // Only the change of a notice's window is public.
    refersTo: { types: ['PublicityStarted'], by: 'deadline.of', its: 'publicityId' },
    payload: record({
      ...caseId,
      oldEndsAt: instant(),
      newEndsAt: instant(),
      deadline,
      cause: text(200),
      /** With a statement window: the time to request a hearing, if it moves too. It has no event of its own. */
      hearingRequest: Type.Optional(deadline),
    }),
  }),
  DecisionTookEffect: dossierEvent({
    type: 'DecisionTookEffect',
    version: 1,
    title: { zh: '决定已生效', en: 'Decision took effect' },
    leadsTo: (_, { decision }) => STATUS_IN_EFFECT[decision],
    deadlines: ({ decision, deadline: cycle }) =>
      decision === 'ExitAnnounced' ? { clearAll: true } : cycle ? { set: cycle, clear: ['takes-effect'] } : { clear: ['takes-effect'] },
    closes: ({ decision }) => decision === 'ExitAnnounced',
    // A creation that was not disclosed begins without the public.
    classification: ({ disclosed }) => (disclosed ? 'PUBLIC' : 'INTERNAL'),
    refersTo: { types: ['CreationStarted', 'TitleConferred', 'ExitAnnounced'], by: 'caseId', its: 'caseId' },
    payload: record({
      ...caseId,
      /** The type of the event that recorded the decision. */
      decision: oneOf('CreationStarted', 'TitleConferred', 'ExitAnnounced'),
      /** The title that is conferred or ends; null for the start of a creation. */
      titleId: nullable(id()),
      effectiveDate: day(),
      disclosed: Type.Boolean(),
      /** The cycle that begins with a creation. */
      deadline: nullable(deadline),
      /** The day of an exit; null otherwise. */
      closedOn: nullable(day()),
    }),
  }),
};
export type DeadlineEvent = EventOf<typeof deadlineEvents>;
