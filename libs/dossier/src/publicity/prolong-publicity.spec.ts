import {
  allPassed,
  approver,
  command,
  contested,
  deadlineOf,
  dossierOf,
  filing,
  inPublicity,
  officer,
  on,
  passing,
  posting,
  publicityClosed,
  statusOf,
} from '../testing/index.js';

const prolonging = (closesOn: string, at = on('2025-10-09'), publicityId = 'p1', by = officer) =>
  command(by, at, 'ProlongPublicity', { publicityId, closesOn, reason: '便于各方提出意见' });

describe('ProlongPublicity (第十八条；decisions 25)', () => {
  it('moves the end of the window to 24:00 of the day', () => {
    const it = inPublicity();
    const [event] = it.when(prolonging('2025-10-17')).then('DeadlineRecomputed').events;
    expect(event?.data).toMatchObject({ caseId: 'a', cause: '便于各方提出意见', newEndsAt: '2025-10-17T16:00:00.000Z' });
    expect(deadlineOf(it, 'publicity-window')).toMatchObject({ of: 'p1', endsAt: '2025-10-18T00:00:00+08:00', provisional: false });
    expect(dossierOf(it).publicity?.notice).toMatchObject({ lastDay: '2025-10-17' });
    it.when(filing('o1', on('2025-10-17', '23:59:59'))).then('ObjectionFiled');
    it.when(passing(it, 'publicity-window')).then('PublicityClosed');
    expect(statusOf(it)).toBe('OBJECTION_CHECK');
  });
  it('may come again, and never shortens', () => {
    const it = inPublicity().given(prolonging('2025-10-17'));
    it.when(prolonging('2025-10-20')).then('DeadlineRecomputed');
    for (const earlier of ['2025-10-20', '2025-10-17', '2025-10-10', '2020-01-01'])
      it.when(prolonging(earlier)).thenRefused('window-not-longer', 'measure-2022/18');
  });
  it('is for every case of the notice', () => {
    allPassed({ a: '330100', b: '340100' }, '2026-06-12')
      .given(posting('p1', ['a', 'b'], on('2026-06-15')))
      .when(prolonging('2026-07-01', on('2026-06-16')))
      .then('DeadlineRecomputed', 'DeadlineRecomputed');
  });
  it('is refused for a notice that was corrected, which stands no longer', () => {
    const corrected = { publicityId: 'p1', newPublicityId: 'p2', reason: '城市名称有误', portalUrl: 'https://www.miit.gov.cn/p2' };
    inPublicity()
      .given(command(officer, on('2025-09-28'), 'CorrectPublicity', corrected))
      .when(prolonging('2025-10-31'))
      .thenRefused('notice-not-standing', 'measure-2022/18');
  });
  it('is refused once the window is over, for another id, and to all but an officer', () => {
    for (const closed of [contested(), publicityClosed()])
      closed.when(prolonging('2025-10-31', on('2025-10-20'))).thenRefused('not-in-this-state', 'measure-2022/18');
    inPublicity()
      .when(prolonging('2025-10-31', on('2025-10-11', '00:00:00')))
      .thenRefused('window-ended', 'measure-2022/18');
    inPublicity()
      .when(prolonging('2025-10-17', on('2025-10-09'), 'zzz'))
      .thenRefused('unknown-id');
    inPublicity()
      .when(prolonging('2025-10-17', on('2025-10-09'), 'p1', approver))
      .thenRefused('not-authorised', 'measure-2022/18');
  });
});
