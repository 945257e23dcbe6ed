import fc from 'fast-check';
import { canonicalJson } from '@minglu/event-store/canonical';
import { encodeLeaf, LEAF_LIMIT, leafOf, parseLeaf, payloadCommitment, sealedCommitment, type Leaf } from './leaf.js';
import { isUsualLeaf } from './leaf-text.js';
import { Malformed } from './malformed.js';
import { sampleLeaf } from './testing/index.js';

const json = (change: (text: string) => string): Buffer => Buffer.from(change(canonicalJson(sampleLeaf())));

/** Texts as leaves have them, and others. */
const texts = fc.oneof(
  fc.constantFrom('dossier/a', 'x', '!#~'),
  fc.string({ unit: 'binary-ascii', maxLength: 3 }),
  fc.constantFrom('a', 'b c', '甲', '"', '\\', '', ' ', 'x'.repeat(201)),
);
const usualTime = fc.constant('2026-01-28T01:00:00.000Z');
const otherTime = fc.constantFrom('2026-01-31T01:00:00.000Z', '2026-02-30T01:00:00.000Z', '2026-01-05T24:00:00.000Z', '2026-01-05', '');
const times = fc.oneof({ weight: 3, arbitrary: usualTime }, { weight: 1, arbitrary: otherTime });

describe('a leaf', () => {
  it('of the usual form is what it is the long way', () => {
    const text = fc.tuple(texts, texts, times, times, fc.constantFrom('0', '7', '07', '-1', '12345678901234567'));
    let usual = 0;
    fc.assert(
      fc.property(text, ([stream, role, recorded, effective, seq]) => {
        const leaf = { ...sampleLeaf(), stream, recorded, effective, seq, actor: { person: 'p', role }, provisions: [role, stream] };
        const json = canonicalJson(leaf);
        if (!isUsualLeaf(json)) return;
        usual += 1;
        expect(encodeLeaf(JSON.parse(json) as Leaf).toString()).toBe(json);
      }),
      { numRuns: 2_000 },
    );
    expect(usual).toBeGreaterThan(20);
    expect(isUsualLeaf(canonicalJson(sampleLeaf()))).toBe(true);
    expect(
      isUsualLeaf(
        canonicalJson(sampleLeaf({ provisions: [], attachments: [], cause: 'x', calendar: 'a'.repeat(64), previous: 'b'.repeat(64) })),
      ),
    ).toBe(true);
  });

  it('is canonical JSON of texts alone, and is read back', () => {
    const bytes = encodeLeaf(sampleLeaf());
    expect(bytes.toString()).toBe(canonicalJson(sampleLeaf()));
    expect(bytes.toString().replace(/"(?:[^"\\]|\\.)*"/g, '')).not.toMatch(/[0-9]/);
    expect(parseLeaf(bytes)).toEqual(sampleLeaf());
  });

  it('is read back whatever its texts are', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((one) => /\S/.test(one) && one.length <= 200);
    fc.assert(
      fc.property(text, text, fc.array(text, { maxLength: 5 }), fc.nat(), (stream, role, provisions, seq) => {
        const leaf = sampleLeaf({ stream, actor: { person: 'p', role }, provisions, seq: String(seq) });
        expect(parseLeaf(encodeLeaf(leaf))).toEqual(leaf);
      }),
    );
  });

  it.each<[string, Buffer]>([
    ['white space', json((text) => text.replace('{', '{ '))],
    ['members in another order', Buffer.from(JSON.stringify(sampleLeaf()))],
    ['a member twice', json((text) => text.replace('{', '{"actor":{"person":"x","role":"y"},'))],
    ['an escape for a plain character', json((text) => text.replace('dossier', '\\u0064ossier'))],
    ['a number for a text', json((text) => text.replace('"seq":"0"', '"seq":0'))],
    ['a number as 1.0', json((text) => text.replace('"seq":"0"', '"seq":1.0'))],
    ['a count beyond doubles', json((text) => text.replace('"seq":"0"', '"seq":"9007199254740993000"'))],
    ['a leading zero', json((text) => text.replace('"seq":"0"', '"seq":"00"'))],
    ['another member', json((text) => text.replace('"v":', '"u":"","v":'))],
    ['another version', json((text) => text.replace('leaf/v1', 'leaf/v3'))],
    ['the second version and no commitment to sealed files', json((text) => text.replace('leaf/v1', 'leaf/v2'))],
    ['the first version and such a commitment', json((text) => text.replace(',"seq"', `,"sealed":"${'a'.repeat(64)}","seq"`))],
    ['a member less', json((text) => text.replace('"calendar":null,', ''))],
    ['a hash in upper case', json((text) => text.replace('aaaa', 'AAAA'))],
    ['a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), encodeLeaf(sampleLeaf())])],
    ['a line feed at its end', Buffer.from(`${canonicalJson(sampleLeaf())}\n`)],
    ['bytes that are not UTF-8', Buffer.concat([encodeLeaf(sampleLeaf()), Buffer.from([0xff])])],
    ['a lone surrogate', json((text) => text.replace('clerk', '\\ud800'))],
    ['nothing', Buffer.alloc(0)],
    ['a prototype', json((text) => text.replace('{"actor"', '{"__proto__":{},"actor"'))],
  ])('is malformed with %s', (_, bytes) => expect(() => parseLeaf(bytes)).toThrow(Malformed));

  it('has at most 65,535 bytes', () => {
    const provisions = Array.from({ length: 400 }, () => 'p'.repeat(150));
    const rest = LEAF_LIMIT - canonicalJson(sampleLeaf({ provisions: [...provisions, ''] })).length;
    const fill = (length: number) => ({
      provisions: [...provisions, ...Array.from({ length: Math.floor(length / 150) }, () => 'q'.repeat(147))],
    });
    expect(encodeLeaf(sampleLeaf(fill(rest - 150))).length).toBeLessThanOrEqual(LEAF_LIMIT);
    expect(() => encodeLeaf(sampleLeaf(fill(rest + 600)))).toThrow(`more than ${LEAF_LIMIT} bytes`);
    expect(() => parseLeaf(Buffer.alloc(LEAF_LIMIT + 1))).toThrow(`more than ${LEAF_LIMIT} bytes`);
  });

  it('is derived from a stored row, and its index is the position less one', () => {
    const salt = Buffer.alloc(32, 7);
    const leaf: Leaf = leafOf(
      {
        position: 42,
        streamId: 'dossier/a',
        streamVersion: 3,
        type: 'TitleConferred',
        schemaVersion: 2,
        eventId: '00000000-0000-4000-8000-000000000001',
        recordedAt: '2026-01-05T01:00:00.000Z',
        salt,
        payload: '{"a":1}',
        contentHash: Buffer.alloc(32, 9),
      },
      {
        occurredAt: '2026-01-04T01:00:00.000Z',
        actor: { person: 'clerk', role: 'ministry', org: 'miit' },
        causationId: null,
        correlationId: 'c',
        legalBasis: ['measure-2022/19'],
        rulePackage: 'measure-2022',
      },
      {
        epoch: { epoch: 2, after: 40 },
        previous: 'f'.repeat(64),
        rulesHash: 'a'.repeat(64),
        calendarHash: null,
        schemaHash: 'b'.repeat(64),
        attachments: [],
      },
    );
    expect(parseLeaf(encodeLeaf(leaf))).toMatchObject({
      seq: '41',
      streamVersion: '3',
      epoch: { number: '2', after: '40' },
      schema: { version: '2' },
      content: '09'.repeat(32),
      payload: payloadCommitment(salt, '{"a":1}'),
    });
  });

  it('commits to the files of sealed lists by the second version alone, and names none of them', () => {
    const salt = Buffer.alloc(32, 7);
    const file: Leaf['attachments'][number] = ['1'.repeat(64), '2'.repeat(64), '12'];
    const sealed = sealedCommitment(salt, [file]);
    const leaf = sampleLeaf({ v: 'minglu/leaf/v2', sealed });
    const bytes = encodeLeaf(leaf);
    expect(parseLeaf(bytes)).toEqual(leaf);
    expect(bytes.toString()).not.toContain(file[0]);
    for (const [otherSalt, files] of [
      [Buffer.alloc(32, 8), [file]],
      [salt, [[file[0], file[1], '13']]],
      [salt, [file, file]],
      [salt, []],
    ] as const)
      expect(sealedCommitment(otherSalt, files as never)).not.toBe(sealed);
  });

  it('does not let a payload be guessed: with another salt the commitment is another', () => {
    expect(payloadCommitment(Buffer.alloc(32, 1), 'yes')).not.toBe(payloadCommitment(Buffer.alloc(32, 2), 'yes'));
  });
});
