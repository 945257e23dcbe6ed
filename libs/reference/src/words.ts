import {
  accept,
  day,
  defineEvent,
  newEvent,
  holderOf,
  id,
  record,
  ref,
  text,
  Type,
  warn,
  type EventOf,
  type Ref,
  type StreamCategory,
} from '@minglu/kernel';
import { division, divisionCode, needsRuling } from '@minglu/regulation';
import { byMinistryApprover, idTaken, referenceAct } from './act.js';

export const interpretationEvents = {
  InterpretationIssued: defineEvent({
    type: 'InterpretationIssued',
    version: 1,
    title: { zh: '解释已作出', en: 'Interpretation issued' },
    freeText: { document: ['documentNumber'], official: ['question', 'answer'] },
    classification: 'PUBLIC',
    payload: record({ interpretationId: id(), question: text(), answer: text(), documentNumber: text(200), effectiveFrom: day() }),
  }),
};
export const rulingEvents = {
  LegalRulingRecorded: defineEvent({
    type: 'LegalRulingRecorded',
    version: 1,
    title: { zh: '适用裁定已登记', en: 'Legal ruling recorded' },
    freeText: { document: ['documentNumber', 'appliesTo[]'], official: ['question', 'ruling'] },
    // 就某一案件作出的，可能论及尚未告知当事人的事。
    classification: ({ appliesTo }) => (appliesTo?.length ? 'RESTRICTED' : 'INTERNAL'),
    payload: record({
      rulingId: id(),
      question: text(),
      ruling: text(),
      documentNumber: text(200),
      /** Cases, titles or provisions, by their ids; absent where it is general. */
      appliesTo: Type.Optional(Type.Array(text(200))),
      /** 州、地区、盟 that may apply by this ruling; one that an earlier ruling has admitted is not named again. */
      admits: Type.Optional(Type.Array(divisionCode())),
    }),
    claims: ({ admits = [] }) => admits.map((code) => ({ kind: 'admission', id: code })),
  }),
};
export type InterpretationEvent = EventOf<typeof interpretationEvents>;
export type RulingEvent = EventOf<typeof rulingEvents>;

/** One interpretation or ruling; it says its word once, and a later one has an id of its own. */
export interface Word {
  readonly said: boolean;
}
/** A legal ruling, and the cases, titles or provisions that it applies to. */
export interface Ruling extends Word {
  readonly appliesTo: readonly string[];
}
const said = { initial: { said: false }, evolve: (): Word => ({ said: true }) } as const;
export const interpretations: StreamCategory<Word, InterpretationEvent> = { name: 'interpretation', events: interpretationEvents, ...said };
export const rulings: StreamCategory<Ruling, RulingEvent> = {
  name: 'ruling',
  events: rulingEvents,
  initial: { said: false, appliesTo: [] },
  evolve: (_, { data: { appliesTo = [] } }) => ({ said: true, appliesTo }),
};

/** A legal ruling by its id. */
export const rulingOf = (rulingId: string): Ref<Ruling> => ref(rulings, rulingId);
/** The ruling by which a 州、地区 or 盟 may apply (第七条; decisions 17), if there is one. */
export const admissionOf = (code: string): Ref<Word> => holderOf(rulings, 'admission', code);
const list = (appliesTo: string | readonly string[] = []): readonly string[] => (typeof appliesTo === 'string' ? [appliesTo] : appliesTo);
const unitsIn = (appliesTo: string | readonly string[] | undefined): readonly string[] => [...new Set(list(appliesTo))].filter(needsRuling);

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
      : accept([newEvent(interpretationEvents.InterpretationIssued, data)]),
});

/**
 * 登记对疑难问题的适用裁定（第二十七条）。One that applies to a 州、地区 or 盟, named by its code, lets it apply (第七条); whether it meets
 * the conditions is still the formal review's. A ruling against it says `eligible: false`; its words are not read by a machine.
 */
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
    eligible: Type.Optional(Type.Boolean()),
  }),
  by: byMinistryApprover,
  on: ({ rulingId }) => [ref(rulings, rulingId)],
  reads: ({ appliesTo, eligible = true }) =>
    Object.fromEntries((eligible ? unitsIn(appliesTo) : []).map((code) => [code, admissionOf(code)] as const)),
  decide: ({ data: { appliesTo, eligible: _, ...ruling } }, { state }, admissions) => {
    if (state.said) return idTaken({ zh: '裁定', en: 'ruling' }, ruling.rulingId);
    const admits = Object.keys(admissions).filter((code) => admissions[code]!.streamId === null);
    const names = admits.map((code) => division(code)!.name).join('、');
    return accept(
      [
        newEvent(rulingEvents.LegalRulingRecorded, {
          ...ruling,
          ...(appliesTo === undefined ? {} : { appliesTo: [...list(appliesTo)] }),
          ...(admits.length ? { admits } : {}),
        }),
      ],
      admits.length
        ? [warn('admits-to-application', 'measure-2022/7', `依本裁定，${names}可以申请`, `by this ruling may apply: ${admits.join(', ')}`)]
        : [],
    );
  },
});
