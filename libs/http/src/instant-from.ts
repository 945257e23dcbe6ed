import { parseInstant, type Instant } from '@minglu/kernel';
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
