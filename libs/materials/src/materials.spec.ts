import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { hash, randomBytes, randomUUID } from 'node:crypto';
import { clamd } from './clamd.js';
import { checkMaterials, expireTickets, expireUploads, removeLeftovers } from './check.js';
import { materials, MOST_SIZE, type MaterialParts } from './materials.js';
import { memoryRegister } from './memory-register.js';
import type { Depositor, Received } from './port.js';
import { memoryStore } from './stores/memory-store.js';
import { depositorOf } from './tickets.js';
import { NewUploadDto } from './routes/materials.dto.js';
import { fakeClamd } from './testing/fake-clamd.js';
import { pdfOf } from './testing/samples.js';

const chengdu: Depositor = { person: 'p-1', org: '510100' };
const nanjing: Depositor = { person: 'p-2', org: '320100' };
const sha256Of = (bytes: Uint8Array): string => hash('sha256', bytes);
async function* chunks(bytes: Buffer, size = 1000) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const codes = (answer: { readonly findings?: readonly { readonly code: string }[] }): readonly string[] =>
  (answer.findings ?? []).map(({ code }) => code);

const setUp = (more: Partial<MaterialParts> = {}) => {
  let at = new Date('2025-03-01T00:00:00Z');
  const now = () => at;
  const [store, register] = [memoryStore(now), memoryRegister()];
  const held = new Set<string>();
  const parts = { store, register, scanner: null, isHeld: async (sha256: string) => held.has(sha256), now, ...more };
  const files = materials(parts);
  return {
    ...parts,
    held,
    files,
    later: (hours: number) => void (at = new Date(at.getTime() + hours * 3_600_000)),
    receive: (bytes: Buffer, name = '报告.pdf', depositor = chengdu): Promise<Received> =>
      files.receive(chunks(bytes), { name, depositor }),
  };
};
const isEmpty = async ({ store }: Pick<MaterialParts, 'store'>): Promise<boolean> => {
  for await (const _ of store.list()) return false;
  return true;
};

describe('receiving a file', () => {
  it('stores it under its SHA-256, with its SM3 and its type by content, and not its name', async () => {
    const it = setUp();
    const bytes = pdfOf('报告');
    const material = {
      sha256: sha256Of(bytes),
      sm3: hash('sm3', bytes),
      size: bytes.length,
      mediaType: 'application/pdf',
      storedAt: new Date('2025-03-01T00:00:00Z'),
    };
    const received = await it.receive(bytes, '张三的报告.pdf');
    expect(received).toMatchObject({ outcome: 'stored', material });
    expect(JSON.stringify(await it.files.find(material.sha256))).not.toContain('张三');
    const read: Buffer[] = [];
    for await (const chunk of await it.files.open(material.sha256, { first: 1, last: 3 })) read.push(chunk as Buffer);
    expect(Buffer.concat(read).toString()).toBe('PDF');
  });

  it('keeps one file for two senders, and tells neither of the other', async () => {
    const it = setUp();
    const bytes = pdfOf('x');
    const first = await it.receive(bytes);
    it.later(1);
    const second = await it.receive(bytes, 'b.pdf', nanjing);
    expect(second).toEqual(first);
    const at = (org: string) => it.files.isDepositedBy(sha256Of(bytes), org);
    expect([await at('510100'), await at('320100'), await at('440300')]).toEqual([true, true, false]);
    const [one, other] = [sha256Of(bytes), 'a'.repeat(64)];
    expect(await it.files.missing([one, other])).toEqual([other]);
  });

  it.each<[why: string, bytes: Buffer, name: string, code: string]>([
    ['is empty', Buffer.alloc(0), 'a.pdf', 'empty-file'],
    ['is too large', Buffer.concat([pdfOf('x'), Buffer.alloc(5000)]), 'a.pdf', 'too-large'],
    ['is of a kind that is not taken', Buffer.from('plain'), 'a.txt', 'type-not-allowed'],
    ['has a hidden character in its name', pdfOf('x'), 'a\u202Efdp.pdf', 'unsafe-name'],
    ['has a path as its name', pdfOf('x'), '../a.pdf', 'unsafe-name'],
    ['has an overlong name', pdfOf('x'), `${'名'.repeat(90)}.pdf`, 'unsafe-name'],
  ])('that %s leaves nothing', async (_, bytes, name, code) => {
    const it = setUp({ limits: { size: 4096 } });
    const received = await it.receive(bytes, name);
    expect([received.outcome, codes(received as never), await isEmpty(it)]).toEqual(['refused', [code], true]);
  });

  it('begins an upload of the size that a setting allows, also above the default', async () => {
    const it = setUp({ limits: { size: 4 * 2 ** 30 } });
    const body = plainToInstance(NewUploadDto, { size: 3 * 2 ** 30 });
    expect(await validate(body)).toEqual([]);
    expect(await it.files.uploads.begin(body.size, chengdu)).toMatchObject({ size: body.size, parts: [] });
    expect(await validate(plainToInstance(NewUploadDto, { size: MOST_SIZE + 1 }))).toHaveLength(1);
  });

  it('refuses a program at its first bytes, and reads no further', async () => {
    const it = setUp();
    let sent = 0;
    async function* endless() {
      for (;;) {
        sent += 1;
        yield Buffer.concat([Buffer.from('MZ'), Buffer.alloc(4094)]);
      }
    }
    expect(codes((await it.files.receive(endless(), { name: 'a.pdf', depositor: chengdu })) as never)).toEqual(['active-content']);
    expect(sent).toBe(1);
  });

  it('refuses other bytes than the sender states', async () => {
    const it = setUp();
    const receiving = { name: 'a.pdf', depositor: chengdu, sha256: sha256Of(pdfOf('y')) };
    expect(codes((await it.files.receive(chunks(pdfOf('x')), receiving)) as never)).toEqual(['digest-differs']);
    expect(await isEmpty(it)).toBe(true);
  });

  it('leaves nothing of a sender that goes away, and fails as the source does', async () => {
    const it = setUp();
    async function* broken() {
      yield pdfOf('x').subarray(0, 50);
      throw new Error('the sender is gone');
    }
    await expect(it.files.receive(broken(), { name: 'a.pdf', depositor: chengdu })).rejects.toThrow('the sender is gone');
    expect(await isEmpty(it)).toBe(true);
  });

  it('says so when the disk is full', async () => {
    const store = memoryStore();
    const full = {
      ...store,
      newDraft: async () => ({
        ...(await store.newDraft()),
        write: async () => Promise.reject(Object.assign(new Error(), { code: 'ENOSPC' })),
      }),
    };
    const errors: string[] = [];
    const it = setUp({ store: full, onError: (_, during) => errors.push(during) });
    expect(await it.receive(pdfOf('x'))).toMatchObject({ outcome: 'unavailable', findings: [{ code: 'store-full' }] });
    expect(errors).toEqual(['receiving a file']);
  });
});

describe('a scanner', () => {
  it('that is not configured is a notice on each file', async () => {
    expect(await setUp().receive(pdfOf('x'))).toMatchObject({ material: { findings: [{ severity: 'notice', code: 'not-scanned' }] } });
  });

  it('refuses what it finds, and sees no file that is refused anyway', async () => {
    const server = await fakeClamd({ most: 10_000 });
    const it = setUp({ scanner: clamd(server.address) });
    expect(await it.receive(pdfOf('clean'))).toMatchObject({ outcome: 'stored', material: { findings: [] } });
    expect(await it.receive(pdfOf('EICAR'))).toMatchObject({ outcome: 'refused', findings: [{ code: 'virus-found' }] });
    expect(await it.receive(pdfOf('x'.repeat(20_000)))).toMatchObject({ outcome: 'refused', findings: [{ code: 'too-large-to-scan' }] });
    expect(await it.receive(Buffer.from('plain'))).toMatchObject({ findings: [{ code: 'type-not-allowed' }] });
    expect(server.scanned).toHaveLength(2);
    await server.close();
  });

  it('that cannot be reached lets nothing pass unchecked', async () => {
    const server = await fakeClamd();
    const it = setUp({ scanner: clamd(server.address) });
    await server.close();
    expect(await it.receive(pdfOf('x'))).toMatchObject({ outcome: 'unavailable', findings: [{ code: 'cannot-be-checked-now' }] });
    expect([await isEmpty(it), await it.files.missing([sha256Of(pdfOf('x'))])]).toEqual([true, [sha256Of(pdfOf('x'))]]);
  });
});

describe('removing a file', () => {
  it('is denied while the file is held', async () => {
    const it = setUp();
    await it.receive(pdfOf('x'));
    const sha256 = sha256Of(pdfOf('x'));
    it.held.add(sha256);
    expect([await it.files.remove(sha256), await it.store.has(sha256)]).toEqual(['held', true]);
    it.held.clear();
    expect([await it.files.remove(sha256), await it.store.has(sha256), await it.files.find(sha256)]).toEqual(['removed', false, null]);
    expect(await it.files.remove(sha256)).toBe('not-stored');
  });

  it('and receiving it at the same time never leave a row without bytes', async () => {
    for (let round = 0; round < 50; round += 1) {
      const it = setUp();
      const sha256 = sha256Of(pdfOf('x'));
      await Promise.all([it.receive(pdfOf('x')), it.files.remove(sha256), it.receive(pdfOf('x')), it.files.remove(sha256)]);
      expect(await it.store.has(sha256)).toBe((await it.files.find(sha256)) !== null);
    }
  });
});

describe('an upload by parts', () => {
  const limits = { smallestPart: 1000, largestPart: 2000, size: 10_000 };
  const whole = Buffer.concat([pdfOf('x'.repeat(3000))]);
  const pieces = [whole.subarray(0, 1500), whole.subarray(1500, 3000), whole.subarray(3000)];
  const name = '报告.pdf';
  const begun = async (size = whole.length) => {
    const it = setUp({ limits });
    const upload = await it.files.uploads.begin(size, chengdu);
    if (!('id' in upload)) throw new Error('no upload');
    const put = (part: number, bytes: Buffer, sha256 = sha256Of(bytes), depositor = chengdu) =>
      it.files.uploads.put(upload.id, part, chunks(bytes), { sha256, depositor });
    const complete = (sha256 = sha256Of(whole), depositor = chengdu) => it.files.uploads.complete(upload.id, { name, depositor, sha256 });
    return { ...it, ...it.files.uploads, id: upload.id, put, complete };
  };

  it('is a file like any other when it is complete', async () => {
    const it = await begun();
    for (const [index, piece] of pieces.entries())
      expect(await it.put(index + 1, piece)).toEqual({
        outcome: 'stored',
        part: { part: index + 1, size: piece.length, sha256: sha256Of(piece) },
      });
    const completed = await it.complete();
    expect(completed).toMatchObject({
      outcome: 'stored',
      material: { sha256: sha256Of(whole), sm3: hash('sm3', whole), mediaType: 'application/pdf' },
    });
    // A client that did not get the answer asks again.
    expect(await it.complete()).toMatchObject({ outcome: 'stored', material: { sha256: sha256Of(whole) } });
    expect(await it.put(1, pieces[0]!)).toEqual({ outcome: 'unknown-upload' });
    for await (const left of it.store.parts.uploads()) expect(left.upload).not.toBe(it.id);
  });

  it('says which parts it has, in any order and however often they were sent', async () => {
    const it = await begun();
    await it.put(3, pieces[2]!);
    await it.put(1, pieces[1]!);
    await it.put(1, pieces[0]!);
    await it.put(1, pieces[0]!);
    expect((await it.find(it.id, chengdu))?.parts).toEqual(
      [1, 3].map((part) => ({ part, size: pieces[part - 1]!.length, sha256: sha256Of(pieces[part - 1]!) })),
    );
    expect(await it.complete()).toEqual({ outcome: 'incomplete', missing: [2] });
    await it.put(2, pieces[1]!);
    expect(await it.complete()).toMatchObject({ outcome: 'stored' });
  });

  it('refuses parts that are too long, wrong or out of range, and changes nothing', async () => {
    const it = await begun();
    expect(codes((await it.put(1, Buffer.alloc(2001))) as never)).toEqual(['part-size']);
    expect(codes((await it.put(1, Buffer.alloc(0))) as never)).toEqual(['part-size']);
    expect(codes((await it.put(1, pieces[0]!, sha256Of(pieces[1]!))) as never)).toEqual(['digest-differs']);
    for (const part of [0, 11, 1.5, -1]) expect(codes((await it.put(part, pieces[0]!)) as never)).toEqual(['part-out-of-range']);
    expect((await it.find(it.id, chengdu))?.parts).toEqual([]);
    expect(await it.complete()).toEqual({ outcome: 'incomplete', missing: [1] });
  });

  it('refuses at its end a short part, another length, another digest and a file that is not taken', async () => {
    const short = await begun();
    await short.put(1, whole.subarray(0, 500));
    await short.put(2, whole.subarray(500, 2000));
    expect(codes((await short.complete()) as never)).toEqual(['part-size']);
    const other = await begun(whole.length + 1);
    for (const [index, piece] of pieces.entries()) await other.put(index + 1, piece);
    expect(codes((await other.complete()) as never)).toEqual(['size-differs']);
    const wrong = await begun();
    for (const [index, piece] of pieces.entries()) await wrong.put(index + 1, piece);
    expect(codes((await wrong.complete('a'.repeat(64))) as never)).toEqual(['digest-differs']);
    // It is not over: the right digest completes it.
    expect(await wrong.complete()).toMatchObject({ outcome: 'stored' });
    const program = await begun(1500);
    const bytes = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(1498)]);
    await program.put(1, bytes);
    expect(codes((await program.complete(sha256Of(bytes))) as never)).toEqual(['active-content']);
    expect(await isEmpty(program)).toBe(true);
  });

  it('is seen by its depositor alone', async () => {
    const it = await begun();
    expect([
      await it.find(it.id, nanjing),
      await it.find(it.id, { ...chengdu, person: 'p-9' }),
      await it.find(randomUUID(), chengdu),
      await it.find('x', chengdu),
    ]).toEqual([null, null, null, null]);
    expect(await it.put(1, pieces[0]!, undefined, nanjing)).toEqual({ outcome: 'unknown-upload' });
    expect(await it.complete(undefined, nanjing)).toEqual({ outcome: 'unknown-upload' });
    expect([await it.abandon(it.id, nanjing), await it.abandon(it.id, chengdu), await it.find(it.id, chengdu)]).toEqual([
      false,
      true,
      null,
    ]);
  });

  it('is limited in size and number', async () => {
    const it = setUp({ limits: { ...limits, underWay: 2 } });
    const begin = (size: number, depositor = chengdu) => it.files.uploads.begin(size, depositor);
    expect(codes((await begin(0)) as never)).toEqual(['empty-file']);
    expect(codes((await begin(10_001)) as never)).toEqual(['too-large']);
    expect([codes((await begin(10)) as never), codes((await begin(10)) as never), codes((await begin(10)) as never)]).toEqual([
      [],
      [],
      ['too-many-uploads'],
    ]);
    expect(await begin(10, nanjing)).toHaveProperty('id');
  });

  it('expires a day after its last part, and then its parts are removed', async () => {
    const it = await begun();
    await it.put(1, pieces[0]!);
    it.later(23);
    await it.put(2, pieces[1]!);
    it.later(23);
    expect((await it.find(it.id, chengdu))?.parts).toHaveLength(2);
    expect(await expireUploads(it)).toEqual({ uploads: 0, drafts: 0 });
    it.later(2);
    expect([await it.find(it.id, chengdu), await it.complete()]).toEqual([null, { outcome: 'unknown-upload' }]);
    expect(await expireUploads(it)).toEqual({ uploads: 1, drafts: 0 });
    for await (const left of it.store.parts.uploads()) expect(left).toBe('none');
  });
});

describe('a check', () => {
  const keep = async ({ store }: Pick<MaterialParts, 'store'>, sha256: string, bytes: Buffer): Promise<void> => {
    const draft = await store.newDraft();
    await draft.write(bytes);
    await store.keep(draft, sha256);
  };

  it('finds lost and damaged files, and goes on after a digest', async () => {
    const it = setUp();
    const bytes = ['一', '二', '三', '四'].map((text) => pdfOf(text));
    for (const each of bytes) await it.receive(each);
    const digests = bytes.map(sha256Of).sort();
    expect(await checkMaterials(it, { hash: true })).toEqual({
      files: 4,
      hashedBytes: bytes.reduce((sum, { length }) => sum + length, 0),
      lost: [],
      damaged: [],
      orphans: [],
      abandoned: [],
    });
    await it.store.remove(digests[0]!);
    await keep(it, digests[1]!, Buffer.alloc((await it.store.sizeOf(digests[1]!))!));
    await keep(it, digests[2]!, Buffer.alloc(3));
    expect(await checkMaterials(it, { hash: true })).toMatchObject({ lost: [digests[0]], damaged: [digests[1], digests[2]] });
    // Without hashing only the length shows.
    expect(await checkMaterials(it, { hash: false })).toMatchObject({ lost: [digests[0]], damaged: [digests[2]], hashedBytes: 0 });
    const seen: string[] = [];
    const rest = await checkMaterials(it, { hash: true, after: digests[1], onProgress: ({ sha256 }) => seen.push(sha256) });
    expect([rest.files, rest.damaged, seen]).toEqual([2, [digests[2]], digests.slice(2)]);
  });

  it('takes young bytes for files under way, and removes old ones unless they are held', async () => {
    const it = setUp();
    const [orphan, held] = [sha256Of(Buffer.from('a')), sha256Of(Buffer.from('b'))];
    await keep(it, orphan, Buffer.from('a'));
    await keep(it, held, Buffer.from('b'));
    it.held.add(held);
    await it.receive(pdfOf('x'));
    expect((await checkMaterials(it, { hash: true })).orphans).toEqual([]);
    it.later(25);
    expect((await checkMaterials(it, { hash: true })).orphans.map(({ sha256 }) => sha256).sort()).toEqual([orphan, held].sort());
    expect(await removeLeftovers(it)).toEqual({ orphans: 1, uploads: 0, drafts: 0 });
    expect([await it.store.has(orphan), await it.store.has(held), await it.store.has(sha256Of(pdfOf('x')))]).toEqual([false, true, true]);
  });

  it('names parts without an upload', async () => {
    const it = setUp();
    const [id, part] = [randomUUID(), randomBytes(10)];
    const draft = await it.store.newDraft();
    await draft.write(part);
    await it.store.parts.keep(id, { part: 1, sha256: sha256Of(part) }, draft);
    it.later(25);
    expect((await checkMaterials(it, { hash: true })).abandoned).toEqual([id]);
    expect(await expireUploads(it)).toEqual({ uploads: 1, drafts: 0 });
    expect((await checkMaterials(it, { hash: true })).abandoned).toEqual([]);
  });
});

describe('a public upload that no act names', () => {
  const DAYS = 24;
  const setUpPublic = async () => {
    const it = setUp();
    const named = new Set<string>();
    const parts = { ...it, isHeld: async (sha256: string) => named.has(sha256) || it.held.has(sha256) };
    const bytes = pdfOf('异议的证据');
    const upload = (ticket: string) => it.receive(bytes, 'a.pdf', depositorOf(ticket));
    await upload('t1');
    return {
      ...it,
      named,
      upload,
      sha256: sha256Of(bytes),
      bytes,
      expire: () => expireTickets(parts, 7 * 24 * 3_600_000),
      isDeposited: (ticket: string) => it.files.isDepositedBy(sha256Of(bytes), depositorOf(ticket).org),
    };
  };

  it('can be named for seven days, and is removed an hour after them', async () => {
    const it = await setUpPublic();
    expect(it.files.ticketEnd()).toEqual(new Date('2025-03-08T00:00:00Z'));
    it.later(7 * DAYS);
    expect([await it.expire(), await it.isDeposited('t1')]).toEqual([{ withdrawn: 0, removed: 0 }, true]);
    it.later(0.5);
    expect([await it.expire(), await it.isDeposited('t1')]).toEqual([{ withdrawn: 1, removed: 0 }, false]);
    it.later(0.9);
    expect([await it.expire(), await it.files.missing([it.sha256])]).toEqual([{ withdrawn: 0, removed: 0 }, []]);
    it.later(0.1);
    expect([await it.expire(), await it.files.missing([it.sha256])]).toEqual([{ withdrawn: 0, removed: 1 }, [it.sha256]]);
    expect([await isEmpty(it), await it.expire()]).toEqual([true, { withdrawn: 0, removed: 0 }]);
  });

  it('stays while another ticket is younger', async () => {
    const it = await setUpPublic();
    it.later(5 * DAYS);
    await it.upload('t2');
    it.later(3 * DAYS);
    expect([await it.expire(), await it.isDeposited('t1'), await it.isDeposited('t2')]).toEqual([
      { withdrawn: 0, removed: 0 },
      false,
      true,
    ]);
  });

  it('stays if an organisation has deposited it too', async () => {
    const it = await setUpPublic();
    await it.receive(it.bytes);
    it.later(30 * DAYS);
    expect(await it.expire()).toEqual({ withdrawn: 0, removed: 0 });
    it.later(2);
    expect([await it.expire(), await it.files.missing([it.sha256])]).toEqual([{ withdrawn: 0, removed: 0 }, []]);
  });

  it.each(['named', 'held'] as const)('stays for good once it is %s, also if that comes after the end of its ticket', async (how) => {
    const it = await setUpPublic();
    it.later(8 * DAYS);
    await it.expire();
    it[how].add(it.sha256);
    for (const hours of [2, 1_000]) {
      it.later(hours);
      expect([await it.expire(), await it.files.missing([it.sha256])]).toEqual([{ withdrawn: 0, removed: 0 }, []]);
    }
  });

  it('stays if it comes again in the hour, and may come again after it was removed', async () => {
    const it = await setUpPublic();
    it.later(8 * DAYS);
    await it.expire();
    await it.upload('t3');
    it.later(2);
    expect([await it.expire(), await it.isDeposited('t3')]).toEqual([{ withdrawn: 0, removed: 0 }, true]);
    it.later(8 * DAYS);
    await it.expire();
    it.later(2);
    expect(await it.expire()).toEqual({ withdrawn: 0, removed: 1 });
    expect(await it.upload('t4')).toMatchObject({ outcome: 'stored', repeated: false });
    expect(await it.files.missing([it.sha256])).toEqual([]);
  });
});
