import { world } from '@minglu/kernel/testing';
import { campaign, campaignsAbout, isOpen } from './campaign.js';
import { referenceActs, referenceCategories } from './index.js';

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
const fresh = () => world(referenceActs as never, referenceCategories as never);

describe('OpenCampaign', () => {
  it('opens a window that holds its first instant and not its last', () => {
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
  ])('refuses a window of %s (%s) that ends before it opens, by %s', (track, programme, basis) => {
    fresh()
      .when(open({ track, programme, closesAt: fields.opensAt }))
      .thenRefused('window-ends-before-it-opens', basis);
  });
  it('is found by its programme, track and year where it is the first of them, whatever its id', () => {
    const it = fresh();
    const found = (year: number) => it.state(campaignsAbout('city', 'creation-application', year).ofYear)?.campaignId;
    expect(it.when(open()).then('CampaignOpened').events[0]?.data).toMatchObject({ firstOfYear: true });
    expect(it.state(campaign('c1'))).not.toHaveProperty('firstOfYear');
    expect(it.when(open({ campaignId: 'c2' })).then('CampaignOpened').events[0]?.data).not.toHaveProperty('firstOfYear');
    it.given(open({ campaignId: 'c3', year: 2027 }), open({ campaignId: 'c4', track: 'evaluation' }));
    expect([found(2026), found(2027), found(2028)]).toEqual(['c1', 'c3', undefined]);
  });
  it('is the ministry administrator’s, under an id of its own', () => {
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
  it('moves the end, only later, also when it has passed', () => {
    const it = fresh().given(open());
    it.when(extend('2026-05-15T00:00:00+08:00')).then('CampaignWindowExtended');
    expect(it.state(campaign('c1'))?.closesAt).toBe('2026-05-14T16:00:00.000Z');
    it.when(extend('2026-05-15T00:00:00+08:00')).thenRefused('window-not-extended', 'notice-2023-278/4');
    it.when({ ...extend('2026-06-01T00:00:00+08:00'), at: '2026-05-20T09:00:00+08:00' }).then('CampaignWindowExtended');
  });
  it('needs the campaign', () => {
    fresh().when(extend('2026-05-15T00:00:00+08:00')).thenRefused('unknown-id');
  });
});
