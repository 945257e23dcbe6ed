import {
  encodeLeaf,
  evidencePackage,
  formatCheckpoint,
  formatPromise,
  formatVkey,
  leafHash,
  nodeHash,
  parseLeaf,
  parsePolicy,
  sha256,
  witnessDecision,
  formatAddCheckpoint,
  type Leaf,
} from '@minglu/audit';
import { memoryTree, TEST_ORIGIN, testSigner, testWitness, type MemoryTree } from '@minglu/audit/testing';
import { policyWith, sampleLog, SEEN_AT, signed, WITNESSES, type SampleLog } from './sample.js';
import { checks, workbench } from './workbench.js';

/** The attacks of the literature on logs of this kind, against the verifier as it is handed out. */
describe('an attack on the log', () => {
  const bench = workbench();
  let log: SampleLog;
  let check: ReturnType<typeof checks>;
  beforeAll(async () => {
    log = await sampleLog();
    check = checks(bench, log);
  });
  afterAll(() => bench.close());

  const proofOf = async (index: bigint, tree: MemoryTree = log.tree, size = tree.size()) => ({
    index,
    proof: await tree.inclusion(index, size),
    checkpoint: await log.checkpointOf(tree, size),
  });
  /** The same log up to a position, and other leaves after it. */
  const rewritten = (from: number, change: (leaf: Leaf, index: number) => Partial<Leaf> = () => ({ type: 'Rewritten' })): Buffer[] => {
    const heads = new Map<string, string>();
    return log.leaves.map((bytes, index) => {
      const leaf = parseLeaf(bytes);
      const other = index < from ? bytes : encodeLeaf({ ...leaf, previous: heads.get(leaf.stream) ?? null, ...change(leaf, index) });
      heads.set(leaf.stream, leafHash(sha256, other).toString('hex'));
      return other;
    });
  };

  it('second preimage: an inner node does not pass as a leaf', async () => {
    const four = log.leaves.slice(0, 4);
    const [a, b, c, d] = four.map((leaf) => leafHash(sha256, leaf)) as [Buffer, Buffer, Buffer, Buffer];
    const tree = memoryTree(four);
    const forged = Buffer.concat([a, b]);
    expect(await tree.root()).toEqual(nodeHash(sha256, nodeHash(sha256, a, b), nodeHash(sha256, c, d)));
    const sibling = nodeHash(sha256, c, d);
    const text = formatCheckpoint({ origin: TEST_ORIGIN, size: 2n, root: await tree.root() });
    const checkpoint = await signed(text, testSigner());
    expect(await check.proof({ index: 0n, proof: [sibling], checkpoint }, forged)).toMatchObject({ code: 1 });
  });

  it('duplicated odd leaf (CVE-2012-2459): a tree of three leaves is no tree of four', async () => {
    const three = log.leaves.slice(0, 3);
    const [tree, doubled] = [memoryTree(three), memoryTree([...three, three[2]!])];
    expect(await tree.root()).not.toEqual(await doubled.root());
    const proof = await doubled.inclusion(3n);
    const checkpoint = await log.checkpointOf(tree);
    expect(await check.proof({ index: 3n, proof, checkpoint }, three[2]!)).toMatchObject({ code: 1 });
    const asFour = await signed(formatCheckpoint({ origin: TEST_ORIGIN, size: 4n, root: await tree.root() }), testSigner());
    expect(await check.proof({ index: 3n, proof, checkpoint: asFour }, three[2]!)).toMatchObject({ code: 1 });
    // a log that does repeat the leaf is found by its number
    expect(await check.full(await log.checkpointOf(doubled), [...three, three[2]!])).toMatchObject({ code: 1 });
  });

  it('wrong index: a leaf is proved at its own index only', async () => {
    const proof = await proofOf(5n);
    for (let index = 0n; index < 12n; index += 1n)
      expect(await check.proof({ ...proof, index }, log.leaves[5]!)).toMatchObject({ code: index === 5n ? 0 : 1 });
    // a tree in which the leaf does stand elsewhere
    const moved = memoryTree([...log.leaves, log.leaves[5]!]);
    expect(await check.proof(await proofOf(moved.size() - 1n, moved), log.leaves[5]!)).toMatchObject({ code: 4 });
  });

  it('truncated and padded proof: a proof has exactly its hashes', async () => {
    const whole = await proofOf(5n);
    const variants = [
      whole.proof.slice(1),
      whole.proof.slice(0, -1),
      [],
      [...whole.proof, Buffer.alloc(32)],
      [Buffer.alloc(32), ...whole.proof],
      [...whole.proof, whole.proof[0]!],
      [...whole.proof].reverse(),
    ];
    for (const proof of variants) expect(await check.proof({ ...whole, proof }, log.leaves[5]!)).toMatchObject({ code: 1 });
    const old = await log.checkpointOf(log.tree, 7n);
    const consistency = await log.tree.consistency(7n);
    const ask = (proof: readonly Buffer[]) => check.consistency(old, { old: 7n, proof, checkpoint: log.checkpoint });
    expect(await ask(consistency)).toMatchObject({ code: 0 });
    for (const proof of [consistency.slice(1), consistency.slice(0, -1), [], [...consistency, Buffer.alloc(32)]])
      expect(await ask(proof)).toMatchObject({ code: 1 });
  });

  it('split view: two trees of one size cannot both have a quorum of honest witnesses', async () => {
    const other = memoryTree(rewritten(10));
    const policy = parsePolicy(policyWith('2'));
    const views = [log.tree, other];
    const notes = await Promise.all(views.map((tree) => log.checkpointOf(tree)));
    // The first witness is shown one tree first, the other two are shown the other.
    const memories = [0, 1, 1].map((view) => {
      const decision = witnessDecision(policy, () => null, formatAddCheckpoint({ old: 0n, proof: [], checkpoint: notes[view]! }));
      return decision.status === 200 ? decision.memory : null;
    });
    const cosigners = views.map((tree, view) =>
      memories.flatMap((memory, witness) => {
        const body = formatAddCheckpoint({ old: tree.size(), proof: [], checkpoint: notes[view]! });
        return witnessDecision(policy, () => memory, body).status === 200 ? [WITNESSES[witness]!] : [];
      }),
    );
    expect(cosigners.map((some) => some.length)).toEqual([1, 2]);
    const codes = await Promise.all(
      views.map(async (tree, view) => {
        const text = formatCheckpoint({ origin: TEST_ORIGIN, size: tree.size(), root: await tree.root() });
        const checkpoint = await signed(text, testSigner(), cosigners[view]!);
        const own = workbench();
        const answer = await checks(own, { policy: policyWith('2') }).proof({ ...(await proofOf(3n, tree)), checkpoint }, log.leaves[3]!);
        own.close();
        return answer.code;
      }),
    );
    expect(codes).toEqual([3, 0]);
    // The holders of the two checkpoints need only compare them.
    expect(await check.consistency(notes[0]!, { old: other.size(), proof: [], checkpoint: notes[1]! })).toMatchObject({ code: 1 });
  });

  it('history rewritten to the same size: no proof leads from the checkpoint that someone holds', async () => {
    const other = memoryTree(rewritten(10));
    const later = memoryTree([...rewritten(10), Buffer.from('later')]);
    const held = log.checkpoint;
    expect(await check.consistency(held, { old: log.tree.size(), proof: [], checkpoint: await log.checkpointOf(other) })).toMatchObject({ code: 1 });
    const proof = await later.consistency(log.tree.size());
    expect(await check.consistency(held, { old: log.tree.size(), proof, checkpoint: await log.checkpointOf(later) })).toMatchObject({ code: 1 });
    expect(await check.full(held, rewritten(10))).toMatchObject({ code: 1 });
  });

  it('rollback to an older checkpoint: a smaller tree does not follow a larger one', async () => {
    const older = await log.checkpointOf(log.tree, 9n);
    const proof = await log.tree.consistency(9n);
    expect(await check.consistency(log.checkpoint, { old: log.tree.size(), proof, checkpoint: older })).toMatchObject({ code: 1 });
    const memory = { size: log.tree.size(), root: await log.tree.root() };
    const ask = (old: bigint) => witnessDecision(parsePolicy(log.policy), () => memory, formatAddCheckpoint({ old, proof: [], checkpoint: older }));
    expect([ask(memory.size).status, ask(9n).status, ask(0n).status]).toEqual([400, 409, 409]);
  });

  it('identity swap of the log (CVE-2022-39199): the state of another log does not pass, not even of one with the same key', async () => {
    const text = formatCheckpoint({ origin: 'minglu.example/other', size: log.tree.size(), root: await log.tree.root() });
    const proof = await proofOf(3n);
    const sameKey = await signed(text, testSigner());
    expect(await check.proof({ ...proof, checkpoint: sameKey }, log.leaves[3]!)).toMatchObject({ code: 1 });
    // both logs are trusted, and one is passed off as the other
    const foreign = await signed(text, testSigner('minglu.example/other', 8));
    const policy = `log ${formatVkey(testSigner('minglu.example/other', 8).vkey)}\n${log.policy}`;
    const files = evidencePackage(await log.parts(log.streams.slice(0, 1), { checkpoint: foreign }));
    expect(await check.package(files, policy)).toMatchObject({ code: 1, reason: 'the checkpoint is of the log minglu.example/other' });
    const consistency = checks(bench, { policy });
    expect(await consistency.consistency(foreign, { old: log.tree.size(), proof: [], checkpoint: log.checkpoint })).toMatchObject({ code: 1 });
  });

  it('proof grafted between trees (CVE-2022-36111): a proof holds with its own checkpoint only', async () => {
    const other = memoryTree(rewritten(10));
    const grafted = { ...(await proofOf(15n, other)), checkpoint: log.checkpoint };
    expect(await check.proof(grafted, rewritten(10)[15]!)).toMatchObject({ code: 1 });
    const smaller = { ...(await proofOf(3n, log.tree, 9n)), checkpoint: log.checkpoint };
    expect(await check.proof(smaller, log.leaves[3]!)).toMatchObject({ code: 1 });
    // a consistency proof of one pair of trees beside the checkpoints of another
    const old = await log.checkpointOf(log.tree, 11n);
    const proof = await other.consistency(11n);
    expect(await check.consistency(old, { old: 11n, proof, checkpoint: await log.checkpointOf(other) })).toMatchObject({ code: 1 });
  });

  it('inclusion proof without a signed checkpoint: a root that nobody signed proves nothing', async () => {
    const proof = await proofOf(3n);
    const text = formatCheckpoint({ origin: TEST_ORIGIN, size: log.tree.size(), root: await log.tree.root() });
    expect(await check.proof({ ...proof, checkpoint: text }, log.leaves[3]!)).toMatchObject({ code: 2 });
    expect(await check.proof({ ...proof, checkpoint: await signed(text, testSigner(TEST_ORIGIN, 77)) }, log.leaves[3]!)).toMatchObject({ code: 1 });
    // witnesses alone do not speak for the log
    const unsigned = await signed(text, testSigner('witness.example/w9', 77));
    expect(await check.proof({ ...proof, checkpoint: unsigned }, log.leaves[3]!)).toMatchObject({ code: 1, reason: expect.stringContaining('has not signed') });
  });

  it('monitor stuck on an empty log: from size 0 each tree follows, and needs no proof', async () => {
    const empty = await log.checkpointOf(memoryTree([]));
    expect(await check.consistency(empty, { old: 0n, proof: [], checkpoint: log.checkpoint })).toMatchObject({ code: 0 });
    expect(await check.consistency(empty, { old: 0n, proof: [Buffer.alloc(32)], checkpoint: log.checkpoint })).toMatchObject({ code: 1 });
    const false0 = await signed(formatCheckpoint({ origin: TEST_ORIGIN, size: 0n, root: Buffer.alloc(32) }), testSigner());
    expect(await check.consistency(false0, { old: 0n, proof: [], checkpoint: log.checkpoint })).toMatchObject({ code: 1 });
    expect(await check.full(empty, [])).toMatchObject({ code: 0 });
    expect(await check.full(empty, log.leaves.slice(0, 1))).toMatchObject({ code: 1 });
  });

  it('tail dropped before anyone saw a checkpoint: the promise that went out with the answer is not kept', async () => {
    const key = Buffer.alloc(32, 5);
    const last = log.leaves.length;
    const promise = (of: 'leaf' | 'content') => {
      const leaf = parseLeaf(log.leaves[last - 1]!);
      const hash = of === 'leaf' ? leafHash(sha256, log.leaves[last - 1]!) : Buffer.from(leaf.content, 'hex');
      return signed(formatPromise(TEST_ORIGIN, { position: BigInt(last), of, hash }, key), testSigner(), []);
    };
    for (const kind of ['leaf', 'content'] as const) {
      const options = ['--promise', bench.file('promise', await promise(kind)), '--promise-key', bench.file('key', key.toString('hex'))];
      expect(await check.proof(await proofOf(BigInt(last - 1)), log.leaves[last - 1]!, ...options)).toMatchObject({ code: 0 });
      const others = rewritten(last - 1, () => ({ content: 'a'.repeat(64) }));
      const tree = memoryTree(others);
      expect(await check.proof(await proofOf(BigInt(last - 1), tree), others[last - 1]!, ...options)).toMatchObject({
        code: 1,
        reason: 'the log has another event at the position that it promised',
      });
    }
  });

  it('unsalted hash of a guessable value: no leaf has a hash that a guess reproduces', () => {
    for (const [index, { payload, metadata, salt }] of log.contents.entries()) {
      const leaf = log.leaves[index]!.toString();
      for (const guess of [payload, metadata, payload + metadata, `minglu/payload/v1\0${payload}`])
        expect(leaf).not.toContain(sha256.digest(Buffer.from(guess)).toString('hex'));
      expect(leaf).toContain(sha256.digest(Buffer.from('minglu/payload/v1\0'), Buffer.from(salt, 'hex'), Buffer.from(payload)).toString('hex'));
    }
  });

  it('non-canonical JSON: one leaf has one text', async () => {
    const spaced = Buffer.from(log.leaves[3]!.toString().replace('{', '{ '));
    const leaves = log.leaves.map((leaf, index) => (index === 3 ? spaced : leaf));
    expect(await check.full(await log.checkpointOf(memoryTree(leaves)), leaves)).toMatchObject({ code: 2 });
    expect(await check.proof(await proofOf(3n), spaced)).toMatchObject({ code: 1 });
  });

  it('backdated times: no event is dated before a tree that was seen without it, or after one that was seen with it', async () => {
    const [from, day] = [log.leaves.length - 1, 86_400n];
    const recorded = (seconds: bigint) => new Date(Number(seconds) * 1_000).toISOString();
    const tenth = BigInt(Date.parse(parseLeaf(log.leaves[9]!).recorded)) / 1_000n;
    const text = formatCheckpoint({ origin: TEST_ORIGIN, size: 10n, root: await log.tree.root(10n) });
    const seen = ['--seen', bench.file('seen', await signed(text, testSigner(), [testWitness(1, tenth + 30n)]))];
    const ask = async (time: bigint) => {
      const leaves = rewritten(from, () => ({ recorded: recorded(time) }));
      return check.full(await log.checkpointOf(memoryTree(leaves)), leaves, ...seen);
    };
    expect(await ask(SEEN_AT)).toMatchObject({ code: 0 });
    expect(await ask(SEEN_AT + day)).toMatchObject({ code: 1, reason: expect.stringContaining('a witness had seen it') });
    const all = rewritten(10, () => ({ recorded: recorded(tenth) }));
    expect(await check.full(await log.checkpointOf(memoryTree(all)), all)).toMatchObject({ code: 0 });
    const later = ['--seen', bench.file('later', await signed(text, testSigner(), [testWitness(1, tenth + day)]))];
    expect(await check.full(await log.checkpointOf(memoryTree(all)), all, ...later)).toMatchObject({
      code: 1,
      reason: expect.stringContaining('not yet there when a witness looked'),
    });
  });
});
