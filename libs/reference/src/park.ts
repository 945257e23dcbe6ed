import { accept, defineEvent, newEvent, id, record, refuse, settledRef, text, type EventOf, type StreamCategory } from '@minglu/kernel';
import { division, divisionCode, isEligibleCity } from '@minglu/regulation';
import { byMinistryAdmin, idTaken, referenceAct } from './act.js';

const parkFields = { parkId: id(), name: text(200), cityCode: divisionCode() };

export const parkEvents = {
  ParkRegistered: defineEvent({
    type: 'ParkRegistered',
    version: 1,
    title: { zh: '软件园区已登记', en: 'Park registered' },
    freeText: { organisation: ['name'] },
    classification: 'INTERNAL',
    payload: record(parkFields),
  }),
};
export type ParkEvent = EventOf<typeof parkEvents>;

export interface Park {
  readonly parkId: string;
  readonly name: string;
  readonly cityCode: string;
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
  decide: ({ data }, { state }) => {
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
    return accept([newEvent(parkEvents.ParkRegistered, data)]);
  },
});
