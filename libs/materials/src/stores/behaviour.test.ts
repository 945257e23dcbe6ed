import { hash, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { NotStored, type ByteRange, type Draft, type MaterialStore } from '../port.js';

/** The suite of every store of materials. `fresh` opens an empty store, before each test. */
export const describeMaterialStore = (name: string, fresh: () => Promise<MaterialStore & { readonly close?: () => void }>): void => {
  describe(name, () => {
    let store: MaterialStore & { readonly close?: () => void };
    beforeEach(async () => {
      store = await fresh();
    });
    afterEach(() => store.close?.());

    const sha256Of = (bytes: Uint8Array): string => hash('sha256', bytes);
    const draftOf = async (...chunks: readonly Uint8Array[]): Promise<Draft> => {
      const draft = await store.newDraft();
      for (const chunk of chunks) await draft.write(chunk);
      return draft;
    };
    const keep = async (bytes: Uint8Array): Promise<string> => {
      await store.keep(await draftOf(bytes), sha256Of(bytes));
      return sha256Of(bytes);
    };
    const bytesOf = async (stream: AsyncIterable<unknown>): Promise<Buffer> => {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    };
    const read = async (sha256: string, range?: ByteRange): Promise<Buffer> => bytesOf(await store.open(sha256, range));
    const all = async <T>(items: AsyncIterable<T>): Promise<readonly T[]> => {
      const found: T[] = [];
      for await (const item of items) found.push(item);
      return found;
    };

    it('shows nothing of a draft', async () => {
      const bytes = randomBytes(1000);
      const draft = await draftOf(bytes);
      expect([await store.has(sha256Of(bytes)), await store.sizeOf(sha256Of(bytes)), await all(store.list())]).toEqual([false, null, []]);
      await expect(store.open(sha256Of(bytes))).rejects.toThrow(NotStored);
      await draft.discard();
    });

    it('reads a draft at any place, before and after more is written', async () => {
      const [one, two] = [randomBytes(100_000), randomBytes(70_000)];
      const draft = await draftOf(one);
      expect([draft.size, (await draft.read(99_990, 20)).equals(one.subarray(99_990))]).toEqual([100_000, true]);
      await draft.write(two);
      const whole = Buffer.concat([one, two]);
      expect((await draft.read(99_000, 2_000)).equals(whole.subarray(99_000, 101_000))).toBe(true);
      expect((await bytesOf(draft.open())).equals(whole)).toBe(true);
      expect((await bytesOf(draft.open({ first: 10, last: 19 }))).equals(whole.subarray(10, 20))).toBe(true);
      expect([(await draft.read(170_000, 10)).length, (await draft.read(999_999, 10)).length]).toEqual([0, 0]);
      await draft.discard();
      await draft.discard();
    });

    it.each([1, 4096, 5_000_001])('keeps %d bytes under their digest, and reads them whole and by range', async (size) => {
      const bytes = randomBytes(size);
      const sha256 = await keep(bytes);
      expect([await store.has(sha256), await store.sizeOf(sha256)]).toEqual([true, size]);
      expect((await read(sha256)).equals(bytes)).toBe(true);
      const last = Math.min(size - 1, 4095);
      expect((await read(sha256, { first: Math.floor(last / 2), last })).equals(bytes.subarray(Math.floor(last / 2), last + 1))).toBe(true);
      expect(await all(store.list())).toEqual([{ sha256, size, storedAt: expect.any(Date) as Date }]);
    });

    it('keeps more than one part of a transfer', async () => {
      const chunk = randomBytes(1024 * 1024);
      const bytes = Buffer.concat(Array.from({ length: 37 }, () => chunk));
      const sha256 = await keep(bytes);
      expect(sha256Of(await read(sha256))).toBe(sha256);
      const range = { first: 16 * 1024 * 1024 - 5, last: 16 * 1024 * 1024 + 5 };
      expect((await read(sha256, range)).equals(bytes.subarray(range.first, range.last + 1))).toBe(true);
    });

    it('keeps the same bytes once, from several senders at a time', async () => {
      const bytes = randomBytes(200_000);
      const kept = await Promise.all(Array.from({ length: 5 }, () => keep(bytes)));
      expect([new Set(kept).size, (await all(store.list())).length, (await read(kept[0]!)).equals(bytes)]).toEqual([1, 1, true]);
    });

    it('lists all bytes, and removes those that it is told', async () => {
      const digests = await Promise.all(Array.from({ length: 20 }, (_, index) => keep(Buffer.from(`file ${index}`))));
      expect((await all(store.list())).map(({ sha256 }) => sha256).sort()).toEqual([...digests].sort());
      await store.remove(digests[3]!);
      await store.remove(digests[3]!);
      expect([await store.has(digests[3]!), (await all(store.list())).length]).toEqual([false, 19]);
      await expect(store.open(digests[3]!)).rejects.toThrow(NotStored);
    });

    it('takes no name that leads elsewhere', async () => {
      for (const name of ['../../etc/passwd', 'A'.repeat(64), '', `${'a'.repeat(63)}/`]) {
        await expect((async () => store.open(name))()).rejects.toThrow(/64 hexadecimal digits|nothing is stored/);
        expect(await (async () => store.has(name))().catch(() => false)).toBe(false);
      }
    });

    it('keeps parts apart from files, and removes those of one upload', async () => {
      const [upload, other] = [randomUUID(), randomUUID()];
      const [one, two] = [randomBytes(1000), randomBytes(2000)];
      const put = async (to: string, part: number, bytes: Buffer) =>
        store.parts.keep(to, { part, sha256: sha256Of(bytes) }, await draftOf(bytes));
      await put(upload, 1, one);
      await put(upload, 2, two);
      await put(upload, 2, two);
      await put(upload, 2, one);
      await put(other, 1, two);
      const part = async (of: string, number: number, bytes: Buffer) =>
        bytesOf(await store.parts.open(of, { part: number, sha256: sha256Of(bytes) }));
      expect([
        (await part(upload, 1, one)).equals(one),
        (await part(upload, 2, two)).equals(two),
        (await part(upload, 2, one)).equals(one),
      ]).toEqual([true, true, true]);
      expect((await all(store.parts.uploads())).map((each) => each.upload).sort()).toEqual([upload, other].sort());
      await store.parts.remove(upload);
      await expect(part(upload, 1, one)).rejects.toThrow(NotStored);
      expect([(await part(other, 1, two)).equals(two), await all(store.list())]).toEqual([true, []]);
      expect((await all(store.parts.uploads())).map((each) => each.upload)).toEqual([other]);
    });

    it('sweeps old drafts and leaves young ones, files and parts', async () => {
      const [draft, sha256] = [await draftOf(randomBytes(10)), await keep(Buffer.from('kept'))];
      await wait(20);
      expect([await store.sweep(new Date(Date.now() - 60_000)), draft.size]).toEqual([0, 10]);
      expect((await draft.read(0, 10)).length).toBe(10);
      await store.sweep(new Date(Date.now() + 1000));
      expect((await read(sha256)).toString()).toBe('kept');
      await draft.discard();
    });
  });
};
