import { decideOwnership } from './ownership.js';

const ready = { pid: 10, port: 5000, status: 'ready' };

describe('the owner of a data directory', () => {
  it('is nobody where no server lives and no file was left', () => {
    expect(decideOwnership(null, false, [])).toEqual({ kind: 'free', stalePidFile: false });
  });

  it('is nobody where a killed server left its file, even if its number is in use again', () => {
    expect(decideOwnership(ready, true, [])).toEqual({ kind: 'free', stalePidFile: true });
  });

  it('is nobody where the file cannot be read', () => {
    expect(decideOwnership(null, true, [])).toEqual({ kind: 'free', stalePidFile: true });
  });

  it('is the living server that the file names, once it is ready', () => {
    expect(decideOwnership(ready, true, [10, 11, 12])).toEqual({ kind: 'ready', pid: 10, port: 5000 });
  });

  it.each(['starting', 'stopping', 'standby', ''])('is to be waited for while its state is %j', (status) => {
    expect(decideOwnership({ ...ready, status }, true, [10])).toEqual({ kind: 'busy', pids: [10] });
  });

  it('is to be waited for while back ends outlive their killed postmaster', () => {
    expect(decideOwnership(ready, true, [11, 12])).toEqual({ kind: 'busy', pids: [11, 12] });
  });

  it('is to be waited for before it has written its file', () => {
    expect(decideOwnership(null, false, [10])).toEqual({ kind: 'busy', pids: [10] });
  });
});
