import { divisionOn } from './division-changes.js';
import { division } from './divisions.js';
import { formerDivisions } from './former-divisions.js';

describe('divisions that are no longer listed (decisions 41)', () => {
  it.each(formerDivisions.map((one) => [one.code, one.name, one] as const))(
    '%s %s is known, and stands for its successor from its day on',
    (code, name, { newCode, newName, effectiveDate }) => {
      expect(division(code)).toBeNull();
      expect(divisionOn(formerDivisions, code, '2010-01-01')).toMatchObject({ code, name });
      expect(divisionOn(formerDivisions, code, effectiveDate)).toMatchObject({ code: newCode, name: newName });
      expect(division(newCode)).toMatchObject({ code: newCode, name: newName });
    },
  );
  it('are a city or a prefecture by their name', () => {
    expect(divisionOn(formerDivisions, '371200', '2015-06-01')).toMatchObject({ class: 'prefecture-city', provinceCode: '370000' });
    expect(divisionOn(formerDivisions, '522200', '2010-06-01')).toMatchObject({ class: 'prefecture-unit' });
    expect(divisionOn(formerDivisions, '522200', '2025-06-01')).toMatchObject({ class: 'prefecture-city' });
  });
  it('are not those that never were', () => {
    for (const code of ['371300', '999999', '370199']) expect(divisionOn(formerDivisions, code, '2015-06-01')).toEqual(division(code));
  });
});
