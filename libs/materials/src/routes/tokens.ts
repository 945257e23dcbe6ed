/** Nest tokens: the composition root provides these values. */
export const MATERIALS = Symbol('Materials');
export const MATERIAL_RIGHTS = Symbol('MaterialRights');

/** The roles whose acts name files, and the auditor, who adds evidence. A spec compares them with the acts. */
export const DEPOSITORS: readonly string[] = [
  'applicant',
  'municipal-authority',
  'provincial-government',
  'provincial-authority',
  'ministry-officer',
  'ministry-approver',
  'ministry-admin',
  'expert',
  'auditor',
];
