import {
  accept,
  day,
  dayOf,
  newEvent,
  holderOf,
  id,
  record,
  ref,
  text,
  Type,
  warn,
  type Day,
  type EventOf,
  type Ref,
  type StreamCategory,
} from '@minglu/kernel';
import { codesOf, divisionCode, divisionOn, isEligibleByRuling, type Division, type DivisionChange } from '@minglu/regulation';
import { byMinistryApprover, idTaken, referenceAct } from './act.js';
import { documentedEvent } from './document.js';
import { succession, type Succession } from './succession.js';

export const interpretationEvents = {
  InterpretationIssued: documentedEvent({
    type: 'InterpretationIssued',
    version: 1,
    title: { zh: '解释已作出', en: 'Interpretation issued' },
    freeText: { document: ['documentNumber'], official: ['question', 'answer'] },
    classification: 'PUBLIC',
    commonNames: { effectiveFrom: 'effectiveDate' },
    payload: record({ interpretationId: id(), question: text(), answer: text(), documentNumber: text(200), effectiveFrom: day() }),
  }),
};
export const rulingEvents = {
  LegalRulingRecorded: documentedEvent({
    type: 'LegalRulingRecorded',
    version: 1,
    title: { zh: '适用裁定已登记', en: 'Legal ruling recorded' },
    freeText: { document: ['documentNumber', 'appliesTo[]'], official: ['question', 'ruling'] },
    // A ruling on a case may mention facts that the party has not been told yet.
    classification: ({ appliesTo }) => (appliesTo?.length ? 'RESTRICTED' : 'INTERNAL'),
    payload: record({
      rulingId: id(),
      question: text(),
      ruling: text(),
      documentNumber: text(200),
      /** Ids of cases, titles or provisions, or division codes. Absent from a general ruling. */
      appliesTo: Type.Optional(Type.Array(text(200))),
      /** Codes of the prefectures (州, 地区 or 盟) that may apply by this ruling, without those that an earlier ruling admitted. */
      admits: Type.Optional(Type.Array(divisionCode())),
    }),
    claims: ({ admits = [] }) => admits.map((code) => ({ kind: 'admission', id: code })),
  }),
};
export type InterpretationEvent = EventOf<typeof interpretationEvents>;
export type RulingEvent = EventOf<typeof rulingEvents>;

/** State of an interpretation or ruling. Each is issued once; a later one has its own id. */
interface Issuance {
  readonly issued: boolean;
}
/** A legal ruling, and the cases, titles or provisions that it applies to. */
export interface Ruling extends Issuance {
  readonly appliesTo: readonly string[];
}
export const interpretations: StreamCategory<Issuance, InterpretationEvent> = {
  name: 'interpretation',
  events: interpretationEvents,
  initial: { issued: false },
  evolve: () => ({ issued: true }),
};
export const rulings: StreamCategory<Ruling, RulingEvent> = {
  name: 'ruling',
  events: rulingEvents,
  initial: { issued: false, appliesTo: [] },
  evolve: (_, { data: { appliesTo = [] } }) => ({ issued: true, appliesTo }),
};

/** A legal ruling by its id. */
export const rulingOf = (rulingId: string): Ref<Ruling> => ref(rulings, rulingId);
/** The ruling under one code. */
export const admissionOf = (code: string): Ref<Ruling> => holderOf(rulings, 'admission', code);
/** The rulings by which a prefecture (州, 地区 or 盟) may apply (第七条; decisions 17), under its code or a former one. */
export const admissionsOf = (code: string, { divisions }: Succession, on: Day): readonly Ref<Ruling>[] =>
  codesOf(divisions, code, on).map(admissionOf);
const list = (appliesTo: string | readonly string[] = []): readonly string[] => (typeof appliesTo === 'string' ? [appliesTo] : appliesTo);
/** The prefectures that a ruling names by their present codes. */
const unitsIn = (appliesTo: string | readonly string[] | undefined, divisions: readonly DivisionChange[], on: Day): readonly Division[] =>
  [...new Set(list(appliesTo))].flatMap((code) => {
    const unit = divisionOn(divisions, code, on);
    return unit?.code === code && isEligibleByRuling(unit) ? [unit] : [];
  });

/** Issues an interpretation (解释, 第二十七条). Interpretation is the ministry's task. */
export const issueInterpretation = referenceAct({
  command: 'IssueInterpretation',
  route: 'POST /interpretations',
  newId: 'interpretationId',
  title: { zh: '作出解释', en: 'Issue an interpretation' },
  legalBasis: ['measure-2022/27'],
  payload: interpretationEvents.InterpretationIssued.payload,
  dates: {
    effectiveFrom: { effect: 'people apply the interpretation from the day; no program reads it' },
  },
  example: () => ({
    question: '公示期起算日如何确定',
    answer: '自发布次日起计算',
    documentNumber: '工信厅信发函〔2026〕2号',
    effectiveFrom: '2026-01-01',
  }),
  by: byMinistryApprover,
  on: ({ interpretationId }) => [ref(interpretations, interpretationId)],
  decide: ({ data }, { state }) =>
    state.issued
      ? idTaken({ zh: '解释', en: 'interpretation' }, data.interpretationId)
      : accept([newEvent(interpretationEvents.InterpretationIssued, data)]),
});

/**
 * Records a ruling (适用裁定) on an unclear question (第二十七条).
 * A ruling that names the code of a 州, 地区 or 盟 lets that prefecture apply (第七条). The formal review still checks the conditions.
 * A ruling against it must say `eligible: false`, since no program reads the text of a ruling.
 */
export const recordLegalRuling = referenceAct({
  command: 'RecordLegalRuling',
  route: 'POST /legal-rulings',
  newId: 'rulingId',
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
  example: () => ({
    question: '自治州可否申请',
    ruling: '可以申请',
    appliesTo: '222400',
    eligible: true,
    documentNumber: '工信厅信发函〔2026〕3号',
  }),
  by: byMinistryApprover,
  register: () => succession,
  on: ({ rulingId }) => [ref(rulings, rulingId)],
  reads: ({ appliesTo, eligible = true }, _, at, { divisions }) =>
    Object.fromEntries((eligible ? unitsIn(appliesTo, divisions, dayOf(at)) : []).map(({ code }) => [code, admissionOf(code)] as const)),
  decide: ({ data: { appliesTo, eligible: _, ...ruling }, at, register: { divisions } }, { state }, admissions) => {
    if (state.issued) return idTaken({ zh: '裁定', en: 'ruling' }, ruling.rulingId);
    const units = unitsIn(appliesTo, divisions, dayOf(at)).filter(({ code }) => admissions[code]?.streamId === null);
    const admits = units.map(({ code }) => code);
    const names = units.map(({ name }) => name).join('、');
    return accept(
      [
        newEvent(rulingEvents.LegalRulingRecorded, {
          ...ruling,
          ...(appliesTo === undefined ? {} : { appliesTo: [...list(appliesTo)] }),
          ...(admits.length ? { admits } : {}),
        }),
      ],
      admits.length
        ? [
            warn(
              'admits-to-application',
              'measure-2022/7',
              `依本裁定，${names}可以申请`,
              `this ruling allows an application by ${admits.join(', ')}`,
            ),
          ]
        : [],
    );
  },
});
