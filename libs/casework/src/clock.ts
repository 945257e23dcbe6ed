import { instantOf, type Instant } from '@minglu/kernel';

/** Where an instant comes from. In a scenario it travels with the commands; in service it is the wall clock. */
export interface Clock {
  now(): Instant;
}

export const wallClock: Clock = { now: () => instantOf(Date.now()) };

export interface SimulatedClock extends Clock {
  /** Never goes back. */
  moveTo(instant: Instant): void;
}
export const simulatedClock = (start: Instant): SimulatedClock => {
  let now = start;
  return {
    now: () => now,
    moveTo: (instant) => {
      if (instant < now) throw new RangeError(`the clock stands at ${now} and cannot go back to ${instant}`);
      now = instant;
    },
  };
};
