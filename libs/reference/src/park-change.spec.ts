import { operatorOn, parkIdsOf, parkOn, succession } from './succession.js';
import { fresh as withoutData } from './testing/fresh.js';

const admin = { role: 'ministry-admin', org: 'MIIT', person: 'admin-1' };
const NOW = '2025-05-06T09:00:00+08:00';
const CODE = '91350100M000100Y43';
const OTHER_CODE = '91420100MA0000000Y';
const registered = (parkId: string, name: string, cityCode: string, more: object = {}) => ({
  by: admin,
  at: '2025-01-06T09:00:00+08:00',
  do: 'RegisterPark',
  with: { parkId, name, cityCode, ...more },
});
const parks = () =>
  withoutData().given(
    registered('p1', '东湖软件园', '420100'),
    registered('p2', '光谷软件园', '420100', { creditCode: CODE }),
    registered('p3', '东湖软件园', '430100'),
  );
let n = 0;
const change = (kind: string, more: object, effectiveDate = '2025-06-01', by = admin) => ({
  by,
  at: NOW,
  do: 'RecordParkChange',
  with: { changeId: `c${(n += 1)}`, kind, parkId: 'p1', effectiveDate, documentNumber: '工信厅信发函〔2025〕1号', ...more },
});
const p1 = { parkId: 'p1', name: '东湖软件园', cityCode: '420100' };
const on = (day: string) => day as never;

describe('RecordParkChange (decisions 38)', () => {
  it.each([
    ['a new name', 'renamed', { newName: '云谷软件园' }, { parkId: 'p1', name: '云谷软件园', cityCode: '420100' }],
    ['another city', 'moved', { newCityCode: '440300' }, { parkId: 'p1', name: '东湖软件园', cityCode: '440300' }],
    ['a merger into another park', 'merged', { newParkId: 'p2' }, { parkId: 'p2', name: '光谷软件园', cityCode: '420100' }],
    ['another operator', 'succeeded', { operatorCode: OTHER_CODE, operatorName: '云谷运营公司' }, p1],
  ])('records %s, from its day on', (_, kind, more, expected) => {
    const it = parks();
    const [event] = it.when(change(kind, more)).then('ParkChanged').thenWarns().events;
    const { parks: changes } = it.state(succession);
    expect(changes).toEqual([event!.data]);
    expect(parkOn(changes, p1, on('2025-05-31'))).toEqual(p1);
    expect(parkOn(changes, p1, on('2025-06-01'))).toEqual(expected);
    expect(['2025-05-31', '2025-06-01'].map((day) => operatorOn(changes, 'p1', on(day)))).toEqual([
      'p1',
      kind === 'succeeded' ? OTHER_CODE : 'p1',
    ]);
  });
  it('follows a park from change to change, whatever was recorded first', () => {
    const it = parks().given(
      change('moved', { newCityCode: '440300' }, '2025-07-01'),
      change('merged', { newParkId: 'p2' }, '2025-08-01'),
      change('renamed', { newName: '云谷软件园' }, '2025-06-01'),
      change('renamed', { parkId: 'p2', newName: '光谷云园' }, '2025-06-15'),
      change('merged', { parkId: 'p2', newParkId: 'p3' }, '2025-08-04'),
    );
    const { parks: changes } = it.state(succession);
    const days = ['2025-05-31', '2025-06-01', '2025-07-01', '2025-08-01', '2025-08-04'];
    expect(days.map((day) => Object.values(parkOn(changes, p1, on(day))))).toEqual([
      ['p1', '东湖软件园', '420100'],
      ['p1', '云谷软件园', '420100'],
      ['p1', '云谷软件园', '440300'],
      ['p2', '光谷云园', '420100'],
      ['p3', '东湖软件园', '430100'],
    ]);
    expect(parkIdsOf(changes, 'p3', on('2025-08-03'))).toEqual(['p3']);
    expect(parkIdsOf(changes, 'p3', on('2025-08-04')).toSorted()).toEqual(['p1', 'p2', 'p3']);
  });
  it('warns of a change that took effect before it is recorded', () => {
    parks()
      .when(change('renamed', { newName: '云谷软件园' }, '2025-05-05'))
      .thenWarns('recorded-after-its-day');
  });
  it('is reserved to the ministry administrator', () => {
    parks()
      .when(change('renamed', { newName: '云谷软件园' }, '2025-06-01', { ...admin, role: 'applicant', org: 'p1' }))
      .thenRefused('not-authorised', 'notice-2023-278/1');
  });

  it.each([
    ['a name that is not given', 'renamed', {}, 'invalid-payload'],
    ['a city that is not given', 'moved', {}, 'invalid-payload'],
    ['a successor that is not given', 'merged', {}, 'invalid-payload'],
    ['an operator that is not given', 'succeeded', {}, 'invalid-payload'],
    ['the name that it has', 'renamed', { newName: '东湖软件园' }, 'park-unchanged'],
    ['the city in which it lies', 'moved', { newCityCode: '420100' }, 'park-unchanged'],
    ['a place that is no city', 'moved', { newCityCode: '420111' }, 'unknown-city'],
    ['a merger into itself', 'merged', { newParkId: 'p1' }, 'successor-is-itself'],
    ['a credit code with a wrong check character', 'succeeded', { operatorCode: '91350100M000100Y44' }, 'credit-code-invalid'],
    ['the operator that it has', 'succeeded', { parkId: 'p2', operatorCode: CODE }, 'park-unchanged'],
  ])('refuses %s', (_, kind, more, code) => {
    parks().when(change(kind, more)).thenRefused(code, 'notice-2023-278/1');
  });
  it.each([
    ['a park that is not registered', 'renamed', { parkId: 'p9', newName: '云谷软件园' }, 'unknown-id'],
    ['a name that another park has there', 'renamed', { newName: '光谷 软件园' }, 'id-taken'],
    ['a city in which another park has the name', 'moved', { newCityCode: '430100' }, 'id-taken'],
    ['a merger into a park that is not registered', 'merged', { newParkId: 'p9' }, 'unknown-id'],
    ['a credit code of another park', 'succeeded', { operatorCode: CODE }, 'id-taken'],
  ])('refuses %s', (_, kind, more, code) => {
    parks().when(change(kind, more)).thenRefused(code);
  });
  it('refuses a city that has a successor on that day', () => {
    const merging = {
      changeId: 'd1',
      kind: 'merged',
      code: '370900',
      newCode: '370100',
      effectiveDate: '2025-06-01',
      documentNumber: '国函〔2025〕1号',
    };
    const it = parks().given({ by: admin, at: NOW, do: 'RecordDivisionChange', with: merging });
    it.fork()
      .when(change('moved', { newCityCode: '370900' }, '2025-05-31'))
      .then('ParkChanged');
    it.when(change('moved', { newCityCode: '370900' })).thenRefused('division-succeeded', 'notice-2023-278/1');
  });
  it('refuses a change of a merged park, and a second merger on any day', () => {
    const it = parks().given(change('merged', { newParkId: 'p2' }));
    it.fork()
      .when(change('renamed', { newName: '云谷软件园' }))
      .thenRefused('park-merged', 'notice-2023-278/1');
    it.fork()
      .when(change('renamed', { newName: '云谷软件园' }, '2025-05-31'))
      .then('ParkChanged');
    it.fork()
      .when(change('merged', { newParkId: 'p3' }, '2025-05-20'))
      .thenRefused('park-merged', 'notice-2023-278/1');
    it.when(change('merged', { parkId: 'p3', newParkId: 'p1' })).thenRefused('park-merged', 'notice-2023-278/1');
  });
  it('refuses an id in use', () => {
    parks()
      .given(change('renamed', { newName: '云谷软件园', changeId: 'x' }))
      .when(change('moved', { newCityCode: '440300', changeId: 'x' }))
      .thenRefused('id-taken');
  });
  it('refuses a circle', () => {
    parks()
      .given(change('merged', { newParkId: 'p2' }))
      .when(change('merged', { parkId: 'p2', newParkId: 'p1' }))
      .thenRefused('succession-cycle', 'notice-2023-278/1');
  });
  it('refuses a day further ahead than the ministry allows', () => {
    parks()
      .when(change('renamed', { newName: '云谷软件园' }, '2025-08-07'))
      .thenRefused('effective-too-far-ahead', 'notice-2023-278/1', 'policy/effect-ahead-days');
  });
});

describe('the identity of a park after changes (decisions 30 and 38)', () => {
  const renamed = () => parks().given(change('renamed', { newName: '云谷软件园' }));
  it.each(['云谷软件园', '东湖软件园'])('is its new name and its former one: %s', (name) => {
    const it = renamed().when(registered('p4', name, '420100'));
    it.thenRefused('id-taken');
    expect(it.refusal?.details).toMatchObject({ id: 'p1' });
  });
  it('is its credit code and that of its new operator', () => {
    const it = parks().given(change('succeeded', { parkId: 'p2', operatorCode: OTHER_CODE }));
    for (const creditCode of [CODE, OTHER_CODE])
      it.fork()
        .when(registered('p4', '新园', '420100', { creditCode }))
        .thenRefused('id-taken');
  });
  it('lets a park take its former name again, and that of a park that it has taken in', () => {
    renamed()
      .when(change('renamed', { newName: '东湖软件园' }, '2025-07-01'))
      .then('ParkChanged');
    parks()
      .given(change('merged', { newParkId: 'p2' }))
      .when(change('renamed', { parkId: 'p2', newName: '东湖软件园' }))
      .then('ParkChanged');
  });
  it('keeps another park from the name that comes into effect later', () => {
    renamed()
      .when(change('renamed', { parkId: 'p2', newName: '云谷软件园' }, '2025-05-10'))
      .thenRefused('id-taken');
  });
});
