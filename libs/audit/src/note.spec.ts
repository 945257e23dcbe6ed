import fc from 'fast-check';
import { parseCheckpoint } from './checkpoint.js';
import { signerOf, verifierOf } from './keys.js';
import { Malformed } from './malformed.js';
import { formatNote, NotSigned, openNote, parseNote, signNote } from './note.js';
import { parseBase64, parseDecimal } from './strict.js';
import { testSigner, testSm2Signer, testWitness } from './testing/index.js';
import { formatVkey, parseVkey, vkeyOf } from './vkey.js';

/** Of C2SP signed-note. */
const VKEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const NOTE =
  'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
/** Of golang.org/x/mod/sumdb/note. */
const PETER = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const PETERS_NOTE =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
/** C2SP issue 99, second vector. */
const SIGSUM = 'sigsum.org/v1/tree/e796172b92befd62d9dc67e41c2f5bc9d3100a3023b20b1ca40288dd1c679e69';
const SIGSUM_KEY = vkeyOf(SIGSUM, 1, Buffer.from('66e0b858e462a609e66fe71370c816d8846ff103d5499a22a7fec37fdbc424a7', 'hex'));
const SIGSUM_NOTE = `${SIGSUM}\n10\nHA5HAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— ${SIGSUM} gJ2ho0n8F8olcerUF1FFdv235A/5as/coWrpLrtE7ovMeP5whgwouYExowG/lTznxu6OUGjjt5yJQ6bXtTcf718MqAQ=\n`;

const verifiers = (...signers: readonly { readonly vkey: ReturnType<typeof parseVkey> }[]) => signers.map(({ vkey }) => verifierOf(vkey));

describe('a signed note', () => {
  it('opens as the vector of C2SP does', () => {
    const key = parseVkey(VKEY);
    expect(openNote(NOTE, [verifierOf(key)])).toMatchObject({ text: 'This is an example message.\n', signed: [{ vkey: key }] });
    expect(formatVkey(key)).toBe(VKEY);
    expect(formatNote(parseNote(NOTE))).toBe(NOTE);
  });

  it('is signed byte for byte as golang.org/x/mod signs it', async () => {
    const signer = signerOf(PETER, () => 0n);
    expect(formatNote(await signNote(parseNote(PETERS_NOTE).text, [signer]))).toBe(PETERS_NOTE);
  });

  it('is a checkpoint in the vector of C2SP issue 99, whose first form had a wrong key id', () => {
    const checkpoint = parseCheckpoint(openNote(SIGSUM_NOTE, [verifierOf(SIGSUM_KEY)]).text);
    expect(checkpoint).toMatchObject({ origin: SIGSUM, size: 10n });
    const wrong = SIGSUM_NOTE.replace('gJ2ho0n8', 'pOZUn0n8');
    expect(() => openNote(wrong, [verifierOf(SIGSUM_KEY)])).toThrow(NotSigned);
  });

  it('is split at its last blank line', async () => {
    const text = 'a\n\n— fake AAAAAAA=\n\nb\n';
    const note = formatNote(await signNote(text, [testSigner('a')]));
    expect(openNote(note, verifiers(testSigner('a'))).text).toBe(text);
  });

  it('ignores unknown keys, also those that share a name or an id with a known one', async () => {
    const [known, sameName] = [testSigner('a'), testSigner('a', 9)];
    const note = await signNote('text\n', [sameName, known, testSigner('b')]);
    expect(openNote(note, verifiers(known)).signed).toHaveLength(1);
    const renamed = { ...note, signatures: note.signatures.map((one) => ({ ...one, name: 'z' })) };
    expect(() => openNote(renamed, verifiers(known))).toThrow('no known key has signed');
  });

  it('is rejected for one bad signature of a known key, beside good ones', async () => {
    const [one, two] = [testSigner('a', 1), testSigner('b', 2)];
    const note = await signNote('text\n', [one, two]);
    const [first, second] = note.signatures;
    const swapped = { ...note, signatures: [first!, { ...second!, signature: first!.signature }] };
    expect(openNote(swapped, verifiers(one)).signed).toHaveLength(1);
    expect(() => openNote(swapped, verifiers(one, two))).toThrow('the signature of b');
  });

  it('takes 16 signatures and more, and counts a key once', async () => {
    const signers = Array.from({ length: 40 }, (_, index) => testSigner(`key${index}`, index + 1));
    const note = await signNote('text\n', [...signers, signers[0]!]);
    expect(openNote(formatNote(note), verifiers(...signers)).signed).toHaveLength(40);
    await expect(
      signNote('text\n', Array<(typeof signers)[0]>(101).fill(signers[0]!)).then((many) => parseNote(formatNote(many))),
    ).rejects.toThrow('more than 100 signatures');
  });

  it('carries an old and a new key while the key of a log changes', async () => {
    const [old, fresh] = [testSigner('log', 1), testSigner('log', 2)];
    const note = await signNote('text\n', [old, fresh]);
    for (const known of [[old], [fresh], [old, fresh]]) expect(openNote(note, verifiers(...known)).signed).toHaveLength(known.length);
  });

  it.each([
    ['no blank line', 'text\n— a AAAAAAA=\n'],
    ['no signature', 'text\n\n'],
    ['no final line feed', NOTE.slice(0, -1)],
    ['a hyphen for the dash', NOTE.replace('—', '-')],
    ['two spaces', NOTE.replace('— ', '—  ')],
    ['a carriage return', NOTE.replace('message.\n', 'message.\r\n')],
    ['a tab', NOTE.replace('an example', 'an\texample')],
    ['a signature of four bytes', 'text\n\n— a AAAAAA==\n'],
    ['base64 with other last bits', NOTE.replace('aQM=', 'aQN=')],
    ['base64 without padding', NOTE.replace('aQM=', 'aQM')],
    ['base64 of URLs', NOTE.replace('y2ONncAlTgK7', 'y2ONncAlTgK_').replace('Uw2QOkn8', 'Uw2QOk-8')],
    ['a plus in the name', NOTE.replace('example.com/foo', 'example.com+foo')],
    ['a no-break space in the name', NOTE.replace('example.com/foo', 'example.com\u00a0foo')],
    ['something after it', `${NOTE}more`],
  ])('is malformed with %s', (_, note) => expect(() => openNote(note, [verifierOf(parseVkey(VKEY))])).toThrow(Malformed));

  it('is malformed if it is not UTF-8, or begins with a byte order mark that its text does not have', () => {
    expect(() => parseNote(Buffer.from([0x61, 0xff, 10, 10]))).toThrow('not UTF-8');
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(NOTE)]);
    expect(() => openNote(marked, [verifierOf(parseVkey(VKEY))])).toThrow(NotSigned);
  });

  it('loses its signatures with each bit of its text, and of its signatures, that changes', async () => {
    for (const signer of [testSigner(), testSm2Signer(), testWitness(1)]) {
      const note = Buffer.from(formatNote(await signNote('minglu.example/log\n12\nAA==\n', [signer])));
      const [verifier] = verifiers(signer);
      // an SM2 verification takes milliseconds
      const step = signer.vkey.type === 0xff ? 41 : 1;
      for (let bit = 0; bit < 8 * note.length; bit += step) {
        const flipped = Buffer.from(note);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        expect(() => openNote(flipped, [verifier!])).toThrow();
      }
    }
  });
});

describe('a vkey', () => {
  it.each([
    ['another key id', VKEY.replace('530d903a', '530d903b')],
    ['a key id in upper case', VKEY.replace('530d903a', '530D903A')],
    ['no key', 'a+00000000+AQ=='],
    ['no name', VKEY.replace('example.com/foo', '')],
    ['a name with a space', VKEY.replace('example.com/foo', 'a b')],
    ['sloppy base64', `${VKEY}==`],
  ])('is malformed with %s', (_, text) => expect(() => parseVkey(text)).toThrow(Malformed));

  it('of an unknown type, or with a key of another length, has no verifier', () => {
    expect(() => verifierOf(vkeyOf('a', 7, Buffer.alloc(32)))).toThrow(Malformed);
    expect(() => verifierOf(vkeyOf('a', 1, Buffer.alloc(31)))).toThrow(Malformed);
    expect(() => verifierOf(vkeyOf('a', 0xff, Buffer.from('minglu/sm2-sm3/v1\0')))).toThrow(Malformed);
    expect(() => verifierOf(vkeyOf('a', 0xff, Buffer.concat([Buffer.from('minglu/sm2-sm3/v1\0\x04'), Buffer.alloc(64, 1)])))).toThrow(
      'not on the curve',
    );
  });
});

describe('a number in a note', () => {
  it('is read back as it is written', () => {
    fc.assert(fc.property(fc.bigInt(0n, (1n << 63n) - 1n), (value) => expect(parseDecimal(String(value), 'it')).toBe(value)));
  });
  it.each(['', '-1', '+1', '01', '00', '1.0', '1e3', ' 1', '1 ', '0x1', '١', '9223372036854775808', '99999999999999999999'])(
    'is not %j',
    (text) => expect(() => parseDecimal(text, 'it')).toThrow(Malformed),
  );
  it('is base64 in one spelling only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.string({ maxLength: 6 }), (bytes, other) => {
        const text = Buffer.from(bytes).toString('base64');
        expect(parseBase64(text, 'it').equals(Buffer.from(bytes))).toBe(true);
        if (other !== text && Buffer.from(other, 'base64').toString('base64') !== other)
          expect(() => parseBase64(other, 'it')).toThrow(Malformed);
      }),
    );
  });
});

describe('a checkpoint', () => {
  const root = Buffer.alloc(32).toString('base64');
  it.each([
    ['an extension line', `a\n1\n${root}\nmore\n`],
    ['no root', 'a\n1\n'],
    ['a root of 31 bytes', `a\n1\n${Buffer.alloc(31).toString('base64')}\n`],
    ['a size with a leading zero', `a\n01\n${root}\n`],
    ['no origin', `\n1\n${root}\n`],
    ['no final line feed', `a\n1\n${root}`],
  ])('is malformed with %s', (_, text) => expect(() => parseCheckpoint(text)).toThrow(Malformed));
});
