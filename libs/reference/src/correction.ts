import {
  accept,
  defineEvent,
  newEvent,
  id,
  record,
  ref,
  refuse,
  sealed,
  text,
  Type,
  type EventOf,
  type StreamCategory,
} from '@minglu/kernel';
import { byMinistryApprover, byMinistryOfficer, idTaken, referenceAct, unknownId } from './act.js';

/** The old value stays in the target event. The new value and the reason may concern a person, so they are sealed. */
const correction = { correctionId: id(), targetEventId: id(), field: text(200), newValue: sealed(), reason: sealed() };

export const correctionEvents = {
  RecordCorrectionProposed: defineEvent({
    type: 'RecordCorrectionProposed',
    version: 1,
    title: { zh: '已提出更正', en: 'Correction of a record proposed' },
    freeText: { officer: ['proposedBy'], document: ['field', 'targetType'] },
    // The party may not know of the corrected event yet.
    classification: 'RESTRICTED',
    payload: record({ ...correction, targetType: text(64), proposedBy: text(64) }),
  }),
  RecordCorrected: defineEvent({
    type: 'RecordCorrected',
    version: 1,
    title: { zh: '记录已更正', en: 'Record corrected' },
    freeText: { officer: ['approvedBy'], document: ['field', 'targetType'] },
    classification: 'RESTRICTED',
    payload: record({ ...correction, targetType: text(64), approvedBy: text(64) }),
  }),
};
export type CorrectionEvent = EventOf<typeof correctionEvents>;

export interface Correction {
  readonly proposal: Extract<CorrectionEvent, { type: 'RecordCorrectionProposed' }>['data'] | null;
  readonly approved: boolean;
}
export const corrections: StreamCategory<Correction, CorrectionEvent> = {
  name: 'correction',
  events: correctionEvents,
  initial: { proposal: null, approved: false },
  evolve: (state, { type, data }) => {
    switch (type) {
      case 'RecordCorrectionProposed':
        return { ...state, proposal: data };
      case 'RecordCorrected':
        return { ...state, approved: true };
    }
  },
};

/** Whether `data` has the field. `field` is a name, or a path like `figures[0].value`. */
const hasField = (data: unknown, field: string): boolean => {
  if (!/^[^.[\]]+(\.[^.[\]]+|\[\d+\])*$/.test(field)) return false;
  let at: unknown = data;
  for (const step of field.replaceAll(']', '').split(/[.[]/)) {
    if (typeof at !== 'object' || at === null || !Object.keys(at).includes(step)) return false;
    at = (at as Record<string, unknown>)[step];
  }
  return true;
};

/** Proposes a correction (更正) of a recorded event. The event itself never changes; the correction is a record of its own. */
export const correctRecord = referenceAct({
  command: 'CorrectRecord',
  title: { zh: '提出更正记录', en: 'Propose the correction of a record' },
  legalBasis: ['measure-2022/4'],
  payload: record({ correctionId: id(), targetEventId: id(), field: text(200), newValue: Type.Unknown(), reason: text() }),
  sealed: ['newValue', 'reason'],
  by: byMinistryOfficer,
  refersTo: ({ targetEventId }) => [targetEventId],
  on: ({ correctionId }) => [ref(corrections, correctionId)],
  decide: ({ data, actor, referred }, { state }) => {
    const { correctionId, field } = data;
    if (state.proposal) return idTaken({ zh: '更正', en: 'correction' }, correctionId);
    const target = referred[0]!;
    if (!hasField(target.data, field))
      return refuse(
        'unknown-field',
        'measure-2022/4',
        `所指事件 ${target.type} 没有字段 ${field}`,
        `the event ${target.type} has no field ${field}`,
        { field, type: target.type },
      );
    return accept([newEvent(correctionEvents.RecordCorrectionProposed, { ...data, targetType: target.type, proposedBy: actor.person })]);
  },
});

/** Approves a correction (批准更正). The approver must not be the person who proposed it. */
export const approveCorrection = referenceAct({
  command: 'ApproveCorrection',
  title: { zh: '批准更正记录', en: 'Approve the correction of a record' },
  legalBasis: ['measure-2022/4'],
  payload: record({ correctionId: id() }),
  by: byMinistryApprover,
  on: ({ correctionId }) => [ref(corrections, correctionId)],
  decide: ({ data: { correctionId }, actor }, { state: { proposal, approved } }) => {
    if (!proposal) return unknownId({ zh: '更正', en: 'correction' }, correctionId);
    if (approved)
      return refuse('already-approved', 'measure-2022/4', '该更正已批准', 'the correction is already approved', { correctionId });
    const { proposedBy, ...rest } = proposal;
    if (proposedBy === actor.person)
      return refuse(
        'same-person',
        'measure-2022/4',
        '提出人不得批准自己的更正',
        'the person who proposed a correction must not approve it',
        {
          correctionId,
        },
      );
    return accept([newEvent(correctionEvents.RecordCorrected, { ...rest, approvedBy: actor.person })]);
  },
});
