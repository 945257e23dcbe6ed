import { ROLES } from '@minglu/kernel';
import type { RoleRules } from '@minglu/http';
import { isHeldRightly, SERVICE_ROLES, twoAdministrators } from '@minglu/regulation';

/** The roles that access tokens may name. */
export const ROLE_RULES: RoleRules = { roles: ROLES, serviceRoles: SERVICE_ROLES, isHeldRightly, incompatible: twoAdministrators };
