import {
  allMet,
  atMinistry,
  city,
  command,
  dossierOf,
  flags,
  officer,
  on,
  parkSubmission,
  openedPark,
  statusOf,
  submitted,
} from '../testing/index.js';

const grounds = [{ ground: 'steady-growth', source: '督查激励通报' }];
const note = (by = officer, more: Record<string, unknown> = {}) =>
  command(by, on('2023-11-20'), 'NotePriority', { caseId: 'a', grounds, ...more });

describe('NotePriority (article 6)', () => {
  it('raises a flag with its grounds and waives nothing', () => {
    const it = submitted();
    expect(flags(it)).not.toContain('PRIORITY');
    it.when(note()).then('PriorityNoted');
    expect([statusOf(it), flags(it), dossierOf(it).application?.priority]).toEqual(['SUBMITTED', ['PRIORITY'], grounds]);
  });
  it('is replaced by a later note', () => {
    const it = submitted().given(note(), note(officer, { grounds: [{ ground: 'other', source: '部内会商' }] }));
    expect(dossierOf(it).application?.priority).toEqual([{ ground: 'other', source: '部内会商' }]);
  });
  it('is possible only for the ministry, and only for cities', () => {
    submitted()
      .when(note(city('441900')))
      .thenRefused('not-authorised', 'measure-2022/6');
    const park = openedPark().given(parkSubmission());
    park.when(note()).thenRefused('not-in-this-state', 'measure-2022/6');
    const passed = command(officer, on('2023-11-20'), 'PassFormalReview', { caseId: 'a', checklist: allMet, reasons: '已审' });
    atMinistry().given(passed).when(note()).thenRefused('priority-is-of-cities', 'measure-2022/6');
  });
});
