import { refuse, type Claim, type Day, type Loaded, type Refused } from '@minglu/kernel';
import { codesOf, divisionOn, isEligibleByRuling, isEligibleCity } from '@minglu/regulation';
import { hasValidCheck, parkNameClaim } from './park.js';
import { divisionSucceeded, parkIdOn, successionEvents, type Succession } from './succession.js';

export const PARK_BASIS = 'notice-2023-278/1';

/** The claims of a park's name in a city (decisions 30): under the city's own code, then under those of the divisions that it succeeded. */
export const nameClaims = (name: string, cityCode: string, { divisions }: Succession, on: Day): readonly Claim[] =>
  codesOf(divisions, cityCode, on).map((code) => parkNameClaim(name, code));

/**
 * Refuses a name or credit code that another park has or had. `holders`: the streams that hold the claims, in their order.
 * `own`: the park that asks; null for a new one.
 */
export const identityTaken = (
  claims: readonly Claim[],
  holders: readonly Loaded<null>[],
  own: string | null,
  register: Succession,
  on: Day,
): Refused | null => {
  const others = claims.flatMap((claim, index) => parkBehind(claim, holders[index]!, register) ?? []);
  const other = others.find((parkId) => parkIdOn(register.parks, parkId, on) !== own);
  return other === undefined
    ? null
    : refuse(
        'id-taken',
        [],
        `该园区已登记为 ${other}：同一城市同名，或统一社会信用代码相同`,
        `the park is registered as ${other}: the same name in the same city, or the same credit code`,
        { kind: 'park', id: other },
      );
};

/** The park that has a claim; null if it is free. A name or code that came by a change is claimed by the stream of the changes. */
const parkBehind = ({ kind, id }: Claim, { streamId }: Loaded<null>, { parks }: Succession): string | null => {
  if (streamId === null) return null;
  const change = parks.find((one) => successionEvents.ParkChanged.claims!(one).some((claim) => claim.kind === kind && claim.id === id));
  return change?.parkId ?? streamId.slice(streamId.indexOf('/') + 1);
};

/** Refuses a city in which no park can lie on that day. */
export const wrongCity = (cityCode: string, { divisions }: Succession, on: Day): Refused | null => {
  const city = divisionOn(divisions, cityCode, on);
  if (!city || !(isEligibleCity(city) || isEligibleByRuling(city)))
    return refuse(
      'unknown-city',
      PARK_BASIS,
      `行政区划代码 ${cityCode} 不是地级及以上城市`,
      `${cityCode} is not a city of prefecture level or above`,
      { cityCode },
    );
  return city.code === cityCode ? null : divisionSucceeded(PARK_BASIS, cityCode, city);
};

/** Refuses a credit code whose check character is wrong. */
export const wrongCode = (code: string): Refused | null =>
  hasValidCheck(code)
    ? null
    : refuse('credit-code-invalid', PARK_BASIS, `统一社会信用代码 ${code} 校验位不符`, `the check character of ${code} is wrong`, {
        creditCode: code,
      });
