import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { clamd } from './clamd.js';
import { fakeClamd } from './testing/fake-clamd.js';

describe('a scanner of ClamAV', () => {
  let server: Awaited<ReturnType<typeof fakeClamd>>;
  beforeEach(async () => {
    server = await fakeClamd();
  });
  afterEach(() => server.close());
  const of =
    (...chunks: readonly (string | Buffer)[]) =>
    (): Readable =>
      Readable.from(
        chunks.map((chunk) => Buffer.from(chunk)),
        { objectMode: false },
      );

  it('tells clean from infected bytes, in chunks of any size', async () => {
    const scanner = clamd(server.address);
    await scanner.check();
    expect(await scanner.scan(of('clean'))).toEqual({ verdict: 'clean' });
    expect(await scanner.scan(of(randomBytes(300_000), 'EI', 'CAR', randomBytes(300_000)))).toEqual({
      verdict: 'infected',
      name: 'Eicar-Test-Signature',
    });
    expect(server.scanned).toEqual([5, 600_005]);
  });

  it('says that a file is too large for it', async () => {
    expect(await clamd(server.address).scan(of(...Array.from({ length: 40 }, () => randomBytes(64 * 1024))))).toEqual({
      verdict: 'too-large',
    });
  });

  it.each(['ends at once', 'ends in the middle', 'answers nonsense', 'never answers'] as const)(
    'rejects when clamd %s',
    async (behaviour) => {
      server.behave(behaviour);
      await expect(clamd(server.address, 300).scan(of('clean'))).rejects.toThrow(Error);
    },
  );

  it('rejects when nothing listens', async () => {
    await server.close();
    await expect(clamd(server.address).scan(of('clean'))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    server = await fakeClamd();
  });

  it('rejects when the file cannot be read to its end', async () => {
    const broken = (): Readable =>
      new Readable({
        read() {
          this.destroy(new Error('the disk is gone'));
        },
      });
    await expect(clamd(server.address).scan(broken)).rejects.toThrow('the disk is gone');
    expect(server.scanned).toEqual([]);
  });
});
