import { accept, newEvent, id, oneOf, record, refuse, materialDigest, text, Type } from '@minglu/kernel';
import { accountabilityEvents } from '../accountability/events.js';
import { dossierAct } from '../case/act.js';
import { EXAMPLE_SHA256 } from '../case/example.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { investigationIdTaken } from '../case/guards.js';
import { dossierHolding } from '../case/refs.js';
import type { Dossier } from '../case/state.js';
import { answersTo, consequenceOfAnswer, isUnderNotice, openObjection } from './consequences.js';
import { publicityEvents } from './events.js';

/**
 * Answers an objection (articles 18, 19 and 25). Dismissed with reasons counts as no objection; upheld leads on by its category. Fraud
 * is not answered here but investigated, and the dossier is held until then. One on which fraud was found is answered as upheld.
 * An answer after the case has moved on or ended changes no status (decisions 24).
 */
export const resolveObjection = dossierAct({
  command: 'ResolveObjection',
  route: 'POST /objections/{objectionId}/resolutions',
  title: { zh: '答复异议', en: 'Resolve an objection' },
  effect: 'either',
  legalBasis: ['measure-2022/19', 'measure-2022/18'],
  payload: record({
    objectionId: id(),
    outcome: oneOf('dismissed', 'upheld'),
    category: Type.Optional(oneOf('standard-unmet', 'fraud', 'clerical')),
    findings: text(20_000),
    investigationId: Type.Optional(id()),
    /** Further objections of this case that the same answer settles (decisions 43). */
    alsoObjectionIds: Type.Optional(Type.Array(id(), { minItems: 1, maxItems: 1000, uniqueItems: true })),
  }),
  example: () => ({ objectionId: 'o1', findings: '经核实', outcome: 'dismissed' }),
  follows: {
    PUBLICITY_OPEN: ['ObjectionResolved', 'InvestigationOpened', 'PublicityVoided'],
    OBJECTION_CHECK: ['ObjectionResolved', 'InvestigationOpened', 'PublicityVoided', 'ConferralDenied'],
    REVIEW_PASSED: ['ObjectionResolved', 'InvestigationOpened'],
    CANCELLED: ['ObjectionResolved', 'InvestigationOpened'],
    elsewhere: [],
  },
  by: ministryOfficer,
  on: ({ objectionId }) => [dossierHolding('objection', objectionId)],
  reads: (data) => ({ taken: data.category === 'fraud' ? dossierHolding('investigation', investigationIdOf(data)) : undefined }),
  decide: ({ data, at }, { state }, { taken }) => {
    const { objectionId, outcome, category, findings, alsoObjectionIds = [] } = data;
    const answered = [objectionId, ...alsoObjectionIds.filter((also) => also !== objectionId)];
    for (const one of answered) {
      const waiting = unanswered(state, one, category === 'fraud');
      if (waiting) return waiting;
    }
    if ((outcome === 'upheld') !== (category !== undefined)) {
      return refuse(
        'category-of-upheld',
        'measure-2022/19',
        '异议成立须载明类别，不成立则不填',
        'an upheld objection has a category, a dismissed one has none',
        { outcome, category: category ?? null },
      );
    }
    const { caseId } = state.subject!;
    if (category === 'fraud' && !isFraudFound(state, data)) {
      const investigationId = investigationIdOf(data);
      const used = investigationIdTaken(state, investigationId, taken);
      if (used) return used;
      const opened = {
        caseId,
        investigationId,
        clue: null,
        objectionId,
        ...(answered.length > 1 ? { alsoObjectionIds: answered.slice(1) } : {}),
        findings,
        sourceProtected: true,
        openedAt: at,
      };
      return accept([newEvent(accountabilityEvents.InvestigationOpened, opened, { legalBasis: ['measure-2022/25', 'measure-2022/19'] })]);
    }
    return accept(answersTo(state, answered, { outcome, category: category ?? null, findings }));
  },
});

/**
 * Fraud was found already, by the investigation of this objection or the one that the answer names. Once the case has
 * moved on or ended, any investigation counts. The answer then rests on that finding, and opens no other investigation.
 */
const isFraudFound = (state: Dossier, { objectionId, investigationId }: { objectionId: string; investigationId?: string }): boolean => {
  const own = openObjection(state, objectionId)?.investigationId ?? investigationId;
  return state.investigations.some(
    ({ id: one, finding }) => finding === 'substantiated' && (own === undefined ? !isUnderNotice(state) : own === one),
  );
};

/** The id of the investigation: given by the officer, or else made from the id of the objection. */
const investigationIdOf = ({ investigationId, objectionId }: { readonly investigationId?: string; readonly objectionId: string }): string =>
  investigationId ?? `investigation-${objectionId}`.slice(0, 64);

/** Withdraws an objection (撤回异议) by a letter of the objector. */
export const withdrawObjection = dossierAct({
  command: 'WithdrawObjection',
  route: 'POST /objections/{objectionId}/withdrawals',
  title: { zh: '登记异议撤回', en: 'Withdraw an objection' },
  effect: 'either',
  legalBasis: ['measure-2022/19'],
  payload: record({ objectionId: id(), letterSha256: materialDigest() }),
  example: () => ({ objectionId: 'o1', letterSha256: EXAMPLE_SHA256 }),
  follows: {
    PUBLICITY_OPEN: ['ObjectionWithdrawn', 'PublicityVoided'],
    OBJECTION_CHECK: ['ObjectionWithdrawn', 'PublicityVoided', 'ConferralDenied'],
    REVIEW_PASSED: ['ObjectionWithdrawn'],
    CANCELLED: ['ObjectionWithdrawn'],
    elsewhere: [],
  },
  by: ministryOfficer,
  on: ({ objectionId }) => [dossierHolding('objection', objectionId)],
  decide: ({ data: { objectionId, letterSha256 } }, { state }) => {
    const waiting = unanswered(state, objectionId);
    if (waiting) return waiting;
    const { clears, events } = consequenceOfAnswer(state, [objectionId], 'withdrawn');
    return accept([
      newEvent(publicityEvents.ObjectionWithdrawn, { caseId: state.subject!.caseId, objectionId, letterSha256, clears }),
      ...events,
    ]);
  },
});

/** Refuses an objection that is answered, or whose investigation runs or found fraud; `asFraud`: it is answered as fraud. */
const unanswered = (state: Dossier, objectionId: string, asFraud = false) => {
  const objection = openObjection(state, objectionId);
  if (!objection)
    return refuse(
      'no-open-objection',
      'measure-2022/19',
      `没有待答复的异议 ${objectionId}（已答复，或是线索）`,
      `no objection ${objectionId} waits for an answer`,
      { objectionId },
    );
  const investigation = state.investigations.find(({ id: one }) => one === objection.investigationId);
  if (objection.investigationId === null || (asFraud && investigation?.finding === 'substantiated')) return null;
  return investigation?.finding === 'substantiated'
    ? refuse(
        'objection-under-investigation',
        ['measure-2022/25', 'measure-2022/19'],
        '该异议经调查查实，只能答复为弄虚作假成立',
        'the investigation of the objection found fraud: it can only be answered as upheld for fraud',
        { investigationId: objection.investigationId },
      )
    : refuse(
        'objection-under-investigation',
        ['measure-2022/25', 'measure-2022/19'],
        '该异议已转调查，须待调查结束',
        'the objection waits for its investigation',
        { investigationId: objection.investigationId },
      );
};
