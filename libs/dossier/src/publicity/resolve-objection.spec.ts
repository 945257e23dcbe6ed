import {
  answering,
  anonymous,
  approver,
  cancelledUnanswered,
  city,
  command,
  conferring,
  contested,
  dossierOf,
  filing,
  flags,
  inPublicity,
  officer,
  on,
  passing,
  posting,
  publicityClosed,
  sha,
  statusOf,
} from '../testing/index.js';
import type { World } from '@minglu/kernel/testing';

const dismissed = { outcome: 'dismissed' };
const unmet = { outcome: 'upheld', category: 'standard-unmet' };
const clerical = { outcome: 'upheld', category: 'clerical' };
const fraud = { outcome: 'upheld', category: 'fraud' };
const inWindow = on('2025-10-09', '15:00:00');
const withdraw = (objectionId: string, at = on('2025-10-20')) =>
  command(officer, at, 'WithdrawObjection', { objectionId, letterSha256: sha('e') });
const close = (finding: string, investigationId = 'investigation-o1', at = on('2025-11-03')) =>
  command(approver, at, 'CloseInvestigation', { investigationId, finding, reasons: '经查' });
const open = (...ids: string[]) => inPublicity().given(...ids.map((id) => filing(id)));
const closed = (...ids: string[]) => publicityClosed(open(...ids));

describe('ResolveObjection after the window (article 19; decision 8)', () => {
  it('counts a dismissed objection as none', () => {
    const it = contested();
    const [event] = it.when(answering('o1', dismissed)).then('ObjectionResolved').events;
    expect(event?.data).toMatchObject({ outcome: 'dismissed', category: null, findings: '经核实', clears: true });
    expect(statusOf(it)).toBe('CLEARED');
    it.when(conferring()).then('TitleConferred');
  });
  it('denies the conferral for a standard unmet; self-assessment and consent are needed again', () => {
    const it = contested();
    it.when(answering('o1', unmet)).then('ObjectionResolved', 'ConferralDenied');
    expect(dossierOf(it)).toMatchObject({ status: 'CREATING', creation: { selfAssessment: null, reviewConsent: false } });
    expect(flags(it)).toEqual([]);
  });
  it('voids the notice for a clerical error; a new notice must be started', () => {
    const it = contested();
    it.when(answering('o1', clerical)).then('ObjectionResolved', 'PublicityVoided');
    expect(statusOf(it)).toBe('REVIEW_PASSED');
    it.when(posting('p2', ['a'], on('2025-10-21'))).then('PublicityStarted');
    it.given(passing(it, 'publicity-window'));
    expect(statusOf(it)).toBe('CLEARED');
  });
  it('opens an investigation for fraud, keeps the officer’s findings, and lets the case wait', () => {
    const it = contested();
    const [event] = it
      .when(answering('o1', { ...fraud, investigationId: 'i1', findings: '凭证疑似伪造' }))
      .then('InvestigationOpened').events;
    expect(event).toMatchObject({
      legalBasis: ['measure-2022/25', 'measure-2022/19'],
      data: { investigationId: 'i1', objectionId: 'o1', findings: '凭证疑似伪造', clue: null },
    });
    expect(statusOf(it)).toBe('OBJECTION_CHECK');
    expect(flags(it)).toEqual(['UNDER_INVESTIGATION']);
    it.when(answering('o1', dismissed)).thenRefused('objection-under-investigation', 'measure-2022/25');
    it.when(withdraw('o1')).thenRefused('objection-under-investigation', 'measure-2022/25');
  });
});

describe('the investigation that an objection led to', () => {
  const investigated = () => contested().given(answering('o1', fraud));
  it('answers the objection as dismissed if fraud is not substantiated', () => {
    const it = investigated();
    const { events } = it.when(close('not-substantiated')).then('InvestigationClosed', 'ObjectionResolved');
    expect(events[1]?.data).toMatchObject({ objectionId: 'o1', outcome: 'dismissed', clears: true });
    expect(statusOf(it)).toBe('CLEARED');
    it.when(conferring({}, on('2025-11-04'))).then('TitleConferred');
  });
  it('keeps the case waiting if fraud is substantiated', () => {
    const it = investigated();
    it.when(close('substantiated')).then('InvestigationClosed');
    expect(statusOf(it)).toBe('OBJECTION_CHECK');
    it.when(answering('o1', dismissed, on('2025-11-04'))).thenRefused('objection-under-investigation', 'measure-2022/25');
  });
  it('refuses an id in use', () => {
    const it = closed('o1', 'o2').given(answering('o1', { ...fraud, investigationId: 'i1' }));
    it.when(answering('o2', { ...fraud, investigationId: 'i1' })).thenRefused('id-taken');
    it.when(answering('o2', fraud)).then('InvestigationOpened');
  });
});

describe('ResolveObjection while the window is open', () => {
  it('leaves the window open after a dismissal, and the notice closes clear', () => {
    const it = open('o1');
    it.when(answering('o1', dismissed, inWindow)).then('ObjectionResolved');
    expect(statusOf(it)).toBe('PUBLICITY_OPEN');
    expect(it.when(passing(it, 'publicity-window')).then('PublicityClosed').events[0]?.data).toMatchObject({ result: 'clear' });
  });
  it('denies the conferral for a standard unmet only when the window closes', () => {
    const it = open('o1');
    it.when(answering('o1', unmet, inWindow)).then('ObjectionResolved');
    expect(statusOf(it)).toBe('PUBLICITY_OPEN');
    const { events } = it.when(passing(it, 'publicity-window')).then('PublicityClosed', 'ConferralDenied');
    expect(events.map(({ data, legalBasis }) => ({ data, legalBasis }))).toMatchObject([
      { data: { result: 'contested' } },
      { legalBasis: ['measure-2022/19'] },
    ]);
    expect(statusOf(it)).toBe('CREATING');
  });
  it('voids the notice for a clerical error at once', () => {
    const it = open('o1');
    it.when(answering('o1', clerical, inWindow)).then('ObjectionResolved', 'PublicityVoided');
    expect(dossierOf(it)).toMatchObject({ status: 'REVIEW_PASSED', deadlines: [] });
  });
  it('closes the notice as contested during an investigation, and as clear after an unfounded one', () => {
    const it = open('o1').given(answering('o1', fraud, inWindow));
    const sooner = it.fork().given(close('not-substantiated', 'investigation-o1', inWindow));
    expect(statusOf(sooner)).toBe('PUBLICITY_OPEN');
    expect(statusOf(sooner.given(passing(sooner, 'publicity-window')))).toBe('CLEARED');
    expect(statusOf(it.given(passing(it, 'publicity-window')))).toBe('OBJECTION_CHECK');
  });
});

describe('an objection that waits while the case ends otherwise (decisions 24)', () => {
  const at = on('2026-03-20');
  it.each([
    ['dismissed', dismissed],
    ['upheld for a standard unmet', unmet],
    ['upheld for a clerical error', clerical],
    ['upheld for the fraud that was found', fraud],
  ])('is answered as %s, and the answer changes no status', (_, answer) => {
    const it = cancelledUnanswered();
    it.when(answering('o2', answer, at)).then('ObjectionResolved');
    expect(statusOf(it)).toBe('CANCELLED');
    it.when(answering('o2', answer, at)).thenRefused('no-open-objection', 'measure-2022/19');
  });
  it('may be withdrawn', () => {
    const it = cancelledUnanswered();
    expect(it.when(withdraw('o2', at)).then('ObjectionWithdrawn').events[0]?.data).toMatchObject({ clears: false });
    expect(statusOf(it)).toBe('CANCELLED');
  });
  it('may be investigated, and is answered by a finding that clears the applicant', () => {
    const it = cancelledUnanswered();
    it.when(answering('o2', { ...fraud, investigationId: 'i-2' }, at)).then('InvestigationOpened');
    it.when(answering('o2', fraud, at)).thenRefused('objection-under-investigation', 'measure-2022/25');
    it.when(close('not-substantiated', 'i-2', at)).then('InvestigationClosed', 'ObjectionResolved');
    expect(statusOf(it)).toBe('CANCELLED');
  });
  it('is answered as fraud, and only so, where its own investigation found fraud', () => {
    const it = cancelledUnanswered();
    it.when(answering('o1', dismissed, at)).thenRefused('objection-under-investigation', 'measure-2022/25');
    it.when(withdraw('o1', at)).thenRefused('objection-under-investigation', 'measure-2022/25');
    const [event] = it.when(answering('o1', fraud, at)).then('ObjectionResolved').events;
    expect(event?.data).toMatchObject({ outcome: 'upheld', category: 'fraud', clears: false });
  });
  it('holds the case where the fraud is answered before the decision', () => {
    const it = closed('o1', 'o2').given(answering('o1', fraud), close('substantiated'));
    it.when(answering('o1', fraud, on('2025-11-04'))).then('ObjectionResolved');
    it.when(answering('o2', { ...fraud, investigationId: 'investigation-o1' }, on('2025-11-04'))).then('ObjectionResolved');
    expect(statusOf(it)).toBe('OBJECTION_CHECK');
  });
});

describe('several objections', () => {
  const answerAll = (it: World, ...answers: readonly object[]) =>
    answers.flatMap((answer, index) => it.when(answering(`o${index + 1}`, { ...answer })).events.map(({ type }) => type));
  it('must all be answered before there is a consequence', () => {
    const it = closed('o1', 'o2');
    it.when(answering('o1', unmet)).then('ObjectionResolved');
    expect(statusOf(it)).toBe('OBJECTION_CHECK');
    it.when(answering('o2', dismissed)).then('ObjectionResolved', 'ConferralDenied');
  });
  it.each([
    ['unmet before clerical', [unmet, clerical], 'ConferralDenied', 'CREATING'],
    ['clerical after unmet', [clerical, unmet], 'ConferralDenied', 'CREATING'],
    ['clerical before dismissed', [clerical, dismissed], 'PublicityVoided', 'REVIEW_PASSED'],
    ['dismissed before clerical', [dismissed, clerical], 'PublicityVoided', 'REVIEW_PASSED'],
  ])('the gravest upheld decides: %s', (_, answers, last, status) => {
    const it = closed('o1', 'o2');
    expect(answerAll(it, ...answers)).toEqual(['ObjectionResolved', 'ObjectionResolved', last]);
    expect(statusOf(it)).toBe(status);
  });
  it('have the consequence of the others if an investigation finds no fraud', () => {
    const it = closed('o1', 'o2').given(answering('o1', fraud), answering('o2', unmet));
    expect(statusOf(it)).toBe('OBJECTION_CHECK');
    it.when(close('not-substantiated')).then('InvestigationClosed', 'ObjectionResolved', 'ConferralDenied');
    expect(statusOf(it)).toBe('CREATING');
  });
  it('clear the case if all are dismissed', () => {
    const it = closed('o1', 'o2', 'o3');
    expect(answerAll(it, dismissed, dismissed, dismissed)).toEqual(['ObjectionResolved', 'ObjectionResolved', 'ObjectionResolved']);
    expect(statusOf(it)).toBe('CLEARED');
  });
});

describe('one answer to several objections (decisions 43)', () => {
  const together = (answer: object, ...also: string[]) => answering('o1', { ...answer, alsoObjectionIds: also });
  it('answers each, and the last answer clears the case', () => {
    const it = closed('o1', 'o2', 'o3');
    const { events } = it.when(together(dismissed, 'o2', 'o3')).then('ObjectionResolved', 'ObjectionResolved', 'ObjectionResolved');
    expect(events.map(({ data }) => data)).toMatchObject([
      { objectionId: 'o1', outcome: 'dismissed', findings: '经核实', clears: false },
      { objectionId: 'o2', outcome: 'dismissed', findings: '经核实', clears: false },
      { objectionId: 'o3', outcome: 'dismissed', findings: '经核实', clears: true },
    ]);
    expect(statusOf(it)).toBe('CLEARED');
  });
  it('leaves those that it does not name', () => {
    const it = closed('o1', 'o2', 'o3');
    it.when(together(unmet, 'o2')).then('ObjectionResolved', 'ObjectionResolved');
    expect(statusOf(it)).toBe('OBJECTION_CHECK');
    it.when(answering('o3', dismissed)).then('ObjectionResolved', 'ConferralDenied');
  });
  it('counts the first once if it is named again', () => {
    closed('o1', 'o2')
      .when(together(dismissed, 'o1', 'o2'))
      .then('ObjectionResolved', 'ObjectionResolved');
  });
  it('sends all to one investigation for fraud, whose end answers all', () => {
    const it = closed('o1', 'o2');
    const [opened] = it.when(together(fraud, 'o2')).then('InvestigationOpened').events;
    expect(opened!.data).toMatchObject({ objectionId: 'o1', alsoObjectionIds: ['o2'] });
    it.when(answering('o2', dismissed)).thenRefused('objection-under-investigation', 'measure-2022/25');
    it.when(close('not-substantiated')).then('InvestigationClosed', 'ObjectionResolved', 'ObjectionResolved');
    expect(statusOf(it)).toBe('CLEARED');
  });
  it('is refused whole if one of them is answered or unknown', () => {
    const it = closed('o1', 'o2').given(answering('o2', dismissed));
    it.when(together(dismissed, 'o2')).thenRefused('no-open-objection', 'measure-2022/19');
    it.when(together(dismissed, 'o9')).thenRefused('no-open-objection', 'measure-2022/19');
    expect(statusOf(it)).toBe('OBJECTION_CHECK');
  });
});

describe('ResolveObjection is refused', () => {
  it('for an answered objection, a clue or an unknown objection', () => {
    closed('o1', 'o2').given(answering('o1', dismissed)).when(answering('o1', unmet)).thenRefused('no-open-objection', 'measure-2022/19');
    inPublicity()
      .given(filing('o1', inWindow, anonymous))
      .when(answering('o1', dismissed, inWindow))
      .thenRefused('no-open-objection', 'measure-2022/19');
    contested().when(answering('zzz', dismissed)).thenRefused('unknown-id');
  });
  it('for an upheld objection without a category, or a dismissed one with a category', () => {
    contested()
      .when(answering('o1', { outcome: 'upheld' }))
      .thenRefused('category-of-upheld', 'measure-2022/19');
    contested()
      .when(answering('o1', { outcome: 'dismissed', category: 'clerical' }))
      .thenRefused('category-of-upheld', 'measure-2022/19');
  });
  it('for everyone but an officer', () => {
    contested()
      .when({ ...answering('o1', dismissed), by: approver })
      .thenRefused('not-authorised', 'measure-2022/19');
    contested()
      .when({ ...answering('o1', dismissed), by: city('330100') })
      .thenRefused('not-authorised', 'measure-2022/19');
  });
  it('a second time, once the case has moved on', () => {
    contested().given(answering('o1', dismissed)).when(answering('o1', unmet)).thenRefused('no-open-objection', 'measure-2022/19');
  });
});

describe('WithdrawObjection by a letter of the objector', () => {
  it('clears the case if it was the last open objection', () => {
    const it = closed('o1', 'o2').given(answering('o1', dismissed));
    expect(it.when(withdraw('o2')).then('ObjectionWithdrawn').events[0]?.data).toMatchObject({ clears: true });
    expect(statusOf(it)).toBe('CLEARED');
  });
  it('leaves the consequence to the other objections', () => {
    closed('o1', 'o2').given(answering('o1', unmet)).when(withdraw('o2')).then('ObjectionWithdrawn', 'ConferralDenied');
    closed('o1', 'o2').given(answering('o1', clerical)).when(withdraw('o2')).then('ObjectionWithdrawn', 'PublicityVoided');
    expect(statusOf(closed('o1', 'o2').given(withdraw('o1')))).toBe('OBJECTION_CHECK');
  });
  it('leaves an open window open', () => {
    expect(statusOf(open('o1').given(withdraw('o1', inWindow)))).toBe('PUBLICITY_OPEN');
  });
  it('is possible only for an officer, for an open objection', () => {
    contested()
      .when({ ...withdraw('o1'), by: approver })
      .thenRefused('not-authorised', 'measure-2022/19');
    contested().when(withdraw('zzz')).thenRefused('unknown-id');
    closed('o1', 'o2').given(withdraw('o1')).when(withdraw('o1')).thenRefused('no-open-objection', 'measure-2022/19');
  });
});
