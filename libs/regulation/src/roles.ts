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
