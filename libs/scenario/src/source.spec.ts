import { MalformedScenario } from './format.js';
import { readSource, valueOf } from './source.js';

const read = (text: string) => valueOf(readSource('x.yaml', text));
const errorOf = (text: string) => {
  try {
    readSource('x.yaml', text);
  } catch (error) {
    if (error instanceof MalformedScenario) return { line: error.place.line, column: error.place.column, reason: error.reason.en };
    throw error;
  }
  return undefined;
};

describe('the YAML of a scenario', () => {
  it('reads days, instants, yes and no as text, and numbers, true and null with their types', () => {
    expect(
      read('{ day: 2025-09-28, at: 2025-09-28T10:00:00+08:00, a: yes, b: no, n: 3, x: 1.5, t: true, z: ~, code: 168-2022, sha: 1f825aa2 }'),
    ).toEqual({
      day: '2025-09-28',
      at: '2025-09-28T10:00:00+08:00',
      a: 'yes',
      b: 'no',
      n: 3,
      x: 1.5,
      t: true,
      z: null,
      code: '168-2022',
      sha: '1f825aa2',
    });
  });
  it('resolves aliases', () => {
    expect(read('a: &x { p: 1 }\nb: *x\nc: [*x]')).toEqual({ a: { p: 1 }, b: { p: 1 }, c: [{ p: 1 }] });
  });
  it('merges: own entries win over merged ones, the earlier source over the later', () => {
    expect(read('a: &a { p: 1, q: 1 }\nb: &b { q: 2, r: 2 }\nc: { <<: [*a, *b], p: 3 }\nd:\n  <<: *b')).toEqual({
      a: { p: 1, q: 1 },
      b: { q: 2, r: 2 },
      c: { p: 3, q: 1, r: 2 },
      d: { q: 2, r: 2 },
    });
  });
  it('reads every key as text', () => {
    expect(read('{ 110000: a, true: b }')).toEqual({ 110000: 'a', true: 'b' });
  });
  it.each([
    ['a key given twice', 'a: 1\nb: 2\na: 3', 3, /unique/],
    ['a key given twice, once in quotes', '1: a\n"1": b', 2, /given twice/],
    ['an alias without its anchor', 'a: 1\nb: *x', 2, /\*x has no anchor/],
    ['an anchor inside itself', 'a: &x\n  - *x', 2, /contains itself/],
    ['a merge of a word', 'a: 1\nb: { <<: word }', 2, /merges mappings only/],
    ['a broken line', 'a: 1\nb: [1, 2\nc: 3', 3, /not YAML 1.2/],
    ['a tag outside the core schema', 'a: 1\nb: !!timestamp 2025-01-01', 2, /not YAML 1.2/],
    ['a directive for another YAML', '%YAML 1.1\n---\na: yes', 1, /YAML 1.2 only/],
    ['two documents', 'a: 1\n---\nb: 2', 2, /not YAML 1.2/],
    ['an empty file', '# a comment\n', 1, /empty/],
    ['a key that is a list', '? [a]\n: 1', 1, /plain word/],
    ['a number too large', 'a:\n  b: 123456789012345678901', 2, /quote it/],
    ['an infinite number', 'a: .inf', 1, /quote it/],
  ])('refuses %s, with its line', (_, text, line, reason) => {
    expect(errorOf(text)).toMatchObject({ line, reason: expect.stringMatching(reason) });
  });
  it('refuses aliases that grow exponentially', () => {
    const levels = Array.from({ length: 8 }, (_, n) => `l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`).join(', ')}]`);
    expect(errorOf(['l0: &l0 [a, b]', ...levels].join('\n'))?.reason).toMatch(/too large/);
  });
  it('reports the column', () => {
    expect(errorOf('a: { b: 1, b: 2 }')).toMatchObject({ line: 1, column: 12 });
  });
});
