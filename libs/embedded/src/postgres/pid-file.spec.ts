import { parsePostmasterPid } from './pid-file.js';

const READY = '8079\n/srv/minglu/.data/postgres\n1763672380\n35531\n\n127.0.0.1\n  1310741         3\nready   \n';

describe('postmaster.pid', () => {
  it('has the pid, the port and the state', () => {
    expect(parsePostmasterPid(READY)).toEqual({ pid: 8079, port: 35531, status: 'ready' });
  });

  it('has no port and no state while the server is coming up', () => {
    expect(parsePostmasterPid('8079\n/srv/minglu/.data/postgres\n1763672380\n')).toEqual({ pid: 8079, port: null, status: '' });
  });

  it.each(['', '\n', '-1\n', 'abc\n', '0\n'])('names no process when it is %j', (text) => {
    expect(parsePostmasterPid(text)).toBeNull();
  });
});
