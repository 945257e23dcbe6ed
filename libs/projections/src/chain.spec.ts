import { dossiers } from '@minglu/dossier';
import {
  announcing,
  answering,
  approver,
  cancelling,
  city,
  command,
  contested,
  exitProposed,
  investigating,
  longTitled,
  noticeServed,
  officer,
  on,
  ordering,
  passing,
  publishing,
  readyForReview,
  rejected,
  serving,
  statementClosed,
  submitted,
  substantiating,
  titled,
} from '@minglu/dossier/testing';
import type { RecordedEvent } from '@minglu/kernel';
import type { World } from '@minglu/kernel/testing';
import { chainOf } from './chain.js';
import { history } from './history.test.js';
import { isVisible, type Visibility } from './visibility.js';

const titleOf = (type: string) => dossiers.events[type]!.title;
/** The chain of the last event of a type, as a viewer sees it: step, type of the event, place in the history, last day. */
const chain = (it: World, type: string, visibility: Visibility = 'all') => {
  const shown = history(it.events()).filter((event: RecordedEvent) => isVisible(visibility, event));
  const of = shown.findLast(({ event }) => event.type === type)!;
  return chainOf(of, shown, titleOf);
};
const steps = (it: World, type: string, visibility: Visibility = 'all') =>
  chain(it, type, visibility).map((link) => [link.step, link.type] as const);

const reviewer = { ...officer, person: 'officer-2' };
const stating = command(city('330100'), on('2026-03-05'), 'SubmitStatement', { proceedingId: 'pr1', content: '口径有误' });
const asking = command(city('330100'), on('2026-03-06'), 'RequestHearing', { proceedingId: 'pr1' });
const holding = command(officer, on('2026-03-13'), 'HoldHearing', {
  proceedingId: 'pr1',
  heldOn: '2026-03-13',
  recordSha256: 'c'.repeat(64),
});
const reviewing = command(reviewer, on('2026-03-14'), 'ReviewStatement', { proceedingId: 'pr1', adopted: false, reasons: '不成立' });
const cancelledAfterHearing = (): World =>
  statementClosed(noticeServed().given(stating, asking)).given(holding, reviewing, cancelling({ remediesTold: true }));
const idOf = (it: World, type: string) => String(it.events().findLastIndex((event) => event.type === type) + 1);
const settingAside = (more: Record<string, unknown> = {}) =>
  command(approver, on('2026-06-01'), 'SetAsideDecision', {
    caseId: 'a',
    ground: 'reconsideration',
    documentNumber: '复议1号',
    reasons: '认定不清',
    ...more,
  });

describe('the chain of a decision', () => {
  it('names the persons behind the review, the notice and the conferral of a title', () => {
    const it = titled();
    expect(steps(it, 'TitleConferred')).toEqual([
      ['review', 'ReviewConcluded'],
      ['notice', 'PublicityStarted'],
      ['decision', 'TitleConferred'],
    ]);
    const people = chain(it, 'TitleConferred').flatMap(({ by }) => by);
    expect(people.length).toBe(3);
    expect(new Set(people).size).toBe(3);
  });
  it('goes from the finding to the remedies of a cancellation', () => {
    const it = cancelledAfterHearing();
    expect(steps(it, 'QualificationCancelled')).toEqual([
      ['finding', 'InvestigationOpened'],
      ['finding', 'InvestigationClosed'],
      ['notice', 'PriorNoticeServed'],
      ['service', 'PriorNoticeServed'],
      ['statement', 'StatementReceived'],
      ['hearing', 'HearingRequested'],
      ['statement', 'StatementWindowClosed'],
      ['hearing', 'HearingHeld'],
      ['review', 'StatementReviewed'],
      ['decision', 'QualificationCancelled'],
      ['remedies', 'QualificationCancelled'],
      ['remedies', 'QualificationCancelled'],
    ]);
    const links = chain(it, 'QualificationCancelled');
    expect(links[2]).toMatchObject({ eventId: expect.stringMatching(/^e\d+$/), title: titleOf('PriorNoticeServed'), until: '2026-03-11' });
    expect(links.slice(-2)).toMatchObject([
      { title: { zh: '可申请行政复议' }, on: '2026-03-16', until: '2026-05-15' },
      { title: { zh: '可提起行政诉讼' }, on: '2026-03-16', until: '2026-09-16' },
    ]);
    expect(new Set(links.map(({ eventId }) => eventId)).size).toBe(9);
  });
  it('goes on with the service, the remedy that was sought, and the setting aside, and those lead back to it', () => {
    const it = cancelledAfterHearing();
    // In these histories the events of the dossier alone have ids: `e0`, `e1`, …
    it.given(command(officer, on('2026-04-01'), 'NoteReviewOrLitigation', { caseId: 'a', kind: 'reconsideration', date: '2026-04-01' }));
    it.given(settingAside());
    const whole = steps(it, 'QualificationCancelled');
    expect(whole.slice(-2)).toEqual([
      ['remedies', 'ReviewOrLitigationNoted'],
      ['set-aside', 'DecisionSetAside'],
    ]);
    for (const type of ['ReviewOrLitigationNoted', 'DecisionSetAside']) expect(steps(it, type)).toEqual(whole);
  });
  it('follows what names the decision by its id', () => {
    const it = cancelledAfterHearing();
    const decisionEventId = idOf(it, 'QualificationCancelled');
    it.given(
      command(officer, on('2026-03-23'), 'RecordService', {
        caseId: 'a',
        decisionEventId,
        service: { method: 'mail', date: '2026-03-20' },
      }),
      command(officer, on('2026-04-01'), 'NoteReviewOrLitigation', {
        caseId: 'a',
        kind: 'litigation',
        date: '2026-04-01',
        decisionEventId,
      }),
      settingAside({ decisionEventId }),
    );
    const events = history(it.events());
    const named = events.map((one) => ({ ...one, eventId: String(it.events().findIndex(({ data }) => data === one.event.data) + 1) }));
    const decision = named.find(({ event }) => event.type === 'QualificationCancelled')!;
    const whole = chainOf(decision, named, titleOf).map(({ step, type, on: day, until }) => [step, type, day, until]);
    expect(whole.slice(-5)).toEqual([
      ['service', 'DocumentServed', '2026-03-20', null],
      ['remedies', 'DocumentServed', '2026-03-20', '2026-05-19'],
      ['remedies', 'DocumentServed', '2026-03-20', '2026-09-20'],
      ['remedies', 'ReviewOrLitigationNoted', expect.any(String), null],
      ['set-aside', 'DecisionSetAside', expect.any(String), null],
    ]);
  });
  it('shows the years of one star and the proposal of an exit', () => {
    const starred = longTitled().given(publishing(2024, 1), publishing(2025, 1));
    const it = statementClosed(starred.given(serving('exit', { basis: ['measure-2022/24'] }, on('2026-03-09')))).given(
      announcing({}, on('2026-03-20')),
    );
    expect(steps(it, 'ExitAnnounced')).toEqual([
      ['finding', 'EvaluationResultPublished'],
      ['finding', 'EvaluationResultPublished'],
      ['proposal', 'ExitProposed'],
      ['notice', 'PriorNoticeServed'],
      ['service', 'PriorNoticeServed'],
      ['statement', 'StatementWindowClosed'],
      ['decision', 'ExitAnnounced'],
    ]);
    expect(steps(it, 'ExitAnnounced', 'public')).toEqual([
      ['finding', 'EvaluationResultPublished'],
      ['finding', 'EvaluationResultPublished'],
      ['decision', 'ExitAnnounced'],
    ]);
  });
  it('names to a party no investigation, and only those that the notice named to the ministry', () => {
    const other = command(officer, on('2026-03-12'), 'OpenInvestigation', {
      investigationId: 'i-later',
      subject: 'a',
      clue: '另案',
      sourceProtected: true,
    });
    const it = statementClosed(noticeServed().given(other)).given(cancelling());
    expect(steps(it, 'QualificationCancelled', 'party').map(([step]) => step)).not.toContain('finding');
    expect(steps(it, 'QualificationCancelled').filter(([step]) => step === 'finding')).toHaveLength(2);
    const named = readyForReview().given(
      { ...other, at: on('2026-03-01') },
      investigating(),
      substantiating(),
      serving('cancel-qualification', { investigationIds: ['i-f'] }),
    );
    const decided = statementClosed(named).given(cancelling());
    expect(steps(decided, 'QualificationCancelled').filter(([step]) => step === 'finding')).toHaveLength(2);
  });
  it('shows an exit for fraud with its finding', () => {
    const it = statementClosed(exitProposed().given(serving('exit'))).given(announcing({ remediesTold: '可申请复议' }));
    expect(steps(it, 'ExitAnnounced').map(([step]) => step)).toEqual([
      'finding',
      'finding',
      'proposal',
      'notice',
      'service',
      'statement',
      'decision',
      'remedies',
      'remedies',
    ]);
  });
  it('shows the steps to the other decisions', () => {
    const supplemented = submitted().given(command(officer, on('2023-11-09'), 'RequestSupplement', { caseId: 'a', items: ['未盖章'] }));
    const late = command(officer, on('2023-12-20'), 'RejectFormalReview', {
      caseId: 'a',
      checklist: { conditions: [true, true, true, true], materialsComplete: false },
      reasons: '未补正',
    });
    expect(steps(supplemented.given(late), 'FormalReviewRejected')).toEqual([
      ['notice', 'SupplementRequested'],
      ['decision', 'FormalReviewRejected'],
    ]);
    const denied = contested().given(answering('o1', { outcome: 'upheld', category: 'standard-unmet' }));
    expect(steps(denied, 'ConferralDenied')).toEqual([
      ['finding', 'ObjectionFiled'],
      ['finding', 'ObjectionResolved'],
      ['decision', 'ConferralDenied'],
    ]);
    const ordered = titled().given(publishing(2025, 1), ordering({ dueDate: '2026-06-30', service: { method: 'direct' } }));
    expect(chain(ordered, 'RectificationOrdered').map(({ step, type }) => [step, type])).toEqual([
      ['finding', 'EvaluationResultPublished'],
      ['notice', 'ReminderIssued'],
      ['decision', 'RectificationOrdered'],
      ['service', 'RectificationOrdered'],
    ]);
    expect(steps(rejected(), 'FormalReviewRejected')).toEqual([['decision', 'FormalReviewRejected']]);
  });
  it('is empty for an event that is no decision and is about none', () => {
    const it = noticeServed();
    expect(chain(it, 'PriorNoticeServed')).toEqual([]);
    expect(chain(it.given(passing(it, 'statement-window')), 'StatementWindowClosed')).toEqual([]);
  });
});
