import { endOfDay, startOfDay, type Instant } from '@minglu/kernel';
import type { DivisionClass } from './divisions.js';
import type { MaterialKind } from './figures.js';
import type { Provision } from './provision.js';
import type { Role } from './roles.js';

export const PROGRAMMES = ['city', 'park'] as const;
export type Programme = (typeof PROGRAMMES)[number];
export const TRACKS = ['creation-application', 'evaluation', 'review'] as const;
export type Track = (typeof TRACKS)[number];

/** A step that must be behind a submission before the ministry takes it up. */
export interface RequiredApproval {
  readonly by: Extract<Role, 'municipal-authority' | 'provincial-authority' | 'provincial-government'>;
  readonly provision: Provision;
  /** Applicants of this class need none. */
  readonly notFor: readonly DivisionClass[];
}

/** What a notice asks of a submission. */
export interface TrackRequirements {
  readonly materials: readonly MaterialKind[];
  readonly materialsBasis: readonly Provision[];
  /** In the order in which they are given. */
  readonly approvals: readonly RequiredApproval[];
}

/** A campaign as the ministry's notice sets it. */
export interface ShippedCampaign {
  readonly campaignId: string;
  readonly programme: Programme;
  readonly track: Track;
  readonly year: number;
  readonly documentNumber: string;
  readonly opensAt: Instant;
  /** Exclusive: 00:00 of the day after the last. */
  readonly closesAt: Instant;
  readonly zh: string;
  /** The information system through which materials come. */
  readonly channel: string;
  readonly objects: string;
  readonly requirements: TrackRequirements;
}

const NOTICE_277 = '工信厅信发函〔2023〕277号';
const NOTICE_278 = '工信厅信发函〔2023〕278号';
const CITY_SYSTEM = '中国软件名城管理信息系统';
const PARK_SYSTEM = '中国软件名园管理信息系统';

/** Portal windows run in calendar days: they open on Sunday 15 October and do not roll. */
const window = (lastDay: string) => ({ opensAt: startOfDay('2023-10-15'), closesAt: endOfDay(lastDay) });
const approval = (by: RequiredApproval['by'], provision: Provision, notFor: readonly DivisionClass[] = []): RequiredApproval => ({
  by,
  provision,
  notFor,
});

/** The four tracks of notices 277 and 278. No notice opens a city review: it is held 适时 (Art. 17). */
export const campaigns2023: readonly ShippedCampaign[] = [
  {
    campaignId: 'city-creation-2023',
    programme: 'city',
    track: 'creation-application',
    year: 2023,
    documentNumber: NOTICE_278,
    ...window('2023-11-15'),
    zh: '名城创建申请',
    channel: CITY_SYSTEM,
    objects: '符合168号通知申请条件的城市',
    requirements: {
      materials: ['written-application-report', 'creation-application-form', 'creation-work-plan'],
      materialsBasis: ['measure-2022/10', 'notice-2023-278/2.1'],
      // 直辖市可直接申请，地级市经所属省级人民政府同意后申请: the government's consent, not the authority's approval.
      approvals: [approval('provincial-government', 'notice-2023-278/4', ['direct-municipality'])],
    },
  },
  {
    campaignId: 'city-evaluation-2023',
    programme: 'city',
    track: 'evaluation',
    year: 2023,
    documentNumber: NOTICE_277,
    ...window('2023-11-10'),
    zh: '名城评估',
    channel: CITY_SYSTEM,
    objects: '已授予“中国软件名城”相关称号的城市',
    requirements: {
      materials: ['evaluation-form'],
      materialsBasis: ['notice-2023-277/3.1'],
      approvals: [approval('provincial-authority', 'notice-2023-277/4.1')],
    },
  },
  {
    campaignId: 'park-creation-2023',
    programme: 'park',
    track: 'creation-application',
    year: 2023,
    documentNumber: NOTICE_278,
    ...window('2023-11-15'),
    zh: '名园创建申请',
    channel: PARK_SYSTEM,
    objects: '符合168号通知申请条件的软件园区',
    requirements: {
      materials: ['application-report-document', 'creation-application-form', 'creation-work-plan'],
      materialsBasis: ['notice-2023-278/2.2'],
      approvals: [approval('municipal-authority', 'notice-2023-278/4'), approval('provincial-authority', 'notice-2023-278/4')],
    },
  },
  {
    campaignId: 'park-review-2023',
    programme: 'park',
    track: 'review',
    year: 2023,
    documentNumber: NOTICE_277,
    ...window('2023-11-10'),
    zh: '名园评审',
    channel: PARK_SYSTEM,
    objects: '工信厅信发函〔2020〕280号试点园区',
    requirements: {
      materials: ['review-application-document', 'review-application-form', 'self-assessment-report'],
      materialsBasis: ['notice-2023-277/3.2'],
      approvals: [approval('municipal-authority', 'notice-2023-277/2.3'), approval('provincial-authority', 'notice-2023-277/2.3')],
    },
  },
];

/** The provision that a submission outside the window of its campaign fails by. */
export const windowProvision = (track: Track, programme: Programme): Provision => {
  switch (track) {
    case 'creation-application':
      return 'notice-2023-278/4';
    case 'evaluation':
      return 'notice-2023-277/4.1';
    case 'review':
      return programme === 'park' ? 'notice-2023-277/4.2' : 'measure-2022/17';
  }
};

/** What a track asks for; null for a city review, which no notice sets (Art. 16 does). */
export const trackRequirements = (programme: Programme, track: Track): TrackRequirements | null =>
  campaigns2023.find((campaign) => campaign.programme === programme && campaign.track === track)?.requirements ?? null;
