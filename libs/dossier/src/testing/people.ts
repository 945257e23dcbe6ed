import type { Actor } from '@minglu/kernel';

export const officer: Actor = { role: 'ministry-officer', org: 'MIIT', person: 'officer-1' };
export const approver: Actor = { role: 'ministry-approver', org: 'MIIT', person: 'approver-1' };
export const otherApprover: Actor = { role: 'ministry-approver', org: 'MIIT', person: 'approver-2' };
export const admin: Actor = { role: 'ministry-admin', org: 'MIIT', person: 'admin-1' };
export const auditor: Actor = { role: 'auditor', org: 'MIIT', person: 'auditor-1' };
export const expert: Actor = { role: 'expert', org: 'MIIT', person: 'e1' };
export const clock: Actor = { role: 'system', org: 'MIIT', person: 'clock' };
export const someone: Actor = { role: 'public', org: '-', person: 'someone' };
/** A city by its division code, or a park by its id. */
export const city = (org: string): Actor => ({ role: 'applicant', org, person: `city-${org}` });
export const province = (org: string): Actor => ({ role: 'provincial-government', org, person: `province-${org}` });
export const authority = (org: string): Actor => ({ role: 'provincial-authority', org, person: `authority-${org}` });
export const municipality = (org: string): Actor => ({ role: 'municipal-authority', org, person: `municipality-${org}` });
