import { parseProcessStat } from './process-table.js';

const line = (command: string, state = 'S') =>
  `8079 (${command}) ${state} 1 8079 8079 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 2301 9 18446744073709551615`;

describe('/proc/<pid>/stat', () => {
  it('gives command, state, parent and start time', () => {
    expect(parseProcessStat(line('postgres'))).toEqual({ command: 'postgres', state: 'S', parent: 1, startTicks: '987654' });
  });

  it('accepts brackets and spaces in the command', () => {
    expect(parseProcessStat(line('a) S 7 (b', 'Z'))).toMatchObject({ command: 'a) S 7 (b', state: 'Z', parent: 1 });
  });

  it('is null when it is truncated', () => {
    expect(parseProcessStat('8079 (postgres) S 1')).toBeNull();
    expect(parseProcessStat('')).toBeNull();
  });
});
