import { endOfDay, startOfDay, type Instant, type Role } from '@minglu/kernel';
import type { DivisionClass } from './divisions.js';
import type { MaterialKind } from './figures.js';
import type { Programme, Track } from './programme.js';
import type { Provision } from './provision.js';

/** An approval that a submission needs before the ministry handles it. */
interface RequiredApproval {
  readonly by: Extract<Role, 'municipal-authority' | 'provincial-authority' | 'provincial-government'>;
  readonly provision: Provision;
  /** Applicants of these classes do not need it. */
  readonly notFor: readonly DivisionClass[];
}

/** The materials and approvals that a notice requires of a submission. */
export interface TrackRequirements {
  readonly materials: readonly MaterialKind[];
  readonly materialsBasis: readonly Provision[];
  /** In the order in which they are given. */
  readonly approvals: readonly RequiredApproval[];
}

/** A campaign (年度工作) as a notice of the ministry sets it. */
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
  /** The information system through which materials are submitted. */
  readonly channel: string;
  readonly objects: string;
  readonly requirements: TrackRequirements;
}

const NOTICE_277 = '工信厅信发函〔2023〕277号';
const NOTICE_278 = '工信厅信发函〔2023〕278号';
const CITY_SYSTEM = '中国软件名城管理信息系统';
const PARK_SYSTEM = '中国软件名园管理信息系统';

/** A window is given in calendar days. It opens on Sunday 15 October 2023 and does not move off rest days. */
const window = (lastDay: string) => ({ opensAt: startOfDay('2023-10-15'), closesAt: endOfDay(lastDay) });
const approval = (by: RequiredApproval['by'], provision: Provision, notFor: readonly DivisionClass[] = []): RequiredApproval => ({
  by,
  provision,
  notFor,
});

/** The four campaigns of notices 277 and 278. No notice opens a review of cities, which is held at a suitable time (适时, art. 17). */
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
      // Notice 278, section 四: a direct municipality applies directly, a prefecture-level city with the consent (同意) of its province.
      // The consent is the government's; an approval by the provincial authority is not asked for.
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

/** The legal basis for refusing a submission outside the window of its campaign. */
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

/** The requirements of a track; null for the review of a city, which article 16 governs and no notice does. */
export const trackRequirements = (programme: Programme, track: Track): TrackRequirements | null =>
  campaigns2023.find((campaign) => campaign.programme === programme && campaign.track === track)?.requirements ?? null;
