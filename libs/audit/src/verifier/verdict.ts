import { LogFault } from '../full-check.js';
import { Malformed } from '../malformed.js';
import { NotSigned } from '../note.js';

/** The exit codes. They are a contract with scripts. */
export const EXIT = { true: 0, false: 1, malformed: 2, quorum: 3, content: 4, fault: 70 } as const;
type Answer = keyof typeof EXIT;

/** The result of a verification, in words and as figures. */
export interface Verdict {
  readonly answer: Answer;
  /** One line. */
  readonly reason: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Ends a verification. `false`: a signature or a proof does not hold. `content`: bytes are not those to which a leaf commits. */
class Refuted extends Error {
  constructor(
    readonly answer: 'false' | 'content',
    reason: string,
  ) {
    super(reason);
  }
}

export function holds(condition: unknown, reason: string): asserts condition {
  if (!condition) throw new Refuted('false', reason);
}
export function matches(condition: unknown, reason: string): asserts condition {
  if (!condition) throw new Refuted('content', reason);
}

/** Everything holds. Too few witnesses are the last reason to say no. */
export const proven = (quorum: boolean, reason: string, facts: Verdict['facts']): Verdict =>
  quorum ? { answer: 'true', reason, facts } : { answer: 'quorum', reason: 'too few witnesses of the policy have cosigned', facts };

/** The verdict for an error that ended a verification. */
export const verdictOf = (error: unknown): Verdict => {
  const of = (answer: Answer, reason: string): Verdict => ({ answer, reason, facts: {} });
  if (error instanceof Refuted) return of(error.answer, error.message);
  if (error instanceof Malformed) return of('malformed', error.reason);
  if (error instanceof NotSigned || error instanceof LogFault) return of('false', error.message);
  if (isFileError(error)) return of('malformed', `cannot be read: ${error.message}`);
  return of('fault', `a fault of the verifier: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
};

const isFileError = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'syscall' in error;
