import {
  accept,
  actedFor,
  anyWithMaterials,
  defineEvent,
  id,
  isSamePerson,
  NAMES_MATERIAL,
  newEvent,
  record,
  ref,
  refuse,
  sealed,
  text,
  Type,
  type EventOf,
  type Referred,
  type Sealed,
  type Static,
  type StreamCategory,
} from '@minglu/kernel';
import { byMinistryApprover, byMinistryOfficer, idTaken, referenceAct, unknownId } from './act.js';
import { documentedEvent } from './document.js';

/** The old value stays in the target event. The new value and the reason may concern a person, so they are sealed. */
const correction = { correctionId: id(), targetEventId: id(), field: text(200), newValue: sealed(), reason: sealed() };
/** The new value of a field that stands in the clear in its event. Absent where that is sealed, or the value is a list or a record. */
const plainScalar = Type.Union([Type.String({ maxLength: 20_000, [NAMES_MATERIAL]: true }), Type.Number(), Type.Boolean(), Type.Null()]);
const plainValue = { value: Type.Optional(plainScalar) };
/** True if the corrected field is public. Its correction is public too, without the reason and the persons (decisions 35). */
const ofPublic = { public: Type.Optional(Type.Literal(true)) };

export const correctionEvents = {
  RecordCorrectionProposed: defineEvent({
    type: 'RecordCorrectionProposed',
    version: 1,
    title: { zh: '已提出更正', en: 'Correction of a record proposed' },
    freeText: { officer: ['proposedBy', 'actedFor'], document: ['field', 'targetType', 'targetStream'], corrected: ['value'] },
    // The party may not know of the corrected event yet.
    classification: 'RESTRICTED',
    /** `targetStream` is absent in proposals older than this field. */
    payload: record({
      ...correction,
      ...plainValue,
      ...ofPublic,
      targetType: text(64),
      targetStream: Type.Optional(text(200)),
      proposedBy: text(64),
      actedFor: Type.Optional(text(64)),
    }),
  }),
  RecordCorrected: documentedEvent({
    type: 'RecordCorrected',
    version: 1,
    title: { zh: '记录已更正', en: 'Record corrected' },
    freeText: { officer: ['approvedBy'], document: ['field', 'targetType'], corrected: ['value'] },
    classification: 'RESTRICTED',
    payload: record({ ...correction, ...plainValue, ...ofPublic, targetType: text(64), approvedBy: text(64) }),
  }),
  CorrectionPublished: defineEvent({
    type: 'CorrectionPublished',
    version: 1,
    title: { zh: '公开记录的更正', en: 'Correction of a public record' },
    freeText: { document: ['field', 'targetType'], corrected: ['value'] },
    classification: 'PUBLIC',
    /** It has neither the reason nor the persons. Without `value` the new value is a list or a record, which stays sealed. */
    payload: record({ correctionId: id(), targetEventId: id(), targetType: text(64), field: text(200), ...plainValue }),
  }),
};
export type CorrectionEvent = EventOf<typeof correctionEvents>;

export interface Correction {
  readonly proposal: Extract<CorrectionEvent, { type: 'RecordCorrectionProposed' }>['data'] | null;
  /** Ids of the approved corrections. */
  readonly approved: readonly string[];
}
const initial: Correction = { proposal: null, approved: [] };
const evolve = (state: Correction, { type, data }: CorrectionEvent): Correction => {
  switch (type) {
    case 'RecordCorrectionProposed':
      return { ...state, proposal: data };
    case 'RecordCorrected':
      return { ...state, approved: [...state.approved, data.correctionId] };
    case 'CorrectionPublished':
      return state;
  }
};
/** One stream per proposal. Older logs also have the approval there. */
export const corrections: StreamCategory<Correction, CorrectionEvent> = {
  name: 'correction',
  events: correctionEvents,
  initial,
  evolve,
};
/** The approved corrections of the events of one stream, so that a history finds them with one read. */
export const correctedRecords: StreamCategory<Correction, CorrectionEvent> = {
  name: 'corrected',
  // `corrections` defines the events.
  events: {},
  initial,
  evolve,
};
/** The ref for a target stream, which is its category, a full stop and its id: a category has no full stop. */
export const correctionsIn = (targetStream: string) => ref(correctedRecords, targetStream.replace('/', '.'));

/** The steps of a field: a name, or a path like `figures[0].value`. Null if it is not a path. */
const stepsOf = (field: string): readonly string[] | null =>
  /^[^.[\]]+(\.[^.[\]]+|\[\d+\])*$/.test(field) ? field.replaceAll(']', '').split(/[.[]/) : null;

/** The name at the front of a field. */
export const topOf = (field: string): string => /^[^.[]*/.exec(field)![0];

/** The value of a field; undefined if `data` has none. `sealed` is true if the value is sealed, in part or as part of a sealed one. */
export const valueAt = (data: unknown, field: string): { readonly value: unknown; readonly sealed: boolean } | undefined => {
  const steps = stepsOf(field);
  if (!steps) return undefined;
  let value = data;
  let isSealed = false;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.keys(value).includes(step)) return undefined;
    isSealed ||= 'commitment' in value;
    value = (value as Record<string, unknown>)[step];
  }
  return { value, sealed: isSealed || JSON.stringify(value).includes('"commitment":') };
};

/** `data` with another value in a field; `data` itself if it has no such field. */
export const withCorrection = <D>(data: D, field: string, value: unknown): D => {
  if (!valueAt(data, field)) return data;
  const corrected = structuredClone(data);
  const steps = stepsOf(field)!;
  let holder = corrected as Record<string, unknown>;
  for (const step of steps.slice(0, -1)) holder = holder[step] as Record<string, unknown>;
  holder[steps.at(-1)!] = value;
  return corrected;
};

const isScalar = (value: unknown): value is Static<typeof plainScalar> =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** The fields of a proposal that follow from the corrected event. */
const about = ({ type, streamId, classification, internal = {} }: Referred, field: string) => ({
  targetType: type,
  targetStream: streamId,
  ...(classification === 'PUBLIC' && !Object.hasOwn(internal, stepsOf(field)![0]!) ? { public: true as const } : {}),
});

/** Proposes a correction (更正) of a recorded event. The event itself never changes; the correction is a record of its own. */
export const correctRecord = referenceAct({
  command: 'CorrectRecord',
  route: 'POST /corrections',
  newId: 'correctionId',
  title: { zh: '提出更正记录', en: 'Propose the correction of a record' },
  legalBasis: ['measure-2022/4'],
  payload: record({ correctionId: id(), targetEventId: id(), field: text(200), newValue: anyWithMaterials(), reason: text() }),
  sealed: ['newValue', 'reason'],
  alsoPlain: ['newValue'],
  sealedWith: ({ field }, [target]) => {
    const value = valueAt(target?.data, field)?.value;
    return value !== null && typeof value === 'object' && 'commitment' in value && 'ref' in value ? (value as Sealed) : null;
  },
  example: () => ({
    targetEventId: '01992f3a-0000-7000-8000-000000000001',
    field: 'applicantName',
    newValue: '杭州市',
    reason: '录入有误',
  }),
  by: byMinistryOfficer,
  refersTo: ({ targetEventId }) => [targetEventId],
  on: ({ correctionId }) => [ref(corrections, correctionId)],
  decide: ({ data, actor, referred, plain }, { state }) => {
    const { correctionId, field } = data;
    if (state.proposal) return idTaken({ zh: '更正', en: 'correction' }, correctionId);
    const target = referred[0]!;
    const current = valueAt(target.data, field);
    if (!current)
      return refuse('unknown-field', 'measure-2022/4', `所指事件没有字段 ${field}`, `the event ${target.type} has no field ${field}`, {
        field,
        type: target.type,
      });
    const given = plain['newValue'];
    const value = current.sealed || !isScalar(given) ? {} : { value: given };
    return accept([
      newEvent(correctionEvents.RecordCorrectionProposed, {
        ...data,
        ...value,
        ...about(target, field),
        proposedBy: actor.person,
        ...actedFor(actor),
      }),
    ]);
  },
});

/** Approves a correction (批准更正). The approver must not be the person who proposed it. */
export const approveCorrection = referenceAct({
  command: 'ApproveCorrection',
  route: 'POST /corrections/{correctionId}/approvals',
  title: { zh: '批准更正记录', en: 'Approve the correction of a record' },
  legalBasis: ['measure-2022/4'],
  payload: record({ correctionId: id() }),
  example: () => ({ correctionId: 'correction-7k3m-q9x2-4hnp' }),
  by: byMinistryApprover,
  on: ({ correctionId }) => [ref(corrections, correctionId)],
  widen: ({ correctionId }, [first]) => {
    const targetStream = first!.state.proposal?.targetStream;
    return [ref(corrections, correctionId), ...(targetStream === undefined ? [] : [correctionsIn(targetStream)])];
  },
  decide: ({ data: { correctionId }, actor, batch }, { state }) => {
    const { proposal } = batch[0]!;
    const approved = batch.some((one) => one.approved.includes(correctionId));
    if (!proposal) return unknownId({ zh: '更正', en: 'correction' }, correctionId);
    if (approved)
      return refuse('already-approved', 'measure-2022/4', '该更正已批准', 'the correction is already approved', { correctionId });
    const { proposedBy, actedFor: forWhom, targetStream: _, ...rest } = proposal;
    if (isSamePerson(actor, [proposedBy, forWhom]))
      return refuse(
        'same-person',
        'measure-2022/4',
        '提出人不得批准自己的更正',
        'the person who proposed a correction must not approve it',
        {
          correctionId,
        },
      );
    // The approval stands beside those of the same stream; that of an older proposal stands beside the proposal.
    if (batch.length > 1 && state.proposal) return accept([]);
    const { targetEventId, targetType, field } = rest;
    const published = { correctionId, targetEventId, targetType, field, ...('value' in rest ? { value: rest.value } : {}) };
    return accept([
      newEvent(correctionEvents.RecordCorrected, { ...rest, approvedBy: actor.person }),
      ...(rest.public ? [newEvent(correctionEvents.CorrectionPublished, published)] : []),
    ]);
  },
});
