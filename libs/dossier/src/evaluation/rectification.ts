import { accept, day, dayOf, newEvent, id, record, refuse, text, Type, type Refused } from '@minglu/kernel';
import { workCalendar } from '@minglu/reference';
import { computeDeadline, material, programmeYear } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { today } from '../case/date-limits.js';
import { exampleMaterials } from '../case/example.js';
import { reasons } from '../case/fragments.js';
import { missingMaterials, subjectOf } from '../case/guards.js';
import { applicant, ministryOfficer } from '../case/jurisdiction.js';
import { dossierHolding } from '../case/refs.js';
import { deemedServed, serviceField } from '../case/service.js';
import type { Dossier } from '../case/state.js';
import { evaluationEvents } from './events.js';
import { callsForRectification, rectificationOf, resultOf } from './state.js';

const ofTitle = { titleId: id(), evaluationYear: programmeYear() };

/**
 * Reminds, and orders a rectification (提醒并责令整改, article 24). Only for a year of one star. The order states the due date; the text sets
 * none.
 */
export const orderRectification = dossierAct({
  command: 'OrderRectification',
  route: 'POST /titles/{titleId}/rectification-orders',
  title: { zh: '提醒并责令整改', en: 'Remind, and order a rectification' },
  effect: 'adverse',
  legalBasis: ['measure-2022/24'],
  payload: record({
    ...ofTitle,
    reminder: text(),
    items: Type.Array(text(), { minItems: 1 }),
    dueDate: Type.Optional(day()),
    ...serviceField,
  }),
  example: ({ titleId }) => ({ titleId, evaluationYear: 2025, reminder: '请高度重视', items: ['提升创新能力'] }),
  follows: ['ReminderIssued', 'RectificationOrdered'],
  dates: {
    dueDate: {
      notBefore: [today('due-date-passed')],
      effect: 'the rectification is overdue after 24:00 of the day; absent: it has no deadline',
    },
  },
  by: ministryOfficer,
  on: ({ titleId }) => [dossierHolding('title', titleId)],
  reads: () => ({ calendar: workCalendar }),
  decide: ({ data: { titleId, evaluationYear, reminder, items, dueDate, service }, at }, target, { calendar }) => {
    const { caseId } = subjectOf(target);
    const { evaluation } = target.state;
    const result = resultOf(evaluation, evaluationYear);
    if (!result || !callsForRectification(result)) {
      return refuse(
        'not-one-star',
        'measure-2022/24',
        `${evaluationYear} 年度评估结果不是一星`,
        `the result of ${evaluationYear} is not one star`,
        { evaluationYear },
      );
    }
    if (rectificationOf(evaluation, evaluationYear)) {
      return refuse(
        'already-ordered',
        'measure-2022/24',
        `${evaluationYear} 年度已责令整改`,
        `a rectification for ${evaluationYear} is already ordered`,
        { evaluationYear },
      );
    }
    const today = dayOf(at);
    if (dueDate !== undefined && dueDate < today)
      return refuse('due-date-passed', 'measure-2022/24', '整改期限不得早于今天', 'the due date lies in the past', { dueDate });
    const served = service ? deemedServed(service, today) : today;
    if (dueDate !== undefined && dueDate < served)
      return refuse('due-before-service', 'measure-2022/24', '整改期限不得早于送达之日', 'the due date is before the day of service', {
        dueDate,
        deemedServedOn: served,
      });
    const deadline =
      dueDate === undefined
        ? null
        : {
            ...computeDeadline(
              'rectification',
              titleId,
              { unit: 'stated', amount: 0, from: today, until: dueDate, basis: ['measure-2022/24'] },
              calendar.state,
            ),
            evaluationYear,
          };
    return accept([
      newEvent(evaluationEvents.ReminderIssued, { caseId, titleId, evaluationYear, reminder }),
      newEvent(evaluationEvents.RectificationOrdered, { caseId, titleId, evaluationYear, items, dueDate: dueDate ?? null, deadline }),
    ]);
  },
});

/** Refuses if no rectification was ordered or it is accepted already. */
const notOrdered = ({ evaluation }: Dossier, evaluationYear: number): Refused | null => {
  const order = rectificationOf(evaluation, evaluationYear);
  return order && !order.accepted
    ? null
    : refuse(
        'no-rectification-open',
        'measure-2022/24',
        `没有待办的 ${evaluationYear} 年度整改`,
        `no rectification of ${evaluationYear} is open`,
        { evaluationYear },
      );
};

/** Submits the rectification report (整改报告, article 24). */
export const submitRectification = dossierAct({
  command: 'SubmitRectification',
  route: 'POST /titles/{titleId}/rectifications',
  title: { zh: '报送整改报告', en: 'Submit the rectification' },
  legalBasis: ['measure-2022/24'],
  payload: record({ ...ofTitle, materials: Type.Array(material) }),
  example: ({ titleId }) => ({ titleId, evaluationYear: 2025, materials: exampleMaterials('rectification-report') }),
  follows: ['RectificationSubmitted'],
  by: applicant,
  on: ({ titleId }) => [dossierHolding('title', titleId)],
  decide: ({ data }, target) =>
    notOrdered(target.state, data.evaluationYear) ??
    missingMaterials(data.materials, ['rectification-report'], 'measure-2022/24') ??
    accept([newEvent(evaluationEvents.RectificationSubmitted, { caseId: subjectOf(target).caseId, ...data })]),
});

/** Accepts the rectification (认可整改, article 24). */
export const acceptRectification = dossierAct({
  command: 'AcceptRectification',
  route: 'POST /titles/{titleId}/rectification-acceptances',
  title: { zh: '认可整改', en: 'Accept the rectification' },
  effect: 'favourable',
  legalBasis: ['measure-2022/24'],
  payload: record({ ...ofTitle, ...reasons }),
  example: ({ titleId }) => ({ titleId, evaluationYear: 2025, reasons: '整改到位' }),
  follows: ['RectificationAccepted'],
  by: ministryOfficer,
  on: ({ titleId }) => [dossierHolding('title', titleId)],
  decide: ({ data }, target) => {
    const none = notOrdered(target.state, data.evaluationYear);
    if (none) return none;
    if (!rectificationOf(target.state.evaluation, data.evaluationYear)?.submitted)
      return refuse('rectification-not-submitted', 'measure-2022/24', '尚未报送整改报告', 'no rectification was submitted');
    return accept([newEvent(evaluationEvents.RectificationAccepted, { caseId: subjectOf(target).caseId, ...data })]);
  },
});
