import {
  accept,
  day,
  dayOf,
  newEvent,
  id,
  oneOf,
  record,
  refuse,
  text,
  Type,
  type Day,
  type Loaded,
  type Referred,
  type Refused,
  warn,
} from '@minglu/kernel';
import { dateInFuture } from '@minglu/reference';
import { dossierAct } from '../case/act.js';
import { today } from '../case/date-limits.js';
import { subjectOf } from '../case/guards.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { dossierHolding, dossierRef } from '../case/refs.js';
import { isAgainstParty, isUndoable } from '../case/set-aside.js';
import type { Dossier } from '../case/state.js';
import { accountabilityEvents } from './events.js';
import { paperNamed, whichPaper } from './paper.js';

/** Notes a reconsideration (复议) or litigation (诉讼) on any decision against a party (decisions 33). It suspends nothing by itself. */
export const noteReviewOrLitigation = dossierAct({
  command: 'NoteReviewOrLitigation',
  route: 'POST /dossiers/{caseId}/legal-remedies',
  title: { zh: '登记复议或诉讼', en: 'Note a reconsideration or litigation' },
  legalBasis: ['measure-2022/25', 'measure-2022/24'],
  payload: record({
    caseId: id(),
    kind: oneOf('reconsideration', 'litigation'),
    date: day(),
    outcome: Type.Optional(text()),
    ...whichPaper,
  }),
  example: ({ caseId, day }) => ({ caseId, kind: 'reconsideration', date: day }),
  follows: ['ReviewOrLitigationNoted'],
  dates: {
    date: {
      notBefore: [
        {
          words: 'the day of the decision that is named',
          code: 'date-before-decision',
          of: ({ referred: [event] }) => (event ? dayOf(event.occurredAt) : null),
        },
      ],
      notAfter: [today()],
      effect: 'the day on which the remedy was sought',
    },
  },
  by: ministryOfficer,
  refersTo: ({ decisionEventId }) => (decisionEventId === undefined ? [] : [decisionEventId]),
  on: ({ caseId }) => [dossierRef(caseId), dossierHolding('title', caseId)],
  narrow: (_, targets) => [targets.find(({ version }) => version > 0) ?? targets[0]!],
  decide: ({ data, at, referred: [named] }, target) => {
    const { kind, date, outcome, decisionEventId } = data;
    const barred = dateInFuture(date, at, 'measure-2022/25') ?? noDecision(target, data, named) ?? beforeTheDecision(date, named);
    if (barred) return barred;
    const paper = paperNamed(target.state, data, named, ({ isAgainst, remedies }) =>
      data.decision === undefined ? remedies !== null : isAgainst,
    );
    const lastDay = paper?.remedies?.[kind].lastDay;
    const inTime = lastDay === undefined || date <= lastDay;
    return accept(
      [
        newEvent(accountabilityEvents.ReviewOrLitigationNoted, {
          caseId: subjectOf(target).caseId,
          kind,
          date,
          outcome: outcome ?? null,
          ...(decisionEventId === undefined ? {} : { decisionEventId }),
          ...(paper ? { decision: paper.type, key: paper.key } : {}),
          ...(lastDay === undefined ? {} : { lastDay, inTime }),
        }),
      ],
      inTime ? [] : [warn('remedy-out-of-time', 'measure-2022/25', `已过 ${lastDay} 届满的期限`, `filed after the last day, ${lastDay}`)],
    );
  },
});

/** A remedy is sought against a decision of this case: the one that is named, or any that was made against the party. */
const noDecision = (
  { state, streamId }: Loaded<Dossier>,
  { decision, evaluationYear }: { readonly decision?: string; readonly evaluationYear?: number },
  event: Referred | undefined,
): Refused | null => {
  const stands = event
    ? event.streamId === streamId && (isAgainstParty(event) || isUndoable(event.type))
    : decision === undefined
      ? state.decidedAgainst
      : paperNamed(
          state,
          { decision, ...(evaluationYear === undefined ? {} : { evaluationYear }) },
          undefined,
          ({ isAgainst }) => isAgainst,
        ) !== undefined;
  return stands
    ? null
    : refuse(
        'no-decision-against',
        ['measure-2022/25', 'measure-2022/24'],
        '没有对当事人作出的决定',
        'no decision was made against the party',
      );
};

/** A remedy is sought after the decision that it is against (decisions 27). A decision that is not named has no day here. */
const beforeTheDecision = (date: Day, event: Referred | undefined): Refused | null =>
  event && date < dayOf(event.occurredAt)
    ? refuse(
        'date-before-decision',
        ['measure-2022/25', 'measure-2022/24'],
        `日期 ${date} 早于所针对的决定作出之日 ${dayOf(event.occurredAt)}`,
        `${date} lies before the decision (${dayOf(event.occurredAt)})`,
        { date, decidedOn: dayOf(event.occurredAt) },
      )
    : null;
