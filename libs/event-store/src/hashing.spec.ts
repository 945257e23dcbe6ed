import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { contentHash, drawSalt } from './hashing.js';

const slowly = (salt: Uint8Array, payload: string, metadata: string): string => {
  const sum = createHash('sha256').update('minglu/event/v1\0');
  for (const part of [salt, Buffer.from(payload), Buffer.from(metadata)]) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    sum.update(length).update(part);
  }
  return sum.digest('hex');
};

describe('the content hash', () => {
  it('is SHA-256 over the domain, the salt, the payload and the metadata, each with its length', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 400 });
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), text, text, (salt, payload, metadata) =>
        expect(contentHash(salt, payload, metadata).toString('hex')).toBe(slowly(salt, payload, metadata)),
      ),
    );
  });

  it('separates the payload from the metadata', () => {
    const salt = drawSalt();
    expect(contentHash(salt, '{"a":1}', '{}')).not.toEqual(contentHash(salt, '{"a":1', '}{}'));
  });

  it('is right for a text that is larger than the buffer', () => {
    const [salt, large] = [drawSalt(), '名'.repeat(100_000)];
    expect(contentHash(salt, large, large).toString('hex')).toBe(slowly(salt, large, large));
  });
});

describe('a salt', () => {
  it('has 32 bytes and is never drawn twice', () => {
    const salts = Array.from({ length: 1_000 }, drawSalt);
    expect(new Set(salts.map((salt) => salt.toString('hex'))).size).toBe(1_000);
    expect(salts.every((salt) => salt.length === 32)).toBe(true);
  });
});
