import {
  accept,
  claimed,
  day,
  dayOf,
  defineEvent,
  id,
  newEvent,
  oneOf,
  record,
  ref,
  refuse,
  sha256,
  text,
  Type,
  warn,
  type Day,
  type EventOf,
  type Refused,
  type StreamCategory,
} from '@minglu/kernel';
import { computeDeadline, deadline, divisionCode, policyValue, type Deadline, type DeadlineRule } from '@minglu/regulation';
import { byMinistryOfficer, idTaken, referenceAct, unknownId } from './act.js';
import { policies } from './policy.js';
import { workCalendar } from './work-calendar.js';

const sealed = () => record({ ref: text(64), commitment: sha256() });
const REPORT = { zh: '举报', en: 'report' };
/** Fraud found on a report leads to the consequences of article 25. */
const BASIS = 'measure-2022/25';

export const reportEvents = {
  ReportFiled: defineEvent({
    type: 'ReportFiled',
    version: 1,
    title: { zh: '已收到举报', en: 'Report from the public received' },
    classification: 'RESTRICTED',
    /** `subject` is the id of a case or title, as the reporter gave it; it is not looked up. */
    payload: record({
      reportId: id(),
      subject: Type.Optional(id()),
      cityCode: Type.Optional(divisionCode()),
      nameMode: oneOf('real-name', 'anonymous'),
      name: Type.Optional(sealed()),
      contact: Type.Optional(sealed()),
      content: sealed(),
      evidence: Type.Optional(sealed()),
      channel: oneOf('online', 'paper'),
      receivedOn: day(),
      deadline,
    }),
  }),
  ReportAccepted: defineEvent({
    type: 'ReportAccepted',
    version: 1,
    title: { zh: '举报已受理', en: 'Report accepted' },
    freeText: { official: ['reasons'] },
    classification: 'RESTRICTED',
    payload: record({ reportId: id(), reasons: Type.Optional(text()), deadline }),
  }),
  ReportRefused: defineEvent({
    type: 'ReportRefused',
    version: 1,
    title: { zh: '举报不予受理', en: 'Report not accepted' },
    freeText: { official: ['reasons'] },
    classification: 'RESTRICTED',
    payload: record({ reportId: id(), reasons: text() }),
  }),
  ReportHandlingExtended: defineEvent({
    type: 'ReportHandlingExtended',
    version: 1,
    title: { zh: '举报办理期限已延长', en: 'Time to handle a report extended' },
    freeText: { official: ['reasons'] },
    classification: 'RESTRICTED',
    payload: record({ reportId: id(), reasons: text(), deadline }),
  }),
  ReportHandled: defineEvent({
    type: 'ReportHandled',
    version: 1,
    title: { zh: '举报已办结并答复', en: 'Report handled and answered' },
    classification: 'RESTRICTED',
    payload: record({
      reportId: id(),
      outcome: oneOf('substantiated', 'not-substantiated'),
      findings: sealed(),
      answer: Type.Optional(sealed()),
      investigationId: Type.Optional(id()),
    }),
  }),
};
export type ReportEvent = EventOf<typeof reportEvents>;

export interface Report {
  readonly reportId: string;
  readonly nameMode: 'real-name' | 'anonymous';
  readonly status: 'received' | 'accepted' | 'refused' | 'handled';
  /** The day from which the time to handle it counts; null until it is accepted. */
  readonly acceptedOn: Day | null;
  readonly extended: boolean;
  /** Of each kind the deadline as last set. They are quiet: nothing is appended when they pass (decisions 44). */
  readonly deadlines: readonly Deadline[];
}

const withDeadline = (report: Report, set: Deadline): readonly Deadline[] => [
  ...report.deadlines.filter(({ kind }) => kind !== set.kind),
  set,
];
/** One stream per report from the public (举报); null until it is filed. */
export const reports: StreamCategory<Report | null, ReportEvent> = {
  name: 'report',
  events: reportEvents,
  initial: null,
  evolve: (report, { type, data }) => {
    if (type === 'ReportFiled') {
      const { reportId, nameMode } = data;
      return { reportId, nameMode, status: 'received', acceptedOn: null, extended: false, deadlines: [data.deadline] };
    }
    if (!report) return null;
    switch (type) {
      case 'ReportAccepted':
        return { ...report, status: 'accepted', acceptedOn: data.deadline.rule.from, deadlines: withDeadline(report, data.deadline) };
      case 'ReportRefused':
        return { ...report, status: 'refused' };
      case 'ReportHandlingExtended':
        return { ...report, extended: true, deadlines: withDeadline(report, data.deadline) };
      case 'ReportHandled':
        return { ...report, status: 'handled' };
    }
  },
};
/** True while the deadline waits for the ministry: the acceptance until it is decided on, the handling until the answer. */
export const isReportDeadlineOpen = ({ status }: Report, { kind }: Pick<Deadline, 'kind'>): boolean =>
  kind === 'report-acceptance' ? status === 'received' : status === 'accepted';

const report = (reportId: string) => ref(reports, reportId);
const ACCEPTANCE_DAYS = 'policy/report-acceptance-days';
const HANDLING_DAYS = 'policy/report-handling-days';
const EXTENSION_DAYS = 'policy/report-extension-days';
/** So many calendar days after `from`; a last day that is a rest day gives way to the next working day (民法典 203). */
const days = (amount: number, from: Day, ...basis: DeadlineRule['basis']): DeadlineRule => ({
  unit: 'days',
  amount,
  from,
  until: null,
  basis: [BASIS, ...basis, 'civil-code/203'],
});

const notWaiting = (state: Report | null, reportId: string, wanted: Report['status']): Refused | null => {
  if (!state) return unknownId(REPORT, reportId);
  return state.status === wanted
    ? null
    : refuse('not-in-this-state', BASIS, `举报处于 ${state.status} 状态，不能办理`, `the report is ${state.status}`, {
        status: state.status,
        allowed: [wanted],
      });
};
const isLate = (state: Report, kind: Deadline['kind'], at: string): boolean =>
  state.deadlines.some((one) => one.kind === kind && !one.provisional && one.endsAt <= at);

/** Files a report (举报) outside a notice. An officer enters one that came on paper, and alone gives the day of its receipt. */
export const fileReport = referenceAct({
  command: 'FileReport',
  title: { zh: '举报', en: 'File a report' },
  legalBasis: [BASIS],
  payload: record({
    reportId: id(),
    subject: Type.Optional(id()),
    cityCode: Type.Optional(divisionCode()),
    nameMode: Type.Optional(oneOf('real-name', 'anonymous')),
    name: Type.Optional(text(200)),
    contact: Type.Optional(text(200)),
    content: text(20_000),
    evidence: Type.Optional(Type.Array(record({ name: text(200), sha256: sha256() }), { maxItems: 100 })),
    receivedOn: Type.Optional(day()),
  }),
  sealed: ['name', 'contact', 'content', 'evidence'],
  by: { public: () => true, ...byMinistryOfficer },
  on: ({ reportId }) => [report(reportId)],
  reads: () => ({ calendar: workCalendar, policies }),
  decide: ({ data: { nameMode: given, receivedOn, ...data }, actor, at }, { state }, { calendar, policies: set }) => {
    if (state) return idTaken(REPORT, data.reportId);
    const paper = actor.role === 'ministry-officer';
    if (!paper && receivedOn !== undefined)
      return refuse('received-by-officer', BASIS, '收到日期由登记书面举报的工作人员填写', 'only an officer gives the day of receipt');
    const today = dayOf(at);
    const on = receivedOn ?? today;
    if (on > today) return refuse('date-in-future', BASIS, `日期 ${on} 晚于今天`, `${on} lies in the future`, { date: on, today });
    const isNamed = data.name !== undefined && data.contact !== undefined;
    const nameMode = given ?? (isNamed ? 'real-name' : 'anonymous');
    if (nameMode === 'real-name' && !isNamed)
      return refuse('identity-missing', BASIS, '实名举报须写明姓名和联系方式', 'a real-name report has a name and a contact', { nameMode });
    const rule = days(policyValue(set.state, ACCEPTANCE_DAYS), on, ACCEPTANCE_DAYS);
    return accept([
      newEvent(reportEvents.ReportFiled, {
        ...data,
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
  title: { zh: '受理举报', en: 'Accept a report' },
  legalBasis: [BASIS],
  payload: record({ reportId: id(), reasons: Type.Optional(text()) }),
  by: byMinistryOfficer,
  on: ({ reportId }) => [report(reportId)],
  reads: () => ({ calendar: workCalendar, policies }),
  decide: ({ data, at }, { state }, { calendar, policies: set }) => {
    const refused = notWaiting(state, data.reportId, 'received');
    if (refused) return refused;
    const rule = days(policyValue(set.state, HANDLING_DAYS), dayOf(at), HANDLING_DAYS);
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

/** Refuses to accept a report (不予受理), with the reasons that the reporter is told. */
export const refuseReport = referenceAct({
  command: 'RefuseReport',
  title: { zh: '不予受理举报', en: 'Refuse a report' },
  legalBasis: [BASIS],
  payload: record({ reportId: id(), reasons: text() }),
  by: byMinistryOfficer,
  on: ({ reportId }) => [report(reportId)],
  decide: ({ data, at }, { state }) =>
    notWaiting(state, data.reportId, 'received') ??
    accept([newEvent(reportEvents.ReportRefused, data)], isLate(state!, 'report-acceptance', at) ? [DECIDED_LATE] : []),
});

/** Extends the time to handle a report, once, before it is over. */
export const extendReportHandling = referenceAct({
  command: 'ExtendReportHandling',
  title: { zh: '延长举报办理期限', en: 'Extend the time to handle a report' },
  legalBasis: [BASIS],
  payload: record({ reportId: id(), reasons: text() }),
  by: byMinistryOfficer,
  on: ({ reportId }) => [report(reportId)],
  reads: () => ({ calendar: workCalendar, policies }),
  decide: ({ data, at }, { state }, { calendar, policies: set }) => {
    const refused = notWaiting(state, data.reportId, 'accepted');
    if (refused) return refused;
    const { reportId } = data;
    const current = state!.deadlines.find(({ kind }) => kind === 'report-handling')!;
    if (state!.extended)
      return refuse('already-extended', [BASIS, EXTENSION_DAYS], '办理期限只能延长一次', 'the time is extended once only', { reportId });
    if (isLate(state!, 'report-handling', at))
      return refuse('handling-time-over', BASIS, '办理期限已满，不能延长', 'the time to handle it is over', { lastDay: current.lastDay });
    const { amount, from } = current.rule;
    const rule = days(amount + policyValue(set.state, EXTENSION_DAYS), from, HANDLING_DAYS, EXTENSION_DAYS);
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
  title: { zh: '办结举报并答复', en: 'Handle a report' },
  legalBasis: [BASIS],
  payload: record({
    reportId: id(),
    outcome: oneOf('substantiated', 'not-substantiated'),
    findings: text(20_000),
    answer: Type.Optional(text(20_000)),
    investigationId: Type.Optional(id()),
  }),
  sealed: ['findings', 'answer'],
  by: byMinistryOfficer,
  on: ({ reportId }) => [report(reportId)],
  reads: ({ investigationId }) => ({
    investigation: investigationId === undefined ? undefined : claimed({ kind: 'investigation', id: investigationId }),
  }),
  decide: ({ data, at }, { state }, { investigation }) => {
    const refused = notWaiting(state, data.reportId, 'accepted');
    if (refused) return refused;
    if (state!.nameMode === 'real-name' && data.answer === undefined)
      return refuse('answer-missing', BASIS, '实名举报须答复举报人', 'a real-name report is answered', { reportId: data.reportId });
    if (investigation?.streamId === null) return unknownId({ zh: '调查', en: 'investigation' }, data.investigationId!);
    return accept([newEvent(reportEvents.ReportHandled, data)], isLate(state!, 'report-handling', at) ? [HANDLED_LATE] : []);
  },
});

const DECIDED_LATE = warn('report-decided-late', BASIS, '受理期限已满', 'decided on after the time to accept it');
const HANDLED_LATE = warn('report-handled-late', BASIS, '办理期限已满', 'handled after the time for it');
