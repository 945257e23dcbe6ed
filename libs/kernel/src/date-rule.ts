import type { Day, Instant } from './time.js';

/** A limit of a date: the first or the last value that is allowed, and the code of the refusal beyond it. */
export interface DateLimit<C> {
  /** The value in words, for readers. */
  readonly words: string;
  readonly code: string;
  /** The value for a command; null where it has no such limit. A day for a date, an instant for an instant. */
  readonly of: (about: C) => Day | Instant | null;
}

/** The limits of a date or an instant in a command. `C`: the command with the state that it is decided on. */
interface DateRule<C> {
  readonly notBefore?: readonly DateLimit<C>[];
  readonly notAfter?: readonly DateLimit<C>[];
  /** The effect of the value, in words: from when the act or the fact counts. */
  readonly effect: string;
}

/** The rules of a command, by the path of the field: `effectiveDate`, `offDays[]`. */
export type DateRules<C> = Readonly<Record<string, DateRule<C>>>;
