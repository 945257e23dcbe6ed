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
 * The consequences of answered objections (article 19; decisions 8). Nothing while one is open, and nothing once the notice no
 * longer stands (decisions 24). Then the gravest upheld outcome decides. A fraud holds the case. A standard unmet denies the
 * conferral once the window has closed. A clerical error voids the notice.
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

/** The consequence of giving these objections one outcome. */
export const consequenceOfAnswer = (state: Dossier, objectionIds: readonly string[], outcome: ObjectionOutcome): Consequence =>
  consequenceOf(
    state,
    (state.publicity?.objections ?? []).map((objection) => (objectionIds.includes(objection.id) ? { ...objection, outcome } : objection)),
    state.status === 'PUBLICITY_OPEN',
  );

interface Answer {
  readonly outcome: 'dismissed' | 'upheld';
  readonly category: 'standard-unmet' | 'fraud' | 'clerical' | null;
  readonly findings: string;
}

/** One answer to these objections (decisions 43): an event for each, the last one with the consequence. */
export const answersTo = (state: Dossier, objectionIds: readonly string[], answer: Answer): readonly DossierEvent[] => {
  const { clears, events } = consequenceOfAnswer(state, objectionIds, answer.category ?? 'dismissed');
  const { caseId } = state.subject!;
  return [
    ...objectionIds.map((objectionId, index) =>
      newEvent(publicityEvents.ObjectionResolved, {
        caseId,
        objectionId,
        ...answer,
        clears: clears && index === objectionIds.length - 1,
      }),
    ),
    ...events,
  ];
};

/** The objection with this id, if it has no answer yet. */
export const openObjection = ({ publicity }: Dossier, objectionId: string): Objection | undefined =>
  publicity?.objections.find(({ id, outcome }) => id === objectionId && outcome === null);

/** An investigation without a finding of fraud (未查实) answers the objections that led to it: they count as dismissed. */
export const answerAfterInvestigation = (state: Dossier, investigationId: string, findings: string): readonly DossierEvent[] => {
  const waiting = (state.publicity?.objections ?? []).filter((one) => one.investigationId === investigationId && one.outcome === null);
  return waiting.length === 0
    ? []
    : answersTo(
        state,
        waiting.map(({ id }) => id),
        { outcome: 'dismissed', category: null, findings },
      );
};
