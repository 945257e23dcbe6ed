import {
  admin,
  command,
  conferring,
  dossierOf,
  exited,
  exitProposed,
  freshWorld,
  importing,
  officer,
  on,
  opening,
  publicityClosed,
  publishing,
  titled,
} from '../testing/index.js';

const legacy = (more: Record<string, unknown> = {}, at = on('2024-10-01')) =>
  command(admin, at, 'ImportLegacyTitle', {
    titleId: 'a',
    cityCode: '350100',
    variant: 'specialty',
    conferredOn: '2018-04-24',
    source: '工信部信软函〔2018〕1号',
    ...more,
  });

describe('ImportLegacyTitle (notice 277 section 1(1))', () => {
  it('takes effect on the day of the conferral, long before its entry', () => {
    const [event] = freshWorld().when(legacy()).then('LegacyTitleImported').events;
    expect(event!.occurredAt).toBe('2018-04-23T16:00:00.000Z');
  });
  it.each(['famous', 'specialty'])('opens a titled dossier under the id of the title (%s)', (variant) => {
    const it = freshWorld();
    const [event] = it.when(legacy({ variant })).then('LegacyTitleImported').thenWarns().events;
    expect(event!.data).toEqual({
      singleHanded: true,
      caseId: 'a',
      titleId: 'a',
      programme: 'city',
      applicant: '350100',
      applicantName: '福州市',
      cityCode: '350100',
      cityName: '福州市',
      cityClass: 'prefecture-city',
      provinceCode: '350000',
      variant,
      conferredOn: '2018-04-24',
      source: '工信部信软函〔2018〕1号',
    });
    expect(dossierOf(it)).toMatchObject({
      status: 'TITLED',
      origin: 'legacy-title',
      title: { titleId: 'a', effectiveDate: '2018-04-24', exitProposal: null, furtherProposal: null, uses: [] },
      creation: null,
      deadlines: [],
    });
  });
  it('is evaluated like any other title', () => {
    const results = [{ titleId: 'a', stars: 1 }];
    freshWorld()
      .given(legacy(), publishing(2024, 1, { results }))
      .when(publishing(2025, 1, { results }))
      .then('EvaluationResultPublished', 'ExitProposed');
  });
  it('refuses a conferral in the future', () => {
    freshWorld()
      .when(legacy({ conferredOn: '2022-12-20' }, on('2022-12-20')))
      .then('LegacyTitleImported');
    freshWorld()
      .when(legacy({ conferredOn: '2024-10-02' }))
      .thenRefused('date-in-future', 'notice-2023-277/1.1');
  });
  it('is of no day after the Measure (第二十八条；decisions 27)', () => {
    freshWorld()
      .when(legacy({ conferredOn: '2022-12-31' }))
      .then('LegacyTitleImported');
    for (const conferredOn of ['2023-01-01', '2024-10-01'])
      freshWorld().when(legacy({ conferredOn })).thenRefused('title-after-the-measure', 'measure-2022/28');
    const issued = command(admin, on('2024-09-30'), 'SetPolicy', {
      key: 'policy/measure-published-on',
      value: '2022-11-15',
      documentNumber: '1号',
    });
    freshWorld()
      .given(issued)
      .when(legacy({ conferredOn: '2022-11-16' }))
      .thenRefused('title-after-the-measure', 'policy/measure-published-on');
  });
  it('refuses a place that could hold no title', () => {
    for (const cityCode of ['350000', '350102', '999999'])
      freshWorld().when(legacy({ cityCode })).thenRefused('not-eligible', 'measure-2022/7');
  });
  it('needs a city without an open dossier: it neither applies nor holds two titles', () => {
    const it = freshWorld().given(legacy());
    it.when(legacy({ titleId: 'b' })).thenRefused('dossier-already-open', 'notice-2023-278/3.4');
    it.when(importing('c', '350100', '2024-10-02')).thenRefused('dossier-already-open', 'notice-2023-278/3.4');
    const applied = freshWorld().given(legacy({}, on('2023-11-01')));
    applied.when(opening({ caseId: 'c' }, on('2023-11-02'), '350100')).thenRefused('dossier-already-open', 'notice-2023-278/3.4');
    freshWorld()
      .given(importing('c', '350100', '2024-09-30'))
      .when(legacy())
      .thenRefused('dossier-already-open');
  });
  it('refuses an id in use, by a title or by a dossier', () => {
    freshWorld()
      .given(legacy())
      .when(legacy({ cityCode: '370100' }))
      .thenRefused('id-taken');
    titled()
      .when(legacy({ titleId: 't-a' }, on('2026-03-01')))
      .thenRefused('id-taken');
    publicityClosed()
      .given(legacy({ titleId: 't-a' }))
      .when(conferring())
      .thenRefused('id-taken');
  });
  it('is possible again after an exit, as another dossier', () => {
    exited()
      .when(legacy({ titleId: 'b', cityCode: '330100' }, on('2026-03-20')))
      .then('LegacyTitleImported');
    exitProposed()
      .when(legacy({ titleId: 'b', cityCode: '330100' }, on('2026-03-20')))
      .thenRefused('dossier-already-open');
  });
  it('waits for the cooling-off period after an exit, if the ministry has set one', () => {
    exited()
      .given(command(admin, on('2026-03-17'), 'SetPolicy', { key: 'policy/cooling-off-months', value: 3, documentNumber: '3号' }))
      .when(legacy({ titleId: 'b', cityCode: '330100' }, on('2026-03-20')))
      .thenRefused('cooling-off', 'policy/cooling-off-months');
  });
  it('is possible only for the ministry’s administrator', () => {
    freshWorld()
      .when({ ...legacy(), by: officer })
      .thenRefused('not-authorised', 'notice-2023-277/1.1', 'measure-2022/28');
  });
});
