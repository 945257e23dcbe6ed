import { formatCheckpoint } from './checkpoint.js';
import { sha256, sm3 } from './hasher.js';
import { formatNote, signatureBy, signNote, type NoteSigner } from './note.js';
import { openCheckpoint, openLogNote, parsePolicy } from './policy.js';
import { SM3_ORIGIN, TEST_ORIGIN, TEST_TIME, testSigner, testSm2Signer, testWitness } from './testing/index.js';
import { formatVkey } from './vkey.js';

const witnesses = [1, 2, 3].map((number) => testWitness(number));
const LOG = `log ${formatVkey(testSigner().vkey)}\n`;
const WITNESSES = witnesses.map(({ vkey }, index) => `witness w${index + 1} ${formatVkey(vkey)}\n`).join('');
const text = formatCheckpoint({ origin: TEST_ORIGIN, size: 3n, root: Buffer.alloc(32, 1) });
const noteBy = async (signers: readonly NoteSigner[], of = text) => formatNote(await signNote(of, signers));

describe('a policy', () => {
  const quorumOf = async (lines: string, ...cosigners: readonly number[]) => {
    const note = await noteBy([testSigner(), ...cosigners.map((number) => witnesses[number - 1]!)]);
    return openCheckpoint(note, parsePolicy(LOG + WITNESSES + lines)).quorum;
  };

  it.each<[string, readonly number[], boolean]>([
    ['quorum none', [], true],
    ['quorum w1', [1], true],
    ['quorum w1', [2, 3], false],
    ['group g 2 w1 w2 w3\nquorum g', [1, 3], true],
    ['group g 2 w1 w2 w3\nquorum g', [2], false],
    ['group g any w1 w2\nquorum g', [3], false],
    ['group g any w1 w2\nquorum g', [2], true],
    ['group g all w1 w2\n# a comment\n\n\tquorum\tg ', [1, 2], true],
    ['group g all w1 w2\nquorum g', [1], false],
    ['group g any w1 w2\ngroup h all g w3\nquorum h', [2, 3], true],
    ['group g any w1 w2\ngroup h all g w3\nquorum h', [1, 2], false],
  ])('%j with cosignatures of %j: %s', async (lines, cosigners, expected) =>
    expect(await quorumOf(`${lines}\n`, ...cosigners)).toBe(expected),
  );

  it('counts a witness once, however often it cosigns', async () => {
    const note = await noteBy([testSigner(), witnesses[0]!, testWitness(1, TEST_TIME + 1n)]);
    const opened = openCheckpoint(note, parsePolicy(`${LOG}${WITNESSES}group g 2 w1 w2 w3\nquorum g\n`));
    expect(opened).toMatchObject({ quorum: false, witnesses: [{ name: 'witness.example/w1', time: TEST_TIME }] });
  });

  it.each([
    ['no quorum', ''],
    ['two quorums', 'quorum none\nquorum none\n'],
    ['a name that is not defined', 'quorum w4\n'],
    ['a group of none', 'group g any\nquorum g\n'],
    ['more than all', 'group g 3 w1 w2\nquorum g\n'],
    ['none of all', 'group g 0 w1 w2\nquorum g\n'],
    ['a member of two groups', 'group g any w1 w2\ngroup h all g w1\nquorum h\n'],
    ['a name twice', 'group w1 any w2\nquorum w1\n'],
    ['the name none', 'group none any w1\nquorum none\n'],
    ['a group before its members', 'group g any h\ngroup h any w1\nquorum g\n'],
    ['an unknown line', 'quorum none\ntrust all\n'],
    ['a key of a witness as a log', `log ${formatVkey(witnesses[0]!.vkey)}\nquorum none\n`],
    ['a key of a log as a witness', `witness x ${formatVkey(testSigner('x', 9).vkey)}\nquorum none\n`],
    ['one key under two names', `witness x ${formatVkey(witnesses[0]!.vkey)}\nquorum none\n`],
    ['two hashes for one log', `log ${formatVkey(testSm2Signer(TEST_ORIGIN).vkey)}\nquorum none\n`],
    ['a carriage return', 'quorum none\r\n'],
  ])('is malformed with %s', (_, lines) => expect(() => parsePolicy(LOG + WITNESSES + lines)).toThrow('malformed'));
});

describe('a checkpoint under a policy', () => {
  const policy = parsePolicy(`${LOG}log ${formatVkey(testSm2Signer().vkey)}\n${WITNESSES}quorum none\n`);

  it('is believed with the signature of its own log only', async () => {
    expect(openCheckpoint(await noteBy([testSigner()]), policy)).toMatchObject({ origin: TEST_ORIGIN, size: 3n, hasher: sha256 });
    await expect(noteBy(witnesses).then((note) => openCheckpoint(note, policy))).rejects.toThrow('has not signed');
    await expect(noteBy([testSm2Signer()]).then((note) => openCheckpoint(note, policy))).rejects.toThrow('no known key has signed');
    const foreign = formatCheckpoint({ origin: 'other.example/log', size: 3n, root: Buffer.alloc(32) });
    await expect(noteBy([testSigner()], foreign).then((note) => openCheckpoint(note, policy))).rejects.toThrow(
      'no key is known of the log other.example/log',
    );
  });

  it('of a log with a key of SM2 is of a tree with SM3', async () => {
    const national = formatCheckpoint({ origin: SM3_ORIGIN, size: 3n, root: Buffer.alloc(32, 1) });
    expect(openCheckpoint(await noteBy([testSm2Signer()], national), policy)).toMatchObject({ hasher: sm3 });
  });

  it('is believed by the old and by the new key while the log changes its key', async () => {
    const fresh = testSigner(TEST_ORIGIN, 7);
    const both = await noteBy([testSigner(), fresh]);
    const lines = (keys: readonly NoteSigner[]) => `${keys.map(({ vkey }) => `log ${formatVkey(vkey)}\n`).join('')}quorum none\n`;
    for (const keys of [[testSigner()], [fresh], [testSigner(), fresh]])
      expect(openCheckpoint(both, parsePolicy(lines(keys))).size).toBe(3n);
    await expect(noteBy([fresh]).then((note) => openCheckpoint(note, parsePolicy(lines([testSigner()]))))).rejects.toThrow('no known key');
  });

  it('is refused for a wrong cosignature, even where no quorum is wanted', async () => {
    const { name, keyId } = witnesses[0]!.vkey;
    const signature = Buffer.alloc(72, 1);
    const note = await signNote(text, [testSigner()]);
    expect(() => openCheckpoint(formatNote({ ...note, signatures: [...note.signatures, { name, keyId, signature }] }), policy)).toThrow(
      `the signature of ${name}`,
    );
  });

  it('says when each witness has cosigned, and a time that was changed is found', async () => {
    const cosignature = await signatureBy(witnesses[0]!, text);
    const note = await signNote(text, [testSigner()]);
    const whole = formatNote({ ...note, signatures: [...note.signatures, cosignature] });
    expect(openCheckpoint(whole, policy).witnesses).toEqual([{ name: 'witness.example/w1', time: TEST_TIME }]);
    const backdated = Buffer.from(cosignature.signature);
    backdated.writeBigUInt64BE(TEST_TIME - 86_400n);
    expect(() =>
      openCheckpoint(formatNote({ ...note, signatures: [...note.signatures, { ...cosignature, signature: backdated }] }), policy),
    ).toThrow('is wrong');
  });

  it('lends its key to other notes of its log', async () => {
    expect(openLogNote(await noteBy([testSigner()], 'any text\n'), policy, TEST_ORIGIN).text).toBe('any text\n');
    await expect(noteBy(witnesses, 'any text\n').then((note) => openLogNote(note, policy, TEST_ORIGIN))).rejects.toThrow('no known key');
  });
});
