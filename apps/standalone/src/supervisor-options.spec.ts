import { parseOptions } from './supervisor-options.js';

describe('npm start', () => {
  it('keeps its data in the project and uses the embedded database by default', () => {
    expect(parseOptions([], {}, '/srv/minglu')).toEqual({ dataDir: '/srv/minglu/.data', databaseUrl: null });
  });

  it('takes another folder, relative to the project, and another database from the environment', () => {
    const env = { MINGLU_DATA: '../data', DATABASE_URL: 'postgresql://db.example/minglu' };
    expect(parseOptions([], env, '/srv/minglu')).toEqual({ dataDir: '/srv/data', databaseUrl: 'postgresql://db.example/minglu' });
  });

  it('treats an empty variable as unset', () => {
    expect(parseOptions([], { MINGLU_DATA: '', DATABASE_URL: '' }, '/srv')).toEqual({ dataDir: '/srv/.data', databaseUrl: null });
  });

  it('refuses an unknown argument', () => {
    expect(parseOptions(['--port', '80'], {}, '/srv')).toEqual({ wrong: 'not understood: --port 80' });
  });

  it('has a help text', () => {
    expect(parseOptions(['--help'], {}, '/srv')).toBe('help');
  });
});
