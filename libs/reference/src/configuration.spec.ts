import { changesOf, configuration } from './configuration.js';
import { fresh } from './testing/fresh.js';

const system = { role: 'system', org: 'MIIT', person: 'system' };
const started = (settings: Readonly<Record<string, string>>, by = system) => ({
  by,
  at: '2026-03-02T01:00:00Z',
  do: 'RecordConfiguration',
  with: { service: 'gateway', settings: Object.entries(settings).map(([variable, value]) => ({ variable, value })) },
});

describe('a start of a program (decisions 46)', () => {
  it('records what differs from its last start, by variable', () => {
    const it = fresh();
    const first = { PORT: '3000', MINGLU_GRANTS: 'recorded', MINGLU_SESSION_KEY: 'key aa' };
    it.when(started(first)).then('ConfigurationChanged');
    const second = { PORT: '3000', MINGLU_SESSION_KEY: 'key bb', MINGLU_ENV: 'production' };
    it.when(started(second)).then('ConfigurationChanged');
    expect(changesOf(first, second)).toEqual([
      { variable: 'MINGLU_ENV', before: null, after: 'production' },
      { variable: 'MINGLU_GRANTS', before: 'recorded', after: null },
      { variable: 'MINGLU_SESSION_KEY', before: 'key aa', after: 'key bb' },
    ]);
    expect(it.state(configuration('gateway'))).toEqual({ PORT: '3000', MINGLU_SESSION_KEY: 'key bb', MINGLU_ENV: 'production' });
    it.when(started({ MINGLU_ENV: 'production', PORT: '3000', MINGLU_SESSION_KEY: 'key bb' })).thenRefused('configuration-unchanged');
  });
  it('is told by the system alone', () => {
    for (const role of ['system-admin', 'ministry-admin', 'audit-admin'])
      fresh()
        .when(started({ PORT: '1' }, { ...system, role }))
        .thenRefused('not-authorised');
  });
});
