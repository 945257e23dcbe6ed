import { defineEvent, id, record, settledRef, text, Type, type Claim, type EventOf, type StreamCategory } from '@minglu/kernel';
import { divisionCode, normalForm } from '@minglu/regulation';

/** Unified social credit code (统一社会信用代码, GB 32100-2015): 17 characters and a check character. */
export const creditCode = () => Type.String({ pattern: '^[0-9A-HJ-NPQRTUWXY]{18}$' });
export const parkFields = { parkId: id(), name: text(200), cityCode: divisionCode(), creditCode: Type.Optional(creditCode()) };

export const parkNameClaim = (name: string, cityCode: string): Claim => ({ kind: 'park-name', id: `${cityCode}/${normalForm(name)}` });
export const creditCodeClaim = (code: string): Claim => ({ kind: 'park-credit-code', id: code });

export const parkEvents = {
  ParkRegistered: defineEvent({
    type: 'ParkRegistered',
    version: 1,
    title: { zh: '软件园区已登记', en: 'Park registered' },
    freeText: { organisation: ['name'], document: ['creditCode'] },
    classification: 'INTERNAL',
    payload: record(parkFields),
    claims: ({ name, cityCode, creditCode: code }) => [
      parkNameClaim(name, cityCode),
      ...(code === undefined ? [] : [creditCodeClaim(code)]),
    ],
  }),
};
export type ParkEvent = EventOf<typeof parkEvents>;

/** A park as it was registered. Its later names and places are in the succession (decisions 38). */
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

const CODE_CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
/** The check character of GB 32100-2015: weights 3^i mod 31 over the first 17 characters. */
export const hasValidCheck = (code: string): boolean => {
  let sum = 0;
  let weight = 1;
  for (const character of code.slice(0, 17)) {
    sum += CODE_CHARACTERS.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return CODE_CHARACTERS[(31 - (sum % 31)) % 31] === code[17];
};
