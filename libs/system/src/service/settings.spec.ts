import { keysFrom, WrongSetting } from '@minglu/casework';
import { serviceEnvironments } from './environments.js';
import { kafkaSettings, serviceSettings, urlSetting } from './settings.js';
import { SERVICE_VARIABLES, type DatabaseService } from './variables.js';

const env = {
  DATABASE_URL: 'postgres://x',
  CASEWORK_URL: 'http://c',
  MINGLU_INTERNAL_SIGNING_KEY: 'ab'.repeat(32),
  KAFKA_BROKERS: 'a:1,b:2',
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
      brokers: ['a:1', 'b:2'],
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
  it('are refused for a prefix that no topic may have', () => {
    expect(() => kafkaSettings({ ...env, KAFKA_PREFIX: 'a b' })).toThrow('KAFKA_PREFIX');
  });
  it.each(['', 'casework', 'http://', 'ftp://a'])('are refused for the address “%s”', (url) => {
    expect(() => urlSetting({ CASEWORK_URL: url }, 'CASEWORK_URL')).toThrow('CASEWORK_URL');
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
    }) as const;
  const environmentOf = serviceEnvironments({
    databaseUrls: perService((name) => `postgres://${name}:secret-${name}@h/d`),
    brokers: ['b:1'],
    keys,
  });
  const urls = { casework: 'http://c', query: 'http://q', audit: 'http://a', publisher: 'http://p', procedure: 'http://d' };
  const services = Object.keys(SERVICE_VARIABLES) as (keyof typeof SERVICE_VARIABLES)[];
  const withDatabase = services.filter((name): name is DatabaseService => name !== 'gateway');

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
    for (const name of withDatabase) expect(holders(`secret-${name}`)).toEqual([name]);
  });
});
