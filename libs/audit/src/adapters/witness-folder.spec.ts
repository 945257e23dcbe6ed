import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeOnPostgres } from '@minglu/event-store/testing';
import { formatVkey, openCheckpoint, parsePolicy, parseVkey } from '../index.js';
import { keepCosigned } from './keep-cosigned.js';
import { smallLog, SOURCES, testSigners, type SmallLog } from './testing/small-log.test.js';
import { transparencyLog } from './transparency-log.js';
import { makeWitness, witnessOnce, type AskLog } from './witness-folder.js';

const NOW = 1_700_000_000n;

describeOnPostgres('a witness', () => {
  let log: SmallLog;
  let parent: string;
  beforeEach(async () => {
    log = await smallLog();
    parent = mkdtempSync(join(tmpdir(), 'minglu-witness-'));
  }, 60_000);
  afterEach(async () => {
    await log.close();
    rmSync(parent, { recursive: true });
  });

  const logKey = formatVkey(testSigners().full[0]!.vkey);
  const witness = (name: string, keys: readonly string[] = [logKey]) => {
    const folder = join(parent, name);
    const policy = `${keys.map((key) => `log ${key}`).join('\n')}\nquorum none\n`;
    return { folder, vkey: makeWitness(folder, `witness.example/${name}`, policy) };
  };
  const allKeys = () => Object.values(testSigners()).flatMap((signers) => signers.map(({ vkey }) => formatVkey(vkey)));
  const askOf = ({ pool, store }: SmallLog): AskLog => {
    const trees = transparencyLog({ pool, log: store, calendarStream: SOURCES.calendarStream });
    return (path) => {
      const { pathname, searchParams } = new URL(path, 'http://log.example');
      const tree = {
        log: pathname.startsWith('/public-log') ? 'public' : 'full',
        hash: searchParams.get('hash') === 'sm3' ? 'sm3' : 'sha256',
      } as const;
      if (pathname.endsWith('/checkpoint')) return trees.checkpoint(tree);
      return trees.consistency(tree, Number(searchParams.get('from')), Number(searchParams.get('to')));
    };
  };
  const grow = async (of: SmallLog, version: number, classification?: 'PUBLIC'): Promise<void> => {
    await of.append('dossier/a', version, classification);
    const trees = of.sequencer();
    await trees.catchUp();
    await trees.stop();
  };

  it('cosigns each checkpoint that begins with the one before, and the log serves it with k of n cosignatures', async () => {
    const [one, two, three] = ['one', 'two', 'three'].map((name) => witness(name));
    for (const version of [1, 2]) {
      await grow(log, version);
      for (const { folder } of [one!, two!])
        expect(await witnessOnce(folder, askOf(log), () => NOW)).toMatchObject([{ outcome: 'cosigned', size: version }]);
    }
    expect(await witnessOnce(one!.folder, askOf(log), () => NOW)).toMatchObject([{ outcome: 'unchanged', size: 2 }]);
    const vkeys = [one!, two!, three!].map(({ vkey }) => vkey);
    for (const { folder } of [one!, two!]) {
      const file = readdirSync(join(folder, 'cosigned')).find((name) => name.endsWith('.2.note'))!;
      expect(await keepCosigned(log.pool, readFileSync(join(folder, 'cosigned', file), 'utf8'), vkeys)).toBe(1);
    }
    const note = (await askOf(log)('/checkpoint'))!;
    const policy = (threshold: string) =>
      parsePolicy(
        `log ${logKey}\n${vkeys.map((vkey, n) => `witness w${n} ${vkey}`).join('\n')}\ngroup all-of-them ${threshold} w0 w1 w2\nquorum all-of-them\n`,
      );
    expect(openCheckpoint(note, policy('2'))).toMatchObject({ size: 2n, quorum: true, witnesses: [{ time: NOW }, { time: NOW }] });
    expect(openCheckpoint(note, policy('3')).quorum).toBe(false);
    expect(parseVkey(three!.vkey).name).toBe('witness.example/three');
  }, 120_000);

  it('cosigns each tree whose keys it has, with both hashes, and the log serves each with its cosignatures', async () => {
    const { folder, vkey } = witness('one', allKeys());
    const outcomes = async () =>
      (await witnessOnce(folder, askOf(log), () => NOW)).map((one) => [one.outcome, 'size' in one ? one.size : null]);
    await grow(log, 1);
    expect(await outcomes()).toEqual([...Array<unknown>(2).fill(['cosigned', 1]), ...Array<unknown>(2).fill(['empty', null])]);
    await grow(log, 2, 'PUBLIC');
    expect(await outcomes()).toEqual([...Array<unknown>(2).fill(['cosigned', 2]), ...Array<unknown>(2).fill(['cosigned', 1])]);
    await grow(log, 3);
    await grow(log, 4, 'PUBLIC');
    expect(await outcomes()).toEqual([...Array<unknown>(2).fill(['cosigned', 4]), ...Array<unknown>(2).fill(['cosigned', 2])]);
    const notes = readdirSync(join(folder, 'cosigned'));
    expect(notes).toHaveLength(10);
    for (const name of notes) expect(await keepCosigned(log.pool, readFileSync(join(folder, 'cosigned', name), 'utf8'), [vkey])).toBe(1);
    const policy = parsePolicy(
      `${allKeys()
        .map((key) => `log ${key}`)
        .join('\n')}\nwitness one ${vkey}\nquorum one\n`,
    );
    for (const path of ['/checkpoint', '/checkpoint?hash=sm3', '/public-log/checkpoint', '/public-log/checkpoint?hash=sm3'])
      expect([path, openCheckpoint((await askOf(log)(path))!, policy).quorum]).toEqual([path, true]);
  }, 120_000);

  it('refuses a tree that has no checkpoint any more, an older one, or that of another tree', async () => {
    const { folder } = witness('one', allKeys());
    await grow(log, 1, 'PUBLIC');
    const old = (await askOf(log)('/public-log/checkpoint'))!;
    await grow(log, 2, 'PUBLIC');
    await witnessOnce(folder, askOf(log), () => NOW);
    const lying =
      (note: string | null): AskLog =>
      (path) =>
        path === '/public-log/checkpoint' ? Promise.resolve(note) : askOf(log)(path);
    const full = (await askOf(log)('/checkpoint'))!;
    for (const [note, reason] of [
      [null, /no checkpoint any more/],
      [old, /^400 the old size is larger/],
      [full, /and not of log.example\/public/],
    ] as const)
      expect((await witnessOnce(folder, lying(note), () => NOW)).at(-1)).toMatchObject({
        outcome: 'refused',
        reason: expect.stringMatching(reason) as string,
      });
    expect((await witnessOnce(folder, askOf(log), () => NOW)).map(({ outcome }) => outcome)).toEqual(Array(4).fill('unchanged'));
  }, 120_000);

  it('refuses another branch, keeps it as evidence, and forgets nothing', async () => {
    const { folder } = witness('one');
    const other = await smallLog();
    try {
      await grow(log, 1);
      await grow(log, 2);
      expect(await witnessOnce(folder, askOf(log), () => NOW)).toMatchObject([{ outcome: 'cosigned', size: 2 }]);
      await grow(other, 1);
      expect(await witnessOnce(folder, askOf(other), () => NOW)).toMatchObject([
        { outcome: 'refused', reason: expect.stringMatching(/^400/) as string },
      ]);
      for (const version of [2, 3]) await grow(other, version);
      expect(await witnessOnce(folder, askOf(other), () => NOW + 1n)).toMatchObject([
        { outcome: 'refused', reason: expect.stringMatching(/^422/) as string },
      ]);
      expect(readdirSync(join(folder, 'refused'))).toHaveLength(2);
      await grow(log, 3);
      expect(await witnessOnce(folder, askOf(log), () => NOW)).toMatchObject([{ outcome: 'cosigned', size: 3 }]);
    } finally {
      await other.close();
    }
  }, 120_000);
});
