import fc from 'fast-check';
import { formatCheckpoint } from './checkpoint.js';
import { sha256 } from './hasher.js';
import { emptyRoot } from './merkle.js';
import { formatNote, signNote, type NoteSigner } from './note.js';
import { parsePolicy } from './policy.js';
import { memoryTree, TEST_ORIGIN, testSigner, type MemoryTree } from './testing/index.js';
import { formatVkey } from './vkey.js';
import { formatAddCheckpoint, parseAddCheckpoint, witnessDecision, type WitnessMemory } from './witness.js';

const policy = parsePolicy(`log ${formatVkey(testSigner().vkey)}\nquorum none\n`);
const leaves = (count: number, branch = '') => Array.from({ length: count }, (_, index) => Buffer.from(`leaf ${index}${index > 4 ? branch : ''}`));
const noteOf = async (size: bigint, root: Buffer, signer: NoteSigner = testSigner(), origin = TEST_ORIGIN) =>
  formatNote(await signNote(formatCheckpoint({ origin, size, root }), [signer]));

/** What the log sends from an old size to a new one. */
const sent = async (tree: MemoryTree, old: bigint, size: bigint) =>
  formatAddCheckpoint({
    old,
    proof: old > 0n && old <= size ? await tree.consistency(old, size) : [],
    checkpoint: await noteOf(size, await tree.root(size)),
  });
const memoryAt = async (tree: MemoryTree, size: bigint): Promise<WitnessMemory> => ({ size, root: await tree.root(size) });
const decide = (memory: WitnessMemory, body: string) => witnessDecision(policy, () => memory, body);

describe('a witness', () => {
  const tree = memoryTree(leaves(12));

  it('cosigns the first checkpoint that it sees, and each that follows from the last', async () => {
    expect(decide(null, await sent(tree, 0n, 5n))).toMatchObject({ status: 200, origin: TEST_ORIGIN, memory: { size: 5n } });
    expect(decide(await memoryAt(tree, 5n), await sent(tree, 5n, 12n))).toMatchObject({ status: 200, memory: { size: 12n, root: await tree.root() } });
  });

  it('cosigns the same checkpoint again', async () => {
    expect(decide(await memoryAt(tree, 5n), await sent(tree, 5n, 5n))).toMatchObject({ status: 200, memory: { size: 5n } });
  });

  it('signs the text of the note, with its final line feed and without the blank line', async () => {
    const decision = decide(null, await sent(tree, 0n, 5n));
    expect(decision).toMatchObject({ text: formatCheckpoint({ origin: TEST_ORIGIN, size: 5n, root: await tree.root(5n) }) });
  });

  it('does not stick at an empty log', async () => {
    const empty = formatAddCheckpoint({ old: 0n, proof: [], checkpoint: await noteOf(0n, emptyRoot(sha256)) });
    expect(decide(null, empty)).toMatchObject({ status: 200, memory: { size: 0n } });
    expect(decide({ size: 0n, root: emptyRoot(sha256) }, empty)).toMatchObject({ status: 200 });
    expect(decide({ size: 0n, root: emptyRoot(sha256) }, await sent(tree, 0n, 5n))).toMatchObject({ status: 200, memory: { size: 5n } });
    const wrong = formatAddCheckpoint({ old: 0n, proof: [], checkpoint: await noteOf(0n, Buffer.alloc(32)) });
    expect(decide(null, wrong)).toMatchObject({ status: 422 });
  });

  it('answers 404 for a log that it does not know, and 403 for a signature that does not hold', async () => {
    const root = await tree.root(5n);
    const ask = async (note: Promise<string>) => decide(null, formatAddCheckpoint({ old: 0n, proof: [], checkpoint: await note })).status;
    expect(await ask(noteOf(5n, root, testSigner(), 'other.example/log'))).toBe(404);
    expect(await ask(noteOf(5n, root, testSigner('other.example/log')))).toBe(403);
    expect(await ask(noteOf(5n, root, testSigner(TEST_ORIGIN, 9)))).toBe(403);
    expect(await ask(noteOf(5n, root).then((note) => note.replace('\n5\n', '\n6\n')))).toBe(403);
  });

  it('answers 400 for an old size above the new one, 409 with its own size for another one', async () => {
    expect(decide(await memoryAt(tree, 5n), await sent(tree, 7n, 6n))).toMatchObject({ status: 400 });
    expect(decide(await memoryAt(tree, 5n), await sent(tree, 4n, 12n))).toEqual({ status: 409, size: 5n });
    expect(decide(null, await sent(tree, 4n, 12n))).toEqual({ status: 409, size: 0n });
    expect(decide(await memoryAt(tree, 5n), await sent(tree, 0n, 12n))).toEqual({ status: 409, size: 5n });
  });

  it('answers 422 for a proof that does not hold: another branch, the same size with another root, a proof from nothing', async () => {
    const branch = memoryTree(leaves(12, ' rewritten'));
    expect(decide(await memoryAt(tree, 9n), await sent(branch, 9n, 12n))).toMatchObject({ status: 422 });
    expect(decide(await memoryAt(tree, 12n), await sent(branch, 12n, 12n))).toMatchObject({ status: 422 });
    const proof = [Buffer.alloc(32)];
    expect(decide(null, formatAddCheckpoint({ old: 0n, proof, checkpoint: await noteOf(5n, await tree.root(5n)) }))).toMatchObject({ status: 422 });
    expect(decide(await memoryAt(tree, 5n), formatAddCheckpoint({ old: 5n, proof: [], checkpoint: await noteOf(12n, await tree.root()) }))).toMatchObject({
      status: 422,
    });
  });

  it('answers 400 for a body that is malformed', async () => {
    const body = await sent(tree, 5n, 12n);
    for (const other of [
      '',
      body.replace('old 5', 'old 05'),
      body.replace('old 5', 'new 5'),
      body.replace('\n\n', '\n'),
      body.slice(0, -1),
      body.replace('old 5\n', `old 5\n${`${Buffer.alloc(32).toString('base64')}\n`.repeat(64)}`),
    ])
      expect(decide(await memoryAt(tree, 5n), other)).toMatchObject({ status: 400 });
  });

  it('never cosigns two checkpoints of which one does not begin with the other, whatever it is sent', async () => {
    const branches = [tree, memoryTree(leaves(12, ' a')), memoryTree(leaves(12, ' b'))];
    const step = fc.record({ branch: fc.nat({ max: 2 }), old: fc.bigInt(0n, 12n), size: fc.bigInt(0n, 12n) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        let memory: WitnessMemory = null;
        for (const { branch, old, size } of steps) {
          const source = branches[branch]!;
          const decision = decide(memory, await sent(source, old, size));
          if (decision.status !== 200) continue;
          const before: bigint = memory?.size ?? 0n;
          expect(decision.memory.size).toBeGreaterThanOrEqual(before);
          // the old leaves are a prefix of the branch that was cosigned
          if (memory && before > 0n) expect(await source.root(before)).toEqual(memory.root);
          memory = decision.memory;
        }
      }),
      { numRuns: 60 },
    );
  });

  it('reads back the body that a log sends', async () => {
    const body = await sent(tree, 5n, 12n);
    expect(formatAddCheckpoint(parseAddCheckpoint(body))).toBe(body);
  });
});
