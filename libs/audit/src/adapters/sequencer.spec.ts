import { describeOnPostgres, tamper } from '@minglu/event-store/testing';
import {
  consistencyProof,
  inclusionProof,
  leafHash,
  openNote,
  parseCheckpoint,
  rootOf,
  verifyConsistency,
  verifyInclusion,
  mapKey,
  mapRoot,
  parseLeaf,
  parseMapHead,
  sha256,
  verifierOf,
  type Vkey,
} from '../index.js';
import { NO_FILES } from './attachments.js';
import { checkpointsAfter, readCheckpoint } from './checkpoint-table.js';
import { calendarHashes, leafDeriver } from './leaf-deriver.js';
import { loadFacts } from './leaf-facts.js';
import { ownSigners } from './own-signers.js';
import { smallLog, SOURCES, testSigners, type SmallLog } from './testing/small-log.test.js';
import { HASHERS, nodeReader } from './tree-tables.js';

describeOnPostgres('the sequencer', () => {
  let log: SmallLog;
  beforeEach(async () => {
    log = await smallLog();
  }, 60_000);
  afterEach(() => log.close());

  const holds = (note: string, vkey: Vkey): boolean => {
    try {
      openNote(note, [verifierOf(vkey)]);
      return true;
    } catch {
      return false;
    }
  };
  const leavesIn = async (): Promise<readonly Buffer[]> => {
    const facts = await loadFacts(log.pool);
    const derive = leafDeriver(facts, calendarHashes(log.store, SOURCES.calendarStream), () => NO_FILES);
    const last = new Map<string, Buffer>();
    const leaves: Buffer[] = [];
    for await (const page of log.store.readAll())
      for (const event of page) {
        const leaf = await derive(event, last.get(event.streamId) ?? null);
        last.set(event.streamId, leafHash(HASHERS[0], leaf));
        leaves.push(leaf);
      }
    return leaves;
  };

  it('folds the events into trees of SHA-256 and SM3, and signs their roots', async () => {
    for (let n = 1; n <= 5; n += 1) await log.append('dossier/a', n, n % 2 === 0 ? 'PUBLIC' : 'RESTRICTED');
    const one = log.sequencer();
    expect(await one.catchUp()).toBe(5);
    const leaves = await leavesIn();
    for (const [i, tree] of (['full', 'full-sm3'] as const).entries()) {
      const { note, root } = (await readCheckpoint(log.pool, tree))!;
      const { text } = openNote(note, [verifierOf(testSigners()[tree][0]!.vkey)]);
      expect(parseCheckpoint(text)).toEqual({ origin: testSigners()[tree][0]!.vkey.name, size: 5n, root });
      expect(root).toEqual(
        rootOf(
          HASHERS[i]!,
          leaves.map((leaf) => leafHash(HASHERS[i]!, leaf)),
        ),
      );
    }
    expect((await readCheckpoint(log.pool, 'public'))?.size).toBe(2);
    const last = leafHash(sha256, leaves[4]!);
    const { note, root } = (await readCheckpoint(log.pool, 'map'))!;
    const head = parseMapHead(openNote(note, [verifierOf(testSigners().full[0]!.vkey)]).text);
    expect(head).toMatchObject({ origin: 'log.example/full', size: 5n, mapRoot: root });
    expect(root).toEqual(mapRoot(sha256, [{ key: mapKey(sha256, 'dossier/a'), last, version: 5n }]));
    expect(leaves.map((leaf) => parseLeaf(leaf).seq)).toEqual(['0', '1', '2', '3', '4']);
    await one.stop();
  });

  it('signs with the old and the new key during a rotation, and with the new one alone after it', async () => {
    const [before, after] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    /** Adds an event under these secrets. Tells which of the two keys verify each tree and the map: 0 the old one, 1 the new one. */
    const verifiedBy = async (version: number, seeds: readonly Buffer[]): Promise<Readonly<Record<string, readonly number[]>>> => {
      await log.append('dossier/a', version, 'PUBLIC');
      const one = log.sequencer({ signers: () => ownSigners('l', seeds) });
      await one.catchUp();
      await one.stop();
      const found: Record<string, readonly number[]> = {};
      for (const tree of ['full', 'full-sm3', 'public', 'public-sm3', 'map'] as const) {
        const { note, size } = (await readCheckpoint(log.pool, tree))!;
        expect(size).toBe(version);
        found[tree] = [before, after].flatMap((seed, which) => {
          const { vkey } = ownSigners('l', [seed])[tree === 'map' ? 'full' : tree][0]!;
          return holds(note, vkey) ? [which] : [];
        });
      }
      return found;
    };
    const all = (keys: readonly number[]) => ({ full: keys, 'full-sm3': keys, public: keys, 'public-sm3': keys, map: keys });
    expect(await verifiedBy(1, [before])).toEqual(all([0]));
    expect(await verifiedBy(2, [after, before])).toEqual(all([0, 1]));
    expect(await verifiedBy(3, [after])).toEqual(all([1]));
  });

  it('signs no public checkpoint for events that are not public', async () => {
    await log.append('dossier/a', 1, 'PUBLIC');
    const one = log.sequencer();
    await one.catchUp();
    await log.append('dossier/a', 2, 'RESTRICTED');
    await one.catchUp();
    expect((await checkpointsAfter(log.pool, 'full', 0, 9)).map(({ size }) => size)).toEqual([1, 2]);
    expect((await checkpointsAfter(log.pool, 'public', 0, 9)).map(({ size }) => size)).toEqual([1]);
    await one.stop();
  });

  it('proves that each checkpoint begins with each earlier one, and has each leaf, across subtrees', async () => {
    const one = log.sequencer({ pageSize: 100 });
    const version = { a: 0, b: 0 };
    for (const count of [3, 260, 300]) {
      for (let n = 0; n < count; n += 1) {
        const stream = n % 7 === 0 ? 'b' : 'a';
        await log.append(`dossier/${stream}`, (version[stream] += 1));
      }
      await one.catchUp();
    }
    const leaves = await leavesIn();
    for (const [i, tree] of (['full', 'full-sm3'] as const).entries()) {
      const hasher = HASHERS[i]!;
      const read = nodeReader(log.pool, 'full', hasher);
      const heads = await checkpointsAfter(log.pool, tree, 0, 99);
      expect(heads.at(-1)!.size).toBe(563);
      expect((await readCheckpoint(log.pool, tree))!.size).toBe(563);
      for (const from of heads)
        for (const to of heads.filter(({ size }) => size >= from.size)) {
          const [a, b] = [BigInt(from.size), BigInt(to.size)];
          const proof = await consistencyProof(hasher, a, b, read);
          expect(verifyConsistency(hasher, { from: a, to: b, fromRoot: from.root, toRoot: to.root, proof })).toBe(true);
        }
      const head = heads.at(-1)!;
      for (const index of [0, 255, 256, 511, 512, 562]) {
        const proof = await inclusionProof(hasher, BigInt(index), BigInt(head.size), read);
        const claim = { index: BigInt(index), size: BigInt(head.size), leafHash: leafHash(hasher, leaves[index]!), proof, root: head.root };
        expect(verifyInclusion(hasher, claim)).toBe(true);
      }
    }
    await one.stop();
  });

  it('goes on where another instance has stopped, and leaves the work to the one with the lease', async () => {
    const [one, other] = [log.sequencer(), log.sequencer()];
    await log.append('dossier/a', 1);
    await one.catchUp();
    await log.append('dossier/a', 2);
    await expect(other.catchUp()).rejects.toThrow('another instance has the lease');
    await one.stop();
    expect(await other.catchUp()).toBe(2);
    await other.stop();
  });

  it('signs nothing more once the last event was replaced, dropped or damaged', async () => {
    await log.append('dossier/a', 1);
    await log.append('dossier/a', 2);
    const one = log.sequencer();
    await one.catchUp();
    const again = log.sequencer();
    await one.stop();
    await tamper(log, `UPDATE events SET recorded_at = recorded_at - interval '1 day' WHERE position = 2`);
    await expect(again.catchUp()).rejects.toThrow('differ from position 2 on: another event stands there');
    await tamper(log, `UPDATE events SET payload = '{}' WHERE position = 2`);
    await expect(again.catchUp()).rejects.toThrow('position 2 does not match its content hash');
    await tamper(log, `DELETE FROM events WHERE position = 2`);
    await expect(again.catchUp()).rejects.toThrow('position 2');
    expect((await checkpointsAfter(log.pool, 'full', 0, 9)).map(({ size }) => size)).toEqual([2]);
    await again.stop();
  });

  it('names a new epoch in the first leaf after it, also where it was declared late', async () => {
    const one = log.sequencer();
    await log.append('dossier/a', 1);
    await log.append('dossier/a', 2);
    await one.catchUp();
    await log.pool.query(`SELECT begin_epoch(1, 'restored')`);
    await log.append('dossier/a', 3);
    await one.catchUp();
    const leaves = await leavesIn();
    expect(leaves.map((leaf) => parseLeaf(leaf).epoch)).toEqual([
      { number: '1', after: '0' },
      { number: '1', after: '0' },
      { number: '2', after: '1' },
    ]);
    const { root } = (await readCheckpoint(log.pool, 'full'))!;
    expect(root).toEqual(
      rootOf(
        HASHERS[0],
        leaves.map((leaf) => leafHash(HASHERS[0], leaf)),
      ),
    );
    await one.stop();
  });

  it('keeps its rows: no one changes or removes them', async () => {
    await log.append('dossier/a', 1, 'PUBLIC');
    const one = log.sequencer();
    await one.catchUp();
    await one.stop();
    for (const table of ['runs', 'subtrees', 'leaf_facts', 'checkpoints', 'cosignatures'])
      for (const sql of [`DELETE FROM audit.${table}`, `TRUNCATE audit.${table} CASCADE`])
        await expect(log.pool.query(sql)).rejects.toThrow('the event log is immutable');
  });
});
