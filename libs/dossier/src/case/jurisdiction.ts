import type { Actor } from '@minglu/kernel';
import type { Dossier } from './state.js';

/**
 * Whose business a dossier is. Where there is no dossier yet, there is nothing to guard: the act itself then says
 * that the id is unknown.
 */
const about =
  (check: (actor: Actor, subject: NonNullable<Dossier['subject']>) => boolean) =>
  (actor: Actor, { subject }: Dossier): boolean =>
    subject === null || check(actor, subject);

/** 申请者本身：所办案卷的城市或园区。 */
export const applicant = { applicant: about(({ org }, subject) => org === subject.applicant) };
/** 申请城市所属的省级人民政府（第七、十六条）。 */
export const ownProvincialGovernment = { 'provincial-government': about(({ org }, subject) => org === subject.provinceCode) };
/** 所属省级工业和信息化主管部门。 */
export const ownProvincialAuthority = { 'provincial-authority': about(({ org }, subject) => org === subject.provinceCode) };

/** 审核材料的主管部门：本市的、本省的；计划单列市依年度工作的规定自行审核。 */
export const checkingAuthority = {
  'municipal-authority': about(({ org }, subject) => org === subject.cityCode),
  'provincial-authority': about(({ org }, subject) => org === subject.provinceCode || org === subject.cityCode),
};
/** Summary tables come from the provincial authority, or from a separately planned city itself (278 号通知三（一）; decisions 30). */
export const forwardingAuthority = {
  'provincial-authority': about(
    ({ org }, { provinceCode, cityCode, cityClass }) =>
      org === provinceCode || (org === cityCode && cityClass === 'separately-planned-city'),
  ),
};

const ministry = ({ org }: Actor): boolean => org === 'MIIT';
export const ministryOfficer = { 'ministry-officer': ministry };
export const ministryApprover = { 'ministry-approver': ministry };
export const ministryAdmin = { 'ministry-admin': ministry };
export const auditor = { auditor: ministry };
/** 社会公众：任何人。 */
export const anyone = { public: () => true };
export const expertMember = { expert: () => true };
/** The processes of the system itself. */
export const clockwork = { system: () => true };
