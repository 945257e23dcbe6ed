import { classify } from '@minglu/kernel';
import { dossierEvents } from './events.js';

type EventType = keyof typeof dossierEvents;
const types = Object.keys(dossierEvents) as EventType[];
const by = (kind: string, data: unknown = {}) => types.filter((type) => classify(dossierEvents[type], data) === kind);

// Three types are classified by their content; these are their public cases.
const open = { disclosureMode: null, deadline: { kind: 'publicity-window' }, reason: 'fraud', disclosed: false };

describe('the classification of events (decisions 16 and 39)', () => {
  it('makes the start of creation, the notice, its window, the denial and the title public', () => {
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
  it('restricts objections, clues, investigations and scores to the ministry', () => {
    expect(by('RESTRICTED', open).sort()).toEqual([
      'ClueRecorded',
      'EvidenceAdded',
      'EvidenceExported',
      'ExitProposalWithdrawn',
      'ExitProposed',
      'FigureFindingWithdrawn',
      'FigureFoundFalse',
      'HoldLiftingProposed',
      'IndicatorsScored',
      'InvestigationClosed',
      'InvestigationHandedOver',
      'InvestigationOpened',
      'InvestigationTakenOver',
      'LegalHoldLifted',
      'LegalHoldPlaced',
      'ObjectionFiled',
      'ObjectionResolved',
      'ObjectionWithdrawn',
      'OfficerRecused',
      'ReviewOrLitigationNoted',
    ]);
  });
  it('makes the end or the withdrawal of a creation public where the public knows of it, without its reasons', () => {
    const endings = ['ApplicationWithdrawn', 'CreationEnded', 'PilotClosed'] as const;
    for (const type of endings) {
      const classOf = (data: object) => classify(dossierEvents[type] as never, data);
      expect([classOf({ disclosed: true }), classOf({}), dossierEvents[type].internal]).toEqual([
        'PUBLIC',
        'INTERNAL',
        expect.objectContaining({ reasons: null }),
      ]);
    }
  });
  it('makes a recomputed deadline public only if it is that of a notice', () => {
    for (const kind of ['creation-cycle', 'review-request', 'supplement'])
      expect(classify(dossierEvents.DeadlineRecomputed, { deadline: { kind } } as never)).toBe('INTERNAL');
  });
  it('lets the holder know of a proposed exit for published stars, and of one for fraud only after the notice', () => {
    expect(classify(dossierEvents.ExitProposed, { reason: 'two-consecutive-one-star' } as never)).toBe('INTERNAL');
    expect(classify(dossierEvents.ExitProposalWithdrawn, { disclosed: true } as never)).toBe('INTERNAL');
  });
  it('makes the end of an authorised use public if it follows an announced exit', () => {
    expect(classify(dossierEvents.TitleUseEnded, { cause: 'exit' } as never)).toBe('PUBLIC');
    expect(classify(dossierEvents.TitleUseEnded, { cause: 'ended' } as never)).toBe('INTERNAL');
  });
  it('gives every event a title in two languages and its own type name', () => {
    for (const type of types) {
      expect(dossierEvents[type].type).toBe(type);
      expect(dossierEvents[type].title.zh).toMatch(/\p{Script=Han}/u);
      expect(dossierEvents[type].title.en).not.toBe('');
    }
  });
});
