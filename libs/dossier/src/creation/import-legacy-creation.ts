import { accept, day, dayOf, newEvent, id, isRefused, record, refuse, sinceDay, text } from '@minglu/kernel';
import { dateInFuture, policies, secondPerson, singleHanded, workCalendar } from '@minglu/reference';
import { divisionCode, policyValue } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { fieldOf, issueOfTheMeasure, today } from '../case/date-limits.js';

import { ministryAdmin } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { applyingSubject, dossiersUnder, refuseOpening, openingIds, succeeding } from '../application/subject.js';
import { creationEvents } from './events.js';
import { creationCycle } from './cycle.js';

/**
 * Imports a city that creates the title under a memorandum (合作备忘录) of the earlier rules (notice 278 section 3(4)). It need not apply
 * again; the ministry decides the start of its cycle.
 */
export const importLegacyCreation = dossierAct({
  command: 'ImportLegacyCreation',
  route: 'POST /legacy-creations',
  newId: 'caseId',
  title: { zh: '登记原办法下的创建城市', en: 'Import a creation under the 2017 rules' },
  effect: 'favourable',
  legalBasis: ['notice-2023-278/3.4'],
  payload: record({
    caseId: id(),
    cityCode: divisionCode(),
    mouDate: day(),
    startDate: day(),
    documentNumber: text(200),
    ...secondPerson,
  }),
  sealed: ['approvedBy'],
  example: ({ caseId, cityCode }) => ({
    caseId,
    cityCode,
    mouDate: '2022-01-10',
    startDate: '2022-01-10',
    documentNumber: '部省市协同备忘录',
  }),
  follows: ['LegacyCreationImported'],
  dates: {
    mouDate: { notAfter: [today(), issueOfTheMeasure('memorandum-after-the-measure')], effect: 'shows that the earlier rules applied' },
    startDate: {
      notBefore: [fieldOf('mouDate', 'start-before-memorandum')],
      notAfter: [today()],
      effect: 'the creation and its cycle run from the day',
    },
  },
  by: ministryAdmin,
  opens: true,
  on: ({ caseId }) => [dossierRef(caseId)],
  reads: ({ cityCode }, _, at, register) => ({
    calendar: workCalendar,
    holders: dossiersUnder(openingIds('city', cityCode, register, dayOf(at))),
    policies,
  }),
  decide: (
    { data: { caseId, cityCode, mouDate, startDate, documentNumber, ...second }, actor, at, register },
    _,
    { calendar, holders, policies: set },
  ) => {
    const subject = applyingSubject(caseId, 'city', cityCode, null, register, dayOf(at));
    if (isRefused(subject)) return subject;
    const already = refuseOpening(holders, { policies: set.state, calendar: calendar.state }, 'city', at);
    if (already) return already;
    const future = dateInFuture(mouDate, at, 'notice-2023-278/3.4') ?? dateInFuture(startDate, at, 'notice-2023-278/3.4');
    if (future) return future;
    const publishedOn = policyValue(set.state, 'policy/measure-published-on');
    if (mouDate > publishedOn)
      return refuse(
        'memorandum-after-the-measure',
        ['measure-2022/28', 'notice-2023-278/3.4', 'policy/measure-published-on'],
        `备忘录签署于 ${mouDate}，晚于办法印发（${publishedOn}），不属原办法下的创建城市`,
        `the memorandum of ${mouDate} is later than the Measure (${publishedOn})`,
        { mouDate, publishedOn },
      );
    if (startDate < mouDate)
      return refuse(
        'start-before-memorandum',
        'notice-2023-278/3.4',
        '启动日期不得早于备忘录签署日期',
        'creation cannot start before the memorandum',
        { mouDate, startDate },
      );
    return accept([
      newEvent(
        creationEvents.LegacyCreationImported,
        {
          ...subject,
          ...succeeding(openingIds('city', cityCode, register, dayOf(at))),
          mouDate,
          startDate,
          documentNumber,
          deadline: creationCycle(caseId, startDate, calendar.state),
          ...second,
          ...singleHanded(actor),
        },
        { occurredAt: sinceDay(startDate, at) },
      ),
    ]);
  },
});
