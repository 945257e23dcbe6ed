import { kafkaSettings, required, serviceSettings, WrongSetting } from './settings.js';

const env = { DATABASE_URL: 'postgres://x', MINGLU_MASTER_KEY: 'ab'.repeat(32), KAFKA_BROKERS: 'a:1,b:2' };

describe('the settings of a service', () => {
  it('are read from the environment, with defaults', () => {
    expect(serviceSettings(env)).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      logLevel: 'info',
      clock: 'wall',
      databaseUrl: 'postgres://x',
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
    ['MINGLU_MASTER_KEY', undefined],
    ['MINGLU_MASTER_KEY', 'abc'],
  ])('are refused for a wrong %s (%s), by its name', (name, value) => {
    const read = () => serviceSettings({ ...env, [name]: value });
    expect(read).toThrow(WrongSetting);
    expect(read).toThrow(name);
  });
  it.each(['', 'a', 'a:1,', 'a:1, b:2', 'http://a:1'])('are refused for the brokers “%s”', (brokers) => {
    expect(() => kafkaSettings({ ...env, KAFKA_BROKERS: brokers })).toThrow(WrongSetting);
  });
  it('are refused for a prefix that no topic may have', () => {
    expect(() => kafkaSettings({ ...env, KAFKA_PREFIX: 'a b' })).toThrow('KAFKA_PREFIX');
    expect(() => required({}, 'CASEWORK_URL')).toThrow('CASEWORK_URL is not set');
  });
});
