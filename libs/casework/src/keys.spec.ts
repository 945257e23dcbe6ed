import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installationKeys, keysFrom } from './keys.js';
import { WrongSetting } from './wrong-setting.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('the keys of an installation', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'minglu-keys-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));
  const folder = () => join(dataDir, 'keys');
  const refusal = (master?: string): unknown => {
    try {
      return installationKeys(master, dataDir);
    } catch (error) {
      return error;
    }
  };

  it('are derived from a master key as they always were, so that stored data stay readable', () => {
    const keys = keysFrom(new Uint8Array(32).fill(1));
    expect(Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, hex(key)]))).toEqual({
      vault: 'a86c3850a078479a855505ff919e5fbd90514bd49acb81944b865eb358cba666',
      requests: '40fa02646dafc70c649f9cd2c5953278f8edb2e690855830d8dec2b4fe246ebc',
      consistencyTokens: 'b47010a412504b20d483f17d9ed58841eae6b078a562c5fd9697e08b3e4587a3',
      accessTokens: 'a25f9ddff124460053171a9f4024a3fb4ef8ca86969fe3f662c124c3a25d37d7',
      internalTokens: 'd6dfd27915c2f7fc0057f0dd2312ce1f904b0602a4d0f29503c2c10af99b06d6',
      records: '9c224ff15669f7a867cb4a5e171f354d96130f914ad0676d91165d2219a0e47a',
      sessions: '744172b9068e3c799608e3d1b804febff9cccbccb2b93038268bc291826d706c',
      checkpoints: '2aca8c30e2a83b462845fa4299b9647d33904dfd65ae716a372851ab11d9dcb5',
      promises: 'db54edde113250c44f438935e697131c95f1fe2bb2d6cab77ee94460ecac5b8c',
      promiseSeal: 'cc212a3caff94c0e257eee510bccf35432674f03dce85ed80529e1193bbf007a',
    });
  });
  it('are those of the master key in the environment, if there is one', () => {
    expect(installationKeys('01'.repeat(32), dataDir)).toEqual(keysFrom(new Uint8Array(32).fill(1)));
    expect(readdirSync(dataDir)).toEqual([]);
  });
  it('are those of the master key of an older data folder', () => {
    writeFileSync(join(dataDir, 'master.key'), `${'01'.repeat(32)}\n`);
    expect(installationKeys('', dataDir)).toEqual(keysFrom(new Uint8Array(32).fill(1)));
    expect(readdirSync(dataDir)).toEqual(['master.key']);
  });
  it('are otherwise made once, each in a file that only its owner can read', () => {
    const first = installationKeys(undefined, dataDir);
    expect(installationKeys('', dataDir)).toEqual(first);
    expect(new Set(Object.values(first).map(hex)).size).toBe(10);
    expect(readdirSync(folder())).toHaveLength(10);
    for (const file of readdirSync(folder())) expect(statSync(join(folder(), file)).mode & 0o777).toBe(0o600);
    expect(statSync(folder()).mode & 0o777).toBe(0o700);
  });
  it.each(['vault.key', 'requests.key'])('are refused without %s: it is never replaced', (file) => {
    installationKeys(undefined, dataDir);
    rmSync(join(folder(), file));
    expect(refusal()).toBeInstanceOf(WrongSetting);
    expect(String(refusal())).toContain(join(folder(), file));
    expect(readdirSync(folder())).toHaveLength(9);
  });
  it('have new keys for tokens where such a file is deleted', () => {
    const before = installationKeys(undefined, dataDir);
    rmSync(join(folder(), 'access-tokens.key'));
    const after = installationKeys(undefined, dataDir);
    expect(after.accessTokens).not.toEqual(before.accessTokens);
    expect({ ...after, accessTokens: null }).toEqual({ ...before, accessTokens: null });
  });
  it('are refused unless they have 64 hexadecimal digits, by the name of the variable or file', () => {
    expect(String(refusal('abc'))).toContain('MINGLU_MASTER_KEY must be 64 hexadecimal digits');
    installationKeys(undefined, dataDir);
    writeFileSync(join(folder(), 'vault.key'), 'abc');
    expect(refusal()).toBeInstanceOf(WrongSetting);
    expect(readFileSync(join(folder(), 'vault.key'), 'utf8')).toBe('abc');
  });
  it('are refused in one line where they can neither be read nor written', () => {
    rmSync(dataDir, { recursive: true });
    writeFileSync(dataDir, '');
    expect(refusal()).toBeInstanceOf(WrongSetting);
    expect(String(refusal())).toContain(dataDir);
    rmSync(dataDir);
    mkdirSync(dataDir);
  });
});
