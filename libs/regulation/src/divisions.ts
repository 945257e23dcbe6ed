import { Type } from '@minglu/kernel';
import { divisionLines } from './divisions-data.js';
import { normalForm } from './names.js';

/** From the highest. */
export const LEVELS = ['province', 'prefecture', 'county'] as const;
type DivisionLevel = (typeof LEVELS)[number];

/** The class decides eligibility and consent (art. 7, decisions 17). */
export type DivisionClass =
  /** A province (省), autonomous region (自治区) or special administrative region (特别行政区), and 台湾省. */
  | 'province'
  /** 直辖市: applies directly and needs no consent. */
  | 'direct-municipality'
  /** A sub-provincial city (副省级市) that is not separately planned. By law a prefecture-level city (地级市). */
  | 'sub-provincial-city'
  /** A separately planned city (计划单列市). All of them are sub-provincial, and by law prefecture-level cities. */
  | 'separately-planned-city'
  /** A prefecture-level city (地级市). */
  | 'prefecture-city'
  /** A prefecture that is not a city (州, 地区 or 盟): eligible by a ruling only. */
  | 'prefecture-unit'
  /** A county-level city (县级市). */
  | 'county-level-city'
  /** A county (县), urban district (市辖区), banner (旗) or the like. */
  | 'county-unit';

/** An administrative division of GB/T 2260. */
export interface Division {
  /** Six digits. */
  readonly code: string;
  readonly name: string;
  readonly level: DivisionLevel;
  readonly class: DivisionClass;
  /** Code of its provincial-level (省级) division. A province or direct municipality has its own code here. */
  readonly provinceCode: string;
}

/** Schema of a division code: six digits. {@link division} says whether the division exists. */
export const divisionCode = () => Type.String({ pattern: '^[0-9]{6}$' });

export const DIRECT_MUNICIPALITIES: readonly string[] = ['110000', '120000', '310000', '500000']; // Beijing, Tianjin, Shanghai, Chongqing
export const SEPARATELY_PLANNED_CITIES: readonly string[] = ['210200', '370200', '330200', '350200', '440300']; // Dalian, Qingdao, Ningbo, Xiamen, Shenzhen
const SPECIAL_ADMINISTRATIVE_REGIONS: readonly string[] = ['810000', '820000']; // Hong Kong, Macau
/** The fifteen sub-provincial cities (副省级市), including the five separately planned ones. */
export const SUB_PROVINCIAL_CITIES: readonly string[] = [
  ...['230100', '220100', '210100', '370100', '320100'], // Harbin, Changchun, Shenyang, Jinan, Nanjing
  ...['330100', '420100', '440100', '510100', '610100'], // Hangzhou, Wuhan, Guangzhou, Chengdu, Xi'an
  ...SEPARATELY_PLANNED_CITIES,
];

/** The cities that may hold a title (art. 7) by the divisions that ship, in the order of their codes. */
export const eligibleCities = (): readonly Division[] => [...all().values()].filter((one) => one.level !== 'county' && isEligibleCity(one));

/** All divisions that ship, in the order of their codes. */
export const shippedDivisions = (): readonly Division[] => [...all().values()];

let byName: ReadonlyMap<string, Division> | undefined;
/** The province or prefecture that ships with this name, as names are compared; null if there is none. */
export const divisionNamed = (name: string): Division | null => {
  byName ??= new Map(
    [...all().values()].filter(({ level }) => level !== 'county').map((one): [string, Division] => [normalForm(one.name), one]),
  );
  return byName.get(normalForm(name)) ?? null;
};

/** The division that ships with this code; null if there is none. `divisionOn` also knows the changes since. */
export const division = (code: string): Division | null => all().get(code) ?? null;

/** A city of prefecture level or above (地级及以上城市, art. 7). A 州, 地区 or 盟 is not one unless the ministry rules so. */
export const isEligibleCity = ({ class: kind }: Pick<Division, 'class'>): boolean =>
  kind === 'direct-municipality' || kind === 'sub-provincial-city' || kind === 'separately-planned-city' || kind === 'prefecture-city';

/** A 州, 地区 or 盟 is not a city by the text, and a ruling may admit it (decisions 17). No ruling admits a lower level. */
export const isEligibleByRuling = ({ class: kind }: Pick<Division, 'class'>): boolean => kind === 'prefecture-unit';

/**
 * Whether a division has a provincial authority (省级工业和信息化主管部门) as notices 277 二（一） and 278 三（一） define it.
 * Provinces, autonomous regions, direct municipalities and separately planned cities have one. The notices do not address
 * special administrative regions, and the 新疆生产建设兵团 is not a division.
 */
export const hasProvincialAuthority = ({ code, level, class: kind }: Pick<Division, 'code' | 'level' | 'class'>): boolean =>
  kind === 'separately-planned-city' || (level === 'province' && !SPECIAL_ADMINISTRATIVE_REGIONS.includes(code));

let divisions: ReadonlyMap<string, Division> | undefined;
/** Parsed on first use, since few programs need the divisions. */
const all = (): ReadonlyMap<string, Division> => (divisions ??= readDivisions(divisionLines));

/** Divisions by code. Each line holds a province, or a prefecture with its counties. */
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

/** The level of a code. */
export const levelOf = (code: string): DivisionLevel =>
  code.endsWith('0000') ? 'province' : code.endsWith('00') ? 'prefecture' : 'county';

/** A division by its code and name alone: they give its level, class and province. */
export const divisionOf = (code: string, name: string): Division => {
  const level = levelOf(code);
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
