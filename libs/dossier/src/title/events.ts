import { day, id, instant, nullable, oneOf, record, text, Type, type EventOf } from '@minglu/kernel';
import { singleHandedMark } from '@minglu/reference';
import { deadline, figure, material } from '@minglu/regulation';
import { dossierEvent, setsDeadline } from '../case/define-event.js';
import { FIGURE_TEXT, SUBJECT_TEXT, caseId, documentNumber, phase, reasons, subject, target } from '../case/fragments.js';

/** The reason of a proposed exit: two years of one star in a row (连续两年一星, article 24), or substantiated fraud (查实弄虚作假, article 25). */
export const exitReason = oneOf('two-consecutive-one-star', 'fraud');

const ofUse = { ...caseId, titleId: id(), authorisationId: id() };

export const titleEvents = {
  TitleConferred: dossierEvent({
    type: 'TitleConferred',
    version: 1,
    title: { zh: '称号已授予', en: 'Title conferred' },
    leadsTo: (before, { deadline: later }) => (later ? before : 'TITLED'),
    deadlines: setsDeadline,
    freeText: { organisation: SUBJECT_TEXT, document: ['documentNumber'] },
    classification: 'PUBLIC',
    payload: record({
      ...subject,
      titleId: id(),
      ...documentNumber,
      effectiveDate: day(),
      /** Present while the title has still to take effect; `DecisionTookEffect` follows on the day. */
      deadline: Type.Optional(deadline),
    }),
    claims: ({ titleId }) => [{ kind: 'title', id: titleId }],
  }),
  ExitProposed: dossierEvent({
    type: 'ExitProposed',
    version: 1,
    title: { zh: '已提出退出', en: 'Exit proposed' },
    leadsTo: 'EXIT_PROPOSED',
    deadlines: null,
    // The party does not know of a proposal for fraud before the prior notice; results of one star are published anyway.
    classification: ({ reason }) => (reason === 'fraud' ? 'RESTRICTED' : 'INTERNAL'),
    payload: record({
      ...caseId,
      titleId: id(),
      reason: exitReason,
      /** The two years of one star; empty for fraud. */
      evaluationYears: Type.Array(Type.Integer()),
      investigationId: nullable(id()),
      /** When it was proposed; its notice is not served before. Absent on events from before this was kept. */
      proposedAt: Type.Optional(instant()),
    }),
  }),
  ExitProposalWithdrawn: dossierEvent({
    type: 'ExitProposalWithdrawn',
    version: 1,
    title: { zh: '退出提议已撤回', en: 'Exit proposal withdrawn' },
    leadsTo: (_, { remains }) => (remains ? 'EXIT_PROPOSED' : 'TITLED'),
    deadlines: ({ ends }) => ({ clear: ['statement-window'], of: ends }),
    freeText: { officer: ['approvedBy'], official: ['reasons'] },
    classification: ({ disclosed }) => (disclosed ? 'INTERNAL' : 'RESTRICTED'),
    payload: record({
      ...caseId,
      titleId: id(),
      reason: exitReason,
      /** True if the holder of the title may know of the proposal. */
      disclosed: Type.Boolean(),
      /** True if another proposal still stands and the holder may know of it. */
      remains: Type.Optional(Type.Boolean()),
      /** The proceedings that rest on this proposal only and end with it. Absent in old events: then all of them. */
      ends: Type.Optional(Type.Array(id())),
      ...reasons,
      /** The second person as the first one named him, by pseudonym. It proves nothing (decisions 40). */
      approvedBy: Type.Optional(text(200)),
      singleHanded: Type.Optional(Type.Boolean()),
    }),
  }),
  LegacyTitleImported: dossierEvent({
    type: 'LegacyTitleImported',
    version: 1,
    title: { zh: '原办法下的称号已登记', en: 'Legacy title imported' },
    opens: 'legacy-title',
    leadsTo: 'TITLED',
    deadlines: null,
    freeText: { organisation: SUBJECT_TEXT, document: ['source'] },
    classification: 'PUBLIC',
    commonNames: { conferredOn: 'effectiveDate' },
    internal: { singleHanded: null },
    payload: record({
      ...subject,
      titleId: id(),
      variant: oneOf('famous', 'specialty'),
      conferredOn: day(),
      source: text(500),
      ...singleHandedMark,
    }),
    claims: ({ titleId, applicant }) => [
      { kind: 'title', id: titleId },
      { kind: 'open-dossier', id: applicant },
    ],
  }),
  TitleUseAuthorised: dossierEvent({
    type: 'TitleUseAuthorised',
    version: 1,
    title: { zh: '已同意使用称号和标志物', en: 'Use of the title authorised' },
    leadsTo: null,
    deadlines: null,
    freeText: { official: ['scope'] },
    classification: 'INTERNAL',
    payload: record({ ...ofUse, scope: text(), from: day(), until: nullable(day()) }),
    claims: ({ authorisationId }) => [{ kind: 'title-use', id: authorisationId }],
  }),
  TitleUseEnded: dossierEvent({
    type: 'TitleUseEnded',
    version: 1,
    title: { zh: '称号和标志物的使用已终止', en: 'Use of the title ended' },
    leadsTo: null,
    deadlines: null,
    freeText: { official: ['reasons'] },
    // A use that ends with an announced exit is public like the announcement.
    classification: ({ cause }) => (cause === 'exit' ? 'PUBLIC' : 'INTERNAL'),
    // The authorisation is not public; the public sees the title.
    refersTo: { types: ['TitleConferred', 'LegacyTitleImported'], by: 'titleId', its: 'titleId' },
    payload: record({ ...ofUse, cause: oneOf('exit', 'ended'), ...reasons }),
  }),
  TitleMisuseRecorded: dossierEvent({
    type: 'TitleMisuseRecorded',
    version: 1,
    title: { zh: '擅自使用称号已登记', en: 'Misuse of the title recorded' },
    leadsTo: null,
    deadlines: null,
    freeText: { organisation: ['where'], document: ['evidence[].name'], official: ['description'] },
    classification: 'INTERNAL',
    /** `titleId` is null if the city never had the title or no longer has it. `caseId` is the division code of a city without a dossier. */
    payload: record({
      ...caseId,
      titleId: nullable(id()),
      where: text(),
      evidence: Type.Array(material),
      description: nullable(text(2_000)),
    }),
  }),
  EnhancementPlanFiled: dossierEvent({
    type: 'EnhancementPlanFiled',
    version: 1,
    title: { zh: '发展提升计划已报送', en: 'Enhancement plan filed' },
    leadsTo: null,
    deadlines: null,
    freeText: {
      organisation: ['goals[].responsibleUnits[]'],
      indicator: [
        'goals[].indicator',
        'goals[].unit',
        'goals[].baseline',
        'goals[].target',
        'goals[].group',
        'phases[].name',
        'phases[].from',
        'phases[].until',
        'phases[].targets[].indicator',
        'phases[].targets[].unit',
        'phases[].targets[].target',
        'validity',
      ],
      official: ['mechanisms[]'],
    },
    classification: 'INTERNAL',
    payload: record({
      ...caseId,
      titleId: id(),
      goals: Type.Array(target, { minItems: 1 }),
      phases: Type.Array(phase),
      mechanisms: Type.Array(text(2_000)),
      validity: nullable(text(200)),
      /** 1 for the first plan of the title; a later plan replaces the one before. */
      plan: Type.Integer({ minimum: 1 }),
    }),
  }),
  MonitoringDataReceived: dossierEvent({
    type: 'MonitoringDataReceived',
    version: 1,
    title: { zh: '运行监测数据已接收', en: 'Monitoring data received' },
    leadsTo: null,
    deadlines: null,
    freeText: { indicator: [...FIGURE_TEXT, 'period', 'source', 'release'] },
    classification: 'INTERNAL',
    payload: record({
      ...caseId,
      titleId: id(),
      period: text(64),
      source: text(200),
      release: text(64),
      figures: Type.Array(figure, { minItems: 1 }),
      receivedOn: day(),
    }),
  }),
};
export type TitleEvent = EventOf<typeof titleEvents>;
