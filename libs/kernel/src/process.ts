/**
 * A process decides what to ask for next, from what happened and from time; the passing of a deadline is one more
 * input. It keeps nothing but its folded state.
 */
export interface Process<State, Input, Command> {
  readonly name: string;
  readonly initial: State;
  readonly decide: (state: State, input: Input) => ProcessDecision<Command>;
  readonly evolve: (state: State, input: Input) => State;
}

export type ProcessDecision<Command> = { readonly commands: readonly Command[] } | { readonly ignored: string };
export const ask = <Command>(...commands: readonly Command[]): ProcessDecision<Command> => ({ commands });
/** Nothing to do, and why. */
export const ignore = (reason: string): ProcessDecision<never> => ({ ignored: reason });
