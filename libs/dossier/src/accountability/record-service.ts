import { accept, dayOf, id, laterOf, newEvent, record, refuse, type Day } from '@minglu/kernel';
import { isTold, remediesFrom, remediesNotTold, remediesToldField, workCalendar } from '@minglu/reference';
import { computeDeadline, type Deadline, type WorkCalendar } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { subjectOf } from '../case/guards.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { SERVED_EVENTS } from '../case/papers.js';
import { today } from '../case/date-limits.js';
import { dossierHolding, dossierRef } from '../case/refs.js';
import { deemedServed, service, wrongService } from '../case/service.js';
import type { Dossier } from '../case/state.js';
import { accountabilityEvents } from './events.js';
import { paperNamed, whichPaper } from './paper.js';

const BASIS = ['measure-2022/25', 'measure-2022/24', 'measure-2022/11'];

/**
 * Records that the paper of a decision, notice or order reached the party (送达, decisions 34), after the act. The remedies that were
 * told with it, or are told now, count from the day on which it is deemed served. Without a name it is the latest paper of the case.
 */
export const recordService = dossierAct({
  command: 'RecordService',
  route: 'POST /dossiers/{caseId}/service-records',
  title: { zh: '登记送达', en: 'Record the service of a document' },
  legalBasis: BASIS,
  payload: record({ caseId: id(), ...whichPaper, service, ...remediesToldField }),
  example: ({ caseId, day }) => ({ caseId, service: { method: 'mail', date: day, proof: '回执' } }),
  follows: ['DocumentServed'],
  dates: {
    'service.date': {
      notBefore: [
        {
          words: 'the day of the paper',
          code: 'proof-before-service',
          of: ({ data, state }) => paperNamed(state, data, undefined)?.issuedOn ?? null,
        },
      ],
      notAfter: [today()],
      effect: 'the remedies count from the day after it; after a public announcement from 30 days later',
    },
  },
  by: ministryOfficer,
  refersTo: ({ decisionEventId }) => (decisionEventId === undefined ? [] : [decisionEventId]),
  on: ({ caseId }) => [dossierRef(caseId), dossierHolding('title', caseId)],
  narrow: (_, targets) => [targets.find(({ version }) => version > 0) ?? targets[0]!],
  reads: () => ({ calendar: workCalendar }),
  decide: ({ data, at, referred: [named] }, target, { calendar }) => {
    const { service: how, remediesTold } = data;
    const paper = named && named.streamId !== target.streamId ? undefined : paperNamed(target.state, data, named);
    const served = SERVED_EVENTS.find((type) => type === paper?.type);
    if (!paper || served === undefined)
      return refuse('nothing-to-serve', BASIS, '本案没有所指的应送达文书', 'the case has no such paper that is served', { ...data });
    if (paper.served)
      return refuse('already-served', BASIS, '该文书的送达已登记', 'the service of that paper is recorded already', { served });
    const wrong = wrongService(how, paper.issuedOn, at, BASIS);
    if (wrong) return wrong;
    const { caseId } = subjectOf(target);
    const deemedServedOn = deemedServed(how, dayOf(at));
    const told = paper.isAgainst && (isTold(remediesTold) || paper.remedies !== null);
    // A period that the party was told never shrinks (decisions 21).
    const from = laterOf(deemedServedOn, paper.remedies?.reconsideration.rule.from ?? deemedServedOn);
    return accept(
      [
        newEvent(accountabilityEvents.DocumentServed, {
          caseId,
          servedEventId: named?.eventId ?? null,
          served,
          key: paper.key,
          service: how,
          deemedServedOn,
          ...(served === 'SupplementRequested' ? awaited(target.state, deemedServedOn, calendar.state) : {}),
          ...(told ? { remedies: remediesFrom(remediesTold ?? paper.remedies?.wording, paper.about, from, calendar.state) } : {}),
        }),
      ],
      paper.isAgainst && !told ? [remediesNotTold(BASIS[0]!)] : [],
    );
  },
});

/** The time to answer a request for a supplement that states no due date counts from its service. */
const awaited = ({ application }: Dossier, from: Day, calendar: WorkCalendar): { readonly period?: Deadline } => {
  const until = application?.supplementUntil;
  return until?.rule.unit === 'working-days'
    ? { period: computeDeadline(until.kind, until.of, { ...until.rule, from: laterOf(from, until.rule.from) }, calendar) }
    : {};
};
