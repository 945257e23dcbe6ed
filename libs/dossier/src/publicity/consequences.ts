import { newEvent } from '@minglu/kernel';
import type { DossierEvent } from '../case/events.js';
import { backTo } from '../case/guards.js';
import type { Dossier } from '../case/state.js';
import { publicityEvents } from './events.js';
import type { Objection, ObjectionOutcome } from './state.js';

export interface Consequence {
  /** The notice has closed without a standing objection: the status becomes CLEARED. */
  readonly clears: boolean;
  readonly events: readonly DossierEvent[];
}

/**
 * What follows once objections are answered (第十九条；decisions 8). Nothing while one is open, and nothing once the notice no
 * longer stands (decisions 24). Then the gravest upheld outcome decides: a fraud holds the case, a standard unmet denies the
 * conferral, but not before the window has closed, and a clerical error voids the notice.
 */
export const consequenceOf = (state: Dossier, objections: readonly Objection[], windowOpen: boolean): Consequence => {
  const nothing = { clears: false, events: [] };
  if (!state.publicity || !isUnderNotice(state) || objections.some(({ outcome }) => outcome === null)) return nothing;
  const { caseId } = state.subject!;
  const publicityId = state.publicity.notice.id;
  const upheld = (kind: ObjectionOutcome): boolean => objections.some(({ outcome }) => outcome === kind);
  if (upheld('fraud')) return nothing;
  if (upheld('standard-unmet')) {
    return windowOpen
      ? nothing
      : {
          clears: false,
          events: [
            newEvent(
              publicityEvents.ConferralDenied,
              { caseId, publicityId, basis: 'standard-unmet', ...backTo(state) },
              { legalBasis: ['measure-2022/19'] },
            ),
          ],
        };
  }
  if (upheld('clerical')) {
    return {
      clears: false,
      events: [
        newEvent(publicityEvents.PublicityVoided, {
          caseId,
          publicityId,
          cause: 'clerical-error',
          reason: '公示内容有误',
          replacedBy: null,
        }),
      ],
    };
  }
  return { clears: !windowOpen, events: [] };
};

/** A notice is open, or its objections are being checked: only then does an answer move the case. */
export const isUnderNotice = ({ status }: Dossier): boolean => status === 'PUBLICITY_OPEN' || status === 'OBJECTION_CHECK';

/** The consequence of giving one objection its outcome. */
export const consequenceOfAnswer = (state: Dossier, objectionId: string, outcome: ObjectionOutcome): Consequence =>
  consequenceOf(
    state,
    (state.publicity?.objections ?? []).map((objection) => (objection.id === objectionId ? { ...objection, outcome } : objection)),
    state.status === 'PUBLICITY_OPEN',
  );

/** The objection with this id, if it has no answer yet. */
export const openObjection = ({ publicity }: Dossier, objectionId: string): Objection | undefined =>
  publicity?.objections.find(({ id, outcome }) => id === objectionId && outcome === null);

/** An investigation without a finding of fraud (未查实) answers the objection that led to it: it counts as dismissed. */
export const answerAfterInvestigation = (state: Dossier, investigationId: string, findings: string): readonly DossierEvent[] => {
  const objection = state.publicity?.objections.find((one) => one.investigationId === investigationId && one.outcome === null);
  if (!objection) return [];
  const { clears, events } = consequenceOfAnswer(state, objection.id, 'dismissed');
  const resolved = newEvent(publicityEvents.ObjectionResolved, {
    caseId: state.subject!.caseId,
    objectionId: objection.id,
    outcome: 'dismissed',
    category: null,
    findings,
    clears,
  });
  return [resolved, ...events];
};
