import { addMonths, type Day } from '@minglu/kernel';
import { computeDeadline, parameter, policyValue, type Deadline, type PolicyValues, type WorkCalendar } from '@minglu/regulation';

/** 创建周期：自启动之日起三年（第十五条），按民法典202 计，末日按203 顺延。 */
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

/** 名园创建周期未见文本：部设定后方计。 */
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

/** A cycle whose last day a decision of the ministry states: it stands as stated. */
export const statedCycle = (caseId: string, startDate: Day, lastDay: Day, calendar: WorkCalendar): Deadline =>
  computeDeadline(
    'creation-cycle',
    caseId,
    { unit: 'stated', amount: 0, from: startDate, until: lastDay, basis: ['measure-2022/15'] },
    calendar,
  );

/** 原则上不少于二年：the first last day that is not short of it. */
export const shortestCycleEnd = (startDate: Day): Day => addMonths(startDate, 12 * parameter('minimum-creation-years', startDate));
