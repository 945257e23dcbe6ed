import { accept, actedFor, newEvent, id, oneOf, record, refuse, text, Type, type Instant } from '@minglu/kernel';
import { material } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { exampleMaterials } from '../case/example.js';
import { investigationIdTaken } from '../case/guards.js';
import { auditor, ministryApprover, ministryOfficer } from '../case/jurisdiction.js';
import { answerAfterInvestigation } from '../publicity/consequences.js';
import { dossierHolding, dossierRef } from '../case/refs.js';
import type { DossierEvent } from '../case/events.js';
import type { Dossier } from '../case/state.js';
import { titleEvents } from '../title/events.js';
import { proposalFor } from '../title/state.js';
import { accountabilityEvents } from './events.js';
import { endedByFinding } from './state.js';

/** Opens an investigation (立案调查, article 25) of concealment or fraud (弄虚作假). Only the ministry sees it; the clue is sealed. */
export const openInvestigationAct = dossierAct({
  command: 'OpenInvestigation',
  route: 'POST /investigations',
  newId: 'investigationId',
  title: { zh: '立案调查', en: 'Open an investigation' },
  legalBasis: ['measure-2022/25'],
  payload: record({ investigationId: id(), subject: id(), clue: text(20_000), sourceProtected: Type.Boolean() }),
  sealed: ['clue'],
  example: ({ caseId }) => ({ investigationId: 'i9', subject: caseId, clue: '举报', sourceProtected: true }),
  follows: ['InvestigationOpened'],
  by: { ...ministryOfficer, ...auditor },
  // The subject may be the id of a case or of a title.
  on: ({ subject }) => [dossierRef(subject), dossierHolding('title', subject)],
  narrow: (_, targets) => [targets.find(({ version }) => version > 0) ?? targets[0]!],
  reads: ({ investigationId }) => ({ taken: dossierHolding('investigation', investigationId) }),
  decide: ({ data: { investigationId, clue, sourceProtected }, at }, { state }, { taken }) =>
    investigationIdTaken(state, investigationId, taken) ??
    accept([
      newEvent(accountabilityEvents.InvestigationOpened, {
        caseId: state.subject!.caseId,
        investigationId,
        clue,
        objectionId: null,
        findings: null,
        sourceProtected,
        openedAt: at,
      }),
    ]),
});

/** Fraud substantiated after the conferral leads to a proposed exit at once (article 25), even beside a proposal for one star. */
const exitAfterInvestigation = ({ status, subject, title }: Dossier, investigationId: string, at: Instant): readonly DossierEvent[] =>
  (status === 'TITLED' || status === 'EXIT_PROPOSED') && subject && title && !proposalFor(title, 'fraud')
    ? [
        newEvent(titleEvents.ExitProposed, {
          caseId: subject.caseId,
          titleId: title.titleId,
          reason: 'fraud',
          evaluationYears: [],
          investigationId,
          proposedAt: at,
        }),
      ]
    : [];

/** Closes an investigation (调查结束, article 25). Without a finding of fraud, the objection that led to it is answered as dismissed. */
export const closeInvestigation = dossierAct({
  command: 'CloseInvestigation',
  route: 'POST /investigations/{investigationId}/findings',
  title: { zh: '调查结束', en: 'Close an investigation' },
  effect: 'either',
  legalBasis: ['measure-2022/25'],
  payload: record({ investigationId: id(), finding: oneOf('substantiated', 'not-substantiated'), reasons: text(20_000) }),
  example: () => ({ investigationId: 'i1', finding: 'not-substantiated', reasons: '经查' }),
  follows: {
    PUBLICITY_OPEN: ['InvestigationClosed', 'ObjectionResolved', 'PublicityVoided'],
    OBJECTION_CHECK: ['InvestigationClosed', 'ObjectionResolved', 'PublicityVoided', 'ConferralDenied'],
    REVIEW_PASSED: ['InvestigationClosed', 'ObjectionResolved'],
    CANCELLED: ['InvestigationClosed', 'ObjectionResolved'],
    TITLED: ['InvestigationClosed', 'ExitProposed'],
    EXIT_PROPOSED: ['InvestigationClosed', 'ExitProposed'],
    elsewhere: ['InvestigationClosed'],
  },
  by: ministryApprover,
  on: ({ investigationId }) => [dossierHolding('investigation', investigationId)],
  decide: ({ data: { investigationId, finding, reasons }, actor, at }, { state }) => {
    if (!isOpenInvestigation(state, investigationId)) return notOpen(investigationId);
    const closed = newEvent(accountabilityEvents.InvestigationClosed, {
      caseId: state.subject!.caseId,
      investigationId,
      finding,
      reasons,
      closedBy: actor.person,
      ...actedFor(actor),
      ends: [...endedByFinding(state, investigationId, finding)],
    });
    return accept([
      closed,
      ...(finding === 'substantiated'
        ? exitAfterInvestigation(state, investigationId, at)
        : answerAfterInvestigation(state, investigationId, reasons)),
    ]);
  },
});

/** Adds evidence (补充证据, article 25): files with their digests, existing events of the log, or a note. */
export const addEvidence = dossierAct({
  command: 'AddEvidence',
  route: 'POST /investigations/{investigationId}/evidence',
  title: { zh: '补充证据', en: 'Add evidence' },
  legalBasis: ['measure-2022/25'],
  payload: record({
    investigationId: id(),
    eventIds: Type.Array(id(), { maxItems: 500 }),
    materials: Type.Array(material),
    note: Type.Optional(text(20_000)),
  }),
  sealed: ['note'],
  example: () => ({ investigationId: 'i1', eventIds: ['1'], materials: exampleMaterials('evidence'), note: '发票' }),
  follows: ['EvidenceAdded'],
  by: { ...ministryOfficer, ...auditor },
  refersTo: ({ eventIds }) => eventIds,
  on: ({ investigationId }) => [dossierHolding('investigation', investigationId)],
  decide: ({ data: { investigationId, eventIds, materials, note } }, { state }) => {
    if (!isOpenInvestigation(state, investigationId)) return notOpen(investigationId);
    if (eventIds.length + materials.length === 0 && note === undefined)
      return refuse('no-evidence', 'measure-2022/25', '没有写明任何证据', 'no evidence is named');
    return accept([
      newEvent(accountabilityEvents.EvidenceAdded, {
        caseId: state.subject!.caseId,
        investigationId,
        eventIds,
        materials,
        note: note ?? null,
      }),
    ]);
  },
});

export const isOpenInvestigation = ({ investigations }: Dossier, investigationId: string): boolean =>
  investigations.some((one) => one.id === investigationId && one.finding === null);
export const notOpen = (investigationId: string) =>
  refuse('investigation-not-open', 'measure-2022/25', `调查 ${investigationId} 已结束`, `the investigation ${investigationId} is closed`, {
    investigationId,
  });
