import type { RecordedEvent } from '@minglu/kernel';
import type { CampaignEvent } from '@minglu/reference';
import { campaignProjection } from './campaign-view.js';

const opened: CampaignEvent = {
  type: 'CampaignOpened',
  data: {
    campaignId: 'c',
    programme: 'city',
    track: 'creation-application',
    year: 2023,
    documentNumber: '278号',
    opensAt: '2023-10-14T16:00:00.000Z',
    closesAt: '2023-11-15T16:00:00.000Z',
  },
};
const extended: CampaignEvent = {
  type: 'CampaignWindowExtended',
  data: { campaignId: 'c', closesAt: '2023-11-30T16:00:00.000Z', documentNumber: '补充通知', reason: '系统维护' },
};
const at = (position: number, event: CampaignEvent, streamId = 'campaign/c') =>
  ({ position, streamId, event }) as RecordedEvent<CampaignEvent>;

const { apply, key } = campaignProjection;

describe('the view of a campaign', () => {
  it('has the last window', () => {
    const row = apply(apply(undefined, at(7, opened))!, at(9, extended));
    expect(row).toMatchObject({
      streamId: 'campaign/c',
      position: 9,
      state: { opensAt: '2023-10-14T16:00:00.000Z', closesAt: '2023-11-30T16:00:00.000Z', approvers: {} },
    });
  });
  it('takes events of campaigns only', () => {
    expect(key(at(1, opened))).toBe('campaign/c');
    expect(key(at(1, opened, 'dossier/c'))).toBeNull();
  });
});
