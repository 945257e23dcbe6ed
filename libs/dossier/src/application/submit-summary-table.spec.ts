import { admin, atMinistry, authority, city, command, municipality, on, opening, provincialApproved, statusOf } from '../testing/index.js';

describe('SubmitSummaryTable (notice 278 sections 2(2), 3(1) and 4)', () => {
  const table = (more: Record<string, unknown> = {}, by = authority('440000')) =>
    command(by, on('2023-11-10'), 'SubmitSummaryTable', {
      province: '440000',
      campaignId: 'park-creation-2023',
      caseIds: ['a'],
      sealed: true,
      sealRef: '印章-1',
      ...more,
    });
  it('forwards approved parks to the ministry under seal', () => {
    const it = provincialApproved();
    const [event] = it.when(table()).then('SummaryTableSubmitted').events;
    expect(event?.data).toEqual({
      caseId: 'a',
      province: '440000',
      campaignId: 'park-creation-2023',
      caseIds: ['a'],
      sealRef: '印章-1',
      receivedOn: '2023-11-10',
    });
    expect(statusOf(it)).toBe('AT_MINISTRY');
    expect(statusOf(atMinistry())).toBe('AT_MINISTRY');
  });
  it.each([
    ['unsealed', { sealed: false }],
    ['without a seal to show', { sealRef: undefined }],
  ])('is refused when %s', (_, more) => {
    provincialApproved().when(table(more)).thenRefused('summary-table-unsealed', 'notice-2023-278/3.1', 'notice-2023-278/2.2');
  });
  it('lists each park once, in this campaign, of the sender’s province', () => {
    provincialApproved()
      .when(table({ caseIds: ['a', 'a'] }))
      .thenRefused('case-named-twice', 'notice-2023-278/3.1');
    provincialApproved()
      .when(table({ campaignId: 'city-creation-2023' }))
      .thenRefused('other-campaign', 'notice-2023-278/3.1');
    provincialApproved()
      .when(table({ province: '330000' }))
      .thenRefused('other-province', 'notice-2023-278/3.1');
    provincialApproved()
      .when(table({}, authority('330000')))
      .thenRefused('not-authorised', 'notice-2023-278/2.2');
  });
  it('comes from the province or from a separately planned city itself, not from another city (decisions 30)', () => {
    provincialApproved()
      .when(table({ province: '441900' }, authority('441900')))
      .thenRefused('not-authorised', 'notice-2023-278/3.1');
  });
  it('is refused whole if one of its parks is not approved', () => {
    const it = provincialApproved().given(
      command(admin, on('2023-10-17'), 'RegisterPark', { parkId: 'park-2', name: '另一园', cityCode: '441900' }),
      {
        ...opening({ programme: 'park', campaignId: 'park-creation-2023', applicant: 'park-2', caseId: 'b' }, on('2023-11-01')),
        by: city('park-2'),
      },
    );
    it.when(table({ caseIds: ['a', 'b'] })).thenRefused('not-in-this-state', 'notice-2023-278/2.2');
    expect([statusOf(it), statusOf(it, 'b')]).toEqual(['PROVINCIAL_APPROVED', 'DRAFT']);
  });
  it('is sent once, by a provincial authority', () => {
    atMinistry().when(table()).thenRefused('not-in-this-state', 'notice-2023-278/2.2', 'notice-2023-278/3.1', 'notice-2023-278/4');
    provincialApproved()
      .when(table({}, municipality('441900')))
      .thenRefused('not-authorised', 'notice-2023-278/3.1');
    provincialApproved()
      .when(table({ caseIds: ['none'] }))
      .thenRefused('not-authorised', 'notice-2023-278/3.1');
  });
});
