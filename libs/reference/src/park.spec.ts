import { world } from '@minglu/kernel/testing';
import { referenceActs, referenceCategories } from './index.js';
import { park } from './park.js';

const admin = { role: 'ministry-admin', org: 'MIIT', person: 'admin-1' };
const register = (cityCode: string, by = admin) => ({
  by,
  at: '2023-10-16T08:00:00+08:00',
  do: 'RegisterPark',
  with: { parkId: 'park-1', name: '某软件园', cityCode },
});
const fresh = () => world(referenceActs as never, referenceCategories as never);

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
