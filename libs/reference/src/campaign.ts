import {
  day,
  holderOf,
  id,
  instant,
  record,
  ref,
  refuse,
  text,
  Type,
  type EventOf,
  type Instant,
  type Refused,
  type StreamCategory,
} from '@minglu/kernel';
import { sharedId } from './shared-id.js';
import {
  divisionCode,
  programme,
  programmeYear,
  track,
  windowProvision,
  type Programme,
  type Provision,
  type Track,
} from '@minglu/regulation';
import { documentedEvent } from './document.js';
import { singleHandedMark } from './single-handed.js';

export const CAMPAIGN = { zh: '年度工作', en: 'campaign' };

export const campaignFields = {
  campaignId: id(),
  programme: programme(),
  track: track(),
  year: programmeYear(),
  documentNumber: text(200),
  /** The window is [opensAt, closesAt). */
  opensAt: instant(),
  closesAt: instant(),
  // Stored events are read with other keys too. The command takes none: see `OpenCampaign`.
  approvers: Type.Optional(Type.Record(divisionCode(), divisionCode())),
};

type CampaignYear = Pick<Campaign, 'programme' | 'track' | 'year'>;
const nameOf = ({ programme, track, year }: CampaignYear): string => `${programme}-${track}-${year}`;

export const campaignEvents = {
  CampaignOpened: documentedEvent({
    type: 'CampaignOpened',
    version: 1,
    title: { zh: '年度工作已启动', en: 'Campaign opened' },
    freeText: { document: ['documentNumber'] },
    classification: 'PUBLIC',
    internal: { singleHanded: null },
    /** `firstOfYear`: the campaign can be found by programme, track and year, under any id. A second one of the year lacks it. */
    payload: record({ ...campaignFields, firstOfYear: Type.Optional(Type.Literal(true)), ...singleHandedMark }),
    claims: ({ firstOfYear, ...data }) => [
      sharedId(data.campaignId),
      ...(firstOfYear ? [{ kind: 'campaign-of-year', id: nameOf(data) }] : []),
    ],
  }),
  CampaignWindowExtended: documentedEvent({
    type: 'CampaignWindowExtended',
    version: 1,
    title: { zh: '填报时间已延长', en: 'Campaign window extended' },
    freeText: { document: ['documentNumber'], official: ['reason'] },
    classification: 'PUBLIC',
    commonNames: { reason: 'reasons' },
    payload: record({ campaignId: id(), closesAt: instant(), documentNumber: text(200), reason: text() }),
  }),
  CampaignClosed: documentedEvent({
    type: 'CampaignClosed',
    version: 1,
    title: { zh: '年度工作已结束', en: 'Campaign closed' },
    freeText: { document: ['documentNumber'], official: ['reason'] },
    classification: 'PUBLIC',
    commonNames: { reason: 'reasons' },
    payload: record({ campaignId: id(), documentNumber: text(200), reason: text() }),
  }),
  NoticeForwardedToGovernment: documentedEvent({
    type: 'NoticeForwardedToGovernment',
    version: 1,
    title: { zh: '通知已报同级人民政府', en: 'Notice passed on to the government' },
    classification: 'INTERNAL',
    payload: record({ campaignId: id(), province: divisionCode(), date: day() }),
  }),
  InternalDeadlineSet: documentedEvent({
    type: 'InternalDeadlineSet',
    version: 1,
    title: { zh: '本级截止时间已规定', en: 'Internal deadline set' },
    freeText: { document: ['documentNumber'] },
    classification: 'INTERNAL',
    /** It does not change the ministry's window. */
    payload: record({ campaignId: id(), authority: divisionCode(), closesAt: instant(), documentNumber: text(200) }),
  }),
};
export type CampaignEvent = EventOf<typeof campaignEvents>;

export interface Campaign {
  readonly campaignId: string;
  readonly programme: Programme;
  readonly track: Track;
  readonly year: number;
  readonly documentNumber: string;
  readonly opensAt: Instant;
  readonly closesAt: Instant;
  /** Division code of a city → code of the authority that approves its materials, if the campaign names another one than the province. */
  readonly approvers: Readonly<Record<string, string>>;
  readonly closed: boolean;
  /** Division codes of the provinces that have passed the notice on to their governments. */
  readonly forwardedBy: readonly string[];
  /** Division code of an authority → its own closing time for materials. */
  readonly internalDeadlines: Readonly<Record<string, Instant>>;
}

const opened = ({
  firstOfYear: _,
  singleHanded: __,
  approvers = {},
  ...data
}: Extract<CampaignEvent, { type: 'CampaignOpened' }>['data']): Campaign => ({
  ...data,
  approvers,
  closed: false,
  forwardedBy: [],
  internalDeadlines: {},
});

/** One stream per campaign; null until it is opened. */
export const campaigns: StreamCategory<Campaign | null, CampaignEvent> = {
  name: 'campaign',
  events: campaignEvents,
  initial: null,
  evolve: (campaign, { type, data }) => {
    switch (type) {
      case 'CampaignOpened':
        return opened(data);
      case 'CampaignWindowExtended':
        return campaign && { ...campaign, closesAt: data.closesAt };
      case 'CampaignClosed':
        return campaign && { ...campaign, closed: true };
      case 'NoticeForwardedToGovernment':
        return campaign && { ...campaign, forwardedBy: [...campaign.forwardedBy, data.province] };
      case 'InternalDeadlineSet':
        return campaign && { ...campaign, internalDeadlines: { ...campaign.internalDeadlines, [data.authority]: data.closesAt } };
    }
  },
};
export const campaign = (campaignId: string) => ref(campaigns, campaignId);
/** The first campaign of a programme, track and year, under any id. */
export const campaignOfYear = (of: CampaignYear) => holderOf(campaigns, 'campaign-of-year', nameOf(of));
/**
 * The campaigns for a submission that names no campaign: the one of the year, and the one of the year before.
 * The window of the latter may have been extended into this year.
 * Older logs have no claim for them, so each is also looked up by its conventional id, `<programme>-<track>-<year>`.
 */
export const campaignsAbout = (programme: Programme, track: Track, year: number) => {
  const now = { programme, track, year };
  const before = { programme, track, year: year - 1 };
  return {
    ofYear: campaignOfYear(now),
    ofYearByName: campaign(nameOf(now)),
    ofYearBefore: campaignOfYear(before),
    ofYearBeforeByName: campaign(nameOf(before)),
  };
};

/** The legal basis of a campaign's window. */
export const windowBasis = ({ track, programme }: Pick<Campaign, 'track' | 'programme'>): Provision => windowProvision(track, programme);
export const isOpen = (state: Campaign, at: Instant): boolean => state.opensAt <= at && at < state.closesAt;

/** The refusal once a campaign is closed: its window does not change any more. */
export const closed = (state: Campaign): Refused =>
  refuse('campaign-closed', windowBasis(state), '该年度工作已经结束', 'the campaign is closed', { campaignId: state.campaignId });
