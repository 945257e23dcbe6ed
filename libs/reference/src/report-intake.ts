import { accept, day, dayOf, id, newEvent, oneOf, record, refuse, materialDigest, text, Type, warn } from '@minglu/kernel';
import { computeDeadline, divisionCode, personForm, policyValue } from '@minglu/regulation';
import { byMinistryOfficer, idTaken, referenceAct } from './act.js';
import { dateInFuture, today } from './date-limits.js';
import { filesIn } from './document.js';
import { policies } from './policy.js';
import { isTold, remediesFrom, remediesNotTold, remediesToldField } from './remedies.js';
import { REPORT_BASIS, calendarDays, HANDLING_DAYS, isLate, notWaiting, REPORT, report, reportEvents } from './report.js';
import { workCalendar } from './work-calendar.js';

const ACCEPTANCE_DAYS = 'policy/report-acceptance-days';
const DECIDED_LATE = warn('report-decided-late', REPORT_BASIS, '受理期限已满', 'decided on after the time to accept it');

/** Files a report (举报) outside a notice. Only an officer, who enters a report on paper, gives the day of receipt. */
export const fileReport = referenceAct({
  command: 'FileReport',
  route: 'POST /reports',
  newId: 'reportId',
  title: { zh: '举报', en: 'File a report' },
  legalBasis: [REPORT_BASIS],
  payload: record({
    reportId: id(),
    subject: Type.Optional(id()),
    cityCode: Type.Optional(divisionCode()),
    nameMode: Type.Optional(oneOf('real-name', 'anonymous')),
    name: Type.Optional(text(200)),
    contact: Type.Optional(text(200)),
    content: text(20_000),
    evidence: Type.Optional(Type.Array(record({ name: text(200), sha256: materialDigest() }), { maxItems: 100 })),
    receivedOn: Type.Optional(day()),
  }),
  sealed: ['name', 'contact', 'content', 'evidence'],
  person: ({ name, contact }) => personForm(name, contact),
  alsoPlain: ['evidence'],
  dates: {
    receivedOn: { notAfter: [today()], effect: 'the time to accept or refuse counts from the day after it; absent: the day of the act' },
  },
  example: () => ({ nameMode: 'real-name', name: '某某', contact: '13800000000', cityCode: '440300', content: '某园区虚报软件业务收入' }),
  by: { public: () => true, ...byMinistryOfficer },
  on: ({ reportId }) => [report(reportId)],
  reads: () => ({ calendar: workCalendar, policies }),
  decide: ({ data: { nameMode: given, receivedOn, ...data }, actor, at, plain }, { state }, { calendar, policies: set }) => {
    if (state) return idTaken(REPORT, data.reportId);
    const paper = actor.role === 'ministry-officer';
    if (!paper && receivedOn !== undefined)
      return refuse(
        'received-by-officer',
        REPORT_BASIS,
        '收到日期由登记书面举报的工作人员填写',
        'only an officer gives the day of receipt',
      );
    const on = receivedOn ?? dayOf(at);
    const future = dateInFuture(on, at, REPORT_BASIS);
    if (future) return future;
    const isNamed = data.name !== undefined && data.contact !== undefined;
    const nameMode = given ?? (isNamed ? 'real-name' : 'anonymous');
    if (nameMode === 'real-name' && !isNamed)
      return refuse('identity-missing', REPORT_BASIS, '实名举报须写明姓名和联系方式', 'a real-name report has a name and a contact', {
        nameMode,
      });
    const rule = calendarDays(policyValue(set.state, ACCEPTANCE_DAYS), on, ACCEPTANCE_DAYS);
    return accept([
      newEvent(reportEvents.ReportFiled, {
        ...data,
        ...filesIn(plain['evidence']),
        nameMode,
        channel: paper ? 'paper' : 'online',
        receivedOn: on,
        deadline: computeDeadline('report-acceptance', data.reportId, rule, calendar.state),
      }),
    ]);
  },
});

/** Accepts a report (受理). The time to handle it counts from this day. */
export const acceptReport = referenceAct({
  command: 'AcceptReport',
  route: 'POST /reports/{reportId}/acceptances',
  title: { zh: '受理举报', en: 'Accept a report' },
  legalBasis: [REPORT_BASIS],
  payload: record({ reportId: id(), reasons: Type.Optional(text()) }),
  example: () => ({ reportId: 'report-7k3m-q9x2-4hnp' }),
  by: byMinistryOfficer,
  on: ({ reportId }) => [report(reportId)],
  reads: () => ({ calendar: workCalendar, policies }),
  decide: ({ data, at }, { state }, { calendar, policies: set }) => {
    const refused = notWaiting(state, data.reportId, 'received');
    if (refused) return refused;
    const rule = calendarDays(policyValue(set.state, HANDLING_DAYS), dayOf(at), HANDLING_DAYS);
    return accept(
      [
        newEvent(reportEvents.ReportAccepted, {
          ...data,
          deadline: computeDeadline('report-handling', data.reportId, rule, calendar.state),
        }),
      ],
      isLate(state!, 'report-acceptance', at) ? [DECIDED_LATE] : [],
    );
  },
});

/** Refuses to accept a report (不予受理), with the reasons and the remedies that the reporter is told. */
export const refuseReport = referenceAct({
  command: 'RefuseReport',
  route: 'POST /reports/{reportId}/refusals',
  title: { zh: '不予受理举报', en: 'Refuse a report' },
  legalBasis: [REPORT_BASIS],
  payload: record({ reportId: id(), reasons: text(), ...remediesToldField }),
  example: () => ({ reportId: 'report-7k3m-q9x2-4hnp', reasons: '不属于本部职责' }),
  by: byMinistryOfficer,
  on: ({ reportId }) => [report(reportId)],
  reads: ({ remediesTold }) => ({ calendar: isTold(remediesTold) ? workCalendar : undefined }),
  decide: ({ data: { remediesTold, ...refused }, at }, { state }, { calendar }) =>
    notWaiting(state, refused.reportId, 'received') ??
    accept(
      [
        newEvent(reportEvents.ReportRefused, {
          ...refused,
          ...(calendar ? { remedies: remediesFrom(remediesTold, { of: refused.reportId }, dayOf(at), calendar.state) } : {}),
        }),
      ],
      [...(isLate(state!, 'report-acceptance', at) ? [DECIDED_LATE] : []), ...(calendar ? [] : [remediesNotTold(REPORT_BASIS)])],
    ),
});
