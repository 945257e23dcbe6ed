import { inShanghai, refuse, type Day, type Instant, type Refused } from '@minglu/kernel';
import { computeDeadline, policyValue, recompute, type Deadline, type PolicyValues, type WorkCalendar } from '@minglu/regulation';
import type { Dossier } from '../case/state.js';

/** How long the ministry waits for a supplement for which it stated no due date (decisions 23). */
export const supplementPeriod = (caseId: string, from: Day, set: PolicyValues, calendar: WorkCalendar): Deadline =>
  computeDeadline(
    'supplement',
    caseId,
    {
      unit: 'working-days',
      amount: policyValue(set, 'policy/supplement-working-days'),
      from,
      until: null,
      basis: ['measure-2022/11', 'policy/supplement-working-days', 'civil-code/201', 'civil-code/203'],
    },
    calendar,
  );

/**
 * Refuses to conclude a formal review while the applicant may still answer the request for a supplement. A revised calendar never
 * shortens that time (decisions 21). Of a request recorded without its day, the time counts from the submission.
 */
export const supplementAwaited = (
  { status, subject, application }: Dossier,
  at: Instant,
  set: PolicyValues,
  calendar: WorkCalendar,
): Refused | null => {
  if (status !== 'SUPPLEMENT' || !subject || !application?.submittedOn) return null;
  const told = application.supplementUntil ?? supplementPeriod(subject.caseId, application.submittedOn, set, calendar);
  const { endsAt, provisional, rule } = recompute(told, calendar, { neverShorter: true });
  return provisional || at < endsAt
    ? refuse(
        'supplement-awaited',
        rule.basis,
        `补正期限至 ${inShanghai(endsAt)}${provisional ? '，待放假安排公布后确定' : ''}，此前不作结论`,
        `the applicant may answer until ${inShanghai(endsAt)}${provisional ? ', provisional until the calendar is published' : ''}`,
        { endsAt, provisional },
      )
    : null;
};
