import { oneOf, type Static } from '@minglu/kernel';

/** Who may act. `system` is the deadline clock and the processes; it never counts as a person (decisions 13). */
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

export const role = () => oneOf(...ROLES);
export type Role = Static<ReturnType<typeof role>>;
