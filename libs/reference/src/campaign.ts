import {
  accept,
  day,
  defineEvent,
  newEvent,
  holderOf,
  id,
  instant,
  oneOf,
  parseInstant,
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
import { divisionCode, windowProvision, type Provision } from '@minglu/regulation';
import { byMinistryAdmin, idTaken, referenceAct, unknownId } from './act.js';

export const CAMPAIGN = { zh: '年度工作', en: 'campaign' };

const campaignFields = {
  campaignId: id(),
  programme: oneOf('city', 'park'),
  track: oneOf('creation-application', 'evaluation', 'review'),
  year: Type.Integer({ minimum: 2010, maximum: 2100 }),
  documentNumber: text(200),
  /** The window is [opensAt, closesAt). */
  opensAt: instant(),
  closesAt: instant(),
  approvers: Type.Optional(Type.Record(divisionCode(), divisionCode())),
};

type YearOf = Pick<Campaign, 'programme' | 'track' | 'year'>;
const nameOf = ({ programme, track, year }: YearOf): string => `${programme}-${track}-${year}`;

export const campaignEvents = {
  CampaignOpened: defineEvent({
    type: 'CampaignOpened',
    version: 1,
    title: { zh: '年度工作已启动', en: 'Campaign opened' },
    freeText: { document: ['documentNumber'] },
    classification: 'PUBLIC',
    /** `firstOfYear`: it is found by its programme, track and year, whatever its id; absent of a second one. */
    payload: record({ ...campaignFields, firstOfYear: Type.Optional(Type.Literal(true)) }),
    claims: ({ firstOfYear, ...data }) => (firstOfYear ? [{ kind: 'campaign-of-year', id: nameOf(data) }] : []),
  }),
  CampaignWindowExtended: defineEvent({
    type: 'CampaignWindowExtended',
    version: 1,
    title: { zh: '填报时间已延长', en: 'Campaign window extended' },
    freeText: { document: ['documentNumber'], official: ['reason'] },
    classification: 'PUBLIC',
    payload: record({ campaignId: id(), closesAt: instant(), documentNumber: text(200), reason: text() }),
  }),
  CampaignClosed: defineEvent({
    type: 'CampaignClosed',
    version: 1,
    title: { zh: '年度工作已结束', en: 'Campaign closed' },
    freeText: { document: ['documentNumber'], official: ['reason'] },
    classification: 'PUBLIC',
    payload: record({ campaignId: id(), documentNumber: text(200), reason: text() }),
  }),
  NoticeForwardedToGovernment: defineEvent({
    type: 'NoticeForwardedToGovernment',
    version: 1,
    title: { zh: '通知已报同级人民政府', en: 'Notice passed on to the government' },
    classification: 'INTERNAL',
    payload: record({ campaignId: id(), province: divisionCode(), date: day() }),
  }),
  InternalDeadlineSet: defineEvent({
    type: 'InternalDeadlineSet',
    version: 1,
    title: { zh: '本级截止时间已规定', en: 'Internal deadline set' },
    freeText: { document: ['documentNumber'] },
    classification: 'INTERNAL',
    /** What the ministry's window allows is not changed by it. */
    payload: record({ campaignId: id(), authority: divisionCode(), closesAt: instant(), documentNumber: text(200) }),
  }),
};
export type CampaignEvent = EventOf<typeof campaignEvents>;

export interface Campaign {
  readonly campaignId: string;
  readonly programme: 'city' | 'park';
  readonly track: 'creation-application' | 'evaluation' | 'review';
  readonly year: number;
  readonly documentNumber: string;
  readonly opensAt: Instant;
  readonly closesAt: Instant;
  /** Division code of a city → that of the authority which approves for it, where the campaign says otherwise. */
  readonly approvers: Readonly<Record<string, string>>;
  readonly closed: boolean;
  /** Provinces that have passed the notice on to their governments. */
  readonly forwardedBy: readonly string[];
  /** Division code of an authority → until when it wants the materials. */
  readonly internalDeadlines: Readonly<Record<string, Instant>>;
}

const opened = ({ firstOfYear: _, approvers = {}, ...data }: Extract<CampaignEvent, { type: 'CampaignOpened' }>['data']): Campaign => ({
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
/** The campaign of a programme, track and year, whatever its id. */
const campaignOfYear = (of: YearOf) => holderOf(campaigns, 'campaign-of-year', nameOf(of));
/**
 * The campaigns in which something may be handed in that names none: that of the year, and that of the year before, whose window may
 * have been extended into this one. An older log knows them by such a name only, without the claim.
 */
export const campaignsAbout = (programme: Campaign['programme'], track: Campaign['track'], year: number) => {
  const [now, before] = [year, year - 1].map((one) => ({ programme, track, year: one })) as [YearOf, YearOf];
  return {
    ofYear: campaignOfYear(now),
    ofYearByName: campaign(nameOf(now)),
    ofYearBefore: campaignOfYear(before),
    ofYearBeforeByName: campaign(nameOf(before)),
  };
};

/** The provision that sets a campaign's window. */
export const windowBasis = ({ track, programme }: Pick<Campaign, 'track' | 'programme'>): Provision => windowProvision(track, programme);
export const isOpen = (state: Campaign, at: Instant): boolean => state.opensAt <= at && at < state.closesAt;

/** 年度工作已经结束，其窗口不再变动。 */
export const closed = (state: Campaign): Refused =>
  refuse('campaign-closed', windowBasis(state), '该年度工作已经结束', 'the campaign is closed', { campaignId: state.campaignId });

/** 启动一项年度工作，载明填报起止时间（277、278 号通知第四部分）。 */
export const openCampaign = referenceAct({
  command: 'OpenCampaign',
  title: { zh: '启动年度工作', en: 'Open a campaign' },
  legalBasis: ['notice-2023-278/4', 'notice-2023-277/4.1'],
  payload: record(campaignFields),
  by: byMinistryAdmin,
  on: (data) => [campaign(data.campaignId)],
  reads: (data) => ({ ofYear: campaignOfYear(data) }),
  decide: ({ data }, { state }, { ofYear }) => {
    if (state) return idTaken(CAMPAIGN, data.campaignId);
    const window = { opensAt: parseInstant(data.opensAt)!, closesAt: parseInstant(data.closesAt)! };
    if (window.closesAt <= window.opensAt) {
      return refuse(
        'window-ends-before-it-opens',
        windowBasis(data),
        '填报截止时间须晚于开始时间',
        'the window must close after it opens',
        window,
      );
    }
    const first = ofYear.streamId === null ? { firstOfYear: true as const } : {};
    return accept([newEvent(campaignEvents.CampaignOpened, { ...data, ...window, ...first })]);
  },
});

/** 延长填报时间：只能延后。 */
export const extendCampaign = referenceAct({
  command: 'ExtendCampaign',
  title: { zh: '延长填报时间', en: 'Extend a campaign window' },
  legalBasis: ['notice-2023-278/4', 'notice-2023-277/4.1'],
  payload: record({ campaignId: id(), closesAt: instant(), documentNumber: text(200), reason: text() }),
  by: byMinistryAdmin,
  on: (data) => [campaign(data.campaignId)],
  decide: ({ data }, { state }) => {
    if (!state) return unknownId(CAMPAIGN, data.campaignId);
    if (state.closed) return closed(state);
    const closesAt = parseInstant(data.closesAt)!;
    if (closesAt <= state.closesAt) {
      return refuse(
        'window-not-extended',
        windowBasis(state),
        '新的截止时间须晚于原截止时间',
        'the new closing time must be later than the old one',
        { closesAt: state.closesAt },
      );
    }
    return accept([newEvent(campaignEvents.CampaignWindowExtended, { ...data, closesAt })]);
  },
});
