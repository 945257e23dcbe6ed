import { decideOwnership } from './ownership.js';

const ready = { pid: 10, port: 5000, status: 'ready' };

describe('the owner of a data directory', () => {
  it('does not exist without a living server and without a pid file', () => {
    expect(decideOwnership(null, false, [])).toEqual({ kind: 'free', stalePidFile: false });
  });

  it('does not exist after a killed server left its pid file, even if the pid is reused', () => {
    expect(decideOwnership(ready, true, [])).toEqual({ kind: 'free', stalePidFile: true });
  });

  it('does not exist when the pid file cannot be read', () => {
    expect(decideOwnership(null, true, [])).toEqual({ kind: 'free', stalePidFile: true });
  });

  it('is the living server that the pid file names, once it is ready', () => {
    expect(decideOwnership(ready, true, [10, 11, 12])).toEqual({ kind: 'ready', pid: 10, port: 5000 });
  });

  it.each(['starting', 'stopping', 'standby', ''])('is busy while its state is %j', (status) => {
    expect(decideOwnership({ ...ready, status }, true, [10])).toEqual({ kind: 'busy', pids: [10] });
  });

  it('is busy while back ends outlive their killed postmaster', () => {
    expect(decideOwnership(ready, true, [11, 12])).toEqual({ kind: 'busy', pids: [11, 12] });
  });

  it('is busy before it has written its pid file', () => {
    expect(decideOwnership(null, false, [10])).toEqual({ kind: 'busy', pids: [10] });
  });
});
