import { dayOf, type Day } from '@minglu/kernel';
import { operatorOn, parkOn, type Succession } from '@minglu/reference';
import { divisionOn, type Division } from '@minglu/regulation';
import { forMoment } from './for-moment.js';
import type { Moment } from './visibility.js';

/** The columns of a dossier's row that say whom it is about, as recorded when it opened. */
export interface Place {
  readonly applicant: string;
  readonly cityCode: string;
}

/** The city of a city or park on a day; null for an unknown code. */
const cityOn = ({ applicant, cityCode }: Place, { divisions, parks }: Succession, on: Day): Division | null =>
  divisionOn(divisions, parkOn(parks, { parkId: applicant, name: '', cityCode }, on).cityCode, on);

/** True if two applicants lie in the same city on a day. */
export const inOneCity = (one: Place, other: Place, succession: Succession, on: Day): boolean => {
  const [a, b] = [cityOn(one, succession, on), cityOn(other, succession, on)];
  return a !== null && a.code === b?.code;
};

/**
 * The codes and park ids of a city, a province, a park or its operator at a moment, for a search of rows. Rows keep
 * the codes of their opening. Some rows found so may not belong: the view of each row decides.
 */
export const idsWithin = (org: string, { at, succession }: Moment): readonly [string, ...string[]] => {
  const on = dayOf(at);
  const { divisions, parks } = succession;
  const lies = (found: Division | null): boolean => found !== null && (found.code === org || found.provinceCode === org);
  const codes = divisions.map(({ code }) => code).filter((code) => lies(divisionOn(divisions, code, on)));
  const parkIds = parks
    .map(({ parkId }) => parkId)
    .filter((parkId) => {
      const now = parkOn(parks, { parkId, name: '', cityCode: '' }, on);
      return [now.parkId, operatorOn(parks, now.parkId, on)].includes(org) || lies(divisionOn(divisions, now.cityCode, on));
    });
  return [org, ...new Set([...codes, ...parkIds].filter((id) => id !== org))];
};

/** {@link idsWithin}, remembered: it goes through all divisions. */
export const placesWithin = (): typeof idsWithin => {
  const remembered = forMoment(() => new Map<string, ReturnType<typeof idsWithin>>());
  return (org, moment) => {
    const known = remembered(moment);
    const ids = known.get(org) ?? idsWithin(org, moment);
    known.set(org, ids);
    return ids;
  };
};
