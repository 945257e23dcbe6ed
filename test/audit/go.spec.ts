import fc from 'fast-check';
import {
  attachmentOf,
  checkMapProof,
  encodeLeaf,
  formatVkey,
  formatNote,
  leafHash,
  mapKey,
  openNote,
  opensSealedFiles,
  parseLeaf,
  readSealedFilesLine,
  sealedCommitment,
  sealedFilesLine,
  sha256,
  signNote,
  verifierOf,
  verifyConsistency,
  verifyInclusion,
  type Leaf,
} from '@minglu/audit';
import { memoryMap, memoryTree, sampleLeaf, testSigner, testWitness } from '@minglu/audit/testing';
import { goCodes, goVerifier, type GoCase } from './go-verifier.js';
import { sampleLog } from './sample.js';
import { checks, workbench } from './workbench.js';

// eslint-disable-next-line no-restricted-properties -- goVerifier has printed the reason, and fails with CI=true
const describeWithGo = goVerifier === null ? describe.skip : describe;

/** A proof with one of its hashes changed, left out, added or moved. */
const spoiled = (proof: readonly Buffer[], how: number, at: number): readonly Buffer[] => {
  const index = proof.length === 0 ? 0 : at % proof.length;
  if (how === 1) return proof.map((hash, one) => (one === index ? sha256.digest(hash) : hash));
  if (how === 2) return proof.filter((_, one) => one !== index);
  if (how === 3) return [...proof.slice(0, index), Buffer.alloc(32, at), ...proof.slice(index)];
  return how === 4 ? [...proof].reverse() : proof;
};
const hold = (condition: boolean): number => (condition ? 0 : 1);
const tried = (action: () => unknown): number => {
  try {
    action();
    return 0;
  } catch {
    return 1;
  }
};
const compare = (cases: readonly (readonly [GoCase, number])[]): void => {
  const codes = goCodes(cases.map(([asked]) => asked)).map((code) => Math.min(code, 1));
  expect(codes).toHaveLength(cases.length);
  const apart = cases.flatMap(([asked, code], index) =>
    code === codes[index] ? [] : [{ index, ours: code, asked: JSON.stringify(asked).slice(0, 300) }],
  );
  expect(apart.slice(0, 3)).toEqual([]);
  // both answers occur
  expect(new Set(codes)).toEqual(new Set([0, 1]));
};
const SEED = 20_261_130;

describeWithGo('the second verifier, in Go', () => {
  it('agrees on proofs in random trees, whole and spoiled', async () => {
    const cases: (readonly [GoCase, number])[] = [];
    const sampled = fc.sample(fc.tuple(fc.integer({ min: 1, max: 130 }), fc.nat(), fc.nat(), fc.nat({ max: 6 }), fc.nat({ max: 200 })), {
      numRuns: 1_500,
      seed: SEED,
    });
    const leaves = Array.from({ length: 130 }, (_, index) => sha256.digest(Buffer.from(`leaf ${index}`)).subarray(0, index % 33));
    const tree = memoryTree(leaves);
    for (const [count, a, b, how, at] of sampled) {
      const size = BigInt(count);
      const index = BigInt(a % count);
      const asIndex = how === 5 ? BigInt(b % count) : index;
      const leaf = leaves[Number(index)]!;
      const root = how === 6 ? await tree.root(BigInt(1 + (b % 130))) : await tree.root(size);
      const inclusion = spoiled(await tree.inclusion(index, size), how, at);
      const holds = verifyInclusion(sha256, { index: asIndex, size, leafHash: leafHash(sha256, leaf), proof: inclusion, root });
      cases.push([{ command: 'inclusion', index: asIndex, size, leaf, proof: inclusion, root }, hold(holds)]);
      const from = how === 5 ? BigInt(b % (count + 2)) : 1n + (BigInt(b) % size);
      const fromRoot = await tree.root(from <= size ? from : size);
      const proof = spoiled(from > 0n && from <= size ? await tree.consistency(from, size) : [], how, at);
      const follows = verifyConsistency(sha256, { from, to: size, fromRoot, toRoot: root, proof });
      cases.push([{ command: 'prefix', from, size, fromRoot, root, proof }, hold(follows)]);
    }
    compare(cases);
  });

  it('agrees on proofs in random maps, whole and spoiled', async () => {
    const cases: (readonly [GoCase, number])[] = [];
    const map = memoryMap(sha256);
    for (let index = 0; index < 40; index += 1)
      await map.set({ key: mapKey(sha256, `case ${index}`), last: sha256.digest(Buffer.of(index)), version: BigInt(index + 1) });
    for (const [asked, how, at] of fc.sample(fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 6 }), fc.nat({ max: 200 })), {
      numRuns: 400,
      seed: SEED,
    })) {
      const key = mapKey(sha256, `case ${asked}`);
      const { siblings, end } = await map.prove(how === 5 ? mapKey(sha256, `case ${at}`) : key);
      const proof = { siblings: spoiled(siblings, how, at), end: how === 6 ? null : end };
      const found = checkMapProof(sha256, map.root(), key, proof);
      cases.push([{ command: 'map', mapKey: key, proof: proof.siblings, end: proof.end, root: map.root() }, hold(found !== null)]);
    }
    compare(cases);
  });

  it('agrees on notes and cosignatures with any bit changed', async () => {
    const cases: (readonly [GoCase, number])[] = [];
    for (const signer of [testSigner('a.example/log'), testWitness(1)]) {
      const key = formatVkey(signer.vkey);
      const verifiers = [verifierOf(signer.vkey)];
      const note = Buffer.from(formatNote(await signNote('a.example/log\n1\nx\n', [signer])));
      const ask = (file: Buffer) => cases.push([{ command: 'note', key: [key], file }, tried(() => openNote(file, verifiers))]);
      ask(note);
      for (let bit = 0; bit < 8 * note.length; bit += 1) {
        const flipped = Buffer.from(note);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        ask(flipped);
      }
    }
    compare(cases);
  });

  it('agrees on leaves of any texts, and on other spellings of one', () => {
    const cases: (readonly [GoCase, number])[] = [];
    const ask = (leaf: Buffer) => cases.push([{ command: 'leaf', leaf }, tried(() => parseLeaf(leaf))]);
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).filter((one) => /\S/.test(one));
    for (const [stream, role] of fc.sample(fc.tuple(text, text), { numRuns: 300, seed: SEED }))
      ask(encodeLeaf(sampleLeaf({ stream, actor: { person: 'p', role } })));
    // Go reads the members that it needs: spaces, order, escapes and repeated members are refused by both
    const whole = encodeLeaf(sampleLeaf()).toString();
    for (const { index } of whole.matchAll(/[{}[\],]|":/g))
      ask(Buffer.from(`${whole.slice(0, index)}${whole[index]!} ${whole.slice(index + 1)}`));
    ask(Buffer.from(whole.replace('{', '{"actor":{"person":"x","role":"y"},')));
    ask(Buffer.from(whole.replace('dossier', '\\u0064ossier')));
    compare(cases);
  });

  it('agrees on the lists of sealed files to which leaves commit, and on each bit of them', () => {
    const cases: (readonly [GoCase, number])[] = [];
    const salt = sha256.digest(Buffer.from('salt'));
    for (const count of [0, 1, 3]) {
      const files = Array.from({ length: count }, (_, index) => attachmentOf(Buffer.from(`file ${index}`)));
      const leaf = sampleLeaf({ v: 'minglu/leaf/v2', sealed: sealedCommitment(salt, files) });
      const ask = (of: Leaf, file: Buffer, withSalt = salt) => {
        const opens = (): void => {
          const { event, files: listed } = readSealedFilesLine(file);
          if (event !== of.event || !opensSealedFiles(of, withSalt.toString('hex'), listed)) throw new Error('another list');
        };
        cases.push([{ command: 'sealed-files', leaf: encodeLeaf(of), file, salt: withSalt }, tried(opens)]);
      };
      const line = Buffer.from(sealedFilesLine({ event: leaf.event, files }));
      ask(leaf, line);
      ask(leaf, line, sha256.digest(salt));
      ask(sampleLeaf(), line);
      ask({ ...leaf, event: 'another' }, line);
      for (let bit = 0; bit < 8 * line.length; bit += 1) {
        const flipped = Buffer.from(line);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        ask(leaf, flipped);
      }
    }
    compare(cases);
  });

  it('agrees on whole logs: the sample, and each way to change one of its leaves', async () => {
    const bench = workbench();
    const log = await sampleLog();
    const head = ['--map-head', bench.file('map-head', log.mapHead)];
    const { full } = checks(bench, log);
    expect(await full(log.checkpoint, log.leaves, ...head)).toMatchObject({ code: 0 });
    for (let at = 0; at < log.leaves.length; at += 1) {
      const leaf = parseLeaf(log.leaves[at]!);
      const changes = [
        { seq: String(at + 1) },
        { recorded: '2025-01-01T00:00:00.000Z' },
        { previous: '0'.repeat(64) },
        { streamVersion: '99' },
        { epoch: { number: '2', after: '3' } },
      ];
      for (const change of changes) {
        const leaves = log.leaves.map((one, index) => (index === at ? encodeLeaf({ ...leaf, ...change }) : one));
        await full(await log.checkpointOf(memoryTree(leaves)), leaves, ...(at % 2 ? head : []));
      }
    }
    bench.close();
    compare(bench.ran.map(({ asked, code }) => [asked, Math.min(code, 1)]));
  });
});
