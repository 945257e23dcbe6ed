import { accept, id, instant, newEvent, record, text, Type } from '@minglu/kernel';
import { workCalendar } from '@minglu/reference';
import { recompute, type Deadline, type WorkCalendar } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { systemActor } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import type { Dossier } from '../case/state.js';
import { deadlineEvents } from './events.js';

/** The windows that a notice named to a party: a revised calendar may lengthen them, never shorten them (decisions 21). */
const TOLD: readonly Deadline['kind'][] = ['publicity-window', 'statement-window', 'supplement', 'rectification'];

/** Recomputes the deadlines after a work calendar was published or revised. One event per deadline that moves or settles. */
export const recomputeDeadlines = dossierAct({
  command: 'RecomputeDeadlines',
  route: null,
  title: { zh: '重新计算期限', en: 'Recompute the deadlines' },
  legalBasis: ['civil-code/203', 'measure-2022/18'],
  /** `since`: when the calendar became known. Deadlines that were open then are counted again, even if the command comes later. */
  payload: record({ caseId: id(), cause: text(200), since: Type.Optional(instant()) }),
  example: ({ caseId }) => ({ caseId, cause: '放假安排调整' }),
  // The ministry states the period of a rectification; a revised calendar does not move it.
  follows: { TITLED: [], elsewhere: ['DeadlineRecomputed'] },
  dates: {
    since: { effect: 'deadlines that were open then are counted again; absent: the instant of the act' },
  },
  by: systemActor,
  on: ({ caseId }) => [dossierRef(caseId)],
  reads: () => ({ calendar: workCalendar }),
  decide: ({ data: { caseId, cause, since: known }, at }, { state }, { calendar }) => {
    const since = known ?? at;
    return accept(
      state.deadlines
        .filter(({ provisional, endsAt }) => provisional || endsAt > since)
        .flatMap((open) => {
          const deadline = recompute(open, calendar.state, { neverShorter: TOLD.includes(open.kind) });
          return deadline === open
            ? []
            : [
                newEvent(
                  deadlineEvents.DeadlineRecomputed,
                  {
                    caseId,
                    oldEndsAt: open.endsAt,
                    newEndsAt: deadline.endsAt,
                    deadline,
                    cause,
                    ...hearingMoved(state, open, calendar.state),
                  },
                  { legalBasis: deadline.rule.basis, occurredAt: since },
                ),
              ];
        }),
    );
  },
});

/** The time to request a hearing moves with the statement window of its proceeding (decisions 44). */
const hearingMoved = ({ proceedings }: Dossier, { kind, of }: Deadline, calendar: WorkCalendar): { readonly hearingRequest?: Deadline } => {
  const told = kind === 'statement-window' ? proceedings.find(({ id: one }) => one === of)?.hearingRequest : null;
  const hearingRequest = told && recompute(told, calendar, { neverShorter: true });
  return hearingRequest && hearingRequest !== told ? { hearingRequest } : {};
};
