import type { InternalTokens } from './auth/internal-tokens.js';
import { ProblemException } from './problem.js';

/**
 * Lets only another service of this system through.
 * @throws ProblemException `not-authenticated` if the token is missing, expired or not ours
 */
export const requireInternalToken = async (tokens: InternalTokens, authorization: string | undefined): Promise<void> => {
  if (!(await tokens.isValid(authorization)))
    throw new ProblemException('not-authenticated', '仅限系统内部', 'for the services of this system only');
};
