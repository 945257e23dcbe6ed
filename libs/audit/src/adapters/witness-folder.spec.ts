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
const FULL = { log: 'full', hash: 'sha256' } as const;

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
  const witness = (name: string) => {
    const folder = join(parent, name);
    return { folder, vkey: makeWitness(folder, `witness.example/${name}`, `log ${logKey}\nquorum none\n`) };
  };
  const askOf = ({ pool, store }: SmallLog): AskLog => {
    const trees = transparencyLog({ pool, log: store, calendarStream: SOURCES.calendarStream });
    return (path) => {
      const { pathname, searchParams } = new URL(path, 'http://log.example');
      if (pathname === '/checkpoint') return trees.checkpoint(FULL);
      return trees.consistency(FULL, Number(searchParams.get('from')), Number(searchParams.get('to')));
    };
  };
  const grow = async (of: SmallLog, version: number): Promise<void> => {
    await of.append('dossier/a', version);
    const trees = of.sequencer();
    await trees.catchUp();
    await trees.stop();
  };

  it('cosigns each checkpoint that begins with the one before, and the log serves it with k of n cosignatures', async () => {
    const [one, two, three] = ['one', 'two', 'three'].map(witness);
    for (const version of [1, 2]) {
      await grow(log, version);
      for (const { folder } of [one!, two!])
        expect(await witnessOnce(folder, askOf(log), () => NOW)).toMatchObject({ outcome: 'cosigned', size: version });
    }
    expect(await witnessOnce(one!.folder, askOf(log), () => NOW)).toMatchObject({ outcome: 'unchanged', size: 2 });
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

  it('refuses another branch, keeps it as evidence, and forgets nothing', async () => {
    const { folder } = witness('one');
    const other = await smallLog();
    try {
      await grow(log, 1);
      await grow(log, 2);
      expect(await witnessOnce(folder, askOf(log), () => NOW)).toMatchObject({ outcome: 'cosigned', size: 2 });
      await grow(other, 1);
      expect(await witnessOnce(folder, askOf(other), () => NOW)).toMatchObject({
        outcome: 'refused',
        reason: expect.stringMatching(/^400/) as string,
      });
      for (const version of [2, 3]) await grow(other, version);
      expect(await witnessOnce(folder, askOf(other), () => NOW + 1n)).toMatchObject({
        outcome: 'refused',
        reason: expect.stringMatching(/^422/) as string,
      });
      expect(readdirSync(join(folder, 'refused'))).toHaveLength(2);
      await grow(log, 3);
      expect(await witnessOnce(folder, askOf(log), () => NOW)).toMatchObject({ outcome: 'cosigned', size: 3 });
    } finally {
      await other.close();
    }
  }, 120_000);
});
