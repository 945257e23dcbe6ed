import {
  addDays,
  dayOf,
  inShanghai,
  refuse,
  warn,
  type Actor,
  type Bilingual,
  type Day,
  type Instant,
  type Loaded,
  type Refused,
  type Warning,
} from '@minglu/kernel';
import { windowBasis, type Campaign } from '@minglu/reference';
import {
  findIndicator,
  type Figure,
  type IndicatorSystem,
  type Material,
  type MaterialKind,
  type Provision,
  type WorkCalendar,
} from '@minglu/regulation';
import type { Proceeding } from '../accountability/state.js';
import type { Dossier, Subject } from './state.js';

/** The subject of a dossier that exists; the table of states has already refused where it does not. */
export const subjectOf = ({ state }: Loaded<Dossier>): Subject => {
  if (!state.subject) throw new Error('a dossier without its opening event cannot be decided on');
  return state.subject;
};

/**
 * 标识已被使用：the ids of objections, investigations, titles and publicities are unique (decisions 1). `taken` is who holds the id;
 * `here` says that this dossier does, which commands that are decided one after another may not yet see in the log.
 */
export const idTaken = (what: Bilingual, id: string, taken: Loaded<Dossier> | undefined, here: boolean): Refused | null =>
  here || (taken && taken.streamId !== null)
    ? refuse('id-taken', [], `${what.zh}标识 ${id} 已被使用`, `the id ${id} of ${what.en} is taken`, { id })
    : null;

export const investigationIdTaken = (
  { investigations }: Dossier,
  investigationId: string,
  taken: Loaded<Dossier> | undefined,
): Refused | null =>
  idTaken(
    { zh: '调查', en: 'an investigation' },
    investigationId,
    taken,
    investigations.some(({ id }) => id === investigationId),
  );

/**
 * Refuses a favourable act on a case of proven fraud (article 25, decisions 22). It stands until the case is cancelled or the
 * finding is set aside. An act that ends the case, returns it or answers a party is not favourable.
 * Acts of other organs are not barred: their answer would betray a finding that only the ministry knows before the prior notice.
 */
export const fraudSubstantiated = ({ investigations }: Dossier, basis: string): Refused | null =>
  investigations.some(({ finding }) => finding === 'substantiated')
    ? refuse('fraud-substantiated', ['measure-2022/25', basis], '弄虚作假已查实，不能办理', 'fraud has been substantiated')
    : null;

/** 自评：名城依第十六条；园区依 277 号通知二（三），评审比照名城（decisions 9）。 */
export const selfAssessmentBasis = (programme: Subject['programme']): readonly Provision[] =>
  programme === 'park' ? ['notice-2023-277/2.3', 'measure-2022/16'] : ['measure-2022/16'];

/** 园区材料先由地市级主管部门审核；直辖市没有这一级（decisions 9）。 */
export const firstCheck = (cityClass: Subject['cityClass']): { firstCheck: 'municipal' | 'provincial' } => ({
  firstCheck: cityClass === 'direct-municipality' ? 'provincial' : 'municipal',
});

/**
 * The public learns that a creation ended or was withdrawn (decisions 39), unless its start was not disclosed and no notice named
 * it since. That a pilot was closed, it learns where a notice named the park.
 */
export const endingOf = ({ origin, creation, publicity, subject }: Dossier) => ({
  applicant: subject!.applicant,
  applicantName: subject!.applicantName,
  disclosed: publicity !== null || (origin !== 'pilot' && creation !== null && creation.disclosed),
});

/** 试点园区退回试点，其余退回创建。 */
export const backTo = ({ origin }: Dossier): { backTo?: 'pilot' } => (origin === 'pilot' ? { backTo: 'pilot' } : {});

/** 已送达事先告知书而程序尚未了结。 */
export const pendingProceeding = ({ proceedings }: Dossier): Proceeding | undefined => proceedings.find(({ ended }) => !ended);

/** 不在填报时间内。 */
export const outsideWindow = (window: Campaign, at: Instant): Refused =>
  refuse(
    'outside-campaign-window',
    windowBasis(window),
    `不在填报时间内（${inShanghai(window.opensAt)} 至 ${inShanghai(window.closesAt)}）`,
    `outside the window from ${inShanghai(window.opensAt)} to ${inShanghai(window.closesAt)}`,
    { opensAt: window.opensAt, closesAt: window.closesAt, at, documentNumber: window.documentNumber },
  );

/** 材料不齐: the kinds that a provision demands and that are not there. */
export const missingMaterials = (
  materials: readonly Material[],
  required: readonly MaterialKind[],
  basis: string | readonly string[],
): Refused | null => {
  const missing = required.filter((kind) => !materials.some((material) => material.kind === kind));
  return missing.length
    ? refuse('materials-missing', basis, `缺少材料：${missing.join('、')}`, `materials missing: ${missing.join(', ')}`, { missing })
    : null;
};

/** Figures of indicators that the system does not have, or given twice for one year. */
export const wrongFigures = (figures: readonly Figure[], system: IndicatorSystem): Refused | null => {
  const unknown = figures.filter(({ indicator }) => !findIndicator(system, indicator)).map(({ indicator }) => indicator);
  if (unknown.length) {
    return refuse(
      'unknown-indicator',
      'measure-2022/annex',
      `指标体系 ${system.versionId} 中没有：${unknown.join('、')}`,
      `not in ${system.versionId}: ${unknown.join(', ')}`,
      { unknown },
    );
  }
  return givenTwice(figures, 'measure-2022/annex');
};

/** 同一指标、年度、单位重复填报。 */
export const givenTwice = (figures: readonly Figure[], basis: string): Refused | null => {
  const keys = figures.map(({ indicator, dataYear, unit }) => `${indicator} ${dataYear} ${unit}`);
  const twice = keys.filter((key, index) => keys.indexOf(key) !== index);
  return twice.length
    ? refuse('figure-given-twice', basis, `同一指标、年度重复填报：${twice.join('、')}`, `given twice: ${twice.join(', ')}`, { twice })
    : null;
};

/** A period is not counted from a day before the first year with a work calendar (decisions 20). */
export const beforeFirstCalendar = (from: Day, { years }: WorkCalendar, articles: readonly string[]): Refused | null => {
  const [first] = Object.keys(years).sort();
  return first !== undefined && addDays(from, 1).slice(0, 4) < first
    ? refuse(
        'before-the-calendars',
        [...articles, 'civil-code/203'],
        `期间自 ${from} 起算，早于首个有放假安排的 ${first} 年`,
        `the period would begin before ${first}, the first year with a work calendar`,
        { from, first },
      )
    : null;
};

/** The second person of an act that takes two (decisions 40); without one it is kept as single-handed. */
export const withSecondPerson = (
  approvedBy: string | undefined,
  { person }: Actor,
  basis: string | readonly string[],
): Refused | { readonly approvedBy?: string; readonly singleHanded?: boolean } =>
  approvedBy === person
    ? refuse('four-eyes', basis, '须由另一人批准', 'the second person is another than the first', { approvedBy })
    : approvedBy === undefined
      ? { singleHanded: true }
      : { approvedBy };

/** 文件日期不得晚于今天。 */
export const dateInFuture = (date: Day, at: Instant, basis: string): Refused | null =>
  date > dayOf(at)
    ? refuse('date-in-future', basis, `日期 ${date} 晚于今天`, `${date} lies in the future`, { date, today: dayOf(at) })
    : null;

/** A document of a creation is not older than the creation (decisions 27). */
export const beforeCreation = (date: Day, { creation }: Dossier, basis: string): Refused | null =>
  creation && date < creation.startDate
    ? refuse(
        'date-before-creation',
        basis,
        `日期 ${date} 早于启动创建之日 ${creation.startDate}`,
        `${date} lies before the creation began (${creation.startDate})`,
        { date, startDate: creation.startDate },
      )
    : null;

/** One answer to all who ask about a case that stands in no such notice, whether there is such a case or not. */
export const notInThisNotice: Refused = refuse(
  'not-in-this-notice',
  'measure-2022/18',
  '没有涉及该案卷的这次公示',
  'no such notice concerns this case',
);

/** Whose approval a campaign wants for a city: the province's, or that of the authority which it names (277 号通知二（二）). */
export const approverOf = (campaign: Campaign | null, { cityCode, provinceCode }: { cityCode: string; provinceCode: string }): string =>
  campaign?.approvers[cityCode] ?? provinceCode;

/** 审核同意晚于截止时间：仍然有效，予以提示。`basis` is the section by which the authority checks. */
export const approvedAfterWindow = (basis: Provision): Warning =>
  warn('approved-after-window', basis, '审核同意晚于填报截止时间', 'approved after the window had closed');
