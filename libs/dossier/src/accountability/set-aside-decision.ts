import { accept, id, newEvent, record, refuse, Type, type Refused } from '@minglu/kernel';
import { secondPerson, singleHanded } from '@minglu/reference';
import { dossierAct } from '../case/act.js';
import { documentNumber, reasons } from '../case/fragments.js';
import { subjectOf } from '../case/guards.js';
import { ministryApprover } from '../case/jurisdiction.js';
import { dossierHolding, dossierRef } from '../case/refs.js';
import type { StandingDecision, Undoable } from '../case/dossier.js';
import { ARTICLES, isUndoable, keyOf } from '../case/set-aside.js';
import type { Dossier } from '../case/state.js';
import type { Status } from '../case/status.js';
import { exitIsAnnounced } from '../case/takes-effect.js';
import { afterCorrection } from '../evaluation/consequences.js';
import { resultOf } from '../evaluation/state.js';
import { accountabilityEvents, setAsideGround, undoableDecision } from './events.js';

const BASIS = ['measure-2022/11', 'measure-2022/19', 'measure-2022/24', 'measure-2022/25'];

/** The statuses in which a case has not gone on since the decision. */
const NOT_OVERTAKEN: Readonly<Record<Undoable, readonly Status[]>> = {
  FormalReviewRejected: ['REJECTED'],
  QualificationCancelled: ['CANCELLED'],
  ExitAnnounced: ['EXITED', 'EXIT_PROPOSED'],
  TitleConferred: ['TITLED', 'EXIT_PROPOSED', 'CLEARED'],
  EvaluationResultPublished: ['TITLED', 'EXIT_PROPOSED', 'EXITED'],
  ConferralDenied: ['CREATING', 'PILOT'],
};
const CLOSING: readonly Undoable[] = ['FormalReviewRejected', 'QualificationCancelled', 'ExitAnnounced'];
/** These decisions are public by their definitions. */
const PUBLIC: readonly Undoable[] = [
  'QualificationCancelled',
  'ExitAnnounced',
  'TitleConferred',
  'EvaluationResultPublished',
  'ConferralDenied',
];

/**
 * Undoes a decision that was set aside on reconsideration, by a court or on the ministry's own motion (decisions 33). The case
 * returns to the state before it. Without `decisionEventId` or `decision` it is the latest decision of the case that can be undone.
 */
export const setAsideDecision = dossierAct({
  command: 'SetAsideDecision',
  route: 'POST /dossiers/{caseId}/set-aside-decisions',
  title: { zh: '撤销决定', en: 'Set a decision aside' },
  effect: 'either',
  legalBasis: BASIS,
  payload: record({
    /** The case, or its title. */
    caseId: id(),
    decisionEventId: Type.Optional(id()),
    decision: Type.Optional(undoableDecision),
    /** Which result, where it is one. */
    evaluationYear: Type.Optional(Type.Integer()),
    ground: setAsideGround,
    ...documentNumber,
    ...reasons,
    ...secondPerson,
  }),
  example: ({ caseId }) => ({ caseId, ground: 'court', documentNumber: '（2026）京行终1号', reasons: '认定事实不清' }),
  follows: { EXIT_PROPOSED: ['DecisionSetAside', 'ExitProposalWithdrawn', 'ExitProposed'], elsewhere: ['DecisionSetAside'] },
  by: ministryApprover,
  refersTo: ({ decisionEventId }) => (decisionEventId === undefined ? [] : [decisionEventId]),
  on: ({ caseId }) => [dossierRef(caseId), dossierHolding('title', caseId)],
  narrow: (_, targets) => [targets.find(({ version }) => version > 0) ?? targets[0]!],
  reads: (_, [target]) => ({ holders: (target?.state.openedUnder ?? []).map((one) => dossierHolding('open-dossier', one)) }),
  decide: ({ data, actor, at, referred }, target, { holders }) => {
    const { state } = target;
    const subject = subjectOf(target);
    const [event] = referred;
    if (event && (event.streamId !== target.streamId || !isUndoable(event.type)))
      return refuse('not-undoable', BASIS, '所指事件不是本案可撤销的决定', 'that event is no decision of this case that can be undone', {
        decisionEventId: data.decisionEventId,
      });
    const wanted = event
      ? { type: event.type, key: keyOf(event.type, event.data) }
      : { type: data.decision, key: data.evaluationYear?.toString() };
    const standing = state.decisions.findLast(
      ({ type, key }) => (wanted.type === undefined || wanted.type === type) && (wanted.key === undefined || wanted.key === key),
    );
    if (!standing) return refuse('decision-not-standing', BASIS, '没有可撤销的该项决定', 'no such decision stands', wanted);
    const { type } = standing;
    const barred =
      overtaken(state, standing) ??
      (CLOSING.includes(type) && holders.some(({ held, streamId }) => held && streamId !== target.streamId)
        ? refuse('id-taken', ARTICLES[type], `${subject.applicantName} 已另有案卷`, 'the applicant has another dossier by now', {
            id: subject.applicant,
          })
        : null);
    if (barred) return barred;
    const year = type === 'EvaluationResultPublished' ? Number(standing.key) : null;
    return accept([
      newEvent(
        accountabilityEvents.DecisionSetAside,
        {
          ...subject,
          // It takes back the ids that it opened under, which may be others by now.
          ...(state.openedUnder.length === 1 && state.openedUnder[0] === subject.applicant ? {} : { openedUnder: [...state.openedUnder] }),
          decision: type,
          key: standing.key,
          decisionEventId: data.decisionEventId ?? null,
          titleId: state.title?.titleId ?? null,
          evaluationYear: year,
          ground: data.ground,
          documentNumber: data.documentNumber,
          reasons: data.reasons,
          disclosed: PUBLIC.includes(type),
          ...returning(state, standing),
          ...singleHanded(actor),
        },
        { legalBasis: [ARTICLES[type]] },
      ),
      ...(year === null || exitIsAnnounced(state)
        ? []
        : afterCorrection(
            state,
            (state.evaluation?.results ?? []).filter((one) => one !== resultOf(state.evaluation, year)),
            year,
            data.reasons,
            at,
          )),
    ]);
  },
});

const overtaken = ({ status }: Dossier, { type }: StandingDecision): Refused | null =>
  NOT_OVERTAKEN[type].includes(status)
    ? null
    : refuse('decision-overtaken', ARTICLES[type], '该项决定之后案卷已有进展，不能恢复', 'the case has gone on since that decision', {
        decision: type,
      });

/** The status, the open deadlines and the uses of the title that return. */
const returning = (state: Dossier, { type, before }: StandingDecision) => {
  const reopened = before.deadlines.filter(({ kind }) => kind !== 'takes-effect');
  switch (type) {
    case 'FormalReviewRejected':
    case 'QualificationCancelled':
      return { returnsTo: before.status, deadlines: reopened, revives: [] };
    case 'ExitAnnounced':
      // The proposal that still stands keeps the status; the public learns that the title stands.
      return {
        returnsTo: 'TITLED' as const,
        deadlines: state.status === 'EXITED' ? reopened : state.deadlines.filter(({ kind }) => kind !== 'takes-effect'),
        revives: state.status === 'EXITED' ? (before.title?.uses ?? []).map((use) => use.id) : [],
      };
    case 'TitleConferred':
      return { returnsTo: 'CLEARED' as const, deadlines: [], revives: [] };
    case 'EvaluationResultPublished':
      return { returnsTo: null, deadlines: null, revives: [] };
    case 'ConferralDenied': {
      // The creation had ended with its review. A cycle that was extended since the denial ends again.
      const open = state.deadlines.filter(({ kind }) => kind !== 'creation-cycle');
      return { returnsTo: 'OBJECTION_CHECK' as const, deadlines: open.length < state.deadlines.length ? open : null, revives: [] };
    }
  }
};
