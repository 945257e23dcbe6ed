import { claimsOf, classify } from '@minglu/kernel';
import { deadlineEffect, factsOf, statusAfter, dossierEvents } from '../case/events.js';
import { recorded } from '../testing/index.js';

const deadline = { kind: 'takes-effect', lastDay: '2026-05-06' };
const definition = (type: string) => dossierEvents[type as 'DecisionSetAside'];
const closes = (type: 'ExitAnnounced' | 'DecisionTookEffect', data: object) => {
  const fact = factsOf({ type }).closes;
  return typeof fact === 'function' ? fact(data as never) : fact;
};

describe('the deadlines after an event of accountability', () => {
  it.each<[string, string, object, object | null]>([
    [
      'a finding ends the windows of the proceedings that it ends',
      'InvestigationClosed',
      { ends: ['pr1'] },
      { clear: ['statement-window'], of: ['pr1'] },
    ],
    ['an older finding ends none, for it names no proceeding', 'InvestigationClosed', {}, { clear: ['statement-window'], of: [] }],
    [
      'an adopted statement ends the window of its proceeding',
      'StatementReviewed',
      { adopted: true, proceedingId: 'pr1' },
      { clear: ['statement-window'], of: ['pr1'] },
    ],
    ['a rejected statement ends none', 'StatementReviewed', { adopted: false, proceedingId: 'pr1' }, null],
    ['an exit ends all', 'ExitAnnounced', {}, { clearAll: true }],
    ['an exit that takes effect later sets its day', 'ExitAnnounced', { deadline }, { set: deadline }],
    [
      'a decision that is set aside opens those again that it had ended',
      'DecisionSetAside',
      { deadlines: [deadline], evaluationYear: 2024 },
      { restore: [deadline] },
    ],
    [
      'a result that is set aside ends the rectification of its year',
      'DecisionSetAside',
      { deadlines: null, evaluationYear: 2024 },
      { rectified: 2024 },
    ],
    ['another decision that had ended none changes none', 'DecisionSetAside', { deadlines: null, evaluationYear: null }, null],
    ['an exit ends all when it takes effect', 'DecisionTookEffect', { decision: 'ExitAnnounced', deadline }, { clearAll: true }],
    [
      'a creation that takes effect sets its cycle',
      'DecisionTookEffect',
      { decision: 'CreationStarted', deadline },
      { set: deadline, clear: ['takes-effect'] },
    ],
    [
      'a title that takes effect ends only the wait for it',
      'DecisionTookEffect',
      { decision: 'TitleConferred', deadline: null },
      { clear: ['takes-effect'] },
    ],
  ])('%s', (_, type, data, effect) => expect(deadlineEffect(recorded(type, data))).toEqual(effect));
});

describe('the status after an event of accountability', () => {
  it('is that of a proposed exit after a notice of an exit, and stays after one of a cancellation', () => {
    const after = (proposedDecision: string) => statusAfter('TITLED', recorded('PriorNoticeServed', { proposedDecision }));
    expect([after('exit'), after('cancel-qualification')]).toEqual(['EXIT_PROPOSED', 'TITLED']);
  });
  it('is closed by an exit on the day on which it takes effect', () => {
    expect([closes('ExitAnnounced', {}), closes('ExitAnnounced', { deadline })]).toEqual([true, false]);
    expect(['ExitAnnounced', 'TitleConferred'].map((decision) => closes('DecisionTookEffect', { decision }))).toEqual([true, false]);
  });
});

describe('a decision that is set aside', () => {
  it.each([
    ['FormalReviewRejected', true],
    ['QualificationCancelled', true],
    ['ExitAnnounced', true],
    ['TitleConferred', false],
    ['EvaluationResultPublished', false],
    ['ConferralDenied', false],
  ])('claims the applicant again where %s had closed the dossier: %s', (decision, again) => {
    const { claims } = claimsOf([recorded('DecisionSetAside', { decision, applicant: '330100' })], definition);
    expect(claims).toEqual(again ? [{ kind: 'open-dossier', id: '330100' }] : []);
  });
  it.each(['DecisionSetAside', 'DecisionTookEffect'] as const)('is as public in %s as the decision was', (type) => {
    expect([true, false].map((disclosed) => classify(dossierEvents[type], { disclosed } as never))).toEqual(['PUBLIC', 'INTERNAL']);
  });
});
