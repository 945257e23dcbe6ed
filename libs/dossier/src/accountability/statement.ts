import { accept, dayOf, newEvent, id, record, refuse, text, Type, type Day, type Instant, type Refused } from '@minglu/kernel';
import { dateInFuture } from '@minglu/reference';
import { dossierAct } from '../case/act.js';
import { today, type DatedCommand } from '../case/date-limits.js';
import { reasons } from '../case/fragments.js';
import { subjectOf } from '../case/guards.js';
import { applicant, ministryOfficer } from '../case/jurisdiction.js';
import { dossierHolding } from '../case/refs.js';
import type { Dossier } from '../case/state.js';
import { accountabilityEvents, statementFields } from './events.js';
import { closedOneOf, proceedingOf, type Proceeding } from './state.js';

const BASIS = ['measure-2022/25', 'measure-2022/24'];
const ofProceeding = { proceedingId: id() };
/** Of the proceeding that a command names, one of its days. */
const ofNamed = (words: string, code: string, day: (proceeding: Proceeding) => Day) => ({
  words,
  code,
  of: ({ data, state }: DatedCommand) => {
    const proceeding = proceedingOf(state, data['proceedingId'] as string);
    return proceeding ? day(proceeding) : null;
  },
});

/** The proceeding if a statement is still possible in it, otherwise a refusal. */
const inTime = (state: Dossier, proceedingId: string): Proceeding | Refused => {
  const proceeding = proceedingOf(state, proceedingId);
  return proceeding && proceeding.window === 'open' && !proceeding.ended ? proceeding : windowClosed(proceedingId);
};
const windowClosed = (proceedingId: string): Refused =>
  refuse('statement-window-closed', 'measure-2022/25', '陈述申辩期已满或已放弃', 'the time for a statement is over', { proceedingId });

/** A statement that an officer enters counts by the day on which it was received, also after the window was closed. */
const notWaived = (state: Dossier, proceedingId: string): Proceeding | Refused => {
  const proceeding = proceedingOf(state, proceedingId);
  return proceeding && proceeding.window !== 'waived' && !proceeding.ended ? proceeding : windowClosed(proceedingId);
};
const receivedWrongly = (state: Dossier, proceedingId: string, receivedOn: Day, entered: boolean, at: Instant): Refused | null => {
  const proceeding = proceedingOf(state, proceedingId);
  const future = dateInFuture(receivedOn, at, 'measure-2022/25');
  if (future || !proceeding) return future;
  if (!entered && receivedOn !== dayOf(at))
    return refuse('received-by-officer', BASIS, '收到之日由部登记', 'the day of receipt is entered by the ministry', { receivedOn });
  if (receivedOn < proceeding.noticedOn)
    return refuse('received-before-notice', BASIS, '收到之日早于事先告知', 'the statement is older than the notice', { receivedOn });
  if (entered && receivedOn > proceeding.statementUntil) return windowClosed(proceedingId);
  return null;
};

/** Submits a statement (陈述申辩, article 25; decision 10). Its content is sealed. An officer may enter it for the party (decision 34). */
export const submitStatement = dossierAct({
  command: 'SubmitStatement',
  route: 'POST /proceedings/{proceedingId}/statements',
  title: { zh: '陈述申辩', en: 'Submit a statement' },
  legalBasis: BASIS,
  payload: record({ ...ofProceeding, content: text(20_000), ...statementFields }),
  sealed: ['content'],
  example: () => ({ proceedingId: 'pr1', content: '请求复核' }),
  follows: { TITLED: [], elsewhere: ['StatementReceived'] },
  dates: {
    receivedOn: {
      notBefore: [ofNamed('the day of the notice', 'received-before-notice', ({ noticedOn }) => noticedOn)],
      notAfter: [
        ofNamed('the last day of the statement window', 'statement-window-closed', ({ statementUntil }) => statementUntil),
        today(),
      ],
      effect: 'a statement that an officer enters counts by it',
    },
  },
  by: { ...applicant, ...ministryOfficer },
  on: ({ proceedingId }) => [dossierHolding('proceeding', proceedingId)],
  decide: ({ data: { proceedingId, ...stated }, actor, at }, target) => {
    const entered = actor.role === 'ministry-officer';
    const received = stated.receivedOn;
    const wrong = received === undefined ? null : receivedWrongly(target.state, proceedingId, received, entered, at);
    if (wrong) return wrong;
    const open = entered && received !== undefined ? notWaived(target.state, proceedingId) : inTime(target.state, proceedingId);
    return 'refusal' in open
      ? open
      : accept([
          newEvent(accountabilityEvents.StatementReceived, {
            caseId: subjectOf(target).caseId,
            proceedingId,
            ...stated,
            ...(entered ? { entered } : {}),
          }),
        ]);
  },
});

/** Waives the statement (放弃陈述申辩). */
export const waiveStatement = dossierAct({
  command: 'WaiveStatement',
  route: 'POST /proceedings/{proceedingId}/statement-waivers',
  title: { zh: '放弃陈述申辩', en: 'Waive the statement' },
  legalBasis: BASIS,
  payload: record(ofProceeding),
  example: () => ({ proceedingId: 'pr1' }),
  follows: { TITLED: [], elsewhere: ['StatementWaived'] },
  by: applicant,
  on: ({ proceedingId }) => [dossierHolding('proceeding', proceedingId)],
  decide: ({ data: { proceedingId } }, target) => {
    const open = inTime(target.state, proceedingId);
    if ('refusal' in open) return open;
    if (open.statement !== 'none')
      return refuse('statement-received', 'measure-2022/25', '已陈述申辩，不能再放弃', 'a statement has been made already');
    return accept([newEvent(accountabilityEvents.StatementWaived, { caseId: subjectOf(target).caseId, proceedingId })]);
  },
});

/** Reviews the statement (复核陈述申辩, article 25; decision 10). A well-founded statement must be adopted, which ends the proceeding. */
export const reviewStatement = dossierAct({
  command: 'ReviewStatement',
  route: 'POST /proceedings/{proceedingId}/statement-reviews',
  title: { zh: '复核陈述申辩', en: 'Review the statement' },
  effect: 'either',
  legalBasis: BASIS,
  payload: record({ ...ofProceeding, adopted: Type.Boolean(), ...reasons }),
  example: () => ({ proceedingId: 'pr1', adopted: false, reasons: '不成立' }),
  follows: ['StatementReviewed'],
  by: ministryOfficer,
  on: ({ proceedingId }) => [dossierHolding('proceeding', proceedingId)],
  decide: ({ data, actor }, target) => {
    const proceeding = proceedingOf(target.state, data.proceedingId);
    if (proceeding?.statement !== 'received' || proceeding.ended)
      return refuse('no-statement', 'measure-2022/25', '没有待复核的陈述申辩', 'no statement waits for its review', {
        proceedingId: data.proceedingId,
      });
    if (proceeding.hearing === 'requested')
      return refuse('hearing-pending', BASIS, '听证要求尚未办理', 'a request for a hearing waits', { proceedingId: data.proceedingId });
    if (closedOneOf(target.state, proceeding, actor))
      return refuse(
        'four-eyes',
        'measure-2022/25',
        '作出调查结论的人不得复核陈述申辩',
        'who closed the investigation may not review the statement',
      );
    return accept([newEvent(accountabilityEvents.StatementReviewed, { caseId: subjectOf(target).caseId, ...data })]);
  },
});
