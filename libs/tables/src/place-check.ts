import { eligibleCities } from '@minglu/regulation';
import { ruleFaults } from './faults.js';
import type { Column, RowFault, Value, World } from './table.js';

/** The city of a row, for the reader to check. It is no part of the command. */
export const CITY: Column = {
  key: 'city',
  title: { zh: '所在城市', en: 'city' },
  kind: 'text',
  use: 'check',
  suggestions: () => eligibleCities().map(({ name }) => name),
  width: 18,
  hint: { zh: '行政区划名称或者代码，可不填；填写的须存在', en: 'name or code of a division; optional' },
};

/** Whether the division exists, and lies in the province if one is given. */
export const wrongPlace = (city: Value | undefined, province: unknown, { divisionOf }: World): readonly RowFault[] => {
  if (city === undefined || city === null) return [];
  const found = divisionOf(String(city));
  if (!found) return [{ key: CITY.key, ...ruleFaults.unknownDivision(String(city)) }];
  // A separately planned city sends a table of its own.
  const isOwn = typeof province !== 'string' || found.provinceCode === province || found.code === province;
  return isOwn ? [] : [{ key: CITY.key, ...ruleFaults.otherProvince(String(city)) }];
};
