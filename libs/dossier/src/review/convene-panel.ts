import { accept, dayOf, newEvent, id, record, refuse, text, Type, warn, type Day, type Refused, type Static } from '@minglu/kernel';
import { policies, type Succession } from '@minglu/reference';
import { divisionOn, normalForm, policyValue, type PolicyValues } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { subjectOf } from '../case/guards.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import type { Subject } from '../case/state.js';
import { expert, reviewEvents } from './events.js';

/** A recused expert: the id alone, or with a reason. */
const recusal = Type.Union([
  id(),
  record({ id: id(), reason: Type.Optional(text(500)) }),
  record({ expertId: id(), reason: Type.Optional(text(500)) }),
]);

/**
 * Convenes the expert panel (专家评审组, article 17). The sitting experts must be enough and odd in number. Experts who belong to the applicant
 * must be recused.
 */
export const convenePanel = dossierAct({
  command: 'ConvenePanel',
  route: 'POST /dossiers/{caseId}/expert-panels',
  newId: 'panelId',
  title: { zh: '组织专家评审组', en: 'Convene the expert panel' },
  legalBasis: ['measure-2022/17'],
  payload: record({ caseId: id(), panelId: id(), experts: Type.Array(expert), recusals: Type.Array(recusal) }),
  example: ({ caseId }) => ({
    caseId,
    panelId: 'panel-2',
    experts: ['310000', '310000', '310000', '610100', '420100'].map((cityCode, index) => ({
      id: `e${index + 1}`,
      employer: `第${index + 1}研究院`,
      cityCode,
    })),
    recusals: [],
  }),
  follows: ['ExpertPanelConvened'],
  by: ministryOfficer,
  on: ({ caseId }) => [dossierRef(caseId)],
  reads: () => ({ policies }),
  decide: ({ data, at, register }, target, { policies: set }) => {
    const ids = data.experts.map((one) => one.id);
    const twice = ids.filter((one, index) => ids.indexOf(one) !== index);
    if (twice.length)
      return refuse('expert-named-twice', 'measure-2022/17', `专家重复：${twice.join('、')}`, `named twice: ${twice.join(', ')}`, {
        twice,
      });
    const recusals = data.recusals.map((one) => (typeof one === 'string' ? one : 'id' in one ? one.id : one.expertId));
    const strangers = recusals.filter((one) => !ids.includes(one));
    const sitting = data.experts.filter((one) => !recusals.includes(one.id));
    const subject = subjectOf(target);
    const places = unknownPlaces(data.experts, register, dayOf(at));
    if (places) return places;
    const conflict = recusalRequired(sitting, subject, set.state, register, dayOf(at));
    if (conflict) return conflict;
    const size = tooSmallOrEven(sitting.length, set.state);
    if (size) return size;
    return accept(
      [newEvent(reviewEvents.ExpertPanelConvened, { ...data, recusals, convenedOn: dayOf(at) })],
      strangers.length
        ? [
            warn(
              'recusal-of-a-stranger',
              'policy/recusal',
              `回避名单中有评审组以外的人：${strangers.join('、')}`,
              `recused without being in the panel: ${strangers.join(', ')}`,
            ),
          ]
        : [],
    );
  },
});

/** Refuses experts from a division that never was (decisions 41). A former one is known; so is each county of a former prefecture. */
export const unknownPlaces = (experts: readonly Static<typeof expert>[], { divisions }: Succession, on: Day): Refused | null => {
  const isFormer = (code: string): boolean => (divisionOn(divisions, code, on)?.code ?? code) !== code;
  const unknown = experts.filter(({ cityCode }) => divisionOn(divisions, cityCode, on) === null && !isFormer(`${cityCode.slice(0, 4)}00`));
  return unknown.length
    ? refuse(
        'unknown-division',
        'measure-2022/17',
        `没有行政区划 ${unknown.map(({ cityCode }) => cityCode).join('、')}`,
        `there is no division ${unknown.map(({ cityCode }) => cityCode).join(', ')}`,
        { experts: unknown.map(({ id: one }) => one) },
      )
    : null;
};

/** Experts of the applicant who would sit. */
export const recusalRequired = (
  sitting: readonly Static<typeof expert>[],
  subject: Subject,
  set: PolicyValues,
  register: Succession,
  on: Day,
): Refused | null => {
  const belongs = (one: Static<typeof expert>) => belongsTo({ ...one, cityCode: territoryOf(one.cityCode, register, on) }, subject);
  const conflicted = policyValue(set, 'policy/recusal') ? sitting.filter(belongs).map((one) => one.id) : [];
  return conflicted.length
    ? refuse(
        'recusal-required',
        ['policy/recusal', 'measure-2022/17'],
        `所在城市或单位与申请者相同的专家应当回避：${conflicted.join('、')}`,
        `must be recused: ${conflicted.join(', ')}`,
        { conflicted },
      )
    : null;
};

/** A panel that is even, or smaller than the ministry lets it be. */
export const tooSmallOrEven = (sitting: number, set: PolicyValues): Refused | null => {
  const minimum = policyValue(set, 'policy/panel-minimum');
  return sitting < minimum || sitting % 2 === 0
    ? refuse(
        'panel-too-small-or-even',
        ['policy/panel-minimum', 'measure-2022/17'],
        `参加评审的专家须为单数且不少于 ${minimum} 人，现为 ${sitting} 人`,
        `the panel sits with an odd number of at least ${minimum}, not ${sitting}`,
        { minimum, sitting },
      )
    : null;
};

/** The code of today for a place, and failing that for the prefecture in which it lies. */
const territoryOf = (code: string, { divisions }: Succession, on: Day): string => {
  const own = divisionOn(divisions, code, on)?.code ?? code;
  const prefecture = `${own.slice(0, 4)}00`;
  const now = divisionOn(divisions, prefecture, on)?.code ?? prefecture;
  return now === prefecture ? own : now;
};

/** True if the expert comes from the applicant's city, a district included, or is employed by the applicant. */
const belongsTo = (
  { cityCode, employer }: Static<typeof expert>,
  { cityCode: own, cityClass, cityName, applicantName }: Subject,
): boolean => {
  const works = normalForm(employer);
  const digits = cityClass === 'direct-municipality' ? 2 : 4;
  return cityCode.slice(0, digits) === own.slice(0, digits) || [applicantName, cityName].some((name) => works.includes(normalForm(name)));
};
