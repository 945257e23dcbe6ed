import { accept, day, defineEvent, happened, id, record, ref, text, Type, type EventOf, type StreamCategory } from '@minglu/kernel';
import { byMinistryApprover, idTaken, referenceAct } from './act.js';

export const interpretationEvents = {
  InterpretationIssued: defineEvent({
    type: 'InterpretationIssued',
    version: 1,
    title: { zh: '解释已作出', en: 'Interpretation issued' },
    classification: 'PUBLIC',
    payload: record({ interpretationId: id(), question: text(), answer: text(), documentNumber: text(200), effectiveFrom: day() }),
  }),
};
export const rulingEvents = {
  LegalRulingRecorded: defineEvent({
    type: 'LegalRulingRecorded',
    version: 1,
    title: { zh: '适用裁定已登记', en: 'Legal ruling recorded' },
    // 就某一案件作出的，可能论及尚未告知当事人的事。
    classification: ({ appliesTo }) => (appliesTo?.length ? 'RESTRICTED' : 'INTERNAL'),
    payload: record({
      rulingId: id(),
      question: text(),
      ruling: text(),
      documentNumber: text(200),
      /** Cases, titles or provisions, by their ids; absent where it is general. */
      appliesTo: Type.Optional(Type.Array(text(200))),
    }),
  }),
};
export type InterpretationEvent = EventOf<typeof interpretationEvents>;
export type RulingEvent = EventOf<typeof rulingEvents>;

/** One interpretation or ruling; it says its word once, and a later one has an id of its own. */
export interface Word {
  readonly said: boolean;
}
const said = { initial: { said: false }, evolve: (): Word => ({ said: true }) } as const;
export const interpretations: StreamCategory<Word, InterpretationEvent> = { name: 'interpretation', events: interpretationEvents, ...said };
export const rulings: StreamCategory<Word, RulingEvent> = { name: 'ruling', events: rulingEvents, ...said };

/** 作出解释（第二十七条）：工业和信息化部负责解释。 */
export const issueInterpretation = referenceAct({
  command: 'IssueInterpretation',
  title: { zh: '作出解释', en: 'Issue an interpretation' },
  legalBasis: ['measure-2022/27'],
  payload: interpretationEvents.InterpretationIssued.payload,
  by: byMinistryApprover,
  on: ({ interpretationId }) => [ref(interpretations, interpretationId)],
  decide: ({ data }, { state }) =>
    state.said
      ? idTaken({ zh: '解释', en: 'interpretation' }, data.interpretationId)
      : accept([happened(interpretationEvents.InterpretationIssued, data)]),
});

/** 登记对疑难问题的适用裁定（第二十七条）。 */
export const recordLegalRuling = referenceAct({
  command: 'RecordLegalRuling',
  title: { zh: '登记适用裁定', en: 'Record a legal ruling' },
  legalBasis: ['measure-2022/27'],
  payload: record({
    rulingId: id(),
    question: text(),
    ruling: text(),
    documentNumber: text(200),
    appliesTo: Type.Optional(Type.Union([text(200), Type.Array(text(200))])),
  }),
  by: byMinistryApprover,
  on: ({ rulingId }) => [ref(rulings, rulingId)],
  decide: ({ data: { appliesTo, ...ruling } }, { state }) =>
    state.said
      ? idTaken({ zh: '裁定', en: 'ruling' }, ruling.rulingId)
      : accept([
          happened(rulingEvents.LegalRulingRecorded, {
            ...ruling,
            ...(appliesTo === undefined ? {} : { appliesTo: typeof appliesTo === 'string' ? [appliesTo] : appliesTo }),
          }),
        ]),
});
