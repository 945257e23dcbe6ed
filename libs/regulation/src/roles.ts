/** The roles of actors. `system` is the deadline scheduler and other processes, and never counts as a person (decisions 13). */
export const ROLES = [
  'applicant',
  'municipal-authority',
  'provincial-authority',
  'provincial-government',
  'ministry-officer',
  'ministry-approver',
  'ministry-admin',
  'expert',
  'auditor',
  'public',
  'subscriber',
  'system',
] as const;

export type Role = (typeof ROLES)[number];

/** The ministry, as an organisation. */
export const MINISTRY = 'MIIT';
/** The roles of officers and auditors of the ministry, who see all of every case. */
export const MINISTRY_ROLES: readonly string[] = ['ministry-officer', 'ministry-approver', 'ministry-admin', 'auditor'] satisfies Role[];

/** False for a role of the ministry in the name of another organisation. An identity provider may not know that these belong together. */
export const isHeldRightly = ({ role, org }: { readonly role: string; readonly org: string }): boolean =>
  !MINISTRY_ROLES.includes(role) || org === MINISTRY;
