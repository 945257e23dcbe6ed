import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Material } from './port.js';
import type { MaterialRegister } from './register.js';

const digest = (letter: string): string => letter.repeat(64);
const material = (letter: string): Material => ({
  sha256: digest(letter),
  sm3: digest('0'),
  size: 3_000_000_000,
  mediaType: 'application/pdf',
  findings: [{ severity: 'notice', code: 'not-scanned', zh: '未检查', en: 'not scanned' }],
  storedAt: new Date('2025-03-01T01:02:03.456Z'),
});
const chengdu = { person: 'p-1', org: '510100' };
const nanjing = { person: 'p-2', org: '320100' };

/** The suite of every register of materials. `fresh` opens an empty one, before each test. */
export const describeRegister = (name: string, fresh: () => Promise<MaterialRegister>): void => {
  describe(name, () => {
    let register: MaterialRegister;
    beforeEach(async () => {
      register = await fresh();
    });
    const record = (letter: string, depositor = chengdu, storedAt = material(letter).storedAt) =>
      register.alone(digest(letter), (locked) => locked.record({ ...material(letter), storedAt }, depositor));

    it('keeps the first row of a file, and each of its depositors', async () => {
      expect(await record('a')).toEqual(material('a'));
      expect(await record('a', nanjing, new Date())).toEqual(material('a'));
      expect(await record('a', nanjing, new Date())).toEqual(material('a'));
      expect([await register.find(digest('a')), await register.find(digest('b'))]).toEqual([material('a'), null]);
      const deposited = (org: string) => register.isDepositedBy(digest('a'), org);
      expect([await deposited('510100'), await deposited('320100'), await deposited('440300')]).toEqual([true, true, false]);
    });

    it('names the digests that are not stored', async () => {
      await record('b');
      expect(await register.missing([digest('a'), digest('b'), digest('c')])).toEqual([digest('a'), digest('c')]);
      expect([await register.missing([digest('b')]), await register.missing([])]).toEqual([[], []]);
    });

    it('reads the rows page by page, in the order of digests', async () => {
      for (const letter of ['c', 'a', 'b']) await record(letter);
      const first = await register.after('', 2);
      expect(first.map(({ sha256 }) => sha256)).toEqual([digest('a'), digest('b')]);
      expect((await register.after(digest('b'), 2)).map(({ sha256 }) => sha256)).toEqual([digest('c')]);
    });

    it('removes a row with its depositors', async () => {
      await record('a');
      const [before, removed, again, after] = await register.alone(digest('a'), async (locked) => [
        [await locked.hasRow(digest('a')), await locked.isDepositedBy(digest('a'), '510100')],
        await locked.remove(digest('a')),
        await locked.remove(digest('a')),
        [await locked.hasRow(digest('a')), await locked.isDepositedBy(digest('a'), '510100')],
      ]);
      expect([before, removed, again, after]).toEqual([[true, true], true, false, [false, false]]);
    });

    it('works alone on a digest, and beside others on other digests', async () => {
      const order: string[] = [];
      const work = (letter: string, ms: number) =>
        register.alone(digest(letter), async () => {
          order.push(`${letter} begins`);
          await delay(ms);
          order.push(`${letter} ends`);
        });
      await Promise.all([work('a', 50), work('a', 50), work('b', 1)]);
      const ofA = order.filter((each) => each.startsWith('a'));
      expect(ofA).toEqual(['a begins', 'a ends', 'a begins', 'a ends']);
      await expect(register.alone(digest('a'), () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
      await work('a', 1);
    });

    it('keeps an upload with its parts until it ends', async () => {
      const id = randomUUID();
      const touchedAt = new Date('2025-03-01T00:00:00Z');
      await register.begin({ id, depositor: chengdu, size: 5_000_000_000, touchedAt });
      expect(await register.upload(id)).toEqual({ id, depositor: chengdu, size: 5_000_000_000, touchedAt, sha256: null, parts: [] });
      const later = new Date('2025-03-01T01:00:00Z');
      const [one, two] = [
        { part: 1, size: 16, sha256: digest('1') },
        { part: 2, size: 8, sha256: digest('2') },
      ];
      expect(await register.recordPart(id, two, later)).toBe(true);
      expect(await register.recordPart(id, { ...one, sha256: digest('9') }, later)).toBe(true);
      expect(await register.recordPart(id, one, later)).toBe(true);
      expect(await register.upload(id)).toMatchObject({ touchedAt: later, parts: [one, two] });
      expect([await register.underWay('510100'), await register.underWay('320100')]).toEqual([1, 0]);
      expect([await register.idleSince(later), await register.idleSince(new Date(later.getTime() + 1))]).toEqual([[], [id]]);

      await register.finish(id, digest('a'));
      expect(await register.upload(id)).toMatchObject({ sha256: digest('a'), parts: [] });
      expect([await register.recordPart(id, one, later), await register.underWay('510100')]).toEqual([false, 0]);
      await register.endUpload(id);
      expect([await register.upload(id), await register.recordPart(id, one, later)]).toEqual([null, false]);
    });
  });
};
