import fc from 'fast-check';
import { keyCheck } from '@minglu/casework';
import { readdirSync, readFileSync } from 'node:fs';
import { SECRET_VARIABLES, VARIABLES } from './variables.js';
import { recordsAdministration, shownSettings } from './shown-settings.js';

const shown = (env: Readonly<Record<string, string>>) =>
  Object.fromEntries(shownSettings(env).map(({ variable, value }) => [variable, value]));
const KEY = 'ab'.repeat(32);

describe('the settings of a program for the record', () => {
  it('are those that are set, in the order of their names, and no others of the machine', () => {
    expect(
      shownSettings({ PORT: '3000', HOME: '/root', PATH: '/bin', MINGLU_GRANTS: '', MINGLU_ENV: 'production', HOST: undefined }),
    ).toEqual([
      { variable: 'MINGLU_ENV', value: 'production' },
      { variable: 'PORT', value: '3000' },
    ]);
  });
  it('have the id of a key by which the vault names it, and the id of any other secret', () => {
    expect(shown({ MINGLU_VAULT_KEY: KEY })).toEqual({ MINGLU_VAULT_KEY: `key ${keyCheck(Buffer.from(KEY, 'hex')).keyId}` });
    const { KAFKA_SASL_PASSWORD: id } = shown({ KAFKA_SASL_PASSWORD: 'winter' });
    expect(id).toMatch(/^secret [0-9a-f]{16}$/);
    expect(shown({ KAFKA_SASL_PASSWORD: 'winter' })['KAFKA_SASL_PASSWORD']).toBe(id);
    expect(shown({ KAFKA_SASL_PASSWORD: 'summer' })['KAFKA_SASL_PASSWORD']).not.toBe(id);
  });
  it('have addresses without their passwords', () => {
    const { DATABASE_URL: value } = shown({ DATABASE_URL: 'postgres://minglu:s%40cret@db:5432/minglu?password=two' });
    expect(value).toMatch(/^postgres:\/\/minglu@db:5432\/minglu \(secret [0-9a-f]{16}\)$/);
    expect(shown({ DATABASE_URL: 'no address with s3cret' })['DATABASE_URL']).toMatch(/^secret /);
    expect(shown({ CASEWORK_URL: 'http://casework:3001' })).toEqual({ CASEWORK_URL: 'http://casework:3001' });
  });
  it.each(VARIABLES.filter((name) => name !== 'DATABASE_URL'))('show %s as its value, or as an id if it is a secret', (name) => {
    const isSecret = SECRET_VARIABLES.includes(name);
    expect(shown({ [name]: 'winter' })).toEqual({
      [name]: isSecret ? (expect.stringMatching(/^secret [0-9a-f]{16}$/) as string) : 'winter',
    });
    expect(shown({ [name]: KEY })).toEqual({ [name]: isSecret ? `key ${keyCheck(Buffer.from(KEY, 'hex')).keyId}` : KEY });
  });
  it('count a variable with the name of a secret among the secrets', () => {
    const NAMED = /(?:^|_)(?:KEYS?|PASSWORD|SECRET|TOKEN|ACCESS_KEY)(?:_PREVIOUS)?$/;
    expect(VARIABLES.filter((name) => NAMED.test(name) && !SECRET_VARIABLES.includes(name))).toEqual([]);
  });
  it('know every variable that the source of the programs names', () => {
    const root = new URL('../../../../', import.meta.url);
    const named = ['apps', 'libs'].flatMap((folder) =>
      readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !/[.](?:spec|test)[.]ts$|testing/.test(file))
        .flatMap(
          (file) =>
            readFileSync(new URL(`${folder}/${file}`, root), 'utf8').match(/(?<='|env[.])(?:MINGLU|KAFKA|AWS)_[A-Z_]+(?=['\]\s;|)?:,])/g) ??
            [],
        ),
    );
    expect(named.length).toBeGreaterThan(100);
    // For tests: the package of another version of PostgreSQL, and the file of the expected catalog.
    const ofTests = ['MINGLU_POSTGRES_PACKAGE', 'MINGLU_WRITE_CATALOG'];
    expect([...new Set(named)].filter((name) => !VARIABLES.includes(name) && !ofTests.includes(name))).toEqual([]);
  });
  it('never have a secret in them, whichever variable holds it, also an unknown one', () => {
    const SECRET = [...SECRET_VARIABLES, 'MINGLU_NEW_THING'];
    fc.assert(
      fc.property(
        fc.constantFrom(...SECRET),
        fc.string({ unit: fc.constantFrom(...'xyzXYZ+/='), minLength: 8, maxLength: 40 }),
        (name, secret) => {
          expect(JSON.stringify(shownSettings({ [name]: secret }))).not.toContain(secret);
        },
      ),
      { numRuns: 30 },
    );
  });
  it('are short, so that a long list fits into the event', () => {
    expect(shown({ MINGLU_CORS_ORIGINS: 'https://a.example,'.repeat(200) })['MINGLU_CORS_ORIGINS']!.length).toBeLessThan(500);
  });
  it('are recorded unless a trial says no, and in production always', () => {
    expect([{}, { MINGLU_ADMINISTRATION_EVENTS: 'no' }].map(recordsAdministration)).toEqual([true, false]);
    expect(() => recordsAdministration({ MINGLU_ADMINISTRATION_EVENTS: 'never' })).toThrow('yes or no');
    expect(() => recordsAdministration({ MINGLU_ADMINISTRATION_EVENTS: 'no', MINGLU_ENV: 'production' })).toThrow('production');
  });
});
