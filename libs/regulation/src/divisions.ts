import { Type } from '@minglu/kernel';
import { divisionLines } from './divisions-data.js';

export type DivisionLevel = 'province' | 'prefecture' | 'county';

/** What decides eligibility and consent (Art. 7, decisions 17). */
export type DivisionClass =
  /** 省、自治区、特别行政区、台湾省 */
  | 'province'
  /** 直辖市: applies directly, needs no consent. */
  | 'direct-municipality'
  /** 副省级市 that is not 计划单列; by law a 地级市. */
  | 'sub-provincial-city'
  /** 计划单列市, all of them 副省级; by law a 地级市. */
  | 'separately-planned-city'
  /** 地级市 */
  | 'prefecture-city'
  /** 州、地区、盟: eligible only by a ruling. */
  | 'prefecture-unit'
  /** 县级市 */
  | 'county-level-city'
  /** 县、市辖区、旗 and the like */
  | 'county-unit';

/** An administrative division of GB/T 2260. */
export interface Division {
  /** Six digits. */
  readonly code: string;
  readonly name: string;
  readonly level: DivisionLevel;
  readonly class: DivisionClass;
  /** The 省级 division that it belongs to; a province's or direct municipality's own code. */
  readonly provinceCode: string;
}

/** A code as commands and events write it; whether there is such a division is asked of {@link division}. */
export const divisionCode = () => Type.String({ pattern: '^[0-9]{6}$' });

export const DIRECT_MUNICIPALITIES: readonly string[] = ['110000', '120000', '310000', '500000']; // 北京 天津 上海 重庆
export const SEPARATELY_PLANNED_CITIES: readonly string[] = ['210200', '370200', '330200', '350200', '440300']; // 大连 青岛 宁波 厦门 深圳
const SPECIAL_ADMINISTRATIVE_REGIONS: readonly string[] = ['810000', '820000']; // 香港 澳门
/** The fifteen 副省级市, the five separately planned ones included. */
export const SUB_PROVINCIAL_CITIES: readonly string[] = [
  ...['230100', '220100', '210100', '370100', '320100'], // 哈尔滨 长春 沈阳 济南 南京
  ...['330100', '420100', '440100', '510100', '610100'], // 杭州 武汉 广州 成都 西安
  ...SEPARATELY_PLANNED_CITIES,
];

/** The division with this code; null when there is none. */
export const division = (code: string): Division | null => all().get(code) ?? null;

/** Code of the 省级 division that a code belongs to; null for an unknown code. */
export const provinceOf = (code: string): string | null => division(code)?.provinceCode ?? null;

/** 地级及以上城市 (Art. 7). A 州、地区 or 盟 is not one unless the ministry rules so. */
export const isEligibleCity = ({ class: kind }: Pick<Division, 'class'>): boolean =>
  kind === 'direct-municipality' || kind === 'sub-provincial-city' || kind === 'separately-planned-city' || kind === 'prefecture-city';

/** 州、地区、盟: not a city by the text; a ruling may admit it (decisions 17). Below that level none can. */
export const isEligibleByRuling = ({ class: kind }: Pick<Division, 'class'>): boolean => kind === 'prefecture-unit';

/** The same of a code; false of what is no division. */
export const needsRuling = (code: string): boolean => {
  const found = division(code);
  return found !== null && isEligibleByRuling(found);
};

/**
 * 省级工业和信息化主管部门 as the notices define them (277 号通知二（一）、278 号通知三（一）): of the provinces, autonomous regions, direct
 * municipalities and 计划单列市. Special administrative regions are not addressed; the 新疆生产建设兵团 is no division.
 */
export const hasProvincialAuthority = ({ code, level, class: kind }: Pick<Division, 'code' | 'level' | 'class'>): boolean =>
  kind === 'separately-planned-city' || (level === 'province' && !SPECIAL_ADMINISTRATIVE_REGIONS.includes(code));

let divisions: ReadonlyMap<string, Division> | undefined;
/** Read on first use: few programs need all of them. */
const all = (): ReadonlyMap<string, Division> => (divisions ??= readDivisions(divisionLines));

/** Divisions by code, from lines of a prefecture with its counties or of a province. */
export const readDivisions = (lines: string): ReadonlyMap<string, Division> =>
  new Map(
    lines
      .split('\n')
      .flatMap(readLine)
      .map((one) => [one.code, one]),
  );

/** `1301石家庄市 02长安区 …`: a prefecture and its counties; `130000河北省`: a province. */
const readLine = (line: string): Division[] => {
  const [head, ...counties] = line.split(' ') as [string, ...string[]];
  const [, prefix, name] = /^(\d+)(.*)$/.exec(head) as unknown as [string, string, string];
  const below = counties.map((county) => divisionOf(prefix + county.slice(0, 2), county.slice(2)));
  return name === '' ? below : [divisionOf(prefix.padEnd(6, '0'), name), ...below];
};

const divisionOf = (code: string, name: string): Division => {
  const level = code.endsWith('0000') ? 'province' : code.endsWith('00') ? 'prefecture' : 'county';
  return { code, name, level, class: classOf(code, name, level), provinceCode: `${code.slice(0, 2)}0000` };
};

const classOf = (code: string, name: string, level: DivisionLevel): DivisionClass => {
  switch (level) {
    case 'province':
      return DIRECT_MUNICIPALITIES.includes(code) ? 'direct-municipality' : 'province';
    case 'prefecture':
      if (SEPARATELY_PLANNED_CITIES.includes(code)) return 'separately-planned-city';
      if (SUB_PROVINCIAL_CITIES.includes(code)) return 'sub-provincial-city';
      return name.endsWith('市') ? 'prefecture-city' : 'prefecture-unit';
    case 'county':
      return name.endsWith('市') ? 'county-level-city' : 'county-unit';
  }
};
