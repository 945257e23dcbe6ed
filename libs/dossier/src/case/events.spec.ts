import { classify } from '@minglu/kernel';
import { dossierEvents } from './events.js';

type EventType = keyof typeof dossierEvents;
const types = Object.keys(dossierEvents) as EventType[];
const by = (kind: string, data: unknown = {}) => types.filter((type) => classify(dossierEvents[type], data) === kind);

// 按内容定密级的三种，取其公开的情形。
const open = { disclosureMode: null, deadline: { kind: 'publicity-window' }, reason: 'fraud', disclosed: false };

describe('who may learn of an event (decisions 16)', () => {
  it('everyone: the start of creation, the notice, its window, the denial, the title', () => {
    expect(by('PUBLIC', open).sort()).toEqual([
      'ConferralDenied',
      'CreationStarted',
      'DeadlineRecomputed',
      'EvaluationResultCorrected',
      'EvaluationResultPublished',
      'ExitAnnounced',
      'LegacyTitleImported',
      'PublicityClosed',
      'PublicityStarted',
      'PublicityVoided',
      'QualificationCancelled',
      'TitleConferred',
    ]);
  });
  it('the ministry alone: objections, clues, investigations, scores', () => {
    expect(by('RESTRICTED', open).sort()).toEqual([
      'ClueRecorded',
      'EvidenceAdded',
      'ExitProposalWithdrawn',
      'ExitProposed',
      'IndicatorsScored',
      'InvestigationClosed',
      'InvestigationOpened',
      'ObjectionFiled',
      'ObjectionResolved',
      'ObjectionWithdrawn',
      'OfficerRecused',
      'ReviewOrLitigationNoted',
    ]);
  });
  it('everyone, that a creation ended or was withdrawn where the public knows of it, and nobody why (decisions 39)', () => {
    const endings = ['ApplicationWithdrawn', 'CreationEnded', 'PilotClosed'] as const;
    for (const type of endings) {
      const { classification, internal } = dossierEvents[type];
      expect([classification({ disclosed: true }), classification({}), internal]).toEqual(['PUBLIC', 'INTERNAL', ['reasons']]);
    }
  });
  it('of deadlines, only that of a notice is for everyone', () => {
    for (const kind of ['creation-cycle', 'review-request', 'supplement'])
      expect(classify(dossierEvents.DeadlineRecomputed, { deadline: { kind } } as never)).toBe('INTERNAL');
  });
  it('an exit proposed for stars that are published may be known to the holder, one for fraud not before the notice', () => {
    expect(classify(dossierEvents.ExitProposed, { reason: 'two-consecutive-one-star' } as never)).toBe('INTERNAL');
    expect(classify(dossierEvents.ExitProposalWithdrawn, { disclosed: true } as never)).toBe('INTERNAL');
  });
  it('a use that ends with an announced exit is announced with it', () => {
    expect(classify(dossierEvents.TitleUseEnded, { cause: 'exit' } as never)).toBe('PUBLIC');
    expect(classify(dossierEvents.TitleUseEnded, { cause: 'ended' } as never)).toBe('INTERNAL');
  });
  it('and every event says in two languages what it is, under its own name', () => {
    for (const type of types) {
      expect(dossierEvents[type].type).toBe(type);
      expect(dossierEvents[type].title.zh).toMatch(/\p{Script=Han}/u);
      expect(dossierEvents[type].title.en).not.toBe('');
    }
  });
});
