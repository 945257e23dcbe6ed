import type { TestCommand, World } from '@minglu/kernel/testing';
import { campaign } from './campaign.js';
import { fresh } from './testing/fresh.js';

const admin = { role: 'ministry-admin', org: 'MIIT', person: 'admin-1' };
const authority = (org: string, role = 'provincial-authority') => ({ role, org, person: `a-${org}` });
const command = (by: TestCommand['by'], at: string, name: string, data: Record<string, unknown>): TestCommand => ({
  by,
  at,
  do: name,
  with: { campaignId: 'c', ...data },
});
const opened = (track = 'creation-application', more: Record<string, unknown> = {}): World =>
  fresh().given(
    command(admin, '2025-10-01T08:00:00+08:00', 'OpenCampaign', {
      programme: 'city',
      track,
      year: 2025,
      documentNumber: '1号',
      opensAt: '2025-10-15T00:00:00+08:00',
      closesAt: '2025-11-16T00:00:00+08:00',
      ...more,
    }),
  );
const DURING = '2025-10-20T09:00:00+08:00';
const AFTER = '2025-11-16T00:00:00+08:00';

describe('ForwardNotice (277 号通知二（一）、278 号通知三（一）)', () => {
  const forward = (province = '440000', more: Record<string, unknown> = {}, by = authority(province)) =>
    command(by, DURING, 'ForwardNotice', { province, date: '2025-10-20', ...more });
  it('is recorded once for each province', () => {
    const it = opened();
    it.when(forward()).then('NoticeForwardedToGovernment');
    it.when(forward('330000')).then('NoticeForwardedToGovernment');
    expect(it.state(campaign('c'))?.forwardedBy).toEqual(['440000', '330000']);
    it.when(forward()).thenRefused('already-forwarded', 'notice-2023-278/3.1');
  });
  it('is a duty of the provinces and separately planned cities only', () => {
    opened().when(forward('440300')).then('NoticeForwardedToGovernment');
    opened().when(forward('310000')).then('NoticeForwardedToGovernment');
    for (const code of ['440100', '441900', '440305', '310115', '810000']) {
      const { refusal } = opened().when(forward(code)).thenRefused('not-provincial-level', 'notice-2023-278/3.1');
      expect(refusal?.details).toEqual({ province: code });
    }
    opened('evaluation').when(forward('441900')).thenRefused('not-provincial-level', 'notice-2023-277/2.1');
  });
  it('is recorded with a warning after the window has ended', () => {
    const late = (at: string) => ({ ...forward(), at });
    opened().when(late('2025-11-15T23:59:59+08:00')).then('NoticeForwardedToGovernment').thenWarns();
    const { warnings } = opened().when(late(AFTER)).then('NoticeForwardedToGovernment').thenWarns('forwarded-after-window');
    expect(warnings[0]?.legalBasis).toEqual(['notice-2023-278/3.1']);
    const evaluation = opened('evaluation').when(late(AFTER)).then('NoticeForwardedToGovernment').thenWarns('forwarded-after-window');
    expect(evaluation.warnings[0]?.legalBasis).toEqual(['notice-2023-277/2.1']);
  });
  it('needs the authority of the province itself, an existing division and a date that is not in the future', () => {
    opened()
      .when(forward('440000', {}, authority('330000')))
      .thenRefused('not-authorised', 'notice-2023-277/2.1');
    opened()
      .when(forward('440000', {}, authority('440000', 'municipal-authority')))
      .thenRefused('not-authorised', 'notice-2023-277/2.1');
    opened().when(forward('999999')).thenRefused('unknown-division', 'notice-2023-278/3.1');
    opened('evaluation')
      .when(forward('440000', { date: '2025-10-21' }))
      .thenRefused('date-in-future', 'notice-2023-277/2.1');
    opened()
      .when(forward('440000', { campaignId: 'none' }))
      .thenRefused('unknown-id');
  });
});

describe('SetInternalDeadline (277 号通知二（二）、278 号通知三)', () => {
  const set = (closesAt: string, by = authority('440000'), more: Record<string, unknown> = {}) =>
    command(by, DURING, 'SetInternalDeadline', { authority: by.org, closesAt, documentNumber: '函1号', ...more });
  const dongguan = authority('441900', 'municipal-authority');
  it('gives a warning if it leaves no time to check', () => {
    const it = opened();
    it.when(set('2025-11-10T00:00:00+08:00')).then('InternalDeadlineSet').thenWarns();
    it.when(set('2025-11-08T00:00:00+08:00', dongguan)).then('InternalDeadlineSet').thenWarns();
    expect(it.state(campaign('c'))?.internalDeadlines).toEqual({
      '440000': '2025-11-09T16:00:00.000Z',
      '441900': '2025-11-07T16:00:00.000Z',
    });
    opened().when(set('2025-11-16T00:00:00+08:00')).then('InternalDeadlineSet').thenWarns('no-buffer');
    it.when(set('2025-11-10T00:00:00+08:00', dongguan)).then('InternalDeadlineSet').thenWarns('no-buffer');
    it.when(set('2025-11-09T23:59:59+08:00', dongguan)).then('InternalDeadlineSet').thenWarns();
    expect(it.state(campaign('c'))?.closesAt).toBe('2025-11-15T16:00:00.000Z');
  });
  it('must lie inside the window', () => {
    opened().when(set('2025-11-16T00:00:01+08:00')).thenRefused('deadline-outside-window', 'notice-2023-278/4');
    opened('evaluation').when(set('2025-10-15T00:00:00+08:00')).thenRefused('deadline-outside-window', 'notice-2023-277/4.1');
    opened()
      .when({ ...set('2025-10-15T00:00:01+08:00'), at: '2025-10-14T09:00:00+08:00' })
      .then('InternalDeadlineSet');
  });
  it('must be in the future', () => {
    const { refusal } = opened().when(set(DURING)).thenRefused('deadline-passed', 'notice-2023-278/4');
    expect(refusal?.details).toEqual({ closesAt: '2025-10-20T01:00:00.000Z' });
    opened('evaluation').when(set('2025-10-15T00:00:01+08:00')).thenRefused('deadline-passed', 'notice-2023-277/4.1');
    opened().when(set('2025-10-20T09:00:01+08:00')).then('InternalDeadlineSet');
  });
  it('is refused for a closed campaign', () => {
    opened()
      .given(command(admin, AFTER, 'CloseCampaign', { documentNumber: '2号', reason: '填报结束' }))
      .when({ ...set('2025-11-10T00:00:00+08:00'), at: AFTER })
      .thenRefused('campaign-closed', 'notice-2023-278/4');
  });
  it('is set by an approval level: a province or a city', () => {
    const nanshan = authority('440305', 'municipal-authority');
    const { refusal } = opened().when(set('2025-11-10T00:00:00+08:00', nanshan)).thenRefused('not-in-the-chain', 'notice-2023-278/3.2');
    expect(refusal?.details).toEqual({ authority: '440305' });
    opened('evaluation').when(set('2025-11-10T00:00:00+08:00', nanshan)).thenRefused('not-in-the-chain', 'notice-2023-277/2.2');
    opened()
      .when(set('2025-11-10T00:00:00+08:00', authority('810000')))
      .thenRefused('not-in-the-chain');
    for (const code of ['440300', '441900', '222400'])
      opened()
        .when(set('2025-11-10T00:00:00+08:00', authority(code, 'municipal-authority')))
        .then('InternalDeadlineSet');
  });
  it('gives a warning without a buffer, in whichever order the levels set theirs', () => {
    const it = opened().given(set('2025-11-10T00:00:00+08:00', dongguan));
    for (const [at, warned] of [
      ['2025-11-09T00:00:00+08:00', true],
      ['2025-11-10T00:00:00+08:00', true],
      ['2025-11-10T00:00:01+08:00', false],
    ] as const) {
      const { warnings } = it
        .fork()
        .when(set(at))
        .then('InternalDeadlineSet')
        .thenWarns(...(warned ? ['no-buffer'] : []));
      if (warned) expect(warnings[0]?.message.zh).toContain('441900');
    }
    // Another province's closing time has no effect on this one.
    it.when(set('2025-11-09T00:00:00+08:00', authority('330000')))
      .then('InternalDeadlineSet')
      .thenWarns();
    // A separately planned city that approves for itself has the ministry as the next level.
    const itself = opened('creation-application', { approvers: { '440300': '440300' } }).given(
      set('2025-11-10T00:00:00+08:00', authority('440300')),
    );
    itself.when(set('2025-11-09T00:00:00+08:00')).then('InternalDeadlineSet').thenWarns();
    itself
      .when(set('2025-11-12T00:00:00+08:00', authority('440300')))
      .then('InternalDeadlineSet')
      .thenWarns();
  });
  it.each([
    ['creation-application', 'city', '440000', 'notice-2023-278/3.1'],
    ['creation-application', 'city', '440300', 'notice-2023-278/3.1'],
    ['creation-application', 'city', '441900', 'notice-2023-278/3.2'],
    ['creation-application', 'park', '441900', 'notice-2023-278/3.2'],
    ['evaluation', 'city', '440000', 'notice-2023-277/2.2'],
    ['evaluation', 'city', '441900', 'notice-2023-277/2.2'],
    ['review', 'park', '440000', 'notice-2023-277/2.3'],
    ['review', 'park', '441900', 'notice-2023-277/2.3'],
    ['review', 'city', '440000', 'measure-2022/17'],
  ])('of %s (%s) set by %s rests on %s', (track, programme, code, basis) => {
    const by = authority(code, code.endsWith('0000') ? 'provincial-authority' : 'municipal-authority');
    const { events, warnings } = opened(track, { programme })
      .when(set('2025-11-16T00:00:00+08:00', by))
      .then('InternalDeadlineSet')
      .thenWarns('no-buffer');
    expect(warnings[0]?.legalBasis).toEqual([basis]);
    expect(events[0]?.legalBasis).toEqual([basis]);
  });
  it('is set by the authority itself', () => {
    opened()
      .when(set('2025-11-10T00:00:00+08:00', dongguan, { authority: '440100' }))
      .thenRefused('not-authorised', 'notice-2023-277/2.2');
    opened()
      .when(set('2025-11-10T00:00:00+08:00', authority('999999')))
      .thenRefused('unknown-division', 'notice-2023-278/3.1');
    opened()
      .when(set('2025-11-10T00:00:00+08:00', authority('440000'), { campaignId: 'none' }))
      .thenRefused('unknown-id');
  });
});

describe('the duties of a division that was changed (decisions 38)', () => {
  const record = (kind: string, code: string, newCode: string) => ({
    by: admin,
    at: '2025-10-02T08:00:00+08:00',
    do: 'RecordDivisionChange',
    with: { changeId: `c-${code}`, kind, code, newCode, effectiveDate: '2025-10-10', documentNumber: '国函〔2025〕1号' },
  });
  const changed = () => opened().given(record('upgraded', '440000', '890000'), record('recoded', '440300', '890300'));
  const forward = (province: string) => command(authority(province), DURING, 'ForwardNotice', { province, date: '2025-10-20' });
  const setting = (code: string) =>
    command(authority(code), DURING, 'SetInternalDeadline', {
      authority: code,
      closesAt: '2025-11-10T00:00:00+08:00',
      documentNumber: '1号',
    });
  it('pass to its successor', () => {
    for (const code of ['890000', '890300']) {
      changed().when(forward(code)).then('NoticeForwardedToGovernment');
      changed().when(setting(code)).then('InternalDeadlineSet');
    }
    for (const code of ['440000', '440300']) {
      changed().when(forward(code)).thenRefused('division-succeeded', 'notice-2023-278/3.1');
      changed().when(setting(code)).thenRefused('division-succeeded', 'notice-2023-278/3.1');
    }
  });
  it('are done if they were done under the former code', () => {
    const before = (code: string) => ({
      ...forward(code),
      at: '2025-10-09T09:00:00+08:00',
      with: { ...forward(code).with, date: '2025-10-09' },
    });
    changed().given(before('440000')).when(forward('890000')).thenRefused('already-forwarded', 'notice-2023-278/3.1');
  });
  it('are those of the province in which a city lies on that day', () => {
    changed().given(setting('890000')).when(setting('890300')).then('InternalDeadlineSet').thenWarns('no-buffer');
    changed().given(setting('330000')).when(setting('890300')).then('InternalDeadlineSet').thenWarns();
  });
});
