import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  attachmentOf,
  bagOf,
  evidencePackage,
  formatCheckpoint,
  leafHash,
  mapKey,
  parseLeaf,
  sha256,
  withSealedFiles,
  type Files,
  type PackageParts,
  type SealedFiles,
} from '@minglu/audit';
import { memoryMap, TEST_ORIGIN, testSigner } from '@minglu/audit/testing';
import { MATERIAL, policyWith, sampleLog, samplePackage, SEALED_MATERIAL, signed, withLists, WITNESSES, type SampleLog } from './sample.js';
import { checks, workbench } from './workbench.js';

describe('minglu-verify package', () => {
  const bench = workbench();
  let log: SampleLog;
  let check: ReturnType<typeof checks>;
  let parts: PackageParts;
  beforeAll(async () => {
    log = await sampleLog();
    check = checks(bench, log);
    parts = await log.parts(log.streams.slice(0, 1));
  });
  afterAll(() => bench.close());

  /** The package with another first stream. */
  const withStream = (change: (stream: PackageParts['streams'][number]) => Partial<PackageParts['streams'][number]>): Files => {
    const [stream] = parts.streams as [PackageParts['streams'][number]];
    return evidencePackage({ ...parts, streams: [{ ...stream, ...change(stream) }] });
  };

  it('accepts the package of cases, and says what it has verified', async () => {
    const materials = [{ content: MATERIAL, extension: 'txt' }];
    const other = new Map([['index.html', Buffer.from('<p>案卷</p>')]]);
    const { code, reason, facts } = await check.package(await samplePackage(log, log.streams, { materials, other }));
    expect([code, reason]).toEqual([0, 'the package is whole, complete and unaltered']);
    expect(facts).toMatchObject({
      events: log.leaves.length,
      states: log.streams.length,
      withheld: 0,
      materials: 1,
      coveredByTheManifestOnly: 1,
      sm3: true,
    });
  });

  it('is the same bytes each time', async () => {
    const again = await log.parts(log.streams.slice(0, 1));
    // a signature with SM2 is another each time
    const bytes = (of: PackageParts) => [...evidencePackage({ ...of, sm3Checkpoint: undefined })];
    expect(bytes(again)).toEqual(bytes(parts));
  });

  it('accepts a folder too, and refuses one with a link', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'minglu-bag-'));
    try {
      for (const [path, content] of evidencePackage(parts)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
      }
      const policy = ['--policy', bench.file('policy', log.policy)];
      expect(await bench.run('package', ...policy, folder)).toMatchObject({ code: 0 });
      symlinkSync('checkpoint.txt', join(folder, 'data/link'));
      expect(await bench.run('package', ...policy, folder)).toMatchObject({ code: 2 });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('answers 3 where fewer witnesses have cosigned than the policy wants', async () => {
    const text = formatCheckpoint({ origin: TEST_ORIGIN, size: log.tree.size(), root: await log.tree.root() });
    const checkpoint = await signed(text, testSigner(), WITNESSES.slice(0, 2));
    const files = evidencePackage({ ...parts, checkpoint });
    expect(await check.package(files)).toMatchObject({ code: 3 });
    expect(await check.package(files, policyWith('2'))).toMatchObject({ code: 0 });
  });

  it('answers 4 where a state is not what the events fold to', async () => {
    const files = withStream(({ states }) => ({
      states: states.map(({ version, state }) => ({ version, state: { ...(state as object), status: 'TITLED' } })),
    }));
    expect(await check.package(files)).toMatchObject({ code: 4, reason: expect.stringContaining('is not the one claimed') });
  });

  it('answers 4 where an event was changed, and says which', async () => {
    const changed = (field: 'payload' | 'metadata' | 'salt', change: (text: string) => string) =>
      withStream(({ events }) => ({
        events: events.map((event, index) =>
          index === 2 && 'payload' in event.content
            ? { ...event, content: { ...event.content, [field]: change(event.content[field]) } }
            : event,
        ),
      }));
    expect(await check.package(changed('payload', (text) => text.replace('{', '{ ')))).toMatchObject({
      code: 4,
      reason: expect.stringContaining('version 3'),
    });
    expect(await check.package(changed('metadata', (text) => text.replace('{', '{ ')))).toMatchObject({ code: 4 });
    expect(await check.package(changed('salt', () => '0'.repeat(64)))).toMatchObject({ code: 4 });
  });

  it('answers 1 where the last event was left out, and where a leaf is not in the tree', async () => {
    const shorter = withStream(({ events }) => ({ events: events.slice(0, -1), states: [] }));
    expect(await check.package(shorter)).toMatchObject({ code: 1, reason: expect.stringContaining('the map says') });
    const moved = withStream(({ events }) => ({
      events: events.map((event, index) => (index === 1 ? { ...event, proof: events[2]!.proof } : event)),
    }));
    expect(await check.package(moved)).toMatchObject({ code: 1 });
  });

  it('takes withheld events, and then no state', async () => {
    const withheld = withStream(({ events }) => ({
      states: [],
      events: events.map((event, index) => (index === 1 ? { ...event, content: { withheld: 'personal data' } } : event)),
    }));
    expect(await check.package(withheld)).toMatchObject({ code: 0, facts: { withheld: 1, states: 0 } });
    const claimed = withStream(({ events }) => ({
      events: events.map((event, index) => (index === 1 ? { ...event, content: { withheld: 'personal data' } } : event)),
    }));
    expect(await check.package(claimed)).toMatchObject({ code: 4 });
  });

  it('answers 4 for a material that no event names', async () => {
    const files = evidencePackage({ ...parts, materials: [{ content: Buffer.from('another'), extension: 'pdf' }] });
    expect(await check.package(files)).toMatchObject({ code: 4, reason: expect.stringContaining('named by no event') });
  });

  describe('with sealed files', () => {
    const files = [attachmentOf(SEALED_MATERIAL)];
    const eventAt = (index: number): string => parseLeaf(log.leaves[index]!).event;
    /** The package of all cases with lists of sealed files, and with files. */
    const listing = async (lists: readonly SealedFiles[], ...materials: readonly Buffer[]): Promise<Files> =>
      withLists(await samplePackage(log, log.streams, { materials: materials.map((content) => ({ content, extension: 'txt' })) }), lists);

    it('accepts the list to which the leaf commits, with its file, and counts it', async () => {
      const opened = await listing([{ event: eventAt(1), files }], SEALED_MATERIAL);
      expect(await check.package(opened)).toMatchObject({ code: 0, facts: { sealedFiles: 1, materials: 1 } });
    });

    it('verifies without them, and then shows none', async () => {
      expect(await check.package(await samplePackage(log, log.streams))).toMatchObject({
        code: 0,
        facts: { sealedFiles: 0, materials: 0 },
      });
    });

    it('answers 4 for any other list, file or event', async () => {
      const [digest, national, size] = files[0]!;
      const others: SealedFiles['files'][] = [
        [],
        [...files, ...files],
        [[national, digest, size]],
        [[digest, national, '1']],
        [attachmentOf(MATERIAL)],
      ];
      for (const other of others)
        expect(await check.package(await listing([{ event: eventAt(1), files: other }]))).toMatchObject({
          code: 4,
          reason: expect.stringContaining('not those to which its leaf commits'),
        });
      expect(await check.package(await listing([{ event: eventAt(0), files }]))).toMatchObject({ code: 4 });
      expect(await check.package(await listing([{ event: 'none', files }]))).toMatchObject({ code: 4 });
      const otherFile = await listing([{ event: eventAt(1), files }], Buffer.from('another'));
      expect(await check.package(otherFile)).toMatchObject({ code: 4, reason: expect.stringContaining('named by no event') });
    });

    it('answers 4 for the list of an event that is withheld', async () => {
      const whole = await log.parts(log.streams);
      const streams = whole.streams.map((stream) => ({
        ...stream,
        states: [],
        events: stream.events.map((event) => ({ ...event, content: { withheld: 'personal data' } })),
      }));
      const opened = withLists(evidencePackage({ ...whole, streams }), [{ event: eventAt(1), files }]);
      expect(await check.package(opened)).toMatchObject({ code: 4, reason: expect.stringContaining('is not shown') });
    });

    it('answers 2 for one event twice and for a list of another form', async () => {
      const one = { event: eventAt(1), files };
      expect(await check.package(await listing([one, one]))).toMatchObject({ code: 2 });
      expect(await check.package(await listing([{ ...one, files: [['x', 'y', '1']] } as SealedFiles]))).toMatchObject({ code: 2 });
    });

    it('are not added where no event commits to them', async () => {
      const whole = await samplePackage(log, log.streams);
      expect(() => withSealedFiles(whole, [{ content: Buffer.from('another'), extension: 'txt' }])).toThrow(
        'no event of the package commits',
      );
    });
  });

  it('answers 4 for a material whose leaf says another SM3 or length', async () => {
    const files = await samplePackage(log, log.streams, { materials: [{ content: MATERIAL, extension: 'txt' }] });
    expect(await check.package(files)).toMatchObject({ code: 0 });
    const wrong = await sampleLog(undefined, undefined, [attachmentOf(MATERIAL)[0], '0'.repeat(64), '6']);
    const forged = await samplePackage(wrong, wrong.streams, { materials: [{ content: MATERIAL, extension: 'txt' }] });
    expect(await check.package(forged)).toMatchObject({ code: 4, reason: expect.stringContaining('another SM3 or length') });
  });

  it('answers 2 for a file of no kind', async () => {
    const payload = new Map([...evidencePackage(parts)].filter(([path]) => path.startsWith('data/')));
    expect(await check.package(bagOf(new Map([...payload, ['data/more.json', Buffer.from('{}')]]), []))).toMatchObject({ code: 2 });
    payload.delete('data/map-head.txt');
    expect(await check.package(bagOf(payload, []))).toMatchObject({ code: 2 });
  });

  it('shows that a case does not exist', async () => {
    const map = memoryMap(sha256);
    for (const stream of log.streams) {
      const own = log.leaves.filter((leaf) => leaf.toString().includes(`"stream":"${stream}"`));
      await map.set({ key: mapKey(sha256, stream), last: leafHash(sha256, own.at(-1)!), version: BigInt(own.length) });
    }
    const absent = { stream: 'dossier/none', events: [], states: [], mapProof: await map.prove(mapKey(sha256, 'dossier/none')) };
    expect(await check.package(evidencePackage({ ...parts, streams: [absent] }))).toMatchObject({ code: 0, facts: { events: 0 } });
    expect(await check.package(evidencePackage({ ...parts, streams: [{ ...absent, stream: log.streams[0]! }] }))).toMatchObject({
      code: 1,
    });
  });
});
