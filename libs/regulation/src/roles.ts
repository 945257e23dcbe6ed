import { ROLES, type Role } from '@minglu/kernel';

/** The ministry, as an organisation. */
export const MINISTRY = 'MIIT';
/** The roles of officers and auditors of the ministry, who see all of every case. */
export const MINISTRY_ROLES: readonly string[] = ['ministry-officer', 'ministry-approver', 'ministry-admin', 'auditor'] satisfies Role[];

/**
 * The three administrators (三员): of the system, of its security and of its audit. No person holds two of these roles (decisions 46). None of
 * them sees a case.
 */
export const ADMINISTRATORS: readonly string[] = ['system-admin', 'security-admin', 'audit-admin'] satisfies Role[];

/** The first two administrators among some roles; null where there are fewer. */
export const twoAdministrators = (roles: readonly string[]): readonly [string, string] | null => {
  const [one, other] = ADMINISTRATORS.filter((role) => roles.includes(role));
  return one !== undefined && other !== undefined ? [one, other] : null;
};

/** The roles of persons who have work in a case. */
export const WITH_WORK = ROLES.filter((role) => !['public', 'subscriber', 'witness', 'system', ...ADMINISTRATORS].includes(role));

/** The roles whose work passes to another person for a time (decisions 47). Administrators, auditors and experts act in person. */
export const DELEGABLE_ROLES: readonly string[] = [
  'applicant',
  'municipal-authority',
  'provincial-authority',
  'provincial-government',
  'ministry-officer',
  'ministry-approver',
  'ministry-admin',
] satisfies Role[];

/** The roles that only the ministry gives. */
export const isOfMinistry = (role: string): boolean => MINISTRY_ROLES.includes(role) || ADMINISTRATORS.includes(role);

/** The roles that a program may have. A program counts as no person, so it takes none that decides or is a party (decisions 13). */
export const SERVICE_ROLES: readonly string[] = ['auditor', 'subscriber', 'witness'] satisfies Role[];

/** False for a role of the ministry in the name of another organisation. An identity provider may not know that these belong together. */
export const isHeldRightly = ({ role, org }: { readonly role: string; readonly org: string }): boolean =>
  !isOfMinistry(role) || org === MINISTRY;
