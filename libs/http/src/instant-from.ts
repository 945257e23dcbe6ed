import { endOfDay, instantOf, epochMs, isDay, parseInstant, type Instant } from '@minglu/kernel';
import { ProblemException } from './problem.js';

/**
 * Reads an instant in a request: ISO 8601 with an explicit offset.
 * @throws ProblemException `invalid-request` if it is not one
 */
export const instantFrom = (text: string): Instant => {
  const instant = parseInstant(text);
  if (!instant) throw new ProblemException('invalid-request', `不是带时区的时点：${text}`, `not an instant with an offset: ${text}`);
  return instant;
};

/**
 * Reads a moment that a question asks about. A day means its end in Asia/Shanghai, with the facts of its last millisecond.
 * @throws ProblemException `invalid-request` if it is neither a day nor an instant
 */
export const momentFrom = (text: string): Instant =>
  // The end of a day is exclusive. A fact of that instant belongs to the next day.
  isDay(text) ? instantOf(epochMs(endOfDay(text)) - 1) : instantFrom(text.replace(' ', '+')); // A URL decoder turns `+` into a space.
