import { isSameName, normalForm } from './names.js';

describe('names as they are compared (decisions 41)', () => {
  it.each([
    ['濟南市某研究院', '济南市某研究院'],
    ['某某 大学', '某某大学'],
    ['某某\u3000大学', '某某大学'],
    ['某\u200B某\uFEFF大学', '某某大学'],
    ['某\u00AD某\u2060大学\u0007', '某某大学'],
    ['ＡＢＣ研究院', 'abc研究院'],
    ['Abc研究院', 'aBC研究院'],
    ['％', '%'],
    ['工信部信发〔２０２５〕１号', '工信部信发〔2025〕1号'],
    ['①', '1'],
    ['某\u3164某\uFE0F', '某某'],
  ])('“%s” equals “%s”', (one, other) => {
    expect(isSameName(one, other)).toBe(true);
  });
  it.each([
    ['某某大学', '某大学'],
    ['济南市', '济宁市'],
    ['1号', '2号'],
  ])('“%s” differs from “%s”', (one, other) => {
    expect(isSameName(one, other)).toBe(false);
  });
  it('are empty if they have only spaces, invisible and control characters', () => {
    expect(normalForm(' \u200B\u2060\u3164\t')).toBe('');
  });
  it('keep characters outside the BMP', () => {
    expect(normalForm('𠮷野')).toBe('𠮷野');
  });
});
