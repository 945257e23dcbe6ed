import {
  accept,
  day,
  dayOf,
  happened,
  id,
  instant,
  parseInstant,
  record,
  refuse,
  text,
  warn,
  type Actor,
  type Refused,
} from '@minglu/kernel';
import { division, divisionCode, type Provision } from '@minglu/regulation';
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
    return accept([happened(campaignEvents.CampaignClosed, data)]);
  },
});

const own = (field: 'province' | 'authority') => (actor: Actor, _: Campaign | null, data: never) =>
  actor.org === (data as Readonly<Record<string, string>>)[field];

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
    if (!division(data.province)) return unknownDivision(basis, { province: data.province });
    if (state.forwardedBy.includes(data.province))
      return refuse('already-forwarded', basis, '该通知已报同级人民政府', 'the notice has been passed on', { province: data.province });
    if (data.date > dayOf(at))
      return refuse('date-in-future', basis, `日期 ${data.date} 晚于今天`, `${data.date} lies in the future`, { date: data.date });
    return accept([happened(campaignEvents.NoticeForwardedToGovernment, data)]);
  },
});

/**
 * 下级自定的截止时间：an authority may want the materials earlier, so that it can check them; a day that leaves no time before the next level's
 * closing is warned of, one after the window is refused.
 */
export const setInternalDeadline = referenceAct({
  command: 'SetInternalDeadline',
  title: { zh: '规定本级截止时间', en: 'Set an internal deadline' },
  legalBasis: ['notice-2023-277/2.2', 'notice-2023-278/3.1', 'notice-2023-278/3.2'],
  payload: record({ campaignId: id(), authority: divisionCode(), closesAt: instant(), documentNumber: text(200) }),
  by: { 'provincial-authority': own('authority'), 'municipal-authority': own('authority') },
  on: (data) => [campaign(data.campaignId)],
  decide: ({ data }, { state }) => {
    if (!state) return unknownId(CAMPAIGN, data.campaignId);
    const found = division(data.authority);
    if (!found) return unknownDivision(dutyOf(state), { authority: data.authority });
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
    const above = found.provinceCode === found.code ? undefined : state.internalDeadlines[found.provinceCode];
    const noBuffer = closesAt === state.closesAt || (above !== undefined && closesAt >= above);
    return accept(
      [happened(campaignEvents.InternalDeadlineSet, { ...data, closesAt })],
      noBuffer
        ? [
            warn(
              'no-buffer',
              dutyOf(state),
              '本级截止时间与上级截止时间之间没有余地，无法审核把关',
              'no time is left before the next level closes, so nothing can be checked',
            ),
          ]
        : [],
    );
  },
});
