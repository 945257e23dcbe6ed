import { addMonths, type Day } from '@minglu/kernel';
import { computeDeadline, parameter, policyValue, type Deadline, type PolicyValues, type WorkCalendar } from '@minglu/regulation';

/**
 * The creation cycle (创建周期) of a city: three years from its start (article 15). Counted by Civil Code article 202; a last day that is a
 * rest day moves by article 203.
 */
export const creationCycle = (caseId: string, startDate: Day, calendar: WorkCalendar): Deadline =>
  computeDeadline(
    'creation-cycle',
    caseId,
    {
      unit: 'years',
      amount: parameter('creation-years', startDate),
      from: startDate,
      until: null,
      basis: ['measure-2022/15', 'civil-code/202', 'civil-code/203'],
    },
    calendar,
  );

/** The cycle of a park: no text sets its length, so it is counted only once the ministry has set one. */
export const parkCycle = (caseId: string, startDate: Day, set: PolicyValues, calendar: WorkCalendar): Deadline | null => {
  const years = policyValue(set, 'policy/park-creation-years');
  return years === null
    ? null
    : computeDeadline(
        'creation-cycle',
        caseId,
        {
          unit: 'years',
          amount: years,
          from: startDate,
          until: null,
          basis: ['policy/park-creation-years', 'civil-code/202', 'civil-code/203'],
        },
        calendar,
      );
};

/** A cycle whose last day is stated by a decision of the ministry. */
export const statedCycle = (caseId: string, startDate: Day, lastDay: Day, calendar: WorkCalendar): Deadline =>
  computeDeadline(
    'creation-cycle',
    caseId,
    { unit: 'stated', amount: 0, from: startDate, until: lastDay, basis: ['measure-2022/15'] },
    calendar,
  );

/** The earliest last day of a cycle of two years (article 15: 原则上不少于二年). */
export const shortestCycleEnd = (startDate: Day): Day => addMonths(startDate, 12 * parameter('minimum-creation-years', startDate));
