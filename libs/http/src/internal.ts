import { parseInstant, type Instant } from '@minglu/kernel';
import type { InternalTokens } from './auth/internal.js';
import { ProblemException } from './problem.js';

/** Lets in another service of the house, and nobody else. */
export const onlyWithin = async (internal: InternalTokens, token: string | undefined): Promise<void> => {
  if (!(await internal.isValid(token))) throw new ProblemException('not-authenticated', '仅限系统内部', 'for the services of the house');
};

/** An instant as a request gives it. */
export const instantFrom = (text: string): Instant => {
  const instant = parseInstant(text);
  if (!instant) throw new ProblemException('invalid-request', `不是带时区的时点：${text}`, `not an instant with an offset: ${text}`);
  return instant;
};
