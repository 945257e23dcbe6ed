import { checkpointWait } from './checkpoint-wait.js';

describe('the wait for a checkpoint', () => {
  let clock = 0;
  beforeEach(() => {
    clock = 0;
  });
  const at = (milliseconds: number): void => {
    clock = milliseconds;
  };

  it('is nothing while a checkpoint covers all events', () => {
    const wait = checkpointWait(() => clock);
    expect(wait(0, 0)).toBe(0);
    at(5_000);
    expect(wait(7, 7)).toBe(0);
  });
  it('grows while no checkpoint comes, however many events follow', () => {
    const wait = checkpointWait(() => clock);
    wait(10, 5);
    at(1_000);
    wait(4_000, 5);
    at(61_000);
    expect(wait(90_000, 9)).toBe(61_000);
  });
  it('is that of the oldest event which is left', () => {
    const wait = checkpointWait(() => clock);
    wait(10, 5);
    at(4_000);
    wait(20, 5);
    at(9_000);
    expect(wait(30, 10)).toBe(5_000);
    expect(wait(30, 30)).toBe(0);
  });
  it('is told also after very many calls without a checkpoint', () => {
    const wait = checkpointWait(() => clock);
    for (let call = 0; call < 10_000; call += 1) {
      at(call * 1_000);
      wait(call + 1, 0);
    }
    expect(wait(20_000, 0)).toBe(9_999_000);
  });
});
