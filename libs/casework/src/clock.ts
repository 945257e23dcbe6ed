import { instantOf, type Instant } from '@minglu/kernel';

/** Source of the instants of commands: the wall clock in service, a simulated clock in scenarios and tests. */
export interface Clock {
  now(): Instant;
}

export const wallClock: Clock = { now: () => instantOf(Date.now()) };

export interface SimulatedClock extends Clock {
  /** @throws RangeError if `instant` is earlier than now */
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
