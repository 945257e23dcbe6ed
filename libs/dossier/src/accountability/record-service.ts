import { accept, dayOf, id, laterOf, newEvent, record, refuse, type Day, type Referred } from '@minglu/kernel';
import { isTold, remediesNotTold, remediesToldField, workCalendar, type Remedies } from '@minglu/reference';
import { computeDeadline, type Deadline, type WorkCalendar } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { subjectOf } from '../case/guards.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { keepsRemedies, SERVED_EVENTS } from '../case/papers.js';
import { dossierHolding, dossierRef } from '../case/refs.js';
import { decisionKey, isAgainst, remediesAgainst } from '../case/remedies.js';
import { deemedServed, service, wrongService } from '../case/service.js';
import type { Dossier } from '../case/state.js';
import { accountabilityEvents } from './events.js';

const BASIS = ['measure-2022/25', 'measure-2022/24', 'measure-2022/11'];

/**
 * Records that the paper of a decision, notice or order reached the party (送达, decisions 34), after the act. The remedies that were
 * told with it, or are told now, count from the day on which it is deemed served.
 */
export const recordService = dossierAct({
  command: 'RecordService',
  title: { zh: '登记送达', en: 'Record the service of a document' },
  legalBasis: BASIS,
  payload: record({ caseId: id(), decisionEventId: id(), service, ...remediesToldField }),
  example: ({ caseId, day }) => ({ caseId, decisionEventId: '1', service: { method: 'mail', date: day, proof: '回执' } }),
  follows: ['DocumentServed'],
  by: ministryOfficer,
  refersTo: ({ decisionEventId }) => [decisionEventId],
  on: ({ caseId }) => [dossierRef(caseId), dossierHolding('title', caseId)],
  narrow: (_, targets) => [targets.find(({ version }) => version > 0) ?? targets[0]!],
  reads: () => ({ calendar: workCalendar }),
  decide: ({ data: { decisionEventId, service: how, remediesTold }, at, referred }, target, { calendar }) => {
    const { caseId } = subjectOf(target);
    const [event] = referred;
    const served = SERVED_EVENTS.find((type) => type === event?.type);
    if (!event || event.streamId !== target.streamId || served === undefined)
      return refuse('nothing-to-serve', BASIS, '所指事件不是本案应送达的文书', 'that event is no paper of this case that is served', {
        decisionEventId,
      });
    if (event.data['service'] !== undefined || target.state.served.includes(event.eventId))
      return refuse('already-served', BASIS, '该文书的送达已登记', 'the service of that paper is recorded already', { decisionEventId });
    const wrong = wrongService(how, issuedOn(event), at, BASIS);
    if (wrong) return wrong;
    const deemedServedOn = deemedServed(how, dayOf(at));
    const before = event.data['remedies'] as Remedies | undefined;
    const against = keepsRemedies(event.type) && isAgainst(event.data);
    // A period that the party was told never shrinks (decisions 21).
    const from = laterOf(deemedServedOn, before?.reconsideration.rule.from ?? deemedServedOn);
    return accept(
      [
        newEvent(accountabilityEvents.DocumentServed, {
          caseId,
          servedEventId: event.eventId,
          served,
          key: decisionKey(event.type, event.data),
          service: how,
          deemedServedOn,
          ...(served === 'SupplementRequested' ? awaited(target.state, deemedServedOn, calendar.state) : {}),
          ...(against && (before || isTold(remediesTold))
            ? { remedies: remediesAgainst(event.data, remediesTold ?? before?.wording ?? true, from, calendar.state) }
            : {}),
        }),
      ],
      against && !before && !isTold(remediesTold) ? [remediesNotTold(BASIS[0]!)] : [],
    );
  },
});

/** The day of the paper, if it is known: a proof of service is not older. */
const issuedOn = ({ data }: Referred): Day | null =>
  ((data['document'] as { readonly issuedOn?: Day } | undefined)?.issuedOn ?? data['closedOn'] ?? null) as Day | null;

/** The time to answer a request for a supplement that states no due date counts from its service. */
const awaited = ({ application }: Dossier, from: Day, calendar: WorkCalendar): { readonly period?: Deadline } => {
  const until = application?.supplementUntil;
  return until?.rule.unit === 'working-days'
    ? { period: computeDeadline(until.kind, until.of, { ...until.rule, from: laterOf(from, until.rule.from) }, calendar) }
    : {};
};
