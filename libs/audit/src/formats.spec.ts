import fc from 'fast-check';
import { sha256 } from './hasher.js';
import { encodeLeaf } from './leaf.js';
import { leafHash } from './merkle.js';
import { formatPromise, isKept, openPromise, type PromisedEvent } from './promise.js';
import { encodePublicLeaf, parsePublicLeaf } from './public-leaf.js';
import { sampleLeaf } from './testing/index.js';
import { formatTlogProof, parseTlogProof } from './tlog-proof.js';

const hash32 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));
const size = fc.bigInt(0n, (1n << 63n) - 1n);

describe('a .tlog-proof', () => {
  it('is read back', () => {
    fc.assert(
      fc.property(
        size,
        fc.array(hash32, { maxLength: 63 }),
        fc.option(fc.uint8Array({ maxLength: 9 }), { nil: undefined }),
        (index, proof, more) => {
          const whole = { ...(more ? { extra: Buffer.from(more) } : {}), index, proof, checkpoint: 'a\n1\nx\n\n— a AAAAAAA=\n' };
          expect(parseTlogProof(formatTlogProof(whole))).toEqual(whole);
        },
      ),
    );
  });
  const text = formatTlogProof({ index: 3n, proof: [Buffer.alloc(32)], checkpoint: 'a\n' });
  it.each([
    ['another version', text.replace('@v1', '@v2')],
    ['no index', text.replace('index 3\n', '')],
    ['a leading zero', text.replace('index 3', 'index 03')],
    ['a short hash', text.replace('AAAAAAA=', 'AAA=')],
    ['no blank line', text.replace('\n\n', '\n')],
    ['extra after the index', text.replace('index 3\n', 'index 3\nextra AA==\n')],
    ['too many hashes', formatTlogProof({ index: 3n, proof: Array<Buffer>(64).fill(Buffer.alloc(32)), checkpoint: 'a\n' })],
  ])('is malformed with %s', (_, other) => expect(() => parseTlogProof(other)).toThrow('malformed'));
});

describe('a promise to include', () => {
  const key = Buffer.alloc(32, 5);
  const promised = (more: Partial<PromisedEvent> = {}): PromisedEvent => ({
    position: 42n,
    of: 'leaf',
    hash: Buffer.alloc(32, 3),
    ...more,
  });

  it('is opened by the key alone', () => {
    fc.assert(
      fc.property(size, fc.constantFrom('leaf' as const, 'content' as const), hash32, (position, of, hash) => {
        const text = formatPromise('log', { position, of, hash }, key);
        expect(openPromise(text, key)).toEqual({ origin: 'log', position, of, hash });
        expect(() => openPromise(text, Buffer.alloc(32, 6))).toThrow('not made with this key');
      }),
      { numRuns: 30 },
    );
  });

  it('tells its holder nothing: one length, no two alike in any part, the same for the same event', () => {
    const texts = [1n, 2n, 3n].map((position) => formatPromise('log', promised({ position }), key));
    expect(new Set(texts.map((text) => text.length)).size).toBe(1);
    expect(new Set(texts.map((text) => text.slice(13, 29))).size).toBe(3);
    expect(new Set(texts.map((text) => text.slice(29, 45))).size).toBe(3);
    expect(formatPromise('log', promised(), key)).toBe(formatPromise('log', promised(), key));
  });

  it('is opened for no other log, and with no bit changed', () => {
    const text = formatPromise('log', promised(), key);
    expect(() => openPromise(text.replace('log/', 'lag/'), key)).toThrow('malformed');
    const sealed = Buffer.from(text.split('\n')[1]!, 'base64');
    for (let bit = 0; bit < 8 * sealed.length; bit += 1) {
      const flipped = Buffer.from(sealed);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => openPromise(`log/promise\n${flipped.toString('base64')}\n`, key)).toThrow('malformed');
    }
  });

  it('is kept by the leaf at its position, and by no other', () => {
    const leaf = encodeLeaf(sampleLeaf({ seq: '41' }));
    const hash = leafHash(sha256, leaf);
    expect(isKept(promised({ hash }), leaf)).toBe(true);
    expect(isKept(promised({ of: 'content', hash: Buffer.from('c'.repeat(64), 'hex') }), leaf)).toBe(true);
    expect(isKept(promised({ hash, position: 41n }), leaf)).toBe(false);
    expect(isKept(promised({ hash }), encodeLeaf(sampleLeaf({ seq: '41', type: 'Other' })))).toBe(false);
    expect(isKept(promised({ of: 'content', hash }), leaf)).toBe(false);
  });
});

describe('a leaf of the tree of public events', () => {
  it('names a hash and nothing else', () => {
    const leaf = encodePublicLeaf('ab'.repeat(32));
    expect(leaf.toString()).toBe(`{"hash":"${'ab'.repeat(32)}","v":"minglu/public-leaf/v1"}`);
    expect(parsePublicLeaf(leaf)).toBe('ab'.repeat(32));
  });
  it.each(['null', '{}', `{"hash":"${'ab'.repeat(32)}"}`, `{"hash":"${'ab'.repeat(32)}","position":"1","v":"minglu/public-leaf/v1"}`])(
    'is not %s',
    (text) => expect(() => parsePublicLeaf(Buffer.from(text))).toThrow('malformed'),
  );
});
