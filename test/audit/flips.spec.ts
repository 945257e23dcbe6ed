import { attachmentOf, bagOf, parseLeaf, parsePolicy, readZip, writeZip, type Files, type Policy } from '@minglu/audit';
import { verdictOf, verifyPackage } from '@minglu/audit/verifier';
import { MATERIAL, sampleLog, samplePackage, SEALED_MATERIAL, withLists } from './sample.js';

/** With MINGLU_LONG=1 each bit is changed in the second test too. */
const LONG = process.env['MINGLU_LONG'] === '1';
const TIMES = { seen: [], tolerance: 300n };
/** The verifier's answer, without the way through files. */
const answerTo = (read: () => Files, policy: Policy): string => {
  try {
    return verifyPackage(read(), policy, TIMES).answer;
  } catch (error) {
    return verdictOf(error).answer;
  }
};
const flipped = (bytes: Buffer, bit: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
};

describe('one bit of a package that is changed', () => {
  let files: Files;
  let policy: Policy;
  beforeAll(async () => {
    const log = await sampleLog(['28-returned-materials.json'], 2);
    const plain = await samplePackage(log, log.streams, {
      materials: [MATERIAL, SEALED_MATERIAL].map((content) => ({ content, extension: 'txt' })),
      other: new Map([['index.html', Buffer.from('<p>案卷</p>')]]),
    });
    files = withLists(plain, [{ event: parseLeaf(log.leaves[1]!).event, files: [attachmentOf(SEALED_MATERIAL)] }]);
    policy = parsePolicy(log.policy);
  });

  it('is found, wherever it is in the archive', () => {
    const archive = writeZip(files);
    expect(answerTo(() => readZip(archive), policy)).toBe('true');
    const unfound: number[] = [];
    for (let bit = 0; bit < 8 * archive.length; bit += 1)
      if (!isRefusal(answerTo(() => readZip(flipped(archive, bit)), policy))) unfound.push(bit);
    expect(unfound).toEqual([]);
    expect(8 * archive.length).toBeGreaterThan(87_000);
  });

  it('is found too where the manifests were made again, by the proofs themselves', () => {
    const payload = new Map([...files].filter(([path]) => path.startsWith('data/')));
    const unfound: string[] = [];
    let flips = 0;
    for (const [path, content] of payload) {
      // nothing but the manifest covers these
      if (path.startsWith('data/other/')) continue;
      // a part of the bits: each has a verification of its own
      const step = content.length > 1_000 ? (LONG ? 1 : 53) : LONG ? 1 : 7;
      for (let bit = 0; bit < 8 * content.length; bit += step) {
        flips += 1;
        const changed = bagOf(new Map(payload).set(path, flipped(content, bit)), []);
        if (!isRefusal(answerTo(() => changed, policy))) unfound.push(`${path} ${bit}`);
      }
    }
    expect(unfound).toEqual([]);
    expect(flips).toBeGreaterThan(3_000);
  });
});

/** A fault of the program is no refusal. */
const isRefusal = (answer: string): boolean => ['false', 'malformed', 'content', 'quorum'].includes(answer);
