import type { Actor } from '@minglu/kernel';
import { MINISTRY } from '@minglu/regulation';
import type { Dossier } from './state.js';

/**
 * Checks the actor against the subject of the dossier. A case that does not exist is refused in the same words as that of another city.
 * An outsider must not learn from the answer whether there is such a case.
 */
const ofSubject =
  (check: (actor: Actor, subject: NonNullable<Dossier['subject']>, dossier: Dossier) => boolean) =>
  (actor: Actor, dossier: Dossier): boolean =>
    dossier.subject !== null && check(actor, dossier.subject, dossier);

/** The applicant: the city or park of the dossier on the day of the act, or the organisation that operates the park (decisions 38). */
export const applicant = { applicant: ofSubject(({ org }, { applicant: own }, { applicantOrg }) => org === (applicantOrg ?? own)) };
/** The provincial government (省级人民政府) of the applying city (articles 7 and 16). */
export const ownProvincialGovernment = { 'provincial-government': ofSubject(({ org }, subject) => org === subject.provinceCode) };
/** The provincial authority (省级工业和信息化主管部门) of the applicant. */
export const ownProvincialAuthority = { 'provincial-authority': ofSubject(({ org }, subject) => org === subject.provinceCode) };

/**
 * The authorities that check materials: of the city, or of the province. A separately planned city (计划单列市) approves its own materials if
 * the campaign says so.
 */
export const checkingAuthority = {
  'municipal-authority': ofSubject(({ org }, subject) => org === subject.cityCode),
  'provincial-authority': ofSubject(({ org }, subject) => org === subject.provinceCode || org === subject.cityCode),
};
/** Summary tables come from the provincial authority, or from a separately planned city itself (278 号通知三（一）; decisions 30). */
export const forwardingAuthority = {
  'provincial-authority': ofSubject(
    ({ org }, { provinceCode, cityCode, cityClass }) =>
      org === provinceCode || (org === cityCode && cityClass === 'separately-planned-city'),
  ),
};

const ministry = ({ org }: Actor): boolean => org === MINISTRY;
export const ministryOfficer = { 'ministry-officer': ministry };
export const ministryApprover = { 'ministry-approver': ministry };
export const ministryAdmin = { 'ministry-admin': ministry };
export const auditor = { auditor: ministry };
/** The public: anyone. */
export const anyone = { public: () => true };
/** An expert, while he sits on the panel of the case (decisions 36). */
export const expertMember = { expert: ({ person }: Actor, { review }: Dossier) => review?.members.includes(person) ?? false };
/** The system's own processes, such as the deadline scheduler. */
export const systemActor = { system: () => true };
