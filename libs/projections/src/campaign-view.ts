import { categoryOf, dayOf, epochMs, instantOf, type Projection } from '@minglu/kernel';
import { campaigns, type Campaign, type CampaignEvent } from '@minglu/reference';
import type { Deadline } from '@minglu/regulation';
import type { RecordedDeadline } from './dossier-view.js';

/** A yearly campaign (年度工作) with its window. */
export interface CampaignView {
  readonly streamId: string;
  readonly state: Campaign;
  readonly position: number;
}

export const campaignProjection: Projection<CampaignView, CampaignEvent> = {
  name: 'campaigns',
  version: 2,
  key: ({ streamId }) => (categoryOf(streamId) === 'campaign' ? streamId : null),
  apply: (row, { event, position, streamId }) => {
    const state = campaigns.evolve(row?.state ?? null, event);
    return state && { streamId, state, position };
  },
};

/** The window of a campaign as a deadline. */
export const campaignWindow = ({ campaignId, closesAt, opensAt }: Campaign): RecordedDeadline => {
  const lastDay = dayOf(instantOf(epochMs(closesAt) - 1));
  const rule: Deadline['rule'] = { unit: 'stated', amount: 0, from: dayOf(opensAt), until: lastDay, basis: [] };
  return {
    kind: 'campaign-window',
    of: campaignId,
    rule,
    endsAt: closesAt,
    lastDay,
    workingDays: [],
    provisional: false,
    calendarVersion: 0,
    open: true,
  };
};
