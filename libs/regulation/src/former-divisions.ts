import type { Day } from '@minglu/kernel';

/** A division that GB/T 2260 no longer lists, with its successor from the day of the State Council's approval. */
interface FormerDivision {
  readonly kind: 'recoded' | 'merged' | 'upgraded';
  readonly code: string;
  readonly name: string;
  readonly newCode: string;
  readonly newName: string;
  readonly effectiveDate: Day;
}

const former = (
  kind: FormerDivision['kind'],
  code: string,
  name: string,
  newCode: string,
  newName: string,
  effectiveDate: Day,
): FormerDivision => ({
  kind,
  code,
  name,
  newCode,
  newName,
  effectiveDate,
});

/**
 * Cities and prefectures that were dissolved or got another code since 2010, when the first titles were conferred (decisions 41). The
 * districts of 莱芜 got new codes with its merger. Later changes are recorded by `RecordDivisionChange`.
 */
export const formerDivisions: readonly FormerDivision[] = [
  former('merged', '341400', '巢湖市', '340100', '合肥市', '2011-07-14'),
  former('upgraded', '522200', '铜仁地区', '520600', '铜仁市', '2011-10-22'),
  former('upgraded', '522400', '毕节地区', '520500', '毕节市', '2011-10-22'),
  former('upgraded', '632100', '海东地区', '630200', '海东市', '2013-02-08'),
  former('upgraded', '542300', '日喀则地区', '540200', '日喀则市', '2014-06-26'),
  former('upgraded', '542100', '昌都地区', '540300', '昌都市', '2014-10-20'),
  former('upgraded', '469003', '儋州市', '460400', '儋州市', '2015-02-19'),
  former('upgraded', '542600', '林芝地区', '540400', '林芝市', '2015-03-16'),
  former('upgraded', '652100', '吐鲁番地区', '650400', '吐鲁番市', '2015-03-16'),
  former('upgraded', '542200', '山南地区', '540500', '山南市', '2016-01-07'),
  former('upgraded', '652200', '哈密地区', '650500', '哈密市', '2016-01-07'),
  former('upgraded', '542400', '那曲地区', '540600', '那曲市', '2017-07-18'),
  former('merged', '371200', '莱芜市', '370100', '济南市', '2018-12-26'),
  former('recoded', '371202', '莱城区', '370116', '莱芜区', '2018-12-26'),
  former('recoded', '371203', '钢城区', '370117', '钢城区', '2018-12-26'),
];
