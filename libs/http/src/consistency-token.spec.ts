import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { consistencyTokens, type TokenContent, type TokenKind } from './consistency-token.js';

const KINDS: readonly TokenKind[] = ['after', 'changes', 'feed', 'list', 'log'];

describe('a token', () => {
  const { issue, read } = consistencyTokens(randomBytes(32));
  const content: fc.Arbitrary<TokenContent> = fc.record({
    place: fc.nat().chain((position) =>
      fc.record({
        logId: fc.constant(randomUUID()),
        epoch: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
        position: fc.constant(position * 2 ** 10),
        hash: fc.constant(position === 0 ? '' : randomBytes(32).toString('hex')),
      }),
    ),
    count: fc.nat({ max: 2 ** 32 - 1 }),
    id: fc.stringMatching(/^[A-Za-z0-9._-]{0,64}$/),
    key: fc.stringMatching(/^[a-z0-9:.-]{0,64}$/),
  });
  const at = (position: number) => ({ logId: randomUUID(), epoch: 1, position, hash: position === 0 ? '' : 'ab'.repeat(32) });
  const issued = (kind: TokenKind, { place, ...more }: TokenContent) => issue(kind, place, more);

  it('reads back as it was issued, and all of a kind have one size whatever they say', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), content, (kind, said) => {
        const token = issued(kind, said);
        // Only cursors of lists and of changes have a key.
        const hasKey = kind === 'list' || kind === 'changes';
        expect(read(kind, token)).toEqual(hasKey ? said : { ...said, key: '' });
        expect(token).toHaveLength(hasKey ? 294 : 208);
      }),
    );
  });
  it('of a list is none of a list with other filters', () => {
    const token = issue('list', at(7), { id: 'a', key: '杭' }, 'city');
    expect(read('list', token, 'city')).toMatchObject({ id: 'a', key: '杭' });
    expect([read('list', token, 'park'), read('list', token)]).toEqual([null, null]);
  });
  it('differs each time, also for the same place, and shows nothing of it', () => {
    const place = at(7);
    expect(issue('feed', place)).not.toBe(issue('feed', place));
    expect(Buffer.from(issue('feed', place), 'base64url').toString('hex')).not.toContain('abab');
  });
  it('is none of another kind', () => {
    for (const kind of KINDS) for (const other of KINDS) expect(read(other, issue(kind, at(7))) === null).toBe(kind !== other);
  });
  it('is rejected if it was invented, issued with another key, or changed in any bit', () => {
    const token = issue('after', at(7));
    const ofAnotherKey = consistencyTokens(randomBytes(32)).issue('after', at(7));
    for (const other of ['1000000', '', `${token}A`, token.slice(1), 'x'.repeat(208), ofAnotherKey])
      expect(read('after', other)).toBeNull();
    fc.assert(
      fc.property(fc.nat({ max: 156 * 8 - 1 }), (bit) => {
        const changed = Buffer.from(token, 'base64url');
        changed[bit >> 3]! ^= 1 << (bit & 7);
        expect(read('after', changed.toString('base64url'))).toBeNull();
      }),
    );
  });
  it('has no place for an id that is longer than ids are', () => {
    for (const more of [{ id: 'a'.repeat(65) }, { key: 'a'.repeat(65) }])
      expect(() => issue('list', at(7), more)).toThrow('more than 64 bytes');
  });
});
