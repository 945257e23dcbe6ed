import type { Day } from '@minglu/kernel';
import { cancelled, dossierOf, noticeServed, publicityClosed, recorded, titled } from '../testing/index.js';
import type { Dossier, StandingDecision, Undoable } from './dossier.js';
import { isAgainstParty, keyOf, standingAfter, undone } from './set-aside.js';
import { dossiers } from './state.js';

const before: StandingDecision['before'] = { status: 'TITLED', deadlines: [], creation: null, title: null };
const standing = (type: Undoable, key = ''): StandingDecision => ({ type, key, before });
const dossier = (more: Partial<Dossier>): Dossier => ({ ...dossiers.initial, ...more });
const setAside = (decision: Undoable, key = '', evaluationYear: number | null = null) => ({ decision, key, evaluationYear }) as never;

describe('the key of a decision', () => {
  const data = { evaluationYear: 2024, publicityId: 'p1' };
  it.each([
    ['the year of a result', 'EvaluationResultPublished', '2024'],
    ['the notice of a denial', 'ConferralDenied', 'p1'],
    ['empty for any other decision', 'TitleConferred', ''],
  ])('is %s', (_, type, key) => expect(keyOf(type, data)).toBe(key));
});

describe('the decisions that stand', () => {
  const results = [
    standing('EvaluationResultPublished', '2024'),
    standing('EvaluationResultPublished', '2025'),
    standing('TitleConferred'),
  ];
  it('gain a decision with the parts of the dossier before it', () => {
    const { status, deadlines, creation, title } = dossierOf(publicityClosed());
    expect(dossierOf(titled()).decisions).toEqual([{ type: 'TitleConferred', key: '', before: { status, deadlines, creation, title } }]);
    expect(standingAfter(dossier({ decisions: results }), recorded('TitleUseAuthorised', {}))).toEqual(results);
  });
  it('lose the decision that is set aside, of its type and its key alone', () => {
    const after = (decision: Undoable, key: string) =>
      standingAfter(dossier({ decisions: results }), recorded('DecisionSetAside', { decision, key }));
    expect(after('EvaluationResultPublished', '2024')).toEqual([results[1], results[2]]);
    expect(after('TitleConferred', '')).toEqual([results[0], results[1]]);
    expect(after('ExitAnnounced', '')).toEqual(results);
  });
  it('keep the title as it is on the day on which an exit takes effect', () => {
    const { title } = dossierOf(titled());
    const decisions = [standing('TitleConferred'), standing('ExitAnnounced')];
    const after = (decision: string) =>
      standingAfter(dossier({ title, decisions }), recorded('DecisionTookEffect', { decision, publicityId: 'p1' }));
    expect(after('ExitAnnounced')).toEqual([decisions[0], { ...decisions[1], before: { ...before, title } }]);
    expect(after('TitleConferred')).toEqual(decisions);
    expect(standingAfter(dossier({ title, decisions }), recorded('TitleUseEnded', { decision: 'ExitAnnounced' }))).toEqual(decisions);
  });
});

describe('a decision that is set aside', () => {
  it('opens a rejected application again', () => {
    expect(undone(dossier({ closedOn: '2023-12-01' as Day }), setAside('FormalReviewRejected'))).toEqual({ closedOn: null });
  });
  it('brings back the creation before a cancellation, and its proceeding without a decision', () => {
    const closed = dossierOf(cancelled());
    expect(closed.proceedings).toMatchObject([{ ended: true, decided: true }]);
    const { creation, proceedings } = dossierOf(noticeServed());
    const open = { ...closed, creation: null };
    expect(undone(open, setAside('QualificationCancelled'))).toMatchObject({
      closedOn: null,
      creation,
      title: null,
      proceedings: [{ id: proceedings[0]!.id, ended: false, decided: false }],
    });
  });
  it('leaves a proceeding as it ended if no decision ended it', () => {
    const [proceeding] = dossierOf(cancelled()).proceedings;
    const ended = { ...proceeding!, decided: false };
    expect(undone(dossier({ proceedings: [ended] }), setAside('ExitAnnounced')).proceedings).toEqual([ended]);
  });
  it('changes neither creation nor title if the dossier does not know what was before', () => {
    const { creation, title } = dossierOf(titled());
    const known = dossier({ creation, title, decisions: [standing('TitleConferred')] });
    expect(undone(known, setAside('ExitAnnounced'))).toMatchObject({ creation, title });
    expect(undone(known, setAside('ConferralDenied', 'p1'))).toEqual({ creation, publicity: null });
    expect(undone(dossier({ decisions: [standing('ExitAnnounced')], title }), setAside('ExitAnnounced'))).toMatchObject({ title });
  });
  it('brings back the uses of the title before its exit, those of the latest exit', () => {
    const { title } = dossierOf(titled());
    const uses = (id: string) => ({ ...before, title: { ...title!, uses: [{ id, until: null }] } });
    const decisions: StandingDecision[] = [
      { ...standing('ExitAnnounced'), before: uses('u1') },
      { ...standing('ExitAnnounced'), before: uses('u2') },
      { ...standing('ExitAnnounced', 'another'), before: uses('u3') },
      { ...standing('TitleConferred'), before: uses('u4') },
    ];
    expect(undone(dossier({ title, decisions }), setAside('ExitAnnounced')).title).toEqual({ ...title, uses: [{ id: 'u2', until: null }] });
  });
  it('ends the proceedings about an exit with the title, and no other', () => {
    const [proceeding] = dossierOf(noticeServed()).proceedings;
    const proceedings = [proceeding!, { ...proceeding!, proposed: 'exit' as const }];
    expect(undone(dossier({ proceedings }), setAside('TitleConferred'))).toEqual({
      title: null,
      evaluation: null,
      proceedings: [proceeding, { ...proceeding, proposed: 'exit', ended: true }],
    });
  });
  it('closes the notice of a denial again, and opens the objections that were upheld for it alone', () => {
    const { publicity } = dossierOf(publicityClosed());
    const objection = (id: string, outcome: string | null) => ({ id, outcome }) as never;
    const denied = {
      ...publicity!,
      notice: { ...publicity!.notice, standing: 'denied' as never },
      objections: [objection('o1', 'standard-unmet'), objection('o2', 'dismissed'), objection('o3', null)],
    };
    expect(undone(dossier({ publicity: denied }), setAside('ConferralDenied', 'p1')).publicity).toEqual({
      ...publicity,
      notice: { ...publicity!.notice, standing: 'closed' },
      objections: [objection('o1', null), objection('o2', 'dismissed'), objection('o3', null)],
    });
  });
});

describe('a decision against the party', () => {
  it.each([
    ['a refusal', 'ProvincialConsentRefused', {}, true],
    ['a failed review', 'ReviewConcluded', { conclusion: 'fail' }, true],
    ['no passed review', 'ReviewConcluded', { conclusion: 'pass' }, false],
    ['no conferral', 'TitleConferred', { conclusion: 'fail' }, false],
  ])('is %s', (_, type, data, against) => expect(isAgainstParty({ type, data })).toBe(against));
});
