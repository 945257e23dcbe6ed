import {
  day,
  defineEvent,
  id,
  oneOf,
  record,
  ref,
  refuse,
  sealed,
  text,
  Type,
  type Day,
  type EventOf,
  type Refused,
  type StreamCategory,
} from '@minglu/kernel';
import { deadline, divisionCode, type Deadline, type DeadlineRule } from '@minglu/regulation';
import { sharedId } from './shared-id.js';
import { unknownId } from './act.js';
import { documentedEvent, evidenceFiles } from './document.js';
import { remediesField } from './remedies.js';

export const REPORT = { zh: '举报', en: 'report' };
/** Fraud found on a report leads to the consequences of article 25. */
export const REPORT_BASIS = 'measure-2022/25';

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
      ...evidenceFiles,
      channel: oneOf('online', 'paper'),
      receivedOn: day(),
      deadline,
    }),
    claims: ({ reportId }) => [sharedId(reportId)],
  }),
  ReportAccepted: documentedEvent({
    type: 'ReportAccepted',
    version: 1,
    title: { zh: '举报已受理', en: 'Report accepted' },
    freeText: { official: ['reasons'] },
    classification: 'RESTRICTED',
    payload: record({ reportId: id(), reasons: Type.Optional(text()), deadline }),
  }),
  ReportRefused: documentedEvent({
    type: 'ReportRefused',
    version: 1,
    title: { zh: '举报不予受理', en: 'Report not accepted' },
    freeText: { official: ['reasons', 'remedies.wording'] },
    classification: 'RESTRICTED',
    payload: record({ reportId: id(), reasons: text(), ...remediesField }),
  }),
  ReportHandlingExtended: documentedEvent({
    type: 'ReportHandlingExtended',
    version: 1,
    title: { zh: '举报办理期限已延长', en: 'Time to handle a report extended' },
    freeText: { official: ['reasons'] },
    classification: 'RESTRICTED',
    payload: record({ reportId: id(), reasons: text(), deadline }),
  }),
  ReportHandled: documentedEvent({
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
  /** The latest deadline of each kind. Nothing is appended when one passes (decisions 44). */
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

export const report = (reportId: string) => ref(reports, reportId);
export const HANDLING_DAYS = 'policy/report-handling-days';
const REPORT_STATUS_NAMES: Readonly<Record<Report['status'], string>> = {
  received: '尚未受理',
  accepted: '已受理，尚未办结',
  refused: '未予受理',
  handled: '已办结',
};

/** A number of calendar days after `from`. A last day that is a rest day moves to the next working day (民法典 203). */
export const calendarDays = (amount: number, from: Day, ...basis: DeadlineRule['basis']): DeadlineRule => ({
  unit: 'days',
  amount,
  from,
  until: null,
  basis: [REPORT_BASIS, ...basis, 'civil-code/203'],
});

export const notWaiting = (state: Report | null, reportId: string, wanted: Report['status']): Refused | null => {
  if (!state) return unknownId(REPORT, reportId);
  return state.status === wanted
    ? null
    : refuse('not-in-this-state', REPORT_BASIS, `举报${REPORT_STATUS_NAMES[state.status]}，不能办理`, `the report is ${state.status}`, {
        status: state.status,
        allowed: [wanted],
      });
};
export const isLate = (state: Report, kind: Deadline['kind'], at: string): boolean =>
  state.deadlines.some((one) => one.kind === kind && !one.provisional && one.endsAt <= at);
