import { highestValue, parameter, parameterOfYear, parameters, rulePackage, versionOn } from './parameters.js';
import { isProvision } from './provision.js';

describe('the numbers of the Measure', () => {
  it('are those of articles 6, 15, 18 and 24', () => {
    const on = '2023-10-15';
    expect({
      parks: parameter('priority-parks', on),
      cycle: parameter('creation-years', on),
      shortest: parameter('minimum-creation-years', on),
      publicity: parameter('publicity-working-days', on),
      stars: parameter('maximum-stars', on),
      remind: parameter('rectification-stars', on),
      exit: parameter('exit-streak-years', on),
    }).toEqual({ parks: 2, cycle: 3, shortest: 2, publicity: 5, stars: 3, remind: 1, exit: 2 });
  });
  it('cite an existing provision and have no gap between two versions', () => {
    for (const { provision, versions } of Object.values(parameters)) {
      expect(isProvision(provision)).toBe(true);
      expect(versions[0]?.validFrom).toBeNull();
      expect(versions.at(-1)?.validTo).toBeNull();
    }
  });
  it('apply from a publication whose day is marked as unknown', () => {
    expect(rulePackage).toMatchObject({
      documentNumber: '工信部信发〔2022〕168号',
      publishedOn: null,
      publishedAbout: { month: '2022-12', source: 'press' },
    });
  });
});

describe('a parameter that was amended', () => {
  const versions = [
    { value: 5, validFrom: null, validTo: '2029-12-31' },
    { value: 7, validFrom: '2030-01-01', validTo: null },
  ];
  it('has its old value through the last day and the new one from the first', () => {
    expect([versionOn(versions, '2029-12-31').value, versionOn(versions, '2030-01-01').value]).toEqual([5, 7]);
  });
  it('is an error without any version', () =>
    expect(() => versionOn([], '2025-01-01')).toThrow(new RangeError('a parameter has no version')));
  it('has its first value before publication, since the record pins the package', () => {
    expect(versionOn(versions, '2017-01-01').value).toBe(5);
    expect(versionOn(versions.slice(1), '2017-01-01').value).toBe(7);
  });
});

describe('the stars and the streak of an evaluation year', () => {
  it('follow the Measure on the last day of the year', () => {
    expect(parameterOfYear('maximum-stars', 2025)).toBe(3);
    expect(parameterOfYear('rectification-stars', 2025)).toBe(1);
    expect(parameterOfYear('exit-streak-years', 2025)).toBe(2);
  });
  it('have a highest value over all versions', () => expect(highestValue('maximum-stars')).toBe(3));
});
