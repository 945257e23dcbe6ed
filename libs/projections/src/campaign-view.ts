import { categoryOf, type Projection } from '@minglu/kernel';
import { campaigns, type Campaign, type CampaignEvent } from '@minglu/reference';

/** 年度工作 with its window. */
export interface CampaignView {
  readonly streamId: string;
  readonly state: Campaign;
  readonly position: number;
}

export const campaignProjection: Projection<CampaignView, CampaignEvent> = {
  name: 'campaigns',
  version: 1,
  key: ({ streamId }) => (categoryOf(streamId) === 'campaign' ? streamId : null),
  apply: (row, { event, position, streamId }) => {
    const state = campaigns.evolve(row?.state ?? null, event);
    return state && { streamId, state, position };
  },
};
