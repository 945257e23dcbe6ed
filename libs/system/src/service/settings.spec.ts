import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { keysFrom, WrongSetting } from '@minglu/casework';
import { serviceEnvironments } from './environments.js';
import { edgeSettings, entryCheck, kafkaSettings, serviceSettings, urlSetting } from './settings.js';
import { SERVICE_VARIABLES, type DatabaseService } from './variables.js';

const env = {
  DATABASE_URL: 'postgres://x',
  CASEWORK_URL: 'http://c',
  MINGLU_INTERNAL_SIGNING_KEY: 'ab'.repeat(32),
  KAFKA_BROKERS: 'a:1,b:2',
  KAFKA_SASL_USERNAME: 'minglu-query',
  KAFKA_SASL_PASSWORD: 'p',
};

describe('the settings of a service', () => {
  it('are read from the environment, with defaults', () => {
    expect(serviceSettings('procedure')(env)).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      logLevel: 'info',
      clock: 'wall',
      databaseUrl: 'postgres://x',
      keys: { internalTokens: new Uint8Array(32).fill(0xab) },
    });
    expect(kafkaSettings({ ...env, KAFKA_PREFIX: 't1.' })).toMatchObject({
      access: { brokers: ['a:1', 'b:2'], login: { username: 'minglu-query', password: 'p' }, ca: null },
      topics: { dossier: 't1.minglu.dossier.v1', public: 't1.minglu.public.v1' },
    });
  });
  it.each([
    ['PORT', 'x'],
    ['PORT', '65536'],
    ['LOG_LEVEL', 'loud'],
    ['MINGLU_CLOCK', 'cuckoo'],
    ['DATABASE_URL', ''],
    ['DATABASE_URL', 'mysql://x'],
    ['DATABASE_URL', 'postgres://u:p@ss/w#rd@host:5432/x'],
    ['MINGLU_INTERNAL_SIGNING_KEY', undefined],
    ['MINGLU_INTERNAL_SIGNING_KEY', 'abc'],
  ])('are refused for a wrong %s (%s), by its name', (name, value) => {
    const read = () => serviceSettings('procedure')({ ...env, [name]: value });
    expect(read).toThrow(WrongSetting);
    expect(read).toThrow(name);
  });
  it.each(['', 'a', 'a:1,', 'a:1, b:2', 'http://a:1'])('are refused for the brokers “%s”', (brokers) => {
    expect(() => kafkaSettings({ ...env, KAFKA_BROKERS: brokers })).toThrow(WrongSetting);
  });
  describe('for the login and the encryption on Kafka', () => {
    const folder = mkdtempSync(join(tmpdir(), 'minglu-kafka-settings-'));
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    afterAll(() => rmSync(folder, { recursive: true }));
    const { KAFKA_SASL_PASSWORD: _, ...without } = env;
    const read = (variables: Readonly<Record<string, string>>) => kafkaSettings({ ...without, ...variables }).access;
    const CA = file('ca.pem', rootCertificates[0]!);
    const P = { KAFKA_SASL_PASSWORD: 'p' };

    it('take the password from a file, without the end of its line', () => {
      expect(read({ KAFKA_SASL_PASSWORD_FILE: file('password', 'of a file \r\n') }).login.password).toBe('of a file ');
    });
    it.each<[string, Record<string, string>, string | null]>([
      ['not by default', {}, null],
      ['with the certificates of a file', { KAFKA_TLS_CA: CA }, CA],
      ['with those of this machine', { KAFKA_TLS: 'yes' }, 'system'],
      ['not if that is said', { KAFKA_TLS: 'no' }, null],
    ])('encrypt %s', (_name, variables, ca) => {
      expect(read({ ...P, ...variables }).ca).toBe(ca);
    });
    it.each<[string, string, Record<string, string>]>([
      ['a missing login', 'KAFKA_SASL_USERNAME is not set', { ...P, KAFKA_SASL_USERNAME: '' }],
      ['a missing password', 'KAFKA_SASL_PASSWORD is not set', {}],
      ['two passwords', 'KAFKA_SASL_PASSWORD and KAFKA_SASL_PASSWORD_FILE are both set', { ...P, KAFKA_SASL_PASSWORD_FILE: CA }],
      ['an empty password file', 'KAFKA_SASL_PASSWORD is not set', { KAFKA_SASL_PASSWORD_FILE: file('empty', '\n') }],
      ['a file that is not there', 'KAFKA_SASL_PASSWORD_FILE cannot be read', { KAFKA_SASL_PASSWORD_FILE: join(folder, 'none') }],
      ['certificates that are not there', 'KAFKA_TLS_CA cannot be read', { ...P, KAFKA_TLS_CA: join(folder, 'none') }],
      ['a file without certificate', 'KAFKA_TLS_CA has no certificate', { ...P, KAFKA_TLS_CA: file('text', 'x') }],
      ['certificates without encryption', 'KAFKA_TLS is no, but KAFKA_TLS_CA is set', { ...P, KAFKA_TLS: 'no', KAFKA_TLS_CA: CA }],
      ['another word', 'KAFKA_TLS is yes or no: 1', { ...P, KAFKA_TLS: '1' }],
    ])('are refused for %s, in one line', (_name, message, variables) => {
      expect(() => read(variables)).toThrow(WrongSetting);
      expect(() => read(variables)).toThrow(message);
    });
  });
  it('are refused for a prefix that no topic may have', () => {
    expect(() => kafkaSettings({ ...env, KAFKA_PREFIX: 'a b' })).toThrow('KAFKA_PREFIX');
  });
  it.each(['', 'casework', 'http://', 'ftp://a'])('are refused for the address “%s”', (url) => {
    expect(() => urlSetting({ CASEWORK_URL: url }, 'CASEWORK_URL')).toThrow('CASEWORK_URL');
  });
});

describe('the settings of the proof of work', () => {
  it('ask for none unless told, and for no more bits than a computer can do', async () => {
    const key = new Uint8Array(32);
    expect(entryCheck(edgeSettings({}), key)).toBeUndefined();
    expect(edgeSettings({ MINGLU_PROOF_OF_WORK: '20' }).proofOfWorkBits).toBe(20);
    const refusal = await entryCheck(edgeSettings({ MINGLU_PROOF_OF_WORK: '20' }), key)!.refusalOf({ url: '/reports', headers: {} });
    expect(refusal!.problem.details).toMatchObject({ bits: 20 });
    for (const wrong of ['33', '-1', 'x']) expect(() => edgeSettings({ MINGLU_PROOF_OF_WORK: wrong })).toThrow('MINGLU_PROOF_OF_WORK');
  });
});

describe('the environment of a service', () => {
  const keys = keysFrom(new Uint8Array(32).fill(7));
  const perService = (make: (name: string) => string) =>
    ({
      casework: make('casework'),
      publisher: make('publisher'),
      procedure: make('procedure'),
      query: make('query'),
      audit: make('audit'),
      materials: make('materials'),
      gateway: make('gateway'),
    }) as const;
  const kafka = (username: string, ca: string | null = null) => ({
    brokers: ['b:1'],
    login: { username, password: `password of ${username}` },
    ca,
  });
  const environmentOf = serviceEnvironments({
    databaseUrls: perService((name) => `postgres://${name}:secret-${name}@h/d`),
    kafka: { publisher: kafka('minglu-publisher'), query: kafka('minglu-query') },
    keys,
    materialsFolder: '/files',
  });
  const urls = {
    casework: 'http://c',
    query: 'http://q',
    audit: 'http://a',
    publisher: 'http://p',
    procedure: 'http://d',
    materials: 'http://m',
  };
  const services = Object.keys(SERVICE_VARIABLES) as (keyof typeof SERVICE_VARIABLES)[];
  const withDatabase = services.filter((name): name is Exclude<DatabaseService, 'gateway'> => name !== 'gateway');

  it.each(services)('of %s has exactly its variables', (name) => {
    expect(Object.keys(environmentOf(name, urls)).sort()).toEqual([...SERVICE_VARIABLES[name]].sort());
  });
  it.each(withDatabase)('of %s suffices, and each missing variable is named', (name) => {
    const environment = environmentOf(name, urls);
    expect(serviceSettings(name)(environment)).toMatchObject({ databaseUrl: `postgres://${name}:secret-${name}@h/d` });
    for (const missing of SERVICE_VARIABLES[name])
      expect(() => serviceSettings(name)({ ...environment, [missing]: undefined })).toThrow(`${missing} is not set`);
  });
  it('holds no secret of another service', () => {
    const holders = (secret: string | Uint8Array): string[] => {
      const text = typeof secret === 'string' ? secret : Buffer.from(secret).toString('hex');
      return services.filter((name) => JSON.stringify(environmentOf(name, urls)).includes(text));
    };
    expect(holders(keys.vault)).toEqual(['casework']);
    expect(holders(keys.requests)).toEqual(['casework']);
    expect(holders(keys.internalTokens)).toEqual(['procedure']);
    expect(holders(keys.records)).toEqual(['publisher']);
    expect(holders(keys.accessTokens)).toEqual([]);
    expect(holders(keys.consistencyTokens)).toEqual(['casework', 'query', 'audit']);
    for (const name of services) expect(holders(`secret-${name}`)).toEqual([name]);
    expect(holders('password of minglu-publisher')).toEqual(['publisher']);
    expect(holders('password of minglu-query')).toEqual(['query']);
  });
});
