import {
  day,
  defineEvent,
  id,
  oneOf,
  record,
  ref,
  refuse,
  text,
  Type,
  type Day,
  type EventOf,
  type Refused,
  type StreamCategory,
} from '@minglu/kernel';
import { divisionChangeFields, divisionCode, inEffect, type Division, type Provision } from '@minglu/regulation';
import { creditCode, creditCodeClaim, parkNameClaim, type Park } from './park.js';

/** A recorded change of a division or a park. */
export const CHANGE = { zh: '变更', en: 'change' };

export const parkChangeFields = {
  changeId: id(),
  /** `succeeded`: another organisation operates the park. */
  kind: oneOf('renamed', 'moved', 'merged', 'succeeded'),
  parkId: id(),
  effectiveDate: day(),
  documentNumber: text(200),
};

export const successionEvents = {
  DivisionChanged: defineEvent({
    type: 'DivisionChanged',
    version: 1,
    title: { zh: '行政区划已变更', en: 'Division changed' },
    freeText: { organisation: ['newName'], document: ['documentNumber'] },
    classification: 'PUBLIC',
    payload: record({ changeId: id(), ...divisionChangeFields, documentNumber: text(200) }),
  }),
  ParkChanged: defineEvent({
    type: 'ParkChanged',
    version: 1,
    title: { zh: '园区名称、地点或运营单位已变更', en: 'Park changed' },
    freeText: { organisation: ['newName', 'operatorName'], document: ['operatorCode', 'documentNumber'] },
    classification: 'INTERNAL',
    payload: record({
      ...parkChangeFields,
      /** Id, name and city from the day on. Of a merged park they are those of the park that takes it in. */
      newParkId: id(),
      newName: text(200),
      newCityCode: divisionCode(),
      /** The organisation that operates the park from the day on: the `org` of the applicant. */
      operatorCode: Type.Optional(creditCode()),
      operatorName: Type.Optional(text(200)),
      /** The name or credit code is claimed. Absent where the park had it before. */
      newIdentity: Type.Optional(Type.Literal(true)),
    }),
    claims: ({ newIdentity, newName, newCityCode, operatorCode: code }) =>
      newIdentity ? [code === undefined ? parkNameClaim(newName, newCityCode) : creditCodeClaim(code)] : [],
  }),
  ChangeWithdrawn: defineEvent({
    type: 'ChangeWithdrawn',
    version: 1,
    title: { zh: '区划、园区变更的登记已撤回', en: 'Record of a change withdrawn' },
    freeText: { document: ['documentNumber'], official: ['reasons'] },
    // As public as the record that it withdraws.
    classification: ({ of }) => (of === 'division' ? 'PUBLIC' : 'INTERNAL'),
    payload: record({ changeId: id(), of: oneOf('division', 'park'), documentNumber: text(200), reasons: text() }),
  }),
};
export type SuccessionEvent = EventOf<typeof successionEvents>;
type RecordedDivisionChange = Extract<SuccessionEvent, { type: 'DivisionChanged' }>['data'];
export type ParkChange = Extract<SuccessionEvent, { type: 'ParkChanged' }>['data'];

/** The changes of divisions and parks by documents, in the order of their recording (decisions 38). */
export interface Succession {
  readonly divisions: readonly RecordedDivisionChange[];
  readonly parks: readonly ParkChange[];
  /** The ids of all changes, also of those that were withdrawn. */
  readonly changeIds: readonly string[];
}

/** One stream: each act on a case reads whom it is about by all changes so far. */
export const successions: StreamCategory<Succession, SuccessionEvent> = {
  name: 'succession',
  events: successionEvents,
  initial: { divisions: [], parks: [], changeIds: [] },
  evolve: (state, { type, data }) => {
    switch (type) {
      case 'DivisionChanged':
        return { ...state, divisions: [...state.divisions, data], changeIds: [...state.changeIds, data.changeId] };
      case 'ParkChanged':
        return { ...state, parks: [...state.parks, data], changeIds: [...state.changeIds, data.changeId] };
      case 'ChangeWithdrawn': {
        const stands = ({ changeId }: { readonly changeId: string }): boolean => changeId !== data.changeId;
        return { ...state, divisions: state.divisions.filter(stands), parks: state.parks.filter(stands) };
      }
    }
  },
};
export const succession = ref(successions, 'national');

type Place = Pick<Park, 'parkId' | 'name' | 'cityCode'>;

/** A park on a day: its name and the code of its city, or the park that has taken it in. */
export const parkOn = (changes: readonly ParkChange[], park: Place, on: Day): Place => following(inEffect(changes, on), park);

const following = (changes: readonly ParkChange[], park: Place): Place =>
  changes.reduce((found, { kind, parkId, newParkId, newName, newCityCode }, index) => {
    if (parkId !== found.parkId) return found;
    switch (kind) {
      case 'renamed':
        return { ...found, name: newName };
      case 'moved':
        return { ...found, cityCode: newCityCode };
      case 'merged':
        return following(changes.slice(0, index), { parkId: newParkId, name: newName, cityCode: newCityCode });
      case 'succeeded':
        return found;
    }
  }, park);

/** The id of the park that a park id stands for on a day. */
export const parkIdOn = (changes: readonly ParkChange[], parkId: string, on: Day): string =>
  parkOn(changes, { parkId, name: '', cityCode: '' }, on).parkId;

/** The ids that stand for a park on a day: its own, and those of the parks that it has taken in. */
export const parkIdsOf = (changes: readonly ParkChange[], parkId: string, on: Day): readonly string[] => [
  ...new Set([parkId, ...changes.map((one) => one.parkId).filter((former) => parkIdOn(changes, former, on) === parkId)]),
];

/** The organisation that acts for a park on a day: its operator where a succession has been recorded, otherwise the park id itself. */
export const operatorOn = (changes: readonly ParkChange[], parkId: string, on: Day): string =>
  inEffect(changes, on).findLast((one) => one.kind === 'succeeded' && one.parkId === parkId)?.operatorCode ?? parkId;

/** Refuses an act that names a division which a document has changed into another one. */
export const divisionSucceeded = (basis: Provision, code: string, { code: newCode, name }: Pick<Division, 'code' | 'name'>): Refused =>
  refuse(
    'division-succeeded',
    basis,
    `行政区划 ${code} 已由 ${newCode} ${name}承继`,
    `the division ${code} has been succeeded by ${newCode}`,
    { code, newCode },
  );
