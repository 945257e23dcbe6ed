import { accept, day, dayOf, newEvent, id, isRefused, record, sinceDay, text } from '@minglu/kernel';
import { dateInFuture, park, policies, workCalendar } from '@minglu/reference';
import { dossierAct } from '../case/act.js';
import { today } from '../case/date-limits.js';

import { ministryAdmin } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { applyingSubject, dossiersUnder, refuseOpening, openingIds, succeeding } from '../application/subject.js';
import { creationEvents } from './events.js';

/** Imports a pilot park (试点园区; notice 277 section 1(2)). It need not apply again (notice 278 section 3(5)). */
export const importPilotPark = dossierAct({
  command: 'ImportPilotPark',
  route: 'POST /pilot-parks',
  newId: 'caseId',
  title: { zh: '登记试点园区', en: 'Import a pilot park' },
  effect: 'favourable',
  legalBasis: ['notice-2023-277/1.2', 'notice-2023-278/3.5'],
  payload: record({ caseId: id(), parkId: id(), documentNumber: text(200), startDate: day() }),
  example: ({ caseId }) => ({ caseId, parkId: 'park-1', documentNumber: '280号', startDate: '2021-01-01' }),
  follows: ['PilotParkImported'],
  dates: {
    startDate: { notAfter: [today()], effect: 'the pilot runs from the day' },
  },
  by: ministryAdmin,
  opens: true,
  on: ({ caseId }) => [dossierRef(caseId)],
  reads: ({ parkId }, _, at, register) => ({
    park: park(parkId),
    holders: dossiersUnder(openingIds('park', parkId, register, dayOf(at))),
    policies,
    calendar: workCalendar,
  }),
  decide: (
    { data: { caseId, parkId, documentNumber, startDate }, at, register },
    _,
    { park: registered, holders, policies: set, calendar },
  ) => {
    const subject = applyingSubject(caseId, 'park', parkId, registered.state, register, dayOf(at));
    if (isRefused(subject)) return subject;
    return (
      refuseOpening(holders, { policies: set.state, calendar: calendar.state }, 'park', at) ??
      dateInFuture(startDate, at, 'notice-2023-277/1.2') ??
      accept([
        newEvent(
          creationEvents.PilotParkImported,
          { ...subject, ...succeeding(openingIds('park', parkId, register, dayOf(at))), documentNumber, startDate },
          { occurredAt: sinceDay(startDate, at) },
        ),
      ])
    );
  },
});
