import {
  addDays,
  inShanghai,
  refuse,
  warn,
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
  MATERIAL_NAMES,
  normalForm,
  type Figure,
  type IndicatorSystem,
  type Material,
  type MaterialKind,
  type Provision,
  type WorkCalendar,
} from '@minglu/regulation';
import type { Proceeding } from '../accountability/state.js';
import type { Dossier, Subject } from './state.js';

/** The subject of a dossier. Throws if there is no dossier; the table of statuses has refused before. */
export const subjectOf = ({ state }: Loaded<Dossier>): Subject => {
  if (!state.subject) throw new Error('a dossier without its opening event cannot be decided on');
  return state.subject;
};

/**
 * Refuses an id that is in use (decision 1): ids of objections, investigations, titles and publicities are unique. `holder` is the dossier
 * that claims the id in the log. `usedHere` is true if this dossier uses it in a command of the same batch, which the log does not show
 * yet.
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

/**
 * The basis of the self-assessment (自评): article 16 for a city. For a park, notice 277 section 2(3); its review follows that of cities
 * (decision 9).
 */
export const selfAssessmentBasis = (programme: Subject['programme']): readonly Provision[] =>
  programme === 'park' ? ['notice-2023-277/2.3', 'measure-2022/16'] : ['measure-2022/16'];

/** A park's materials are checked first by the municipal authority. A direct municipality (直辖市) has no municipal level (decision 9). */
export const firstCheck = (cityClass: Subject['cityClass']): { firstCheck: 'municipal' | 'provincial' } => ({
  firstCheck: cityClass === 'direct-municipality' ? 'provincial' : 'municipal',
});

/**
 * Fields of the event that ends a case. The event is public if the public knows of the case (decisions 39): a notice named it, or
 * its creation started and was disclosed. A pilot without a notice is not public.
 */
export const endingOf = ({ origin, creation, publicity, subject }: Dossier) => ({
  applicant: subject!.applicant,
  applicantName: subject!.applicantName,
  disclosed: publicity !== null || (origin !== 'pilot' && creation !== null && creation.disclosed),
});

/** A pilot park returns to its pilot; other cases return to creation. */
export const backTo = ({ origin }: Dossier): { backTo?: 'pilot' } => (origin === 'pilot' ? { backTo: 'pilot' } : {});

/** The proceeding whose prior notice (事先告知书) is served and that has not ended. */
export const pendingProceeding = ({ proceedings }: Dossier): Proceeding | undefined => proceedings.find(({ ended }) => !ended);

/** Refuses a submission outside the campaign's window (填报时间). */
export const outsideWindow = (window: Campaign, at: Instant): Refused =>
  refuse(
    'outside-campaign-window',
    windowBasis(window),
    `不在填报时间内（${inShanghai(window.opensAt)} 至 ${inShanghai(window.closesAt)}）`,
    `outside the window from ${inShanghai(window.opensAt)} to ${inShanghai(window.closesAt)}`,
    { opensAt: window.opensAt, closesAt: window.closesAt, at, documentNumber: window.documentNumber },
  );

/** Refuses incomplete materials, and lists the missing kinds. */
export const missingMaterials = (
  materials: readonly Material[],
  required: readonly MaterialKind[],
  basis: string | readonly string[],
): Refused | null => {
  const missing = required.filter((kind) => !materials.some((material) => material.kind === kind));
  return missing.length
    ? refuse(
        'materials-missing',
        basis,
        `缺少材料：${missing.map((kind) => MATERIAL_NAMES[kind]).join('、')}`,
        `materials missing: ${missing.join(', ')}`,
        { missing },
      )
    : null;
};

/** Refuses figures of indicators that the system does not have, and figures given twice for one year. */
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

/** Refuses two figures of one indicator, year and unit. */
export const givenTwice = (figures: readonly Figure[], basis: string): Refused | null => {
  const keys = figures.map(({ indicator, dataYear, unit }) => `${indicator} ${dataYear} ${normalForm(unit)}`);
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

/** The same refusal whether the case does not exist or is not in this notice: the public learns nothing from it. */
export const notInThisNotice: Refused = refuse(
  'not-in-this-notice',
  'measure-2022/18',
  '没有涉及该案卷的这次公示',
  'no such notice concerns this case',
);

/** Warns of an approval after the window: it is valid all the same. `basis`: the section that governs this check. */
export const approvedAfterWindow = (basis: Provision): Warning =>
  warn('approved-after-window', basis, '审核同意晚于填报截止时间', 'approved after the window had closed');
