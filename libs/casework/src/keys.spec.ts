import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keysFrom, masterKey } from './keys.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('the keys of an installation', () => {
  it('are derived from the master key as they always were, so that stored data stays readable', () => {
    const keys = keysFrom(new Uint8Array(32).fill(1));
    expect(Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, hex(key)]))).toEqual({
      vault: 'a86c3850a078479a855505ff919e5fbd90514bd49acb81944b865eb358cba666',
      requests: '40fa02646dafc70c649f9cd2c5953278f8edb2e690855830d8dec2b4fe246ebc',
      accessTokens: '917f21f4dc322a0b4d96e0f030f77393758353a95aeedfea868b6f5f0378660f',
      consistencyTokens: 'b47010a412504b20d483f17d9ed58841eae6b078a562c5fd9697e08b3e4587a3',
      internalTokens: '4e03ba2ffdf88064706e535c0af0cb1308d561fa9a309c6176b3d2f0531fc1d8',
    });
  });
});

describe('the master key', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'minglu-keys-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));
  const file = () => join(dataDir, 'master.key');

  it('is the one of the environment, if there is one', () => {
    expect(hex(masterKey('ab'.repeat(32), dataDir))).toBe('ab'.repeat(32));
    expect(() => readFileSync(file())).toThrow('ENOENT');
  });
  it('is made once in the data folder, readable by its owner only', () => {
    const first = masterKey(undefined, dataDir);
    expect(first).toHaveLength(32);
    expect(masterKey('', dataDir)).toEqual(first);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });
  it('is rejected unless it has 64 hexadecimal digits', () => {
    expect(() => masterKey('abc', dataDir)).toThrow('MINGLU_MASTER_KEY must be 64 hexadecimal digits');
    writeFileSync(file(), 'abc');
    expect(() => masterKey(undefined, dataDir)).toThrow('does not hold a master key');
  });
});
