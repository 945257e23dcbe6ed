import { pino } from 'pino';
import { boundedLogHooks, repeatedLines } from './repeated-lines.js';

/** A clock that a test moves. */
const clock = () => {
  let now = 0;
  let waiting: { at: number; work: () => void }[] = [];
  return {
    later: (work: () => void, ms: number) => void waiting.push({ at: now + ms, work }),
    advance: (ms: number) => {
      now += ms;
      const due = waiting.filter(({ at }) => at <= now);
      waiting = waiting.filter(({ at }) => at > now);
      for (const { work } of due) work();
    },
  };
};

describe('a bounded log', () => {
  const make = () => {
    const { later, advance } = clock();
    const lines: { msg: string; repeated?: number }[] = [];
    const log = pino(
      { base: null, timestamp: false, hooks: boundedLogHooks({ later }) },
      { write: (line: string) => void lines.push(JSON.parse(line) as { msg: string }) },
    );
    return { log, lines, advance };
  };

  it('has the first line of a kind at once, and then once a minute the last one with the count', () => {
    const { log, lines, advance } = make();
    for (let second = 0; second < 120; second += 1) {
      log.error({ where: 'publishing', err: new Error(`connect 127.0.0.1:${40_000 + second}`) }, 'publishing failed');
      advance(1_000);
    }
    expect(lines.map(({ msg, repeated }) => [msg, repeated])).toEqual([
      ['publishing failed', undefined],
      ['publishing failed', 59],
      ['publishing failed', 60],
    ]);
  });
  it('tells kinds apart by text, place, cause and status', () => {
    const { log, lines } = make();
    for (const round of [1, 2]) {
      log.warn(`a line of round ${round}`);
      log.warn({ where: 'here' }, 'failed');
      log.warn({ where: 'there' }, 'failed');
      log.error({ res: { statusCode: 500 } }, 'failed');
      log.error(new Error('no broker'));
      log.error(new Error('no database'));
      log.info('each line of a lower level is written');
    }
    expect(lines).toHaveLength(6 + 2);
  });
  it('is silent again, and has the next first line at once, when a kind has rested for a minute', () => {
    const { log, lines, advance } = make();
    log.warn('slow');
    for (let minute = 0; minute < 3; minute += 1) advance(60_000);
    log.warn('slow');
    expect(lines.map(({ repeated }) => repeated)).toEqual([undefined, undefined]);
  });
  it('does not grow with the number of kinds', () => {
    const { later } = clock();
    const take = repeatedLines({ later });
    let written = 0;
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    for (const a of letters) for (const b of letters) for (const c of letters) take(a + b + c, () => (written += 1));
    expect(written).toBe(501);
  });
  it('of an outage of ten minutes is small', () => {
    const bytesOf = (isBounded: boolean): number => {
      let bytes = 0;
      const { later, advance } = clock();
      const hooks = isBounded ? boundedLogHooks({ later }) : {};
      const log = pino({ hooks }, { write: (line: string) => void (bytes += line.length) });
      for (let second = 0; second < 600; second += 1) {
        for (const where of ['the timers', 'publishing', 'the read model'])
          log.error({ where, err: new Error('connect ECONNREFUSED') }, `${where} failed`);
        advance(1_000);
      }
      return bytes;
    };
    expect(bytesOf(true) * 50).toBeLessThan(bytesOf(false));
  });
});
