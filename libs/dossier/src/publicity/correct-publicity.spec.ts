import {
  allPassed,
  answering,
  approver,
  command,
  conferring,
  contested,
  deadlineOf,
  dossierOf,
  filing,
  objection,
  officer,
  on,
  passing,
  posting,
  publicityClosed,
  inPublicity,
  someone,
  statusOf,
  titled,
  withdrawingNotice,
} from '../testing/index.js';

const correct = (publicityId: string, newPublicityId: string, at = on('2026-06-17', '09:00:00'), more: Record<string, unknown> = {}) =>
  command(officer, at, 'CorrectPublicity', {
    publicityId,
    newPublicityId,
    reason: '城市名称有误',
    portalUrl: `https://www.miit.gov.cn/${newPublicityId}`,
    ...more,
  });
const one = () => allPassed({ a: '330100' }, '2026-06-12').given(posting('p1', ['a'], on('2026-06-15', '09:00:00')));
const two = () => allPassed({ a: '330100', b: '340100' }, '2026-06-12').given(posting('p1', ['a', 'b'], on('2026-06-15', '09:00:00')));
const object = (objectionId: string, caseId: string, publicityId: string, at: string) =>
  command(someone, at, 'FileObjection', objection(objectionId, caseId, publicityId));

describe('CorrectPublicity (第十八条)', () => {
  it('voids the notice and gives a full new window', () => {
    const it = one();
    const { events } = it.when(correct('p1', 'p2')).then('PublicityVoided', 'PublicityStarted');
    expect(events[0]?.data).toMatchObject({ publicityId: 'p1', cause: 'corrected-notice', reason: '城市名称有误', replacedBy: 'p2' });
    expect(deadlineOf(it, 'publicity-window')).toEqual({
      of: 'p2',
      endsAt: '2026-06-26T00:00:00+08:00',
      workingDays: ['2026-06-18', '2026-06-22', '2026-06-23', '2026-06-24', '2026-06-25'],
      provisional: false,
    });
    expect(statusOf(it)).toBe('PUBLICITY_OPEN');
  });
  it('carries over the objections that have come in', () => {
    const it = one().given(object('o1', 'a', 'p1', on('2026-06-16')), correct('p1', 'p2'));
    expect(dossierOf(it).publicity).toMatchObject({ notice: { id: 'p2' }, objections: [{ id: 'o1', outcome: null }] });
    const [closed] = it.when(passing(it, 'publicity-window')).then('PublicityClosed').events;
    expect(closed?.data).toMatchObject({ publicityId: 'p2', result: 'closed', outcome: 'contested' });
    expect(statusOf(it)).toBe('OBJECTION_CHECK');
  });
  it('leaves behind the clerical error that it corrects', () => {
    const it = one().given(object('o1', 'a', 'p1', on('2026-06-16')), object('o2', 'a', 'p1', on('2026-06-16')));
    it.given(answering('o1', { outcome: 'upheld', category: 'clerical' }, on('2026-06-16', '12:00:00')), correct('p1', 'p2'));
    it.when(answering('o2', { outcome: 'dismissed' }, on('2026-06-18'))).then('ObjectionResolved');
    it.when(passing(it, 'publicity-window')).then('PublicityClosed');
    expect(statusOf(it)).toBe('CLEARED');
  });
  it('names case by case, in its order, those that still stand under it', () => {
    const it = two().given(
      object('o1', 'a', 'p1', on('2026-06-16')),
      answering('o1', { outcome: 'upheld', category: 'clerical' }, on('2026-06-16', '12:00:00')),
    );
    expect(statusOf(it, 'a')).toBe('REVIEW_PASSED');
    const { events } = it.when(correct('p1', 'p2')).then('PublicityVoided', 'PublicityStarted');
    expect(events[1]?.data).toMatchObject({ caseId: 'b', caseIds: ['b'] });
    // p2 is held by its own first case, p1 still by the one that left.
    it.fork()
      .when(correct('p2', 'p3', on('2026-06-18')))
      .then('PublicityVoided', 'PublicityStarted');
    it.when(correct('p1', 'p3', on('2026-06-18'))).thenRefused('not-in-this-state', 'measure-2022/18');
  });
  it('is for all cases of the notice', () => {
    two().when(correct('p1', 'p2')).then('PublicityVoided', 'PublicityStarted', 'PublicityVoided', 'PublicityStarted');
  });
  it('refuses a notice that is voided already, one that there is not, and an id that is taken', () => {
    one().given(correct('p1', 'p2')).when(correct('p1', 'p3')).thenRefused('notice-not-standing', 'measure-2022/18');
    one().when(correct('zzz', 'p2')).thenRefused('unknown-id');
    one().when(correct('p1', 'p1')).thenRefused('id-taken');
  });
  it('refuses another place than the portal', () => {
    one()
      .when(correct('p1', 'p2', on('2026-06-17'), { portalUrl: 'https://www.example.com' }))
      .thenRefused('not-on-the-portal', 'measure-2022/18');
  });
  it('comes also after the window, until the title is conferred (decisions 25)', () => {
    for (const before of [publicityClosed, contested]) {
      const it = before();
      it.when(correct('p1', 'p2', on('2025-10-20'))).then('PublicityVoided', 'PublicityStarted');
      expect(statusOf(it)).toBe('PUBLICITY_OPEN');
      expect(deadlineOf(it, 'publicity-window')).toMatchObject({ of: 'p2', endsAt: '2025-10-28T00:00:00+08:00' });
    }
    const it = contested().given(correct('p1', 'p2', on('2025-10-20')));
    expect(dossierOf(it).publicity?.objections).toMatchObject([{ id: 'o1', outcome: null }]);
    titled()
      .when(correct('p1', 'p2', on('2025-10-22')))
      .thenRefused('not-in-this-state', 'measure-2022/18');
  });
  it('comes too late after a conferral that takes effect on a later day', () => {
    const it = publicityClosed().given(conferring({ effectiveDate: '2025-11-03' }));
    it.when(correct('p1', 'p2', on('2025-10-22'))).thenRefused('decision-takes-effect-later', 'measure-2022/18');
    it.when(withdrawingNotice('p1', on('2025-10-22'))).thenRefused('decision-takes-effect-later', 'measure-2022/18');
  });
  it('leaves alone the case of its notice that has its title', () => {
    const it = two();
    it.given(passing(it, 'publicity-window', 'a'), passing(it, 'publicity-window', 'b'));
    it.given(conferring({}, on('2026-06-24')));
    const { events } = it.when(correct('p1', 'p2', on('2026-06-25'))).then('PublicityVoided', 'PublicityStarted');
    expect(events[1]?.data).toMatchObject({ caseId: 'b', caseIds: ['b'] });
    expect(statusOf(it)).toBe('TITLED');
  });
  it('comes from an officer', () => {
    inPublicity()
      .when({ ...correct('p1', 'p2', on('2025-09-27')), by: approver })
      .thenRefused('not-authorised', 'measure-2022/18');
  });
});

describe('an objection around a voided notice', () => {
  it('to the corrected notice goes to the one in its place', () => {
    const it = one().given(correct('p1', 'p2'));
    const [event] = it.when(object('o1', 'a', 'p1', on('2026-06-25', '23:59:59'))).then('ObjectionFiled').events;
    expect(event?.data).toMatchObject({ publicityId: 'p2' });
    it.when(object('o2', 'a', 'p2', on('2026-06-26', '00:00:00'))).then('ClueRecorded');
  });
  it('by letter posted before the correction is in time', () => {
    const letter = (more: Record<string, unknown>) => command(officer, on('2026-06-19'), 'FileObjection', objection('o1', 'a', 'p2', more));
    one()
      .given(correct('p1', 'p2'))
      .when(letter({ postmarkedOn: '2026-06-16' }))
      .then('ObjectionFiled');
    one()
      .given(correct('p1', 'p2'))
      .when(letter({ postmarkedOn: '2026-06-14' }))
      .then('ClueRecorded');
  });
  it('to a notice void for a clerical error is a clue until a new one stands, to which it then goes', () => {
    const it = inPublicity().given(filing(), answering('o1', { outcome: 'upheld', category: 'clerical' }, on('2025-10-09', '11:00:00')));
    it.when(filing('o2', on('2025-10-09', '12:00:00'))).then('ClueRecorded');
    it.given(posting('p2', ['a'], on('2025-10-13')));
    expect(dossierOf(it).publicity?.objections).toEqual([]);
    const [event] = it.when(filing('o3', on('2025-10-14'))).then('ObjectionFiled').events;
    expect(event?.data).toMatchObject({ publicityId: 'p2' });
  });
});
