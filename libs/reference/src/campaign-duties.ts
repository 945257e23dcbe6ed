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
  isRefused,
  type Actor,
  type Day,
  type Instant,
  type Refused,
  type Warning,
} from '@minglu/kernel';
import {
  codesOf,
  divisionCode,
  divisionOn,
  hasProvincialAuthority,
  type Division,
  type DivisionChange,
  type Provision,
} from '@minglu/regulation';
import { referenceAct, unknownId } from './act.js';
import { after, justAfterNow, today } from './date-limits.js';
import { CAMPAIGN, campaign, closed, campaignEvents, windowBasis, type Campaign } from './campaign.js';
import { divisionSucceeded, succession } from './succession.js';

const own = (field: 'province' | 'authority') => (actor: Actor, _: Campaign | null, data: never) =>
  actor.org === (data as Readonly<Record<string, string>>)[field];

/**
 * The provision that tells a level to check the materials (严格把关), which its own closing time serves.
 * No notice opens a review of cities.
 */
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

/** The provision that tells the province to pass the notice on and to organise the work. */
const dutyOf = ({ track }: Campaign): Provision => (track === 'creation-application' ? 'notice-2023-278/3.1' : 'notice-2023-277/2.1');

/** The division that acts, as of that day. Refuses an unknown code and one that has a successor. `field`: where the code stands. */
const actingDivision = (
  divisions: readonly DivisionChange[],
  field: 'province' | 'authority',
  code: string,
  on: Day,
  basis: Provision,
): Division | Refused => {
  const found = divisionOn(divisions, code, on);
  if (!found) return refuse('unknown-division', basis, `没有行政区划 ${code}`, `there is no division ${code}`, { [field]: code });
  return found.code === code ? found : divisionSucceeded(basis, code, found);
};

/**
 * Records that a province passed the notice on to its government (将通知报同级人民政府; notices 277 二（一） and 278 三（一）).
 * The notices say 及时 without a number of days, so there is no deadline.
 */
export const forwardNotice = referenceAct({
  command: 'ForwardNotice',
  route: 'POST /campaigns/{campaignId}/forwarded-notices',
  title: { zh: '将通知报同级人民政府', en: 'Pass the notice on to the government' },
  legalBasis: ['notice-2023-277/2.1', 'notice-2023-278/3.1'],
  payload: record({ campaignId: id(), province: divisionCode(), date: day() }),
  dates: {
    date: { notAfter: [today()], effect: 'the day on which the notice was passed on; a record only' },
  },
  example: () => ({ campaignId: 'city-creation-2023', province: '440000', date: '2023-11-02' }),
  by: { 'provincial-authority': own('province') },
  register: () => succession,
  on: (data) => [campaign(data.campaignId)],
  decide: ({ data, at, register: { divisions } }, { state }) => {
    if (!state) return unknownId(CAMPAIGN, data.campaignId);
    const basis = dutyOf(state);
    const found = actingDivision(divisions, 'province', data.province, dayOf(at), basis);
    if (isRefused(found)) return found;
    if (!hasProvincialAuthority(found))
      return refuse(
        'not-provincial-level',
        basis,
        `${found.name}不是省级，也不是计划单列市，通知不由其报送同级人民政府`,
        `${data.province} is neither of provincial level nor a separately planned city`,
        { province: data.province },
      );
    // Under its own code or a former one.
    if (codesOf(divisions, data.province, dayOf(at)).some((code) => state.forwardedBy.includes(code)))
      return refuse('already-forwarded', basis, '该通知已报同级人民政府', 'the notice has already been passed on', {
        province: data.province,
      });
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
 * Sets an authority's own closing time (规定本级截止时间), earlier than the window's end, so that it has time to check the materials.
 * A time that leaves the next level no room gives a warning, in whichever order the two were set. A time outside the window is refused.
 */
export const setInternalDeadline = referenceAct({
  command: 'SetInternalDeadline',
  route: 'POST /campaigns/{campaignId}/internal-deadlines',
  title: { zh: '规定本级截止时间', en: 'Set an internal deadline' },
  legalBasis: ['notice-2023-277/2.2', 'notice-2023-277/2.3', 'notice-2023-278/3.1', 'notice-2023-278/3.2'],
  payload: record({ campaignId: id(), authority: divisionCode(), closesAt: instant(), documentNumber: text(200) }),
  dates: {
    closesAt: {
      notBefore: [
        { words: 'the start of the window, exclusive', code: 'deadline-outside-window', of: ({ state }) => state && after(state.opensAt) },
        justAfterNow,
      ],
      notAfter: [{ words: 'the end of the window', code: 'deadline-outside-window', of: ({ state }) => state && state.closesAt }],
      effect: 'the authority’s own closing time, a record; it warns where no time is left to check',
    },
  },
  example: () => ({
    campaignId: 'city-creation-2023',
    authority: '440000',
    closesAt: '2023-11-20T18:00:00+08:00',
    documentNumber: '粤工信软件函〔2023〕1号',
  }),
  by: { 'provincial-authority': own('authority'), 'municipal-authority': own('authority') },
  register: () => succession,
  on: (data) => [campaign(data.campaignId)],
  decide: ({ data, at, register: { divisions } }, { state }) => {
    if (!state) return unknownId(CAMPAIGN, data.campaignId);
    if (state.closed) return closed(state);
    const found = actingDivision(divisions, 'authority', data.authority, dayOf(at), dutyOf(state));
    if (isRefused(found)) return found;
    const provincial = hasProvincialAuthority(found);
    const basis = checkOf(state, provincial ? 'provincial' : 'municipal');
    if (!provincial && found.level !== 'prefecture')
      return refuse(
        'not-in-the-chain',
        basis,
        `${found.name}不在审核层级之内：材料由地市级、省级主管部门审核`,
        `${data.authority} is not an approval level: cities and provinces check the materials`,
        { authority: data.authority },
      );
    const closesAt = parseInstant(data.closesAt)!;
    if (closesAt > state.closesAt || closesAt <= state.opensAt) {
      return refuse(
        'deadline-outside-window',
        windowBasis(state),
        '本级截止时间须在填报时间之内',
        'an internal deadline must lie inside the window',
        { opensAt: state.opensAt, closesAt: state.closesAt },
      );
    }
    if (closesAt <= at)
      return refuse('deadline-passed', windowBasis(state), '本级截止时间已过', 'the internal deadline has passed', { closesAt });
    return accept(
      [newEvent(campaignEvents.InternalDeadlineSet, { ...data, closesAt }, { legalBasis: [basis] })],
      withoutBuffer(state, data.authority, closesAt, basis, (code) => divisionOn(divisions, code, dayOf(at))?.provinceCode ?? null),
    );
  },
});

/** The province of a code as of today; null for an unknown code. */
type ProvinceOf = (code: string) => string | null;

/** Division code of the authority that checks after this one; null if that is the ministry. */
const nextLevel = ({ approvers }: Campaign, code: string, provinceOf: ProvinceOf): string | null => {
  const next = approvers[code] ?? provinceOf(code);
  return next === code ? null : next;
};

/** The warning if no time is left between this closing time and that of the level above or below. */
const withoutBuffer = (
  state: Campaign,
  authority: string,
  closesAt: Instant,
  basis: Provision,
  provinceOf: ProvinceOf,
): readonly Warning[] => {
  const { internalDeadlines: set } = state;
  const next = nextLevel(state, authority, provinceOf);
  const above = (next === null ? undefined : set[next]) ?? state.closesAt;
  const below = Object.entries(set).filter(([code, until]) => nextLevel(state, code, provinceOf) === authority && until >= closesAt);
  if (closesAt < above && below.length === 0) return [];
  const [zh, en] = below.length
    ? [
        `下级（${below.map(([code]) => code).join('、')}）截止时间与本级截止时间`,
        `levels below (${below.map(([code]) => code).join(', ')})`,
      ]
    : ['本级截止时间与上级截止时间', 'the next level'];
  return [
    warn('no-buffer', basis, `${zh}之间没有余地，无法审核把关`, `no time is left between this level and ${en} to check the materials`),
  ];
};
