import {
  allPassed,
  answering,
  approver,
  command,
  contested,
  dossierOf,
  filing,
  inPublicity,
  noticeWithdrawn,
  officer,
  on,
  passing,
  posting,
  publicityClosed,
  reviewPassed,
  statusOf,
  titled,
  withdrawingNotice,
} from '../testing/index.js';

const correctingNotice = command(officer, on('2025-09-28'), 'CorrectPublicity', {
  publicityId: 'p1',
  newPublicityId: 'p2',
  reason: '城市名称有误',
  portalUrl: 'https://www.miit.gov.cn/p2',
});

describe('WithdrawPublicity (第十八条；decisions 25)', () => {
  it.each([
    ['PUBLICITY_OPEN', inPublicity],
    ['OBJECTION_CHECK', contested],
    ['CLEARED', publicityClosed],
  ])('voids the notice in %s and starts no other', (_, before) => {
    const it = before();
    const [event] = it.when(withdrawingNotice()).then('PublicityVoided').events;
    expect(event?.data).toEqual({ caseId: 'a', publicityId: 'p1', cause: 'notice-withdrawn', reason: '公示时机不当', replacedBy: null });
    expect(dossierOf(it)).toMatchObject({ status: 'REVIEW_PASSED', deadlines: [], publicity: { notice: { standing: 'voided' } } });
    it.when(withdrawingNotice()).thenRefused('not-in-this-state', 'measure-2022/18');
    it.when(posting('p2', ['a'], on('2025-10-21'))).then('PublicityStarted');
  });
  it('is for every case that still stands under the notice', () => {
    const it = allPassed({ a: '330100', b: '340100' }, '2026-06-12').given(posting('p1', ['a', 'b'], on('2026-06-15')));
    it.when(withdrawingNotice('p1', on('2026-06-16'))).then('PublicityVoided', 'PublicityVoided');
    expect([statusOf(it, 'a'), statusOf(it, 'b')]).toEqual(['REVIEW_PASSED', 'REVIEW_PASSED']);
  });
  it('is refused for a notice that was corrected, which stands no longer', () => {
    inPublicity().given(correctingNotice).when(withdrawingNotice('p1')).thenRefused('notice-not-standing', 'measure-2022/18');
  });
  it('is refused before a notice, after the title, for another id, and to all but an officer', () => {
    reviewPassed().when(withdrawingNotice()).thenRefused('unknown-id');
    titled()
      .when(withdrawingNotice('p1', on('2025-10-22')))
      .thenRefused('not-in-this-state', 'measure-2022/18');
    inPublicity().when(withdrawingNotice('zzz')).thenRefused('unknown-id');
    inPublicity()
      .when({ ...withdrawingNotice(), by: approver })
      .thenRefused('not-authorised', 'measure-2022/18');
  });
});

describe('the objections to a withdrawn notice', () => {
  const restarted = () => noticeWithdrawn().given(posting('p2', ['a'], on('2025-10-23')));
  it('carry over to the next notice while they are open', () => {
    const it = restarted();
    expect(dossierOf(it).publicity?.objections).toMatchObject([{ id: 'o1' }, { id: 'o2' }]);
    it.given(passing(it, 'publicity-window'));
    expect(statusOf(it)).toBe('OBJECTION_CHECK');
  });
  it('are answered meanwhile; the answer changes no status and, upheld, decides at the next close', () => {
    const it = noticeWithdrawn();
    it.when(answering('o1', { outcome: 'dismissed' })).then('ObjectionResolved');
    it.when(answering('o2', { outcome: 'upheld', category: 'standard-unmet' })).then('ObjectionResolved');
    expect(statusOf(it)).toBe('REVIEW_PASSED');
    it.given(posting('p2', ['a'], on('2025-10-23')));
    expect(dossierOf(it).publicity?.objections).toMatchObject([{ id: 'o2', outcome: 'standard-unmet' }]);
    it.when(passing(it, 'publicity-window')).then('PublicityClosed', 'ConferralDenied');
  });
  it('do not carry over once the conferral was denied', () => {
    const it = contested().given(answering('o1', { outcome: 'upheld', category: 'standard-unmet' }));
    expect(dossierOf(it).publicity?.notice.standing).toBe('denied');
  });
  it('that come by post for the withdrawn notice are for the next', () => {
    const it = restarted();
    it.when(filing('o3', on('2025-10-24'))).then('ObjectionFiled');
  });
});
