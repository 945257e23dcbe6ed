import { boundOf, printed } from './bound.js';

describe('the bound in the words of a target', () => {
  it.each([
    ['超1万', '亿元', { kind: 'above', value: '10000' }],
    ['超1万亿元', '亿元', { kind: 'above', value: '10000' }],
    ['超110', '万人', { kind: 'above', value: '110' }],
    ['突破2500', '亿元', { kind: 'above', value: '2500' }],
    ['超过1800', '万平方米', { kind: 'above', value: '1800' }],
    ['达4家', '家', { kind: 'at-least', value: '4' }],
    ['力争达5000', '亿元', { kind: 'at-least', value: '5000' }],
    ['10以上', '个', { kind: 'at-least', value: '10' }],
    ['不低于10％', '%', { kind: 'at-least', value: '10' }],
    ['≥3', '家', { kind: 'at-least', value: '3' }],
    ['>=3', '家', { kind: 'at-least', value: '3' }],
    ['约1.3', '万个', { kind: 'about', value: '1.3' }],
    ['1.3万左右', '个', { kind: 'about', value: '13000' }],
    ['0.05万', '人', { kind: 'exactly', value: '500' }],
    ['1.23456万', '人', { kind: 'exactly', value: '12345.6' }],
    ['1.5亿', '元', { kind: 'exactly', value: '150000000' }],
    ['1万亿', '元', { kind: 'exactly', value: '1000000000000' }],
    ['不超过2', '%', { kind: 'at-most', value: '2' }],
    ['3以下', '%', { kind: 'at-most', value: '3' }],
    ['低于3', '%', { kind: 'below', value: '3' }],
    ['６—８', '个', { kind: 'between', value: '6', upTo: '8' }],
    ['15—20', '个', { kind: 'between', value: '15', upTo: '20' }],
    ['2,500', '亿元', { kind: 'exactly', value: '2500' }],
    ['30', '项', { kind: 'exactly', value: '30' }],
    ['0.5万', '', { kind: 'exactly', value: '5000' }],
  ])('“%s” in %s reads as %j', (words, unit, bound) => {
    expect(boundOf(words, unit)).toEqual(bound);
  });
  it.each([null, '—', '', '若干', '超', '超若干', '约10以上', '1-2-3', '分别超过1000、500', '1.', '6—若干'])(
    '“%s” has no bound: nothing is guessed',
    (words) => {
      expect(boundOf(words, '个')).toBeNull();
    },
  );
});

describe('a target as the document prints it', () => {
  it.each([
    ['超1万', '亿元', '超1万亿元'],
    ['超1万亿元', '亿元', '超1万亿元'],
    ['超110', '万人', '超110万人'],
    ['达4', '家', '达4家'],
    ['若干', '', '若干'],
    [null, '家', '—'],
    ['—', '家', '—'],
  ])('%s in %s is printed as %s', (words, unit, text) => {
    expect(printed(words, unit)).toBe(text);
  });
});
