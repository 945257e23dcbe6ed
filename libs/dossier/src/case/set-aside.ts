import type { EvaluationEvent } from '../evaluation/events.js';
import { withoutResult } from '../evaluation/state.js';
import type { AccountabilityEvent } from '../accountability/events.js';
import type { DossierEvent } from './events.js';
import type { Dossier, StandingDecision, Undoable } from './dossier.js';

type SetAside = Extract<AccountabilityEvent, { type: 'DecisionSetAside' }>['data'];

/** The article that each decision rests on. */
export const ARTICLES: Readonly<Record<Undoable, string>> = {
  FormalReviewRejected: 'measure-2022/11',
  ConferralDenied: 'measure-2022/19',
  TitleConferred: 'measure-2022/19',
  EvaluationResultPublished: 'measure-2022/24',
  ExitAnnounced: 'measure-2022/24',
  QualificationCancelled: 'measure-2022/25',
};
export const isUndoable = (type: string): type is Undoable => Object.hasOwn(ARTICLES, type);

/** The key of a decision: see {@link StandingDecision}. */
export const keyOf = (type: string, data: Readonly<Record<string, unknown>>): string =>
  type === 'EvaluationResultPublished' ? String(data['evaluationYear']) : type === 'ConferralDenied' ? String(data['publicityId']) : '';

/** The decisions that stand after an event. */
export const standingAfter = ({ decisions, ...before }: Dossier, { type, data }: DossierEvent): readonly StandingDecision[] => {
  if (type === 'DecisionSetAside') return decisions.filter((one) => !(one.type === data.decision && one.key === data.key));
  // An exit takes effect on its day: the uses of the title that it ends are those of that day.
  if (type === 'DecisionTookEffect' && data.decision === 'ExitAnnounced')
    return decisions.map((one) => (one.type === 'ExitAnnounced' ? { ...one, before: { ...one.before, title: before.title } } : one));
  if (!isUndoable(type)) return decisions;
  const { status, deadlines, creation, title } = before;
  return [...decisions, { type, key: keyOf(type, data), before: { status, deadlines, creation, title } }];
};

/** The parts of a dossier that return with a decision that was set aside (decisions 33); its status and deadlines the event states. */
export const undone = (dossier: Dossier, { decision, key, evaluationYear }: SetAside): Partial<Dossier> => {
  const before = dossier.decisions.findLast((one) => one.type === decision && one.key === key)?.before;
  const { title, publicity, proceedings } = dossier;
  switch (decision) {
    case 'FormalReviewRejected':
      return { closedOn: null };
    case 'QualificationCancelled':
    case 'ExitAnnounced':
      return {
        closedOn: null,
        creation: before?.creation ?? dossier.creation,
        title: title && before?.title ? { ...title, uses: before.title.uses } : title,
        proceedings: proceedings.map((one) => (one.decided ? { ...one, ended: false, decided: false } : one)),
      };
    case 'TitleConferred':
      return {
        title: null,
        evaluation: null,
        proceedings: proceedings.map((one) => (one.proposed === 'exit' ? { ...one, ended: true } : one)),
      };
    case 'EvaluationResultPublished':
      return { evaluation: withoutResult(dossier.evaluation, evaluationYear) };
    case 'ConferralDenied':
      return {
        creation: before?.creation ?? dossier.creation,
        publicity: publicity && {
          ...publicity,
          notice: { ...publicity.notice, standing: 'closed' },
          // The objections that the denial rested on wait for their answer again.
          objections: publicity.objections.map((one) => (one.outcome === 'standard-unmet' ? { ...one, outcome: null } : one)),
        },
      };
  }
};

/** Decisions against a party: a reconsideration or litigation may be noted on each. */
const AGAINST: readonly DossierEvent['type'][] = [
  'FormalReviewRejected',
  'ApplicationClosed',
  'ProvincialConsentRefused',
  'CycleShorteningRefused',
  'CreationEnded',
  'PilotClosed',
  'ConferralDenied',
  'EvaluationResultPublished',
  'EvaluationResultCorrected',
  'ReminderIssued',
  'RectificationOrdered',
  'QualificationCancelled',
  'ExitAnnounced',
  'TitleUseEnded',
] satisfies readonly (DossierEvent['type'] | EvaluationEvent['type'])[];
export const isAgainstParty = ({ type, data }: { readonly type: string; readonly data: object }): boolean =>
  (AGAINST as readonly string[]).includes(type) || (type === 'ReviewConcluded' && (data as { conclusion?: string }).conclusion === 'fail');
