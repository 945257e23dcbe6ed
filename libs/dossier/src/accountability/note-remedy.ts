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
} from '@minglu/kernel';
import { dossierAct } from '../case/act.js';
import { today } from '../case/date-limits.js';
import { dateInFuture, subjectOf } from '../case/guards.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { dossierHolding, dossierRef } from '../case/refs.js';
import { isAgainstParty, isUndoable } from '../case/set-aside.js';
import type { Dossier } from '../case/state.js';
import { accountabilityEvents } from './events.js';

/** Notes a reconsideration (复议) or litigation (诉讼) on any decision against a party (decisions 33). It suspends nothing by itself. */
export const noteReviewOrLitigation = dossierAct({
  command: 'NoteReviewOrLitigation',
  title: { zh: '登记复议或诉讼', en: 'Note a reconsideration or litigation' },
  legalBasis: ['measure-2022/25', 'measure-2022/24'],
  payload: record({
    caseId: id(),
    kind: oneOf('reconsideration', 'litigation'),
    date: day(),
    outcome: Type.Optional(text()),
    decisionEventId: Type.Optional(id()),
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
  decide: ({ data: { kind, date, outcome, decisionEventId }, at, referred }, target) =>
    dateInFuture(date, at, 'measure-2022/25') ??
    noDecision(target, referred) ??
    beforeTheDecision(date, referred) ??
    accept([
      newEvent(accountabilityEvents.ReviewOrLitigationNoted, {
        caseId: subjectOf(target).caseId,
        kind,
        date,
        outcome: outcome ?? null,
        ...(decisionEventId === undefined ? {} : { decisionEventId }),
      }),
    ]),
});

/** A remedy is sought against a decision of this case: the one that is named, or any that was made against the party. */
const noDecision = ({ state, streamId }: Loaded<Dossier>, [event]: readonly Referred[]): Refused | null =>
  (event ? event.streamId === streamId && (isAgainstParty(event) || isUndoable(event.type)) : state.decidedAgainst)
    ? null
    : refuse(
        'no-decision-against',
        ['measure-2022/25', 'measure-2022/24'],
        '没有对当事人作出的决定',
        'no decision was made against the party',
      );

/** A remedy is sought after the decision that it is against (decisions 27). A decision that is not named has no day here. */
const beforeTheDecision = (date: Day, [event]: readonly Referred[]): Refused | null =>
  event && date < dayOf(event.occurredAt)
    ? refuse(
        'date-before-decision',
        ['measure-2022/25', 'measure-2022/24'],
        `日期 ${date} 早于所针对的决定作出之日 ${dayOf(event.occurredAt)}`,
        `${date} lies before the decision (${dayOf(event.occurredAt)})`,
        { date, decidedOn: dayOf(event.occurredAt) },
      )
    : null;
