import type { World } from '@minglu/kernel/testing';
import { quietDeadlines } from '../case/quiet-deadlines.js';
import {
  admin,
  announcing,
  cancelling,
  city,
  clock,
  command,
  dossierOf,
  exitNoticed,
  exitProposed,
  flags,
  investigating,
  noticeServed,
  officer,
  on,
  passing,
  readyForReview,
  serving,
  substantiating,
  titled,
} from '../testing/index.js';

const own = city('330100');
const reviewer = { ...officer, person: 'officer-2' };
const SHA = 'c'.repeat(64);
const asking = (at = on('2026-03-06'), by = own) => command(by, at, 'RequestHearing', { proceedingId: 'pr1' });
const holding = (heldOn = '2026-03-13', at = on('2026-03-13')) =>
  command(officer, at, 'HoldHearing', { proceedingId: 'pr1', heldOn, recordSha256: SHA });
const refusing = command(officer, on('2026-03-13'), 'RefuseHearing', { proceedingId: 'pr1', reasons: '不属于听证范围' });
const reviewing = (at = on('2026-03-14')) =>
  command(reviewer, at, 'ReviewStatement', { proceedingId: 'pr1', adopted: false, reasons: '经复核' });
const stating = (more: Record<string, unknown>, at: string, by = officer) =>
  command(by, at, 'SubmitStatement', { proceedingId: 'pr1', content: '口径有误', ...more });
const passingHearing = { caseId: 'a', kind: 'hearing-request', of: 'pr1', endsAt: '2026-03-12T00:00:00+08:00' };
const daysOff = (...offDays: readonly string[]) =>
  command(admin, on('2026-03-05', '09:00:00'), 'ReviseWorkCalendar', { year: 2026, noticeNumber: '调整', offDays, makeupWorkdays: [] });
const shortWindow = command(admin, on('2026-03-01'), 'SetPolicy', {
  key: 'policy/statement-working-days',
  value: 3,
  documentNumber: '1号',
});
const recount = command(clock, on('2026-03-05'), 'RecomputeDeadlines', { caseId: 'a', cause: '调整' });
const closed = (): World => {
  const it = noticeServed();
  return it.given(passing(it, 'statement-window'));
};

describe('RequestHearing, HoldHearing and RefuseHearing (decisions 34)', () => {
  it('may be asked for within five working days of the notice, once, by the party', () => {
    const it = noticeServed();
    it.when(asking(on('2026-03-11', '23:59:59'), city('340100'))).thenRefused('not-authorised');
    it.fork()
      .when(asking(on('2026-03-12', '00:00:00')))
      .thenRefused('hearing-request-closed', 'measure-2022/25');
    it.when(asking(on('2026-03-11', '23:59:59'))).then('HearingRequested');
    it.when(asking(on('2026-03-11', '23:59:59'))).thenRefused('hearing-requested', 'measure-2022/25');
  });
  it('holds the decision until it is held or refused', () => {
    const it = noticeServed().given(asking());
    it.given(passing(it, 'statement-window'));
    it.when(cancelling()).thenRefused('hearing-pending', 'measure-2022/25');
    it.fork().given(refusing).when(cancelling()).then('QualificationCancelled');
    it.given(holding()).when(cancelling()).thenRefused('statement-not-reviewed', 'measure-2022/25');
    it.given(reviewing()).when(cancelling()).then('QualificationCancelled');
  });
  it('holds an exit likewise', () => {
    const it = exitNoticed().given(asking());
    it.given(passing(it, 'statement-window'));
    it.when(announcing()).thenRefused('hearing-pending', 'measure-2022/25');
    const shorter = exitProposed(titled().given(shortWindow)).given(serving('exit'));
    shorter.given(passing(shorter, 'statement-window'));
    shorter
      .fork()
      .when(announcing({ effectiveDate: '2026-03-11' }, on('2026-03-11')))
      .thenRefused('hearing-request-open', 'measure-2022/25');
    shorter.when(announcing()).then('ExitAnnounced');
  });
  it('leaves its record to the review', () => {
    const it = noticeServed().given(stating({}, on('2026-03-05'), own), asking());
    it.when(reviewing(on('2026-03-10'))).thenRefused('hearing-pending', 'measure-2022/25');
    const [event] = it.when(holding()).then('HearingHeld').events;
    expect(event!.data).toEqual({ caseId: 'a', proceedingId: 'pr1', heldOn: '2026-03-13', recordSha256: SHA });
    it.when(reviewing()).then('StatementReviewed');
  });
  it('is not held by who signed the finding', () => {
    const it = noticeServed().given(asking());
    const closer = { ...officer, person: dossierOf(it).investigations[0]!.closedBy! };
    it.when({ ...holding(), by: closer }).thenRefused('four-eyes', 'measure-2022/25');
  });
  it('is held after it was requested, not in the future, and not without a request', () => {
    noticeServed().when(holding()).thenRefused('no-hearing-requested', 'measure-2022/25');
    noticeServed().when(refusing).thenRefused('no-hearing-requested', 'measure-2022/25');
    const it = noticeServed().given(asking());
    it.when(holding('2026-03-05')).thenRefused('held-before-requested', 'measure-2022/25');
    it.when(holding('2026-03-14')).thenRefused('date-in-future', 'measure-2022/25');
  });
  it('has a deadline that no timer waits for, and a flag while the request waits', () => {
    const it = noticeServed();
    expect(dossierOf(it).deadlines.map(({ kind }) => kind)).toEqual(['review-request', 'statement-window']);
    const quiet = () => quietDeadlines(dossierOf(it));
    expect(quiet()).toMatchObject([{ kind: 'hearing-request', of: 'pr1', lastDay: '2026-03-11', open: true }]);
    it.when(command(clock, on('2026-03-12'), 'PassDeadline', passingHearing)).thenRefused('deadline-not-standing', 'civil-code/203');
    it.given(asking());
    expect(quiet()).toMatchObject([{ open: false }]);
    expect(flags(it)).toContain('HEARING_REQUESTED');
    it.given(refusing);
    expect(flags(it)).not.toContain('HEARING_REQUESTED');
  });
  it('moves with the statement window by a revised calendar, in the same event', () => {
    const it = noticeServed().given(daysOff('2026-03-06'));
    const [event] = it.when(recount).then('DeadlineRecomputed').events;
    expect(event!.data).toMatchObject({
      deadline: { kind: 'statement-window', lastDay: '2026-03-12' },
      hearingRequest: { kind: 'hearing-request', lastDay: '2026-03-12' },
    });
    expect(quietDeadlines(dossierOf(it))).toMatchObject([{ lastDay: '2026-03-12' }]);
    it.when(asking(on('2026-03-12', '23:59:59'))).then('HearingRequested');
  });
  it('has no event of its own if the statement was waived, and is counted again when it is used', () => {
    const waiving = command(own, on('2026-03-05'), 'WaiveStatement', { proceedingId: 'pr1' });
    const it = noticeServed().given(waiving, daysOff('2026-03-06'));
    it.when(recount).then();
    it.when(asking(on('2026-03-12', '23:59:59'))).then('HearingRequested');
  });
  it('is not cut short by a statement window that the ministry made shorter', () => {
    const it = noticeServed(readyForReview().given(shortWindow));
    it.given(passing(it, 'statement-window'));
    it.fork()
      .when(cancelling({}, on('2026-03-11')))
      .thenRefused('hearing-request-open', 'measure-2022/25');
    it.when(cancelling({}, on('2026-03-12'))).then('QualificationCancelled');
  });
});

describe('SubmitStatement by an officer (decisions 34)', () => {
  it('counts by the day of receipt, also after the window was closed', () => {
    const it = closed();
    const [event] = it
      .when(stating({ form: 'oral', receivedOn: '2026-03-11', recordSha256: SHA }, on('2026-03-13')))
      .then('StatementReceived').events;
    expect(event!.data).toMatchObject({ form: 'oral', receivedOn: '2026-03-11', recordSha256: SHA, entered: true });
    it.when(cancelling()).thenRefused('statement-not-reviewed', 'measure-2022/25');
  });
  it('is refused when received late, in the future, or without its day after the window', () => {
    closed()
      .when(stating({ receivedOn: '2026-03-12' }, on('2026-03-13')))
      .thenRefused('statement-window-closed', 'measure-2022/25');
    closed()
      .when(stating({ receivedOn: '2026-03-14' }, on('2026-03-13')))
      .thenRefused('date-in-future', 'measure-2022/25');
    closed()
      .when(stating({}, on('2026-03-13')))
      .thenRefused('statement-window-closed', 'measure-2022/25');
    noticeServed()
      .when(stating({ receivedOn: '2026-03-03' }, on('2026-03-06')))
      .thenRefused('received-before-notice', 'measure-2022/25');
    noticeServed()
      .when(stating({ receivedOn: '2026-03-05' }, on('2026-03-06'), own))
      .thenRefused('received-by-officer', 'measure-2022/25');
  });
});

describe('service of the notice (decisions 34)', () => {
  const noticed = (service: Record<string, unknown>, more: Record<string, unknown> = {}) =>
    readyForReview()
      .given(investigating(), substantiating())
      .when(serving('cancel-qualification', { service, ...more }, on('2026-03-10')));
  const lastDay = (service: Record<string, unknown>) =>
    (noticed(service).then('PriorNoticeServed').events[0]!.data as { deadline: { lastDay: string } }).deadline.lastDay;
  it('counts from the day on the proof', () => {
    expect(lastDay({ method: 'direct' })).toBe('2026-03-17');
    expect(lastDay({ method: 'electronic', consent: true })).toBe('2026-03-17');
    const mailed = readyForReview()
      .given(investigating(), substantiating())
      .when(
        serving(
          'cancel-qualification',
          { servedAt: on('2026-03-04'), service: { method: 'mail', date: '2026-03-06', proof: '回执' } },
          on('2026-03-10'),
        ),
      );
    expect(mailed.events[0]!.data).toMatchObject({ deemedServedOn: '2026-03-06', deadline: { lastDay: '2026-03-13' } });
  });
  it('is not older than the notice', () => {
    noticed({ method: 'direct' }, { document: { issuedOn: '2026-03-11' } }).thenRefused('date-in-future', 'measure-2022/25');
    const late = { servedAt: on('2026-03-09'), document: { issuedOn: '2026-03-10' } };
    noticed({ method: 'direct' }, late).thenRefused('proof-before-service', 'measure-2022/25');
    const [event] = noticed({ method: 'direct' }, { servedAt: on('2026-03-09'), document: { number: '告字1号' } }).events;
    expect(event!.data).toMatchObject({ document: { number: '告字1号', issuedOn: '2026-03-09' } });
  });
  it('is deemed made 30 days after a public announcement', () => {
    expect(lastDay({ method: 'public-announcement' })).toBe('2026-04-16');
  });
  it('needs consent where it is electronic, and a proof of a day that has come', () => {
    noticed({ method: 'electronic' }).thenRefused('no-consent-to-service', 'measure-2022/25');
    noticed({ method: 'mail', date: '2026-03-09' }).thenRefused('proof-before-service', 'measure-2022/25');
    noticed({ method: 'mail', date: '2026-03-11' }).thenRefused('date-in-future', 'measure-2022/25');
  });
});
