import {
  accept,
  claimed,
  dayOf,
  id,
  newEvent,
  record,
  refuse,
  text,
  Type,
  warn,
  type Claim,
  type Day,
  type Refused,
  type Static,
} from '@minglu/kernel';
import { divisionCode } from '@minglu/regulation';
import { byMinistryAdmin, idTaken, referenceAct, unknownId } from './act.js';
import { effectAhead } from './date-limits.js';
import { creditCode, creditCodeClaim, park, type Park } from './park.js';
import { identityTaken, nameClaims, PARK_BASIS, wrongCity, wrongCode } from './park-identity.js';
import { policies, tooFarAhead } from './policy.js';
import { CHANGE, operatorOn, parkChangeFields, parkIdOn, parkOn, succession, successionEvents, type Succession } from './succession.js';

const payload = record({
  ...parkChangeFields,
  newName: Type.Optional(text(200)),
  newCityCode: Type.Optional(divisionCode()),
  /** The park that takes this one in. */
  newParkId: Type.Optional(id()),
  operatorCode: Type.Optional(creditCode()),
  operatorName: Type.Optional(text(200)),
});
type Change = Static<typeof payload>;

/** The field that each kind of change needs. */
const NEEDS = { renamed: 'newName', moved: 'newCityCode', merged: 'newParkId', succeeded: 'operatorCode' } as const;
const KIND_NAMES = { renamed: '更名', moved: '所在城市变更', merged: '并入', succeeded: '运营单位变更' } as const;
const FIELD_NAMES = {
  newName: '新名称',
  newCityCode: '新的城市代码',
  newParkId: '并入的园区',
  operatorCode: '运营单位的统一社会信用代码',
} as const;

/** The park after the change, in its own name. Of a merger, the park that takes it in. */
const after = (change: Change, registered: Park, into: Park | null, { parks }: Succession) => {
  const was = parkOn(parks, registered, change.effectiveDate);
  switch (change.kind) {
    case 'renamed':
      return { ...was, name: change.newName ?? was.name };
    case 'moved':
      return { ...was, cityCode: change.newCityCode ?? was.cityCode };
    case 'merged':
      return into ? parkOn(parks, into, change.effectiveDate) : was;
    case 'succeeded':
      return was;
  }
};

/** The names or the credit code that the change brings. A merger brings none. */
const claimsOf = (change: Change, registered: Park, register: Succession): readonly Claim[] => {
  if (change.kind === 'merged') return [];
  if (change.kind === 'succeeded') return change.operatorCode === undefined ? [] : [creditCodeClaim(change.operatorCode)];
  const { name, cityCode } = after(change, registered, null, register);
  return nameClaims(name, cityCode, register, change.effectiveDate);
};

/**
 * Records that a park is renamed, moved to another city, merged into another park, or operated by another organisation (decisions 38).
 * Its cases and titles follow from `effectiveDate` on. Its identity (decisions 30) follows with it.
 */
export const recordParkChange = referenceAct({
  command: 'RecordParkChange',
  route: 'POST /parks/{parkId}/changes',
  newId: 'changeId',
  title: { zh: '登记园区变更', en: 'Record a change of a park' },
  legalBasis: [PARK_BASIS],
  payload,
  dates: { effectiveDate: { notAfter: [effectAhead], effect: 'the successor, the name or the place counts from the day' } },
  example: () => ({
    parkId: 'park-1',
    kind: 'renamed',
    newName: '某软件园（新区）',
    effectiveDate: '2026-01-01',
    documentNumber: '政函〔2025〕1号',
  }),
  by: byMinistryAdmin,
  register: ({ parkId }) => park(parkId),
  on: () => [succession],
  reads: (data, [target], _, registered) => ({
    policies,
    into: data.newParkId === undefined ? undefined : park(data.newParkId),
    holders: registered ? claimsOf(data, registered, target!.state).map(claimed) : [],
  }),
  decide: ({ data, at, register: registered }, { state }, { policies: set, into, holders }) => {
    if (state.changeIds.includes(data.changeId)) return idTaken(CHANGE, data.changeId);
    if (!registered) return unknownId(PARK, data.parkId);
    const { changeId, kind, parkId, effectiveDate: on } = data;
    const field = NEEDS[kind];
    if (data[field] === undefined)
      return refuse(
        'invalid-payload',
        PARK_BASIS,
        `变更类别为“${KIND_NAMES[kind]}”的，须写明${FIELD_NAMES[field]}`,
        `a change of kind ${kind} needs ${field}`,
        {
          field,
        },
      );
    const claims = claimsOf(data, registered, state);
    const refused =
      alreadyMerged(data, state) ??
      RULES[kind](data, registered, into?.state ?? null, state) ??
      identityTaken(claims, holders, parkId, state, on) ??
      tooFarAhead(on, at, PARK_BASIS, set.state);
    if (refused) return refused;
    const { parkId: newParkId, name: newName, cityCode: newCityCode } = after(data, registered, into?.state ?? null, state);
    const { operatorCode, operatorName } = data;
    return accept(
      [
        newEvent(successionEvents.ParkChanged, {
          changeId,
          kind,
          parkId,
          effectiveDate: on,
          documentNumber: data.documentNumber,
          newParkId,
          newName,
          newCityCode,
          ...(kind === 'succeeded' ? { operatorCode, operatorName } : {}),
          ...(holders[0]?.streamId === null ? { newIdentity: true as const } : {}),
        }),
      ],
      on < dayOf(at)
        ? [
            warn(
              'recorded-after-its-day',
              PARK_BASIS,
              '变更自更早之日起生效，其后已办事项不变',
              'it takes effect on an earlier day; acts since then stand',
            ),
          ]
        : [],
    );
  },
});

const PARK = { zh: '园区', en: 'park' };

const merged = (parkId: string, newParkId: string): Refused =>
  refuse('park-merged', PARK_BASIS, `园区 ${parkId} 已并入 ${newParkId}`, `the park ${parkId} has been merged into ${newParkId}`, {
    parkId,
    newParkId,
  });

/** A park is merged once. Until that day its other facts may change. */
const alreadyMerged = ({ kind, parkId, effectiveDate }: Change, { parks }: Succession): Refused | null => {
  const earlier = parks.find(
    (one) => one.kind === 'merged' && one.parkId === parkId && (kind === 'merged' || one.effectiveDate <= effectiveDate),
  );
  return earlier ? merged(parkId, earlier.newParkId) : null;
};

const unchanged = refuse('park-unchanged', PARK_BASIS, '园区没有变更', 'nothing about the park changes');

type Rule = (change: Change, registered: Park, into: Park | null, register: Succession) => Refused | null;
const RULES: Readonly<Record<Change['kind'], Rule>> = {
  renamed: ({ newName, effectiveDate }, registered, _, { parks }) =>
    parkOn(parks, registered, effectiveDate).name === newName ? unchanged : null,
  moved: ({ newCityCode, effectiveDate }, registered, _, register) =>
    wrongCity(newCityCode!, register, effectiveDate) ??
    (parkOn(register.parks, registered, effectiveDate).cityCode === newCityCode ? unchanged : null),
  merged: ({ parkId, newParkId }, _, into, { parks }) => {
    if (newParkId === parkId)
      return refuse('successor-is-itself', PARK_BASIS, '园区不能并入其本身', 'a park cannot be merged into itself', { parkId });
    if (!into) return unknownId(PARK, newParkId!);
    if (parkIdOn(parks, into.parkId, LAST_DAY) === parkId)
      return refuse('succession-cycle', PARK_BASIS, `${newParkId} 已并入 ${parkId}`, `${newParkId} has been merged into ${parkId}`, {
        parkId,
        newParkId,
      });
    const next = parks.find((one) => one.kind === 'merged' && one.parkId === into.parkId);
    return next ? merged(into.parkId, next.newParkId) : null;
  },
  succeeded: ({ parkId, operatorCode, effectiveDate }, registered, _, { parks }) =>
    wrongCode(operatorCode!) ??
    ([registered.creditCode, operatorOn(parks, parkId, effectiveDate)].includes(operatorCode) ? unchanged : null),
};
const LAST_DAY = '2199-12-31' as Day;
