import { accept, day, dayOf, newEvent, id, record, refuse, text, Type, warn } from '@minglu/kernel';
import { policies, workCalendar } from '@minglu/reference';
import { computeDeadline, policyValue } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { today } from '../case/date-limits.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { deemedServed, serviceField } from '../case/service.js';
import { applicationEvents } from './events.js';
import { supplementPeriod } from './supplement-period.js';

/**
 * Asks for a supplement (补正) once (article 11 is silent; decisions 4 and 23). Passing the due date raises a flag; then, or without a due date after
 * `policy/supplement-working-days`, the ministry may conclude the formal review.
 */
export const requestSupplement = dossierAct({
  command: 'RequestSupplement',
  route: 'POST /dossiers/{caseId}/supplement-requests',
  title: { zh: '告知补正', en: 'Request a supplement' },
  legalBasis: ['measure-2022/11'],
  payload: record({ caseId: id(), items: Type.Array(text(), { minItems: 1 }), dueDate: Type.Optional(day()), ...serviceField }),
  example: ({ caseId }) => ({ caseId, items: ['未盖章'] }),
  follows: ['SupplementRequested'],
  dates: {
    dueDate: {
      notBefore: [today('due-date-passed')],
      effect: 'no conclusion before 24:00 of the day; absent: `policy/supplement-working-days`',
    },
  },
  by: ministryOfficer,
  on: ({ caseId }) => [dossierRef(caseId)],
  reads: () => ({ calendar: workCalendar, policies }),
  decide: ({ data, at }, { state: { application } }, { calendar, policies: set }) => {
    if (application && application.supplementsRequested > 0 && policyValue(set.state, 'policy/one-supplement')) {
      return refuse(
        'supplement-already-requested',
        'policy/one-supplement',
        '每次形式审查只能告知补正一次',
        'a supplement is asked for once per formal review',
      );
    }
    const today = dayOf(at);
    if (data.dueDate !== undefined && data.dueDate < today) {
      return refuse('due-date-passed', 'measure-2022/11', '补正期限不得早于今天', 'the due date lies in the past', {
        dueDate: data.dueDate,
      });
    }
    const served = data.service ? deemedServed(data.service, today) : today;
    if (data.dueDate !== undefined && data.dueDate < served) {
      return refuse('due-before-service', 'measure-2022/11', '补正期限不得早于送达之日', 'the due date is before the day of service', {
        dueDate: data.dueDate,
        deemedServedOn: served,
      });
    }
    const deadline =
      data.dueDate === undefined
        ? null
        : computeDeadline(
            'supplement',
            data.caseId,
            { unit: 'stated', amount: 0, from: today, until: data.dueDate, basis: ['measure-2022/11'] },
            calendar.state,
          );
    const reminder = computeDeadline(
      'supplement',
      data.caseId,
      {
        unit: 'working-days',
        amount: policyValue(set.state, 'policy/formal-review-working-days'),
        from: application?.receivedOn ?? application?.submittedOn ?? today,
        until: null,
        basis: ['policy/formal-review-working-days'],
      },
      calendar.state,
    );
    return accept(
      [
        newEvent(applicationEvents.SupplementRequested, {
          caseId: data.caseId,
          items: data.items,
          dueDate: data.dueDate ?? null,
          deadline,
          ...(deadline ? {} : { period: supplementPeriod(data.caseId, served, set.state, calendar.state) }),
        }),
      ],
      !reminder.provisional && at >= reminder.endsAt
        ? [
            warn(
              'supplement-requested-late',
              'policy/formal-review-working-days',
              '距报送已超过提示的工作日数',
              'later than the reminder to ask for supplements',
            ),
          ]
        : [],
    );
  },
});
