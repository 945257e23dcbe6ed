import {
  allPassed,
  answering,
  approver,
  city,
  command,
  conferring,
  contested,
  dossierOf,
  filing,
  inPublicity,
  officer,
  on,
  passing,
  posting,
  publicityClosed,
  reviewPassed,
  statusOf,
  titled,
} from '../testing/index.js';

const investigate = (at = on('2025-10-13')) =>
  command(officer, at, 'OpenInvestigation', { investigationId: 'i1', subject: 'a', clue: '材料造假', sourceProtected: true });
const close = (finding: string) =>
  command(approver, on('2025-10-20'), 'CloseInvestigation', { investigationId: 'i1', finding, reasons: '经查' });

describe('ConferTitle (articles 2 and 19)', () => {
  it('confers the title on a city with a passed review and no standing objection', () => {
    const it = publicityClosed();
    it.when(conferring()).then('TitleConferred');
    expect(dossierOf(it)).toMatchObject({ status: 'TITLED', deadlines: [], title: { titleId: 't-a', effectiveDate: '2025-10-21' } });
    it.when(conferring({ titleId: 't-b' })).thenRefused('not-in-this-state', 'measure-2022/19');
  });
  it('is signed by another person than the one who concluded the review, also by a delegation', () => {
    const it = publicityClosed();
    it.when({ ...conferring(), by: { ...approver, person: officer.person } }).thenRefused('four-eyes', 'measure-2022/19');
    it.when({ ...conferring(), by: { ...approver, person: 'deputy', onBehalfOf: officer.person } }).thenRefused('four-eyes');
    it.when({ ...conferring(), by: { ...approver, person: 'deputy', onBehalfOf: approver.person } }).then('TitleConferred');
  });
  it('takes effect on its date if entered later, and at signing if dated today or later', () => {
    const at = on('2025-10-21');
    const since = (effectiveDate: string) =>
      publicityClosed().when(conferring({ effectiveDate }, at)).then('TitleConferred').events[0]!.occurredAt;
    expect(since('2025-10-20')).toBe('2025-10-19T16:00:00.000Z');
    const now = new Date(at).toISOString();
    expect([since('2025-10-21'), since('2025-10-22')]).toEqual([now, now]);
  });
  it('waits for the window, the answers and the review', () => {
    inPublicity()
      .when(conferring({}, on('2025-10-10')))
      .thenRefused('not-in-this-state', 'measure-2022/18', 'measure-2022/19');
    contested().when(conferring()).thenRefused('not-in-this-state', 'measure-2022/19');
    reviewPassed().when(conferring()).thenRefused('not-in-this-state', 'measure-2022/19', 'measure-2022/2');
  });
  it('refuses an effective date until the last day of the notice, and accepts a later one', () => {
    publicityClosed()
      .when(conferring({ effectiveDate: '2025-10-10' }))
      .thenRefused('effective-before-cleared', 'measure-2022/19');
    publicityClosed()
      .when(conferring({ effectiveDate: '2025-10-11' }))
      .then('TitleConferred');
    publicityClosed()
      .when(conferring({ effectiveDate: '2025-11-01' }))
      .then('TitleConferred');
  });
  it('is refused during an investigation, even if it opened within the window', () => {
    publicityClosed().given(investigate()).when(conferring()).thenRefused('investigation-open', 'measure-2022/25');
    const it = inPublicity().given(investigate(on('2025-09-28')));
    it.given(passing(it, 'publicity-window'));
    expect(statusOf(it)).toBe('CLEARED');
    it.when(conferring()).thenRefused('investigation-open', 'measure-2022/25', 'measure-2022/19');
  });
  it('is possible again if no fraud was found, and refused if fraud was substantiated', () => {
    publicityClosed().given(investigate(), close('not-substantiated')).when(conferring()).then('TitleConferred');
    publicityClosed().given(investigate(), close('substantiated')).when(conferring()).thenRefused('fraud-substantiated', 'measure-2022/25');
  });
  it('is possible only for an approver of the ministry', () => {
    publicityClosed()
      .when({ ...conferring(), by: officer })
      .thenRefused('not-authorised', 'measure-2022/19');
    publicityClosed()
      .when({ ...conferring(), by: city('330100') })
      .thenRefused('not-authorised', 'measure-2022/19');
  });
  it('refuses an id in use', () => {
    const it = allPassed({ a: '330100', b: '340100' }, '2025-09-25').given(posting('p1', ['a', 'b']));
    it.given(passing(it, 'publicity-window', 'a'), passing(it, 'publicity-window', 'b'), conferring());
    it.when(conferring({ caseId: 'b' })).thenRefused('id-taken');
    it.when(conferring({ caseId: 'b', titleId: 't-b' })).then('TitleConferred');
  });
  it('treats each city of a notice separately: an objection to one does not delay the others', () => {
    const it = allPassed({ a: '330100', b: '340100' }, '2025-09-25').given(posting('p1', ['a', 'b']), filing());
    it.given(passing(it, 'publicity-window', 'a'), passing(it, 'publicity-window', 'b'));
    it.when(conferring({ caseId: 'b', titleId: 't-b' })).then('TitleConferred');
    it.when(conferring()).thenRefused('not-in-this-state', 'measure-2022/19');
    it.given(answering('o1', { outcome: 'dismissed' }))
      .when(conferring())
      .then('TitleConferred');
  });
  it('keeps the title: the city cannot apply again', () => {
    expect(statusOf(titled())).toBe('TITLED');
  });
});
