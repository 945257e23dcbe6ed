import { accept, claimed, id, newEvent, oneOf, record, refuse, text, Type, warn } from '@minglu/kernel';
import { computeDeadline, policyValue } from '@minglu/regulation';
import { byMinistryOfficer, referenceAct, unknownId } from './act.js';
import { policies } from './policy.js';
import { REPORT_BASIS, calendarDays, HANDLING_DAYS, isLate, notWaiting, report, reportEvents } from './report.js';
import { workCalendar } from './work-calendar.js';

const EXTENSION_DAYS = 'policy/report-extension-days';
const HANDLED_LATE = warn('report-handled-late', REPORT_BASIS, '办理期限已满', 'handled after the time for it');

/** Extends the time to handle a report, once, before it is over. */
export const extendReportHandling = referenceAct({
  command: 'ExtendReportHandling',
  route: 'POST /reports/{reportId}/extensions',
  title: { zh: '延长举报办理期限', en: 'Extend the time to handle a report' },
  legalBasis: [REPORT_BASIS],
  payload: record({ reportId: id(), reasons: text() }),
  example: () => ({ reportId: 'report-7k3m-q9x2-4hnp', reasons: '案情复杂' }),
  by: byMinistryOfficer,
  on: ({ reportId }) => [report(reportId)],
  reads: () => ({ calendar: workCalendar, policies }),
  decide: ({ data, at }, { state }, { calendar, policies: set }) => {
    const refused = notWaiting(state, data.reportId, 'accepted');
    if (refused) return refused;
    const { reportId } = data;
    const current = state!.deadlines.find(({ kind }) => kind === 'report-handling')!;
    if (state!.extended)
      return refuse('already-extended', [REPORT_BASIS, EXTENSION_DAYS], '办理期限只能延长一次', 'the time is extended once only', {
        reportId,
      });
    if (isLate(state!, 'report-handling', at))
      return refuse('handling-time-over', REPORT_BASIS, '办理期限已满，不能延长', 'the time to handle it is over', {
        lastDay: current.lastDay,
      });
    const { amount, from } = current.rule;
    const rule = calendarDays(amount + policyValue(set.state, EXTENSION_DAYS), from, HANDLING_DAYS, EXTENSION_DAYS);
    return accept([
      newEvent(reportEvents.ReportHandlingExtended, {
        ...data,
        deadline: computeDeadline('report-handling', reportId, rule, calendar.state),
      }),
    ]);
  },
});

/** Closes a report with the findings and the answer to the reporter. It may name the investigation that the report led to. */
export const handleReport = referenceAct({
  command: 'HandleReport',
  route: 'POST /reports/{reportId}/conclusions',
  title: { zh: '办结举报并答复', en: 'Handle a report' },
  legalBasis: [REPORT_BASIS],
  payload: record({
    reportId: id(),
    outcome: oneOf('substantiated', 'not-substantiated'),
    findings: text(20_000),
    answer: Type.Optional(text(20_000)),
    investigationId: Type.Optional(id()),
  }),
  sealed: ['findings', 'answer'],
  // The answer repeats the words of the reporter. The findings are about the unit that he reported.
  sealedForFiler: ['answer'],
  example: () => ({
    reportId: 'report-7k3m-q9x2-4hnp',
    outcome: 'not-substantiated',
    findings: '经核查未发现所反映的问题',
    answer: '经核查，反映的问题不属实',
  }),
  by: byMinistryOfficer,
  on: ({ reportId }) => [report(reportId)],
  reads: ({ investigationId }) => ({
    investigation: investigationId === undefined ? undefined : claimed({ kind: 'investigation', id: investigationId }),
  }),
  decide: ({ data, at }, { state }, { investigation }) => {
    const refused = notWaiting(state, data.reportId, 'accepted');
    if (refused) return refused;
    if (state!.nameMode === 'real-name' && data.answer === undefined)
      return refuse('answer-missing', REPORT_BASIS, '实名举报须答复举报人', 'a real-name report is answered', { reportId: data.reportId });
    if (investigation?.streamId === null) return unknownId({ zh: '调查', en: 'investigation' }, data.investigationId!);
    return accept([newEvent(reportEvents.ReportHandled, data)], isLate(state!, 'report-handling', at) ? [HANDLED_LATE] : []);
  },
});
