import { day, defineEvent, id, nullable, oneOf, record, Type, type EventOf } from '@minglu/kernel';
import { caseId, documentNumber, reasons, subject } from '../fragments.js';

/** Why an exit is proposed: 连续两年一星 (第二十四条) or 查实弄虚作假 (第二十五条). */
const exitReason = { reason: oneOf('two-consecutive-one-star', 'fraud') };

export const titleEvents = {
  TitleConferred: defineEvent({
    type: 'TitleConferred',
    version: 1,
    title: { zh: '称号已授予', en: 'Title conferred' },
    classification: 'PUBLIC',
    payload: record({ ...subject, titleId: id(), ...documentNumber, effectiveDate: day() }),
    claims: ({ titleId }) => [{ kind: 'title', id: titleId }],
  }),
  ExitProposed: defineEvent({
    type: 'ExitProposed',
    version: 1,
    title: { zh: '已提出退出', en: 'Exit proposed' },
    // 因查实弄虚作假提出的，在事先告知之前不为当事人所知；一星结果本已公布。
    classification: ({ reason }) => (reason === 'fraud' ? 'RESTRICTED' : 'INTERNAL'),
    payload: record({
      ...caseId,
      titleId: id(),
      ...exitReason,
      /** The two years of one star; empty where it rests on fraud. */
      evaluationYears: Type.Array(Type.Integer()),
      investigationId: nullable(id()),
    }),
  }),
  ExitProposalWithdrawn: defineEvent({
    type: 'ExitProposalWithdrawn',
    version: 1,
    title: { zh: '退出提议已撤回', en: 'Exit proposal withdrawn' },
    classification: ({ disclosed }) => (disclosed ? 'INTERNAL' : 'RESTRICTED'),
    /** `disclosed`: whether the holder of the title may know of the proposal. */
    payload: record({ ...caseId, titleId: id(), ...exitReason, disclosed: Type.Boolean(), ...reasons }),
  }),
};
export type TitleEvent = EventOf<typeof titleEvents>;
