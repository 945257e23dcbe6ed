import {
  accept,
  day,
  dayOf,
  newEvent,
  id,
  instant,
  parseInstant,
  record,
  refuse,
  text,
  warn,
  type Actor,
  type Instant,
  type Refused,
  type Warning,
} from '@minglu/kernel';
import { division, divisionCode, hasProvincialAuthority, provinceOf, type Provision } from '@minglu/regulation';
import { byMinistryAdmin, referenceAct, unknownId } from './act.js';
import { CAMPAIGN, campaign, closed, campaignEvents, windowBasis, type Campaign } from './campaign.js';

/** 结束年度工作：after its window, never instead of it, since the notice has promised the window. */
export const closeCampaign = referenceAct({
  command: 'CloseCampaign',
  title: { zh: '结束年度工作', en: 'Close a campaign' },
  legalBasis: ['notice-2023-278/4', 'notice-2023-277/4.1'],
  payload: record({ campaignId: id(), documentNumber: text(200), reason: text() }),
  by: byMinistryAdmin,
  on: (data) => [campaign(data.campaignId)],
  decide: ({ data, at }, { state }) => {
    if (!state) return unknownId(CAMPAIGN, data.campaignId);
    if (state.closed) return closed(state);
    if (at < state.closesAt) {
      return refuse(
        'window-still-open',
        windowBasis(state),
        '填报时间尚未截止，不能提前结束',
        'the window is still open and is not cut short',
        { closesAt: state.closesAt },
      );
    }
    return accept([newEvent(campaignEvents.CampaignClosed, data)]);
  },
});

const own = (field: 'province' | 'authority') => (actor: Actor, _: Campaign | null, data: never) =>
  actor.org === (data as Readonly<Record<string, string>>)[field];

/** Where a level is told to check (严格把关), which an earlier day of its own serves. No notice opens a review of cities. */
const checkOf = ({ track, programme }: Campaign, level: 'provincial' | 'municipal'): Provision => {
  switch (track) {
    case 'creation-application':
      return level === 'provincial' ? 'notice-2023-278/3.1' : 'notice-2023-278/3.2';
    case 'evaluation':
      return 'notice-2023-277/2.2';
    case 'review':
      return programme === 'park' ? 'notice-2023-277/2.3' : 'measure-2022/17';
  }
};

/** Where the province is told to pass the notice on and to organise the work. */
const dutyOf = ({ track }: Campaign): Provision => (track === 'creation-application' ? 'notice-2023-278/3.1' : 'notice-2023-277/2.1');

/** `named`: the code by the name of its field. */
const unknownDivision = (basis: Provision, named: Readonly<Record<string, string>>): Refused => {
  const [code] = Object.values(named);
  return refuse('unknown-division', basis, `没有行政区划 ${code}`, `there is no division ${code}`, named);
};

/** 将通知报同级人民政府（277 号通知二（一）、278 号通知三（一））：及时, without a number; it is recorded when it was done. */
export const forwardNotice = referenceAct({
  command: 'ForwardNotice',
  title: { zh: '将通知报同级人民政府', en: 'Pass the notice on to the government' },
  legalBasis: ['notice-2023-277/2.1', 'notice-2023-278/3.1'],
  payload: record({ campaignId: id(), province: divisionCode(), date: day() }),
  by: { 'provincial-authority': own('province') },
  on: (data) => [campaign(data.campaignId)],
  decide: ({ data, at }, { state }) => {
    if (!state) return unknownId(CAMPAIGN, data.campaignId);
    const basis = dutyOf(state);
    const found = division(data.province);
    if (!found) return unknownDivision(basis, { province: data.province });
    if (!hasProvincialAuthority(found))
      return refuse(
        'not-provincial-level',
        basis,
        `${found.name}不是省级，也不是计划单列市，通知不由其报送同级人民政府`,
        `${data.province} is neither of provincial level nor a separately planned city`,
        { province: data.province },
      );
    if (state.forwardedBy.includes(data.province))
      return refuse('already-forwarded', basis, '该通知已报同级人民政府', 'the notice has been passed on', { province: data.province });
    if (data.date > dayOf(at))
      return refuse('date-in-future', basis, `日期 ${data.date} 晚于今天`, `${data.date} lies in the future`, { date: data.date });
    return accept(
      [newEvent(campaignEvents.NoticeForwardedToGovernment, data)],
      at >= state.closesAt
        ? [warn('forwarded-after-window', basis, '填报时间截止后才登记将通知报同级人民政府', 'recorded after the window had closed')]
        : [],
    );
  },
});

/**
 * 下级自定的截止时间：an authority may want the materials earlier, so that it can check them; a day that leaves no time before the next level's
 * closing is warned of, whichever of the two was set first; one after the window is refused.
 */
export const setInternalDeadline = referenceAct({
  command: 'SetInternalDeadline',
  title: { zh: '规定本级截止时间', en: 'Set an internal deadline' },
  legalBasis: ['notice-2023-277/2.2', 'notice-2023-277/2.3', 'notice-2023-278/3.1', 'notice-2023-278/3.2'],
  payload: record({ campaignId: id(), authority: divisionCode(), closesAt: instant(), documentNumber: text(200) }),
  by: { 'provincial-authority': own('authority'), 'municipal-authority': own('authority') },
  on: (data) => [campaign(data.campaignId)],
  decide: ({ data, at }, { state }) => {
    if (!state) return unknownId(CAMPAIGN, data.campaignId);
    if (state.closed) return closed(state);
    const found = division(data.authority);
    if (!found) return unknownDivision(dutyOf(state), { authority: data.authority });
    const provincial = hasProvincialAuthority(found);
    const basis = checkOf(state, provincial ? 'provincial' : 'municipal');
    if (!provincial && found.level !== 'prefecture')
      return refuse(
        'not-in-the-chain',
        basis,
        `${found.name}不在审核层级之内：材料由地市级、省级主管部门审核`,
        `${data.authority} is no level of the chain: materials are checked by cities and provinces`,
        { authority: data.authority },
      );
    const closesAt = parseInstant(data.closesAt)!;
    if (closesAt > state.closesAt || closesAt <= state.opensAt) {
      return refuse(
        'deadline-outside-window',
        windowBasis(state),
        '本级截止时间须在填报时间之内',
        'an internal deadline lies inside the window',
        { opensAt: state.opensAt, closesAt: state.closesAt },
      );
    }
    if (closesAt <= at)
      return refuse('deadline-passed', windowBasis(state), '本级截止时间已过', 'the internal deadline has passed', { closesAt });
    return accept(
      [newEvent(campaignEvents.InternalDeadlineSet, { ...data, closesAt }, { legalBasis: [basis] })],
      withoutBuffer(state, data.authority, closesAt, basis),
    );
  },
});

/** The authority that checks after this one; null where that is the ministry. */
const nextLevel = ({ approvers }: Campaign, code: string): string | null => {
  const next = approvers[code] ?? provinceOf(code);
  return next === code ? null : next;
};

/** 与上级或者下级的截止时间之间没有余地。 */
const withoutBuffer = (state: Campaign, authority: string, closesAt: Instant, basis: Provision): readonly Warning[] => {
  const { internalDeadlines: set } = state;
  const next = nextLevel(state, authority);
  const above = (next === null ? undefined : set[next]) ?? state.closesAt;
  const below = Object.entries(set).filter(([code, until]) => nextLevel(state, code) === authority && until >= closesAt);
  if (closesAt < above && below.length === 0) return [];
  const [zh, en] = below.length
    ? [
        `下级（${below.map(([code]) => code).join('、')}）截止时间与本级截止时间`,
        `levels below (${below.map(([code]) => code).join(', ')})`,
      ]
    : ['本级截止时间与上级截止时间', 'the next level'];
  return [
    warn('no-buffer', basis, `${zh}之间没有余地，无法审核把关`, `no time is left between this level and ${en}, so nothing can be checked`),
  ];
};
