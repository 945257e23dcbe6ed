import { accept, dayOf, id, instant, mapOf, newEvent, parseInstant, record, refuse, text, Type, type Day } from '@minglu/kernel';
import { divisionCode, divisionOn, type DivisionChange } from '@minglu/regulation';
import { byMinistryAdmin, idTaken, referenceAct, unknownId } from './act.js';
import { after, justAfterNow } from './date-limits.js';
import { CAMPAIGN, campaign, campaignEvents, campaignFields, campaignOfYear, closed, windowBasis } from './campaign.js';
import { secondPerson, singleHanded } from './single-handed.js';
import { succession } from './succession.js';

/** Opens a campaign (启动年度工作) with its window (填报时间; notices 277 and 278, section 四). */
export const openCampaign = referenceAct({
  command: 'OpenCampaign',
  route: 'POST /campaigns',
  newId: 'campaignId',
  title: { zh: '启动年度工作', en: 'Open a campaign' },
  legalBasis: ['notice-2023-278/4', 'notice-2023-277/4.1'],
  payload: record({ ...campaignFields, approvers: Type.Optional(mapOf(divisionCode(), divisionCode())), ...secondPerson }),
  sealed: ['approvedBy'],
  dates: {
    opensAt: { effect: 'submissions are possible from the instant' },
    closesAt: {
      notBefore: [
        {
          words: '`opensAt`, exclusive',
          code: 'window-ends-before-it-opens',
          of: ({ data }) => after(parseInstant(data['opensAt'] as string)!),
        },
      ],
      effect: 'submissions are possible until before the instant',
    },
  },
  example: () => ({
    programme: 'city',
    track: 'creation-application',
    year: 2026,
    opensAt: '2026-10-15T00:00:00+08:00',
    closesAt: '2026-12-01T00:00:00+08:00',
    documentNumber: '工信厅信发函〔2026〕1号',
  }),
  by: byMinistryAdmin,
  register: () => succession,
  on: (data) => [campaign(data.campaignId)],
  reads: (data) => ({ ofYear: campaignOfYear(data) }),
  decide: ({ data: { approvedBy: _, ...data }, actor, at, register: { divisions } }, { state }, { ofYear }) => {
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
    const strangers = approversOfOtherPlaces(data.approvers ?? {}, divisions, dayOf(at));
    if (strangers.length > 0) {
      return refuse(
        'approver-of-another-place',
        CHECKED_BY[data.track],
        `审核机关须为城市所属省级主管部门，计划单列市可自行审核：${strangers.join('、')}`,
        `the approver is the province of the city, or a separately planned city itself: ${strangers.join(', ')}`,
        { cities: strangers },
      );
    }
    const first = ofYear.streamId === null ? { firstOfYear: true as const } : {};
    return accept([newEvent(campaignEvents.CampaignOpened, { ...data, ...window, ...first, ...singleHanded(actor) })]);
  },
});

/** The section by which an authority checks the materials of a track. */
const CHECKED_BY = {
  evaluation: 'notice-2023-277/2.2',
  review: 'notice-2023-277/2.3',
  'creation-application': 'notice-2023-278/3.1',
} as const;

/** The cities whose approver is neither their own province nor, for a separately planned city (计划单列市), the city itself (decisions 30). */
const approversOfOtherPlaces = (
  approvers: Readonly<Record<string, string>>,
  divisions: readonly DivisionChange[],
  on: Day,
): readonly string[] =>
  Object.entries(approvers)
    .filter(([code, approver]) => {
      const city = divisionOn(divisions, code, on);
      const mayApproveItself = city?.class === 'separately-planned-city';
      return city?.code !== code || (approver !== city.provinceCode && !(mayApproveItself && approver === code));
    })
    .map(([city]) => city);

/** Extends the window (延长填报时间). The new end must be later than the old one. */
export const extendCampaign = referenceAct({
  command: 'ExtendCampaign',
  route: 'POST /campaigns/{campaignId}/extensions',
  title: { zh: '延长填报时间', en: 'Extend a campaign window' },
  legalBasis: ['notice-2023-278/4', 'notice-2023-277/4.1'],
  payload: record({ campaignId: id(), closesAt: instant(), documentNumber: text(200), reason: text() }),
  example: () => ({
    campaignId: 'city-creation-2023',
    closesAt: '2023-12-15T00:00:00+08:00',
    documentNumber: '工信厅信发函〔2023〕300号',
    reason: '各地准备时间不足',
  }),
  by: byMinistryAdmin,
  on: (data) => [campaign(data.campaignId)],
  dates: {
    closesAt: {
      notBefore: [
        { words: 'the end of the window, exclusive', code: 'window-not-extended', of: ({ state }) => state && after(state.closesAt) },
        justAfterNow,
      ],
      effect: 'submissions are possible until before the instant',
    },
  },
  decide: ({ data, at }, { state }) => {
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
    if (closesAt <= at)
      return refuse('deadline-passed', windowBasis(state), '新的截止时间已过', 'the new closing time has passed', { closesAt });
    return accept([newEvent(campaignEvents.CampaignWindowExtended, { ...data, closesAt })]);
  },
});

/** Closes a campaign (结束年度工作) once its window has ended. It cannot end earlier, since the notice announced the window. */
export const closeCampaign = referenceAct({
  command: 'CloseCampaign',
  route: 'POST /campaigns/{campaignId}/closures',
  title: { zh: '结束年度工作', en: 'Close a campaign' },
  legalBasis: ['notice-2023-278/4', 'notice-2023-277/4.1'],
  payload: record({ campaignId: id(), documentNumber: text(200), reason: text() }),
  example: () => ({ campaignId: 'city-creation-2023', documentNumber: '工信厅信发函〔2023〕301号', reason: '各地均已报送' }),
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
        'the window is still open; a campaign is closed after it',
        { closesAt: state.closesAt },
      );
    }
    return accept([newEvent(campaignEvents.CampaignClosed, data)]);
  },
});
