import type { World } from '@minglu/kernel/testing';
import {
  announcing,
  approver,
  cancelling,
  command,
  dossierOf,
  exitProposed,
  inPublicity,
  investigating,
  officer,
  on,
  otherApprover,
  publishing,
  readyForReview,
  serving,
  substantiating,
  longTitled,
} from '../testing/index.js';

const opening = (investigationId: string, at: string) =>
  command(officer, at, 'OpenInvestigation', { investigationId, subject: 'a', clue: '材料造假', sourceProtected: true });
const closing = (investigationId: string, finding: string, at = on('2026-03-06')) =>
  command(otherApprover, at, 'CloseInvestigation', { investigationId, finding, reasons: '经查' });
const waiving = (at = on('2026-03-09'), proceedingId = 'pr1') =>
  command({ role: 'applicant', org: '330100', person: 'city-330100' }, at, 'WaiveStatement', { proceedingId });
const notice = (more: Record<string, unknown> = {}, at = on('2026-03-05')) => serving('cancel-qualification', more, at);
/** In creation, with two investigations open. */
const twice = (): World => readyForReview().given(opening('i1', on('2026-03-02')), opening('i2', on('2026-03-03')));
const starred = (): World => longTitled().given(publishing(2024, 1), publishing(2025, 1));
const both = (): World => starred().given(opening('i1', on('2026-03-09')), closing('i1', 'substantiated', on('2026-03-10')));
const exitNotice = (basis: readonly string[], more: Record<string, unknown> = {}, at = on('2026-03-11')) =>
  serving('exit', { subject: 't-a', basis, ...more }, at);

describe('ServePriorNotice names its grounds (decisions 20)', () => {
  it('rests by default on every investigation that is open or substantiated', () => {
    const it = twice().given(opening('i3', on('2026-03-03')), closing('i3', 'not-substantiated', on('2026-03-04')));
    const [event] = it.when(notice()).then('PriorNoticeServed').events;
    expect(dossierOf(it).proceedings).toMatchObject([{ investigationIds: ['i1', 'i2'], evaluationYears: [] }]);
    // 告知书未载明的调查，当事人不得由此得知。
    expect(event!.data).not.toHaveProperty('investigationIds');
  });
  it('rests by default on the pair of one-star years of the proposal', () => {
    const [event] = starred()
      .when(exitNotice(['measure-2022/24']))
      .then('PriorNoticeServed').events;
    expect(event!.data).toMatchObject({ evaluationYears: [2024, 2025] });
    expect(event!.data).not.toHaveProperty('investigationIds');
  });
  it('may name some of them, which must stand', () => {
    const it = twice();
    const named = it
      .fork()
      .when(notice({ investigationIds: ['i2'] }))
      .then('PriorNoticeServed').events;
    expect(named[0]!.data).toMatchObject({ investigationIds: ['i2'] });
    it.when(notice({ investigationIds: ['i9'] })).thenRefused('no-investigation', 'measure-2022/25');
    it.when(notice({ investigationIds: [] })).thenRefused('no-investigation', 'measure-2022/25');
    it.when(notice({ evaluationYears: [2024, 2025] })).thenRefused('ground-not-standing', 'measure-2022/25');
    starred()
      .when(exitNotice(['measure-2022/24'], { evaluationYears: [2023, 2024] }))
      .thenRefused('ground-not-standing', 'measure-2022/24');
    starred()
      .when(exitNotice(['measure-2022/24'], { evaluationYears: [2025, 2024] }))
      .then('PriorNoticeServed');
    starred()
      .when(exitNotice(['measure-2022/25'], { investigationIds: ['i1'] }))
      .thenRefused('no-exit-proposal', 'measure-2022/25');
  });
  it('rests on article 25 for fraud, on 24 for the stars', () => {
    twice()
      .when(notice({ basis: ['measure-2022/24'] }))
      .thenRefused('wrong-article', 'measure-2022/25');
    twice()
      .when(notice({ basis: ['measure-2022/18'] }))
      .thenRefused('wrong-article', 'measure-2022/25');
    starred()
      .when(exitNotice(['measure-2022/25']))
      .thenRefused('wrong-article', 'measure-2022/24');
  });
  it('is not served before the investigation was opened', () => {
    const it = readyForReview().given(opening('i1', on('2026-03-04')));
    it.when(notice({ servedAt: on('2026-03-04', '09:59:59') })).thenRefused('served-too-early', 'measure-2022/25');
    it.fork()
      .when(notice({ servedAt: on('2026-03-04') }))
      .then('PriorNoticeServed');
    it.given(opening('i2', on('2026-03-05')));
    const late = it
      .fork()
      .when(notice({ servedAt: on('2026-03-04', '12:00:00') }, on('2026-03-06')))
      .then('PriorNoticeServed');
    expect(late.events).toHaveLength(1);
    const later = it.fork().given(notice({ servedAt: on('2026-03-04', '12:00:00') }, on('2026-03-06')));
    expect(dossierOf(later).proceedings).toMatchObject([{ investigationIds: ['i1'] }]);
    it.when(notice({ servedAt: on('2026-03-04', '12:00:00'), investigationIds: ['i1', 'i2'] }, on('2026-03-06'))).thenRefused(
      'served-too-early',
      'measure-2022/25',
    );
  });
  it('is not served before the exit was proposed', () => {
    exitProposed()
      .when(serving('exit', { servedAt: on('2026-03-02', '12:00:00') }))
      .thenRefused('served-too-early', 'measure-2022/25');
    starred()
      .when(exitNotice(['measure-2022/24'], { servedAt: on('2026-03-08', '09:00:00') }))
      .thenRefused('served-too-early', 'measure-2022/24', 'measure-2022/25');
  });
  it('begins no period before the first year with a work calendar', () => {
    const it = readyForReview().given(opening('i1', '2022-12-20T10:00:00+08:00'));
    it.when(notice({ servedAt: '2022-12-30T10:00:00+08:00' })).thenRefused('before-the-calendars', 'measure-2022/25', 'civil-code/203');
    it.when(notice({ servedAt: '2022-12-31T10:00:00+08:00' })).then('PriorNoticeServed');
  });
  it('is one at a time for each ground', () => {
    const it = twice().given(notice({ investigationIds: ['i1'] }));
    it.when(notice({ proceedingId: 'pr2' })).thenRefused('proceeding-pending', 'measure-2022/25');
    it.when(notice({ proceedingId: 'pr2', investigationIds: ['i2'] })).then('PriorNoticeServed');
    const exit = both().given(exitNotice(['measure-2022/24']));
    exit.when(exitNotice(['measure-2022/24'], { proceedingId: 'pr2' })).thenRefused('proceeding-pending', 'measure-2022/24');
    exit.when(exitNotice(['measure-2022/25'], { proceedingId: 'pr2' })).then('PriorNoticeServed');
    expect(dossierOf(exit).proceedings).toMatchObject([
      { id: 'pr1', evaluationYears: [2024, 2025], investigationIds: [] },
      { id: 'pr2', evaluationYears: [], investigationIds: ['i1'] },
    ]);
  });
});

describe('a decision rests on the grounds of its notice', () => {
  it('not on a finding that came later', () => {
    const it = readyForReview().given(opening('i1', on('2026-03-02')), notice(), closing('i1', 'not-substantiated'));
    it.given(opening('i2', on('2026-03-07')), closing('i2', 'substantiated', on('2026-03-08')));
    it.when(cancelling()).thenRefused('no-prior-notice', 'measure-2022/25');
    it.given(notice({ proceedingId: 'pr2' }, on('2026-03-09')), waiving(on('2026-03-10'), 'pr2'));
    it.when(cancelling({ proceedingId: 'pr2' })).then('QualificationCancelled');
  });
  it('on the findings that it names, where they were told and substantiated', () => {
    const it = readyForReview().given(opening('i1', on('2026-03-02')), notice(), opening('i2', on('2026-03-06')), waiving());
    it.given(closing('i1', 'substantiated', on('2026-03-10')), closing('i2', 'substantiated', on('2026-03-10')));
    it.when(cancelling({ investigationIds: ['i1', 'i2'] })).thenRefused('finding-not-told', 'measure-2022/25');
    it.fork()
      .when(cancelling({ investigationIds: ['i1'] }))
      .then('QualificationCancelled');
    it.when(cancelling()).then('QualificationCancelled');
  });
  it('not while none that the notice named is substantiated', () => {
    const it = twice().given(notice({ investigationIds: ['i1'] }), closing('i2', 'substantiated'), waiving());
    it.when(cancelling()).thenRefused('finding-not-told', 'measure-2022/25');
  });
  it('keeps a proceeding while one of its findings stands', () => {
    const it = twice().given(notice(), closing('i1', 'not-substantiated'));
    expect(dossierOf(it).proceedings).toMatchObject([{ ended: false }]);
    it.given(closing('i2', 'not-substantiated'));
    expect(dossierOf(it).proceedings).toMatchObject([{ ended: true }]);
  });
  it('announces an exit on the findings that were told', () => {
    const it = exitProposed().given(serving('exit'), opening('i2', on('2026-03-05')));
    it.given(closing('i2', 'substantiated', on('2026-03-06')), waiving());
    it.when(announcing({ investigationIds: ['i2'] })).thenRefused('finding-not-told', 'measure-2022/25');
    it.when(announcing({ investigationIds: ['i-x'] })).then('ExitAnnounced');
  });
});

describe('ReviewStatement by another person (decisions 20)', () => {
  it('is not of who closed the investigation', () => {
    const it = inPublicity().given(investigating(on('2025-09-27')), substantiating('i-f', on('2025-09-28')));
    it.given(serving('cancel-qualification', {}, on('2025-09-29')));
    it.given(
      command({ role: 'applicant', org: '330100', person: 'city-330100' }, on('2025-09-30'), 'SubmitStatement', {
        proceedingId: 'pr1',
        content: '口径有误',
      }),
    );
    const reviewing = (person: string) =>
      command({ ...officer, person }, on('2025-10-10'), 'ReviewStatement', { proceedingId: 'pr1', adopted: false, reasons: '经复核' });
    it.when(reviewing(otherApprover.person)).thenRefused('four-eyes', 'measure-2022/25');
    it.when(reviewing(approver.person)).then('StatementReviewed');
  });
});
