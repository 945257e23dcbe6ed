import {
  admin,
  command,
  creationEnded,
  deadlineOf,
  dossierOf,
  flags,
  freshWorld,
  imported,
  importing,
  officer,
  on,
  opened,
  passing,
  readyForReview,
  requestingReview,
} from '../testing/index.js';

const importOf = (more: Record<string, unknown>) =>
  command(admin, on('2025-09-25'), 'ImportLegacyCreation', {
    caseId: 'a',
    cityCode: '330100',
    mouDate: '2022-01-10',
    startDate: '2022-01-10',
    documentNumber: '部省市协同备忘录',
    ...more,
  });

describe('ImportLegacyCreation (notice 278 section 3(4))', () => {
  it('takes a city with a memorandum into creation without an application', () => {
    const it = freshWorld();
    it.when(importOf({ mouDate: '2021-12-01' })).then('LegacyCreationImported');
    expect(dossierOf(it)).toMatchObject({
      status: 'CREATING',
      origin: 'memorandum',
      application: null,
      creation: { startDate: '2022-01-10', cycleEnd: '2025-01-10' },
    });
  });
  it('waits for the cooling-off period after an earlier dossier, if the ministry has set one', () => {
    const it = creationEnded().given(
      command(admin, on('2025-09-27'), 'SetPolicy', { key: 'policy/cooling-off-months', value: 3, documentNumber: '3号' }),
    );
    it.when({ ...importOf({ caseId: 'b' }), at: on('2025-12-26') }).thenRefused('cooling-off', 'policy/cooling-off-months');
    it.when({ ...importOf({ caseId: 'b' }), at: on('2025-12-29') }).then('LegacyCreationImported');
  });
  it('holds from its start, before it is entered; a start that is to come is no record (decisions 27)', () => {
    const since = (startDate: string) => freshWorld().when(importOf({ startDate })).then('LegacyCreationImported').events[0]!.occurredAt;
    expect(since('2022-01-10')).toBe('2022-01-09T16:00:00.000Z');
    expect(since('2025-09-25')).toBe('2025-09-25T02:00:00.000Z');
    freshWorld()
      .when(importOf({ startDate: '2025-09-26' }))
      .thenRefused('date-in-future', 'notice-2023-278/3.4');
  });
  it('rests on a memorandum that is not later than the Measure (decisions 27)', () => {
    freshWorld()
      .when(importOf({ mouDate: '2023-01-01', startDate: '2023-02-01' }))
      .thenRefused('memorandum-after-the-measure', 'measure-2022/28', 'notice-2023-278/3.4');
    freshWorld()
      .when(importOf({ mouDate: '2022-12-31', startDate: '2023-02-01' }))
      .then('LegacyCreationImported');
    const published = command(admin, on('2025-09-24'), 'SetPolicy', {
      key: 'policy/measure-published-on',
      value: '2022-01-09',
      documentNumber: '3号',
    });
    freshWorld().given(published).when(importOf({})).thenRefused('memorandum-after-the-measure', 'policy/measure-published-on');
  });
  it('refuses a start before the memorandum', () => {
    freshWorld()
      .when(importOf({ mouDate: '2022-01-11' }))
      .thenRefused('start-before-memorandum', 'notice-2023-278/3.4');
  });
  it('refuses a place below prefecture level, a second dossier and another role', () => {
    freshWorld()
      .when(importOf({ cityCode: '320583' }))
      .thenRefused('not-eligible', 'measure-2022/7');
    opened({}, on('2023-11-01'), '330100')
      .when(importOf({ caseId: 'b' }))
      .thenRefused('dossier-already-open', 'notice-2023-278/3.4');
    imported()
      .when(importOf({ cityCode: '340100' }))
      .thenRefused('id-taken');
    freshWorld()
      .when({ ...importOf({}), by: officer })
      .thenRefused('not-authorised', 'notice-2023-278/3.4');
  });
  it('opens another dossier after the previous one has closed', () => {
    creationEnded()
      .when(importing('b', '330100', '2025-09-27', '2025-06-01'))
      .then('LegacyCreationImported');
  });
});

describe('the creation cycle (article 15; Civil Code articles 201 to 203)', () => {
  it.each([
    ['2022-01-10', '2025-01-11T00:00:00+08:00', 'a Friday'],
    ['2020-02-29', '2023-03-01T00:00:00+08:00', 'the 28th, where there is no 29th'],
    ['2022-01-11', '2025-01-14T00:00:00+08:00', 'a Saturday, so Monday'],
    ['2022-10-02', '2025-10-10T00:00:00+08:00', 'in the National Day holiday, so the first working day after it'],
    ['2022-10-11', '2025-10-12T00:00:00+08:00', 'a Saturday that works'],
  ])('from %s ends at %s (%s)', (startDate, endsAt) => {
    expect(deadlineOf(imported('a', '330100', '2023-01-05', startDate), 'creation-cycle')).toEqual({
      of: 'a',
      endsAt,
      workingDays: [],
      provisional: false,
    });
  });
  it('has a provisional end in a year without a calendar, and does not end then', () => {
    const it = imported('a', '330100', '2024-01-05', '2024-01-05');
    expect(deadlineOf(it, 'creation-cycle')).toMatchObject({ endsAt: '2027-01-06T00:00:00+08:00', provisional: true });
    it.when(passing(it, 'creation-cycle', 'a', on('2027-06-01'))).thenRefused('deadline-not-standing', 'civil-code/203');
  });
  it('raises CYCLE_ENDED at its end, OVERDUE six months later, and each once', () => {
    const it = imported('a', '330100', '2023-01-05');
    const ended = passing(it, 'creation-cycle');
    it.when(ended).then('CreationCycleEnded');
    expect(flags(it)).toEqual(['CYCLE_ENDED']);
    it.when(ended).thenRefused('deadline-not-standing');
    expect(deadlineOf(it, 'review-request')).toMatchObject({ endsAt: '2025-07-11T00:00:00+08:00' });
    it.when(passing(it, 'review-request')).then('CreationCycleOverdue');
    expect(flags(it)).toEqual(['CYCLE_ENDED', 'OVERDUE']);
    expect(dossierOf(it)).toMatchObject({ status: 'CREATING', deadlines: [] });
  });
  it('raises OVERDUE after the period that the ministry has set', () => {
    const it = imported('a', '330100', '2023-01-05').given(
      command(admin, on('2024-01-05'), 'SetPolicy', { key: 'policy/review-request-months', value: 1, documentNumber: '3号' }),
    );
    it.given(passing(it, 'creation-cycle'));
    expect(deadlineOf(it, 'review-request')).toMatchObject({ endsAt: '2025-02-11T00:00:00+08:00' });
  });
  it('loses both flags when a review is requested, and does not get them again on return', () => {
    const it = readyForReview();
    it.given(passing(it, 'review-request', 'a', on('2025-09-25', '08:25:00')), requestingReview());
    expect(flags(it)).toEqual([]);
    it.given(command(officer, on('2025-09-26'), 'ReturnReviewMaterials', { caseId: 'a', reasons: '缺页' }));
    expect(dossierOf(it)).toMatchObject({ status: 'CREATING', deadlines: [] });
    expect(flags(it)).toEqual([]);
  });
});
