import { ROLES } from '@minglu/kernel';
import { ADMINISTRATORS } from '@minglu/regulation';

/** The roles that have work in a case. */
export const WITH_WORK = ROLES.filter((role) => !['public', 'subscriber', 'witness', 'system', ...ADMINISTRATORS].includes(role));
