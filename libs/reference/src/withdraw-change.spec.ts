import { formerDivisions } from '@minglu/regulation';
import { referenceEvents } from './index.js';
import { succession } from './succession.js';
import { fresh as withoutData } from './testing/fresh.js';

const admin = { role: 'ministry-admin', org: 'MIIT', person: 'admin-1' };
const at = '2025-05-06T09:00:00+08:00';
const dated = { effectiveDate: '2025-06-01', documentNumber: '国函〔2025〕1号' };
const division = (changeId: string, kind: string, code: string, newCode: string) => ({
  by: admin,
  at,
  do: 'RecordDivisionChange',
  with: { changeId, kind, code, newCode, ...dated },
});
const withdrawing = (changeId: string, by = admin) => ({
  by,
  at,
  do: 'WithdrawChange',
  with: { changeId, documentNumber: '国函〔2025〕2号', reasons: '登记有误' },
});
const fresh = () =>
  withoutData().given(
    { by: admin, at, do: 'RegisterPark', with: { parkId: 'p1', name: '东湖软件园', cityCode: '420100' } },
    { by: admin, at, do: 'RecordParkChange', with: { changeId: 'p', kind: 'renamed', parkId: 'p1', newName: '云谷软件园', ...dated } },
    division('m', 'merged', '370900', '370100'),
  );

describe('WithdrawChange (decisions 38)', () => {
  it.each([
    ['a division', 'm', 'division', 'PUBLIC'],
    ['a park', 'p', 'park', 'INTERNAL'],
  ] as const)('takes back the record of a change of %s, as publicly as it was recorded', (_, changeId, of, classification) => {
    const it = fresh();
    const [event] = it.when(withdrawing(changeId)).then('ChangeWithdrawn').events;
    expect(event!.data).toMatchObject({ changeId, of });
    expect(referenceEvents.ChangeWithdrawn.classification).toBeInstanceOf(Function);
    expect((referenceEvents.ChangeWithdrawn.classification as (data: unknown) => string)(event!.data)).toBe(classification);
    const { divisions, parks, changeIds } = it.state(succession);
    const recorded = divisions.slice(formerDivisions.length);
    expect([recorded.map((one) => one.changeId), parks.map((one) => one.changeId)]).toEqual(of === 'division' ? [[], ['p']] : [['m'], []]);
    expect(changeIds.slice(formerDivisions.length)).toEqual(['p', 'm']);
  });
  it('lets the change be recorded again, under an id of its own', () => {
    const it = fresh().given(withdrawing('m'));
    it.fork()
      .when(division('m', 'merged', '370900', '370100'))
      .thenRefused('id-taken');
    it.when(division('m2', 'merged', '370900', '371600')).then('DivisionChanged');
  });
  it('refuses an id that is not a change, and a change that is withdrawn', () => {
    fresh().when(withdrawing('none')).thenRefused('unknown-id');
    fresh().given(withdrawing('m')).when(withdrawing('m')).thenRefused('change-withdrawn', 'measure-2022/7');
  });
  it.each([
    ['is changed again', division('c2', 'recoded', '373000', '373100')],
    ['takes in another division', division('c2', 'merged', '371500', '373000')],
  ])('refuses the change that introduced a code which %s', (_, next) => {
    const it = fresh().given(division('c1', 'recoded', '371600', '373000'), next);
    it.when(withdrawing('c1')).thenRefused('change-relied-upon', 'measure-2022/7');
    it.given(withdrawing('c2')).when(withdrawing('c1')).then('ChangeWithdrawn');
  });
  it('is possible for a merger into a division that changes later', () => {
    fresh()
      .given(division('c1', 'recoded', '370100', '373000'))
      .when(withdrawing('m'))
      .then('ChangeWithdrawn');
  });
  it('is reserved to the ministry administrator', () => {
    fresh()
      .when(withdrawing('m', { ...admin, role: 'ministry-officer' }))
      .thenRefused('not-authorised', 'measure-2022/7');
  });
});
