import { park } from './park.js';
import { fresh } from './testing/fresh.js';

const admin = { role: 'ministry-admin', org: 'MIIT', person: 'admin-1' };
const register = (cityCode: string, by = admin) => ({
  by,
  at: '2023-10-16T08:00:00+08:00',
  do: 'RegisterPark',
  with: { parkId: 'park-1', name: '某软件园', cityCode },
});

describe('RegisterPark', () => {
  it.each([
    ['440300', '计划单列市'],
    ['310000', '直辖市'],
    ['441900', '地级市'],
    ['532900', '州'],
  ])('registers a park in %s (%s)', (cityCode) => {
    const it = fresh();
    it.when(register(cityCode)).then('ParkRegistered');
    expect(it.state(park('park-1'))).toEqual({ parkId: 'park-1', name: '某软件园', cityCode });
  });
  it.each([
    ['440000', '省'],
    ['440305', '市辖区'],
    ['320583', '县级市'],
    ['999999', '没有的代码'],
  ])('refuses %s (%s)', (cityCode) => {
    fresh().when(register(cityCode)).thenRefused('unknown-city', 'notice-2023-278/1');
  });
  it('is reserved to the ministry administrator, with an unused id', () => {
    fresh().given(register('441900')).when(register('440100')).thenRefused('id-taken');
    fresh()
      .when(register('441900', { ...admin, role: 'applicant' }))
      .thenRefused('not-authorised', 'notice-2023-278/1');
  });
});

describe('the identity of a park (decisions 30)', () => {
  const named = (parkId: string, name: string, more: object = {}) => {
    const command = register('320100');
    return { ...command, with: { ...command.with, parkId, name, ...more } };
  };
  it.each(['甲软件园', '甲 软件园', '甲  软件 园', '甲软件园\u3000', 'Ａ软件园'])(
    'is its name in its city, however it is written: %s',
    (name) => {
      const it = fresh();
      it.given(named('p1', '甲软件园'), named('p2', 'a软件园'));
      it.when(named('p3', name)).thenRefused('id-taken');
    },
  );
  it('differs from that of a park with the same name in another city', () => {
    const it = fresh();
    it.given(named('p1', '甲软件园'));
    it.when({ ...named('p2', '甲软件园'), with: { parkId: 'p2', name: '甲软件园', cityCode: '440300' } }).then('ParkRegistered');
  });
  it('is its unified social credit code', () => {
    const it = fresh();
    it.given(named('p1', '甲软件园', { creditCode: '91350100M000100Y43' }));
    it.when(named('p2', '乙软件园', { creditCode: '91350100M000100Y43' })).thenRefused('id-taken');
  });
  it('is refused with a credit code whose check character is wrong', () => {
    fresh()
      .when(named('p1', '甲软件园', { creditCode: '91350100M000100Y44' }))
      .thenRefused('credit-code-invalid', 'notice-2023-278/1');
  });
});

describe('the city of a park after a change of divisions (decisions 38)', () => {
  const changed = (kind: string, code: string, newCode: string) => ({
    by: admin,
    at: '2023-10-01T08:00:00+08:00',
    do: 'RecordDivisionChange',
    with: { changeId: `c-${code}`, kind, code, newCode, effectiveDate: '2023-10-02', documentNumber: '国函〔2023〕1号' },
  });
  it('is named by its present code', () => {
    const it = fresh().given(changed('merged', '370900', '370100'), changed('recoded', '371600', '373000'));
    it.fork().when(register('370900')).thenRefused('division-succeeded', 'notice-2023-278/1');
    it.fork().when(register('371600')).thenRefused('division-succeeded', 'notice-2023-278/1');
    it.fork().when(register('373000')).then('ParkRegistered');
  });
  it.each([
    ['recoded', '373000', '371600'],
    ['merged', '370100', '370900'],
  ])('is one city also after it was %s: a name is taken there', (kind, newCode, code) => {
    const earlier = { ...register(code), at: '2023-09-01T08:00:00+08:00' };
    const it = fresh().given(earlier, changed(kind, code, newCode));
    const again = register(newCode);
    it.when({ ...again, with: { ...again.with, parkId: 'park-2', name: '某 软件园' } }).thenRefused('id-taken');
  });
});
