import {
  announcing,
  approver,
  authorising,
  city,
  command,
  conferring,
  deadlineOf,
  dossierOf,
  exitProposed,
  filing,
  officer,
  on,
  opening,
  passing,
  publicityClosed,
  ready,
  serving,
  starting,
  statementClosed,
  statusOf,
  titled,
} from '../testing/index.js';

const conferral = (effectiveDate: string) => conferring({ effectiveDate });
const exitOn = (effectiveDate: string) =>
  statementClosed(exitProposed(titled().given(authorising)).given(serving('exit'))).given(announcing({ effectiveDate }));

describe('a decision that names a later day (decisions 27)', () => {
  it('confers the title on that day, and leaves the status as it was until then', () => {
    const it = publicityClosed().given(conferral('2025-11-03'));
    expect(statusOf(it)).toBe('CLEARED');
    expect(dossierOf(it).title).toBeNull();
    expect(deadlineOf(it, 'takes-effect')).toMatchObject({ of: 't-a', endsAt: '2025-11-03T00:00:00+08:00' });
    const { events } = it.when(passing(it, 'takes-effect')).then('DecisionTookEffect');
    expect(events[0]).toMatchObject({
      occurredAt: '2025-11-02T16:00:00.000Z',
      data: { decision: 'TitleConferred', titleId: 't-a', effectiveDate: '2025-11-03', disclosed: true },
    });
    expect(dossierOf(it)).toMatchObject({ status: 'TITLED', deadlines: [], title: { titleId: 't-a', effectiveDate: '2025-11-03' } });
  });
  it('may lie 92 days ahead and no further, by the article of the act and the policy', () => {
    publicityClosed().when(conferral('2026-01-21')).then('TitleConferred');
    publicityClosed().when(conferral('2026-01-22')).thenRefused('effective-too-far-ahead', 'measure-2022/19', 'policy/effect-ahead-days');
    ready().when(starting('2024-04-06')).then('CreationStarted');
    ready().when(starting('2024-04-07')).thenRefused('effective-too-far-ahead', 'measure-2022/11', 'policy/effect-ahead-days');
    statementClosed(exitProposed().given(serving('exit')))
      .when(announcing({ effectiveDate: '2026-06-17' }))
      .thenRefused('effective-too-far-ahead', 'measure-2022/25', 'policy/effect-ahead-days');
  });
  it('is made once', () => {
    publicityClosed()
      .given(conferral('2025-11-03'))
      .when(conferring({ titleId: 't-b', effectiveDate: '2025-11-04' }))
      .thenRefused('decision-takes-effect-later', 'measure-2022/19');
    exitOn('2026-04-01')
      .when(announcing({ effectiveDate: '2026-04-02' }))
      .thenRefused('decision-takes-effect-later', 'measure-2022/25');
    ready().given(starting('2024-02-01')).when(starting('2024-02-02')).thenRefused('decision-takes-effect-later', 'measure-2022/11');
  });
  it('is made once, also after its day while the deadline process is late', () => {
    publicityClosed()
      .given(conferral('2025-11-03'))
      .when(conferring({ titleId: 't-b' }, on('2025-11-04')))
      .thenRefused('decision-takes-effect-later', 'measure-2022/19');
    ready()
      .given(starting('2024-02-01'))
      .when(starting('2024-02-02', '2024-02-02'))
      .thenRefused('decision-takes-effect-later', 'measure-2022/11');
    exitOn('2026-04-01')
      .when(announcing({}, on('2026-04-02')))
      .thenRefused('decision-takes-effect-later', 'measure-2022/25');
  });
  it('starts the creation and its cycle on the day', () => {
    const it = ready().given(starting('2024-02-01'));
    expect(statusOf(it)).toBe('READY');
    expect(deadlineOf(it, 'creation-cycle')).toBeUndefined();
    it.when(passing(it, 'takes-effect')).then('DecisionTookEffect');
    expect(statusOf(it)).toBe('CREATING');
    expect(deadlineOf(it, 'creation-cycle')).toMatchObject({ endsAt: '2027-02-02T00:00:00+08:00' });
  });
  it('ends the title and its uses on the day of the exit, and keeps the city from applying until then', () => {
    const it = exitOn('2026-04-01');
    expect(statusOf(it)).toBe('EXIT_PROPOSED');
    it.when(opening({ caseId: 'b' }, on('2026-03-20'), '330100')).thenRefused('dossier-already-open', 'notice-2023-278/3.4');
    const { events } = it.when(passing(it, 'takes-effect')).then('DecisionTookEffect', 'TitleUseEnded');
    expect(events[0]!.data).toMatchObject({ decision: 'ExitAnnounced', closedOn: '2026-03-16', effectiveDate: '2026-04-01' });
    expect(dossierOf(it)).toMatchObject({ status: 'EXITED', closedOn: '2026-03-16', deadlines: [] });
  });
  it('in favour of the applicant does not take effect once a fraud was found', () => {
    const it = publicityClosed().given(
      conferral('2025-11-03'),
      command(officer, on('2025-10-22'), 'OpenInvestigation', { investigationId: 'i1', subject: 'a', clue: '造假', sourceProtected: true }),
      command(approver, on('2025-10-23'), 'CloseInvestigation', { investigationId: 'i1', finding: 'substantiated', reasons: '查实' }),
    );
    it.when(passing(it, 'takes-effect')).thenRefused('fraud-substantiated', 'measure-2022/25');
    expect(statusOf(it)).toBe('CLEARED');
  });
  it('leaves a letter that was posted in time a clue, once the conferral was decided', () => {
    publicityClosed()
      .given(conferral('2025-11-03'))
      .when({ ...filing('o9', on('2025-10-22'), { postmarkedOn: '2025-10-10', receivedAt: on('2025-10-22') }), by: officer })
      .then('ClueRecorded');
  });
  it('keeps the applicant where it was', () => {
    ready()
      .given(starting('2024-02-01'))
      .when(command(city('441900'), on('2024-01-20'), 'ReportProgress', { caseId: 'a', period: '2024', figures: [], narrative: '推进' }))
      .thenRefused('not-in-this-state', 'measure-2022/12');
  });
});
