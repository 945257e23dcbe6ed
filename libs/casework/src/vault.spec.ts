import { hash, randomBytes } from 'node:crypto';
import { vault } from './vault.js';

const master = randomBytes(32);
const fields = { name: '张某某', contact: '13912345678', grounds: '' };

describe('the vault', () => {
  it('opens sealed fields, also in another instance with the same master key', () => {
    const { sealed, secrets } = vault(master).seal(fields);
    const again = vault(master);
    expect(
      Object.fromEntries(Object.entries(sealed).map(([field, { ref }]) => [field, again.open(secrets.find((row) => row.ref === ref)!)])),
    ).toEqual(fields);
  });

  it('reveals no content in a row or a commitment', () => {
    const { sealed, secrets } = vault(master).seal(fields);
    const shown =
      JSON.stringify([sealed, secrets.map(({ ref, subject }) => [ref, subject])]) +
      secrets.map(({ wrappedKey, ciphertext }) => Buffer.concat([wrappedKey, ciphertext]).toString('latin1')).join('');
    for (const text of [fields.name, fields.contact, Buffer.from(fields.name).toString('latin1')]) expect(shown).not.toContain(text);
  });

  it('seals the same text differently each time, so that it can be neither compared nor guessed', () => {
    const [once, twice] = [vault(master).seal(fields), vault(master).seal(fields)];
    expect(once.sealed['contact']!.commitment).not.toBe(twice.sealed['contact']!.commitment);
    for (const prefix of ['', 'minglu/payload/v1\0'])
      expect(once.sealed['contact']!.commitment).not.toBe(hash('sha256', prefix + fields.contact));
    expect(once.secrets[0]!.subject).not.toBe(twice.secrets[0]!.subject);
  });

  it('matches only the row that the event committed to', () => {
    const { sealed, secrets } = vault(master).seal(fields);
    const [name, contact] = [secrets[0]!, secrets[1]!];
    expect(vault(master).matches(name, sealed['name']!)).toBe(true);
    expect(vault(master).matches(contact, sealed['name']!)).toBe(false);
    expect(vault(master).matches(name, { ...sealed['name']!, commitment: sealed['contact']!.commitment })).toBe(false);
  });

  it('keeps all fields of one person under one key', () => {
    const { secrets } = vault(master).seal(fields);
    expect(new Set(secrets.map(({ subject }) => subject)).size).toBe(1);
  });

  it.each([
    ['a changed ciphertext', (row: Row): Row => ({ ...row, ciphertext: flipped(row.ciphertext) })],
    ['a changed key', (row: Row): Row => ({ ...row, wrappedKey: flipped(row.wrappedKey) })],
    ['the content of another row', (row: Row, other: Row): Row => ({ ...row, ciphertext: other.ciphertext })],
    ['a row under another name', (row: Row, other: Row): Row => ({ ...row, ref: other.ref })],
    ['a key that was destroyed', (row: Row): Row => ({ ...row, wrappedKey: new Uint8Array(60) })],
    ['an empty ciphertext', (row: Row): Row => ({ ...row, ciphertext: new Uint8Array() })],
  ])('does not open %s', (_, spoil) => {
    const { secrets } = vault(master).seal(fields);
    expect(() => vault(master).open(spoil(secrets[0]!, secrets[1]!))).toThrow();
  });

  it('opens rows of the key before with both keys, and of the new one alone once they are rewrapped', () => {
    const next = randomBytes(32);
    const { sealed, secrets } = vault(master).seal(fields);
    expect(() => vault(next).rewrap(secrets[0]!)).toThrow(/needs the key/);
    const both = vault(next, master);
    for (const [index, [field, text]] of Object.entries(fields).entries()) {
      const row = secrets[index]!;
      expect(both.open(row)).toBe(text);
      const fresh = both.rewrap(row);
      expect({ ...fresh, wrappedKey: row.wrappedKey }).toEqual(row);
      expect(vault(next).open(fresh)).toBe(text);
      expect(vault(next).matches(fresh, sealed[field as keyof typeof fields]!)).toBe(true);
      expect(() => vault(master).open(fresh)).toThrow();
      expect(() => both.rewrap({ ...row, ciphertext: flipped(row.ciphertext) })).toThrow();
    }
    expect(vault(next).open(both.seal(fields).secrets[0]!)).toBe(fields.name);
  });

  it('does not open with another master key', () => {
    const { secrets } = vault(master).seal(fields);
    expect(() => vault(randomBytes(32)).open(secrets[0]!)).toThrow();
  });

  it('accepts only a master key of 32 bytes', () => {
    expect(() => vault(randomBytes(16))).toThrow('32 bytes');
  });
});

type Row = ReturnType<ReturnType<typeof vault>['seal']>['secrets'][number];
const flipped = (bytes: Uint8Array): Uint8Array => bytes.map((byte, n) => (n === bytes.length - 1 ? byte ^ 1 : byte));
