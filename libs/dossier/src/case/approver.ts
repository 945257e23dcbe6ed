import { dayOf, type CommandInput } from '@minglu/kernel';
import type { Campaign, Succession } from '@minglu/reference';
import { codesOf, divisionOn, withoutMergers } from '@minglu/regulation';
import type { Dossier, Subject } from './state.js';

/** Who gives a command, when, and by which divisions. */
export type Asking = Pick<CommandInput<unknown, Dossier, Succession>, 'actor' | 'at' | 'register'>;

/**
 * The authority that approves a city's materials: the province, unless the campaign names another one (notice 277 section 2(2)). A
 * campaign may name the city or the authority by a code that has changed since.
 */
export const approverOf = (
  campaign: Campaign | null,
  { cityCode, provinceCode }: Pick<Subject, 'cityCode' | 'provinceCode'>,
  { register: { divisions }, at }: Pick<Asking, 'register' | 'at'>,
): string => {
  const approvers = campaign?.approvers ?? {};
  const today = dayOf(at);
  const named = codesOf(withoutMergers(divisions), cityCode, today).find((code) => approvers[code] !== undefined);
  const approver = named === undefined ? provinceCode : approvers[named]!;
  return divisionOn(divisions, approver, today)?.code ?? approver;
};
