import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatSecretKey, keyProvider, signerOf, sm2Secret } from '@minglu/audit';
import { TEST_TIME, testSigner, testSm2Signer, testWitness } from '@minglu/audit/testing';

describe('the keys of a signer', () => {
  const now = () => TEST_TIME;
  const [old, fresh] = [1, 2].map((seed) => formatSecretKey(testSigner('log', seed).vkey, Buffer.alloc(32, seed))) as [string, string];
  const national = formatSecretKey(testSm2Signer('log', 3).vkey, sm2Secret(Buffer.alloc(32, 3)));
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'minglu-keys-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const names = async (setting: string) => (await keyProvider(setting, now)()).map(({ vkey }) => vkey.keyId);

  it('come from a text: one, or two during a rotation, of either algorithm', async () => {
    expect(await names(old)).toEqual([testSigner('log', 1).vkey.keyId]);
    expect(await names(`${old}\n${fresh} ${national}\n`)).toHaveLength(3);
  });

  it('come from a file, which is read again each time and must be closed to others', async () => {
    const file = join(folder, 'keys');
    writeFileSync(file, `# the key of the log\n${old}\n`, { mode: 0o600 });
    const provide = keyProvider(`file:${file}`, now);
    expect(await provide()).toHaveLength(1);
    writeFileSync(file, `${old}\n${fresh}\n`);
    expect(await provide()).toHaveLength(2);
    const open = join(folder, 'open');
    writeFileSync(open, old, { mode: 0o644 });
    await expect(keyProvider(`file:${open}`, now)()).rejects.toThrow('can be read by others');
  });

  it('come from a module, as for a device', async () => {
    const module = join(folder, 'device.mjs');
    writeFileSync(
      module,
      `export const signers = async () => [{ vkey: { name: 'log', keyId: '00000000', type: 255, material: Buffer.of(1) }, sign: async () => Buffer.of(1) }];`,
    );
    expect(await names(`module:${module}`)).toEqual(['00000000']);
    const none = join(folder, 'none.mjs');
    writeFileSync(none, 'export const nothing = 1;');
    await expect(keyProvider(`module:${none}`, now)()).rejects.toThrow('exports no function signers');
  });

  it('are refused without a key, with one twice, or with a wrong id, and no message has a key in it', async () => {
    const secret = Buffer.alloc(32, 1).toString('base64').slice(0, 20);
    for (const setting of ['', `${old} ${old}`, old.replace(/\+[0-9a-f]{8}\+/, '+00000000+'), old.slice(0, -4), `${old}x`]) {
      const fault = await keyProvider(setting, now)().then(
        () => null,
        (error: Error) => error.message,
      );
      expect(fault).toMatch(/^malformed: /);
      expect(fault).not.toContain(secret);
    }
  });

  it('sign as they did before their text was written', async () => {
    for (const [key, signer] of [
      [old, testSigner('log', 1)],
      [formatSecretKey(testWitness(4).vkey, Buffer.alloc(32, 104)), testWitness(4)],
    ] as const)
      expect(await signerOf(key, now).sign('text\n')).toEqual(await signer.sign('text\n'));
  });
});
