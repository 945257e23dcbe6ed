import {
  accept,
  defineEvent,
  newEvent,
  holderOf,
  id,
  record,
  refuse,
  settledRef,
  text,
  Type,
  type EventOf,
  type StreamCategory,
} from '@minglu/kernel';
import { division, divisionCode, isEligibleCity, normalForm } from '@minglu/regulation';
import { byMinistryAdmin, idTaken, referenceAct } from './act.js';

/** Unified social credit code (统一社会信用代码, GB 32100-2015): 17 characters and a check character. */
const creditCode = Type.Optional(Type.String({ pattern: '^[0-9A-HJ-NPQRTUWXY]{18}$' }));
const parkFields = { parkId: id(), name: text(200), cityCode: divisionCode(), creditCode };

const nameClaim = (name: string, cityCode: string) => ({ kind: 'park-name', id: `${cityCode}/${normalForm(name)}` });
const codeClaim = (code: string) => ({ kind: 'park-credit-code', id: code });

export const parkEvents = {
  ParkRegistered: defineEvent({
    type: 'ParkRegistered',
    version: 1,
    title: { zh: '软件园区已登记', en: 'Park registered' },
    freeText: { organisation: ['name'], document: ['creditCode'] },
    classification: 'INTERNAL',
    payload: record(parkFields),
    claims: ({ name, cityCode, creditCode: code }) => [nameClaim(name, cityCode), ...(code === undefined ? [] : [codeClaim(code)])],
  }),
};
export type ParkEvent = EventOf<typeof parkEvents>;

export interface Park {
  readonly parkId: string;
  readonly name: string;
  readonly cityCode: string;
  readonly creditCode?: string | undefined;
}
export const parks: StreamCategory<Park | null, ParkEvent> = {
  name: 'park',
  events: parkEvents,
  initial: null,
  evolve: (_, { data }) => data,
};
/** A registration is never undone, so a read of it needs no version check. */
export const park = (parkId: string) => settledRef(parks, parkId);

/** Registers a software park (软件园区) and its city. */
export const registerPark = referenceAct({
  command: 'RegisterPark',
  title: { zh: '登记软件园区', en: 'Register a park' },
  legalBasis: ['notice-2023-278/1'],
  payload: record(parkFields),
  by: byMinistryAdmin,
  opens: true,
  on: (data) => [park(data.parkId)],
  reads: ({ name, cityCode, creditCode: code }) => ({
    sameName: holderOf(parks, 'park-name', nameClaim(name, cityCode).id),
    sameCode: code === undefined ? undefined : holderOf(parks, 'park-credit-code', code),
  }),
  decide: ({ data }, { state }, { sameName, sameCode }) => {
    if (state) return idTaken({ zh: '园区', en: 'park' }, data.parkId);
    const city = division(data.cityCode);
    if (!city || !(isEligibleCity(city) || city.class === 'prefecture-unit')) {
      return refuse(
        'unknown-city',
        'notice-2023-278/1',
        `行政区划代码 ${data.cityCode} 不是地级及以上城市`,
        `${data.cityCode} is not a city of prefecture level or above`,
        { cityCode: data.cityCode },
      );
    }
    if (data.creditCode !== undefined && !hasValidCheck(data.creditCode)) {
      return refuse(
        'credit-code-invalid',
        'notice-2023-278/1',
        `统一社会信用代码 ${data.creditCode} 校验位不符`,
        `the check character of ${data.creditCode} is wrong`,
        { creditCode: data.creditCode },
      );
    }
    const other = [sameName, sameCode].find((one) => one !== undefined && one.streamId !== null);
    if (other) {
      return refuse(
        'id-taken',
        [],
        `该园区已登记为 ${other.state?.parkId}：同一城市同名，或统一社会信用代码相同`,
        `the park is registered as ${other.state?.parkId}: the same name in the same city, or the same credit code`,
        { kind: 'park', id: other.state?.parkId },
      );
    }
    return accept([newEvent(parkEvents.ParkRegistered, data)]);
  },
});

const CODE_CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
/** The check character of GB 32100-2015: weights 3^i mod 31 over the first 17 characters. */
const hasValidCheck = (code: string): boolean => {
  let sum = 0;
  let weight = 1;
  for (const character of code.slice(0, 17)) {
    sum += CODE_CHARACTERS.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return CODE_CHARACTERS[(31 - (sum % 31)) % 31] === code[17];
};
