import { accept, day, dayOf, newEvent, id, isRefused, oneOf, record, refuse, sinceDay, text, type Day, type Refused } from '@minglu/kernel';
import { dateInFuture, policies, secondPerson, singleHanded, workCalendar, type Succession } from '@minglu/reference';
import { divisionCode, divisionOn, policyValue, withoutMergers, type PolicyValues } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { issueOfTheMeasure, today } from '../case/date-limits.js';
import { idTaken } from '../case/guards.js';
import { ministryAdmin } from '../case/jurisdiction.js';
import { dossierHolding, dossierRef } from '../case/refs.js';
import { applyingSubject, dossiersUnder, refuseOpening, openingIds } from '../application/subject.js';
import { titleEvents } from './events.js';

/**
 * Imports a title conferred under the earlier rules (notice 277 section 1(1): “中国软件名城”相关称号; article 28). It opens a dossier of its own
 * under the id of the title.
 */
export const importLegacyTitle = dossierAct({
  command: 'ImportLegacyTitle',
  route: 'POST /legacy-titles',
  newId: 'titleId',
  title: { zh: '登记原办法下授予的称号', en: 'Import a title under the 2017 rules' },
  effect: 'favourable',
  legalBasis: ['notice-2023-277/1.1', 'measure-2022/28'],
  payload: record({
    titleId: id(),
    cityCode: divisionCode(),
    variant: oneOf('famous', 'specialty'),
    conferredOn: day(),
    source: text(500),
    ...secondPerson,
  }),
  sealed: ['approvedBy'],
  example: ({ caseId, cityCode }) => ({ titleId: caseId, cityCode, variant: 'famous', conferredOn: '2012-11-01', source: '部文件' }),
  follows: ['LegacyTitleImported'],
  dates: {
    conferredOn: { notAfter: [today(), issueOfTheMeasure('title-after-the-measure')], effect: 'the title is held from the day' },
  },
  by: ministryAdmin,
  opens: true,
  on: ({ titleId }) => [dossierRef(titleId)],
  reads: ({ titleId, cityCode }, _, at, register) => ({
    taken: dossierHolding('title', titleId),
    holders: dossiersUnder(ownIds(cityCode, register, dayOf(at))),
    policies,
    calendar: workCalendar,
  }),
  decide: (
    { data: { titleId, cityCode, variant, conferredOn, source }, actor, at, register },
    _,
    { taken, holders, policies: set, calendar },
  ) => {
    // The title went to the city as it was on that day; a code that came later stands for it as of today.
    const on = divisionOn(register.divisions, cityCode, conferredOn) ? conferredOn : dayOf(at);
    const subject = applyingSubject(titleId, 'city', cityCode, null, register, on);
    if (isRefused(subject)) return subject;
    return (
      idTaken({ zh: '称号', en: 'a title' }, titleId, taken, false) ??
      refuseOpening(holders, { policies: set.state, calendar: calendar.state }, 'city', at) ??
      dateInFuture(conferredOn, at, 'notice-2023-277/1.1') ??
      afterTheMeasure(conferredOn, set.state) ??
      accept([
        newEvent(
          titleEvents.LegacyTitleImported,
          { ...subject, titleId, variant, conferredOn, source, ...singleHanded(actor) },
          { occurredAt: sinceDay(conferredOn, at) },
        ),
      ])
    );
  },
});

/**
 * The ids of the city itself, under all its codes. The title of a city that was merged later is history like that of its
 * successor. Both are recorded, in either order.
 */
const ownIds = (cityCode: string, register: Succession, on: Day): readonly string[] => {
  const own = withoutMergers(register.divisions);
  return openingIds('city', divisionOn(own, cityCode, on)?.code ?? cityCode, { ...register, divisions: own }, on);
};

/** The Measure repealed its predecessor (article 28; decisions 27): no title was conferred under that on a later day. */
const afterTheMeasure = (conferredOn: Day, set: PolicyValues): Refused | null => {
  const publishedOn = policyValue(set, 'policy/measure-published-on');
  return conferredOn > publishedOn
    ? refuse(
        'title-after-the-measure',
        ['measure-2022/28', 'policy/measure-published-on'],
        `授予日期 ${conferredOn} 晚于办法印发（${publishedOn}），不属原办法下的称号`,
        `the conferral of ${conferredOn} is later than the Measure (${publishedOn})`,
        { conferredOn, publishedOn },
      )
    : null;
};
