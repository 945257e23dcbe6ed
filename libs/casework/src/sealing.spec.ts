import { randomBytes } from 'node:crypto';
import type { AnyAct } from '@minglu/kernel';
import { sealFields } from './sealing.js';
import { vault } from './vault.js';

const safe = vault(randomBytes(32));
const actWith = (...sealed: string[]): AnyAct => ({ sealed }) as unknown as AnyAct;

describe('the sealing of fields', () => {
  it('replaces the named fields and keeps the others', () => {
    const { data, secrets } = sealFields(safe, actWith('name'), { name: '张某某', city: '330100' });
    expect(data).toEqual({ name: { ref: secrets[0]!.ref, commitment: expect.any(String) }, city: '330100' });
    expect(secrets.map((secret) => safe.open(secret))).toEqual(['张某某']);
  });
  it('stores a value that is not a string as canonical JSON', () => {
    const { secrets } = sealFields(safe, actWith('answers'), { answers: { b: 1, a: ['x'] } });
    expect(safe.open(secrets[0]!)).toBe('{"a":["x"],"b":1}');
  });
  it('puts all fields of a command under one key', () => {
    const { secrets } = sealFields(safe, actWith('name', 'phone'), { name: 'n', phone: 'p' });
    expect(new Set(secrets.map(({ subject }) => subject)).size).toBe(1);
  });
  it('leaves the data alone if there is nothing to seal', () => {
    const data = { city: '330100', name: undefined };
    for (const act of [{} as AnyAct, actWith(), actWith('name')]) expect(sealFields(safe, act, data)).toEqual({ data, secrets: [] });
  });
});
