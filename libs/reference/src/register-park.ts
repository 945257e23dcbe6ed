import { accept, claimed, dayOf, newEvent, record } from '@minglu/kernel';
import { byMinistryAdmin, idTaken, referenceAct } from './act.js';
import { creditCodeClaim, park, parkEvents, parkFields } from './park.js';
import { identityTaken, nameClaims, PARK_BASIS, wrongCity, wrongCode } from './park-identity.js';
import { succession } from './succession.js';

/** Registers a software park (软件园区) and its city. */
export const registerPark = referenceAct({
  command: 'RegisterPark',
  route: 'POST /parks',
  newId: 'parkId',
  title: { zh: '登记软件园区', en: 'Register a park' },
  legalBasis: [PARK_BASIS],
  payload: record(parkFields),
  example: () => ({ name: '某软件园', cityCode: '440300' }),
  by: byMinistryAdmin,
  opens: true,
  register: () => succession,
  on: (data) => [park(data.parkId)],
  reads: ({ name, cityCode, creditCode: code }, _, at, register) => ({
    sameName: nameClaims(name, cityCode, register, dayOf(at)).map(claimed),
    sameCode: code === undefined ? undefined : claimed(creditCodeClaim(code)),
  }),
  decide: ({ data, at, register }, { state }, { sameName, sameCode }) => {
    if (state) return idTaken({ zh: '园区', en: 'park' }, data.parkId);
    const today = dayOf(at);
    const { name, cityCode, creditCode: code } = data;
    const claims = [...nameClaims(name, cityCode, register, today), ...(code === undefined ? [] : [creditCodeClaim(code)])];
    return (
      wrongCity(cityCode, register, today) ??
      (code === undefined ? null : wrongCode(code)) ??
      identityTaken(claims, [...sameName, ...(sameCode ? [sameCode] : [])], null, register, today) ??
      accept([newEvent(parkEvents.ParkRegistered, data)])
    );
  },
});
