import { campaign, campaignsAbout, isOpen } from './campaign.js';
import { fresh } from './testing/fresh.js';

const admin = { role: 'ministry-admin', org: 'MIIT', person: 'admin-1' };
const at = '2026-03-16T09:00:00+08:00';
const fields = {
  campaignId: 'c1',
  programme: 'city',
  track: 'creation-application',
  year: 2026,
  documentNumber: '31号',
  opensAt: '2026-03-16T00:00:00+08:00',
  closesAt: '2026-05-01T00:00:00+08:00',
};
const open = (more: object = {}, by = admin) => ({ by, at, do: 'OpenCampaign', with: { ...fields, ...more } });
const extend = (closesAt: string, more: object = {}) => ({
  by: admin,
  at,
  do: 'ExtendCampaign',
  with: { campaignId: 'c1', closesAt, documentNumber: '32号', reason: '系统故障', ...more },
});

describe('OpenCampaign', () => {
  it.each<[Record<string, string>, string]>([
    [{ '320100': '440000' }, 'another province'],
    [{ '320100': '320100' }, 'a city that is not separately planned'],
    [{ '440300': '440100' }, 'another city'],
    [{ '999999': '990000' }, 'a code that does not exist'],
  ])('is refused with an approver of another place: %j (%s)', (approvers: Record<string, string>, _: string) => {
    fresh().when(open({ approvers })).thenRefused('approver-of-another-place');
  });
  it.each([{ '440300': '440300' }, { '440300': '440000' }, { '320100': '320000' }])(
    'names the own province, or a separately planned city: %j',
    (approvers) => {
      fresh().when(open({ approvers })).then('CampaignOpened');
    },
  );
  it('names them by their codes of that day (decisions 38)', () => {
    const it = fresh().given({
      by: admin,
      at: '2026-03-02T09:00:00+08:00',
      do: 'RecordDivisionChange',
      with: {
        changeId: 'c1',
        kind: 'recoded',
        code: '440300',
        newCode: '449000',
        effectiveDate: '2026-03-10',
        documentNumber: '国函〔2026〕1号',
      },
    });
    it.fork()
      .when(open({ approvers: { '449000': '449000' } }))
      .then('CampaignOpened');
    for (const approvers of [{ '440300': '440300' }, { '440300': '440000' }, { '449000': '440300' }])
      it.fork().when(open({ approvers })).thenRefused('approver-of-another-place');
  });
  it('opens a window that includes its start and excludes its end', () => {
    const it = fresh();
    it.when(open({ approvers: { '440300': '440000' } })).then('CampaignOpened');
    const state = it.state(campaign('c1'))!;
    expect(state).toMatchObject({
      opensAt: '2026-03-15T16:00:00.000Z',
      closesAt: '2026-04-30T16:00:00.000Z',
      approvers: { '440300': '440000' },
    });
    expect(
      ['2026-03-15T15:59:59.999Z', '2026-03-15T16:00:00.000Z', '2026-04-30T15:59:59.999Z', '2026-04-30T16:00:00.000Z'].map((instant) =>
        isOpen(state, instant),
      ),
    ).toEqual([false, true, true, false]);
  });
  it.each([
    ['creation-application', 'city', 'notice-2023-278/4'],
    ['evaluation', 'city', 'notice-2023-277/4.1'],
    ['review', 'park', 'notice-2023-277/4.2'],
  ])('refuses a window of %s (%s) that ends before it opens, citing %s', (track, programme, basis) => {
    fresh()
      .when(open({ track, programme, closesAt: fields.opensAt }))
      .thenRefused('window-ends-before-it-opens', basis);
  });
  it('is found by programme, track and year under any id, if it is the first of them', () => {
    const it = fresh();
    const found = (year: number) => it.state(campaignsAbout('city', 'creation-application', year).ofYear)?.campaignId;
    expect(it.when(open()).then('CampaignOpened').events[0]?.data).toMatchObject({ firstOfYear: true });
    expect(it.state(campaign('c1'))).not.toHaveProperty('firstOfYear');
    expect(it.when(open({ campaignId: 'c2' })).then('CampaignOpened').events[0]?.data).not.toHaveProperty('firstOfYear');
    it.given(open({ campaignId: 'c3', year: 2027 }), open({ campaignId: 'c4', track: 'evaluation' }));
    expect([found(2026), found(2027), found(2028)]).toEqual(['c1', 'c3', undefined]);
  });
  it('is reserved to the ministry administrator, with an unused id', () => {
    fresh()
      .when(open({}, { ...admin, role: 'ministry-officer' }))
      .thenRefused('not-authorised', 'notice-2023-278/4');
    fresh()
      .when(open({}, { ...admin, org: '440000' }))
      .thenRefused('not-authorised');
    fresh().given(open()).when(open()).thenRefused('id-taken');
  });
});

describe('ExtendCampaign', () => {
  it('gives time that is still to come (decisions 27)', () => {
    const late = (closesAt: string) => ({ ...extend(closesAt), at: '2026-05-15T00:00:00+08:00' });
    fresh().given(open()).when(late('2026-05-15T00:00:00+08:00')).thenRefused('deadline-passed', 'notice-2023-278/4');
    fresh().given(open()).when(late('2026-05-15T00:00:00.001+08:00')).then('CampaignWindowExtended');
  });
  it('moves the end later only, also after it has passed', () => {
    const it = fresh().given(open());
    it.when(extend('2026-05-15T00:00:00+08:00')).then('CampaignWindowExtended');
    expect(it.state(campaign('c1'))?.closesAt).toBe('2026-05-14T16:00:00.000Z');
    it.when(extend('2026-05-15T00:00:00+08:00')).thenRefused('window-not-extended', 'notice-2023-278/4');
    it.when({ ...extend('2026-06-01T00:00:00+08:00'), at: '2026-05-20T09:00:00+08:00' }).then('CampaignWindowExtended');
  });
  it('needs an existing campaign', () => {
    fresh().when(extend('2026-05-15T00:00:00+08:00')).thenRefused('unknown-id');
  });
});

describe('CloseCampaign (278 号通知四)', () => {
  const during = '2026-03-20T09:00:00+08:00';
  const after = '2026-05-01T00:00:00+08:00';
  const close = (at = after, more: object = {}, by = admin) => ({
    by,
    at,
    do: 'CloseCampaign',
    with: { campaignId: 'c1', documentNumber: '33号', reason: '填报结束', ...more },
  });
  it('follows the window and ends the campaign', () => {
    const it = fresh().given(open());
    it.when(close()).then('CampaignClosed');
    expect(it.state(campaign('c1'))).toMatchObject({ closed: true, closesAt: '2026-04-30T16:00:00.000Z' });
    it.when(close()).thenRefused('campaign-closed', 'notice-2023-278/4');
    it.when({ ...extend('2026-06-01T00:00:00+08:00'), at: after }).thenRefused('campaign-closed', 'notice-2023-278/4');
  });
  it('does not shorten the window', () => {
    fresh().given(open()).when(close('2026-04-30T23:59:59+08:00')).thenRefused('window-still-open', 'notice-2023-278/4');
    fresh()
      .given(open({ track: 'evaluation' }))
      .when(close(during))
      .thenRefused('window-still-open', 'notice-2023-277/4.1');
  });
  it('needs an existing campaign and the ministry administrator', () => {
    fresh()
      .given(open())
      .when(close(after, { campaignId: 'none' }))
      .thenRefused('unknown-id');
    fresh()
      .given(open())
      .when(close(after, {}, { role: 'provincial-authority', org: '440000', person: 'a-440000' }))
      .thenRefused('not-authorised', 'notice-2023-278/4');
  });
});
