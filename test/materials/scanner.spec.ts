import { randomBytes } from 'node:crypto';
import { clamd, materials, memoryRegister, memoryStore } from '@minglu/materials';
import { pdfOf } from '@minglu/materials/testing';
import { clamAv, EICAR, EICAR_NAME } from '../tools/clamav.js';

const MEBIBYTE = 1024 * 1024;
const scanner = await clamAv(2);

// eslint-disable-next-line no-restricted-properties -- clamAv has printed the reason
(scanner === null ? describe.skip : describe)('files with the daemon of ClamAV', () => {
  const { address, start, stop, close } = scanner!;
  beforeAll(start, 60_000);
  afterAll(close);

  const setUp = () => {
    const errors: string[] = [];
    const store = memoryStore();
    const onError = (error: unknown, during: string) => void errors.push(during);
    const files = materials({ store, register: memoryRegister(), scanner: clamd(address), isHeld: async () => false, onError });
    async function* chunks(bytes: Buffer) {
      for (let at = 0; at < bytes.length; at += 10_000) yield bytes.subarray(at, at + 10_000);
    }
    const receive = async (bytes: Buffer) => {
      const received = await files.receive(chunks(bytes), { name: '证据.pdf', depositor: { person: 'p-1', org: '510100' } });
      const found = received.outcome === 'stored' ? received.material.findings : received.findings;
      return [received.outcome, found.map(({ code }) => code)];
    };
    return { errors, files, store, receive };
  };
  const large = (size: number): string => randomBytes(size / 2).toString('hex');

  it('are taken without a notice if they are clean, of one chunk or many', async () => {
    const { receive } = setUp();
    expect(await receive(pdfOf('干净'))).toEqual(['stored', []]);
    expect(await receive(pdfOf(large(MEBIBYTE)))).toEqual(['stored', []]);
  });

  it('are refused with the name of the virus, wherever in the file it is', async () => {
    const { files, store, receive } = setUp();
    for (const text of [EICAR.toString(), large(MEBIBYTE) + EICAR.toString() + large(1000)])
      expect(await receive(pdfOf(text))).toEqual(['refused', ['virus-found']]);
    async function* one() {
      yield pdfOf(EICAR.toString());
    }
    const received = await files.receive(one(), { name: 'a.pdf', depositor: { person: 'p-1', org: '510100' } });
    expect(received).toMatchObject({ findings: [{ en: `the scanner found a virus: ${EICAR_NAME}` }] });
    for await (const _ of store.list()) throw new Error('an infected file was stored');
  });

  it('are refused if they are larger than the scanner takes', async () => {
    const { receive } = setUp();
    expect(await receive(pdfOf(large(3 * MEBIBYTE)))).toEqual(['refused', ['too-large-to-scan']]);
    expect(await receive(pdfOf('干净'))).toEqual(['stored', []]);
  });

  it('are not taken while the scanner is away, and are afterwards', async () => {
    const { errors, store, receive } = setUp();
    await clamd(address).check();
    await stop();
    await expect(clamd(address).check()).rejects.toThrow('ECONNREFUSED');
    expect(await receive(pdfOf('干净'))).toEqual(['unavailable', ['cannot-be-checked-now']]);
    expect(errors).toEqual(['scanning a file for viruses']);
    for await (const _ of store.list()) throw new Error('a file was stored unchecked');
    await start();
    expect(await receive(pdfOf('干净'))).toEqual(['stored', []]);
  }, 120_000);
});
