import {
  accept,
  day,
  newEvent,
  id,
  oneOf,
  record,
  refuse,
  text,
  type DateLimit,
  type Instant,
  type Loaded,
  type Refused,
  type Static,
} from '@minglu/kernel';
import { dateInFuture, type Succession } from '@minglu/reference';
import { divisionOn } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { startOfCreation, today, type DatedCommand } from '../case/date-limits.js';
import { reasons } from '../case/fragments.js';
import { beforeCreation, subjectOf } from '../case/guards.js';
import { ownProvincialGovernment } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import type { Dossier } from '../case/state.js';
import { applicationEvents } from './events.js';

const consent = { caseId: id(), purpose: oneOf('application', 'review'), issuer: text(200), documentNumber: text(200), date: day() };
const question = record(consent);

/** A document on the review is not older than the creation; one on the application has no such limit. */
const consentToReview: DateLimit<DatedCommand> = {
  ...startOfCreation,
  words: `${startOfCreation.words}, for the review`,
  of: (about) => (about.data['purpose'] === 'review' ? startOfCreation.of(about) : null),
};

/**
 * Records the consent of the provincial government (省级人民政府) to the application (article 7) or the review (article 16). Only the government
 * of the applicant's own province gives it; an opinion of the provincial authority never replaces it.
 */
export const recordProvincialConsent = dossierAct({
  command: 'RecordProvincialConsent',
  route: 'POST /dossiers/{caseId}/provincial-consents',
  title: { zh: '记录省级人民政府同意', en: 'Record the consent of the provincial government' },
  effect: 'favourable',
  legalBasis: ['measure-2022/7', 'measure-2022/16'],
  payload: question,
  example: ({ caseId, dossier, day }) => ({
    caseId,
    purpose: dossier.status === 'DRAFT' ? 'application' : 'review',
    issuer: '省人民政府',
    documentNumber: '府函〔2023〕1号',
    date: day,
  }),
  follows: ['ProvincialConsentGranted'],
  dates: {
    date: {
      notBefore: [consentToReview],
      notAfter: [today()],
      effect: 'the day of the document; the consent counts from its record',
    },
  },
  by: ownProvincialGovernment,
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data, at, register }, target) =>
    mayNotAnswer(data, target, at, register) ??
    notYetAssessed(data, target) ??
    accept([newEvent(applicationEvents.ProvincialConsentGranted, data)]),
});

/**
 * Records the refusal of the provincial government (省级人民政府不同意). It ends nothing, and the applicant may ask again. A consent once given
 * cannot be refused later.
 */
export const refuseProvincialConsent = dossierAct({
  command: 'RefuseProvincialConsent',
  route: 'POST /dossiers/{caseId}/provincial-consent-refusals',
  title: { zh: '记录省级人民政府不同意', en: 'Record the refusal of the provincial government' },
  effect: 'adverse',
  legalBasis: ['measure-2022/7', 'measure-2022/16'],
  payload: record({ ...consent, ...reasons }),
  example: ({ caseId, dossier, day }) => ({
    caseId,
    purpose: dossier.status === 'DRAFT' ? 'application' : 'review',
    issuer: '省人民政府',
    documentNumber: '府函〔2023〕1号',
    date: day,
    reasons: '条件尚不成熟',
  }),
  follows: ['ProvincialConsentRefused'],
  dates: {
    date: {
      notBefore: [consentToReview],
      notAfter: [today()],
      effect: 'the day of the document; it ends nothing',
    },
  },
  by: ownProvincialGovernment,
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data, at, register }, target) => {
    const unanswerable = mayNotAnswer(data, target, at, register);
    if (unanswerable) return unanswerable;
    if (data.purpose === 'review' && target.state.creation?.reviewConsent)
      return refuse('consent-given', 'measure-2022/16', '评审的同意已经作出', 'consent to the review has been given');
    const early = data.purpose === 'review' ? beforeCreation(data.date, target.state, 'measure-2022/16') : null;
    return early ?? accept([newEvent(applicationEvents.ProvincialConsentRefused, data)]);
  },
});

/** The article by which the government answers. */
const articleOf = (purpose: 'application' | 'review') => (purpose === 'application' ? 'measure-2022/7' : 'measure-2022/16');

/** Refuses an answer of the government that does not fit this case now; null if it fits. */
const mayNotAnswer = (data: Static<typeof question>, target: Loaded<Dossier>, at: Instant, { divisions }: Succession): Refused | null => {
  const basis = articleOf(data.purpose);
  const { programme, cityClass, provinceCode } = subjectOf(target);
  if (programme === 'park')
    return refuse(
      'consent-not-applicable',
      basis,
      '名园由市、省两级主管部门审核，无须省级人民政府同意',
      'a park needs no consent of a provincial government',
    );
  if (cityClass === 'direct-municipality')
    return refuse('consent-not-applicable', basis, '直辖市无须省级人民政府同意', 'a direct municipality needs no such consent');
  if ((data.purpose === 'application') !== (target.state.status === 'DRAFT')) {
    return refuse(
      'consent-for-another-step',
      basis,
      '申请的同意在申请报送前记录，评审的同意在创建中记录',
      'consent to the application belongs before it, consent to the review into creation',
      { status: target.state.status },
    );
  }
  // The government signs by the name that its province has on the day of the letter.
  if (!isGovernmentOf(data.issuer, divisionOn(divisions, provinceCode, data.date)?.name)) {
    return refuse(
      'issuer-not-the-government',
      basis,
      '同意须由所属省级人民政府（或其办公厅）作出',
      'consent is given by the people’s government of the own province, or its office',
      { issuer: data.issuer },
    );
  }
  return dateInFuture(data.date, at, basis);
};

/** Consent to the review is consent to the self-assessment that stands, in this creation (article 16, decisions 27 and 31). */
const notYetAssessed = ({ purpose, date }: Static<typeof question>, { state }: Loaded<Dossier>): Refused | null => {
  if (purpose === 'application' || !state.creation) return null;
  if (!state.creation.selfAssessment)
    return refuse(
      'self-assessment-missing',
      'measure-2022/16',
      '尚无自评，同意评审须在自评之后',
      'consent to the review follows the self-assessment',
    );
  return beforeCreation(date, state, 'measure-2022/16');
};

/**
 * 省级人民政府 by its name (`浙江省人民政府`) or without one (`省人民政府`), or its 办公厅, and nothing after it (decisions 30). Widths and
 * spaces do not matter.
 */
const isGovernmentOf = (issuer: string, province: string | undefined): boolean => {
  const [, name] = /^(.+)人民政府(?:办公厅)?$/u.exec(issuer.normalize('NFKC').replace(/\s/gu, '')) ?? [];
  return name !== undefined && ['省', '自治区', '直辖市', province].includes(name);
};
