/**
 * A process turns events into commands. The passing of a deadline is one more input. Its only memory is its folded state.
 */
export interface Process<State, Input, Command> {
  readonly name: string;
  readonly initial: State;
  readonly decide: (state: State, input: Input) => ProcessDecision<Command>;
  readonly evolve: (state: State, input: Input) => State;
}

type ProcessDecision<Command> = { readonly commands: readonly Command[] } | { readonly ignored: string };
export const ask = <Command>(...commands: readonly Command[]): ProcessDecision<Command> => ({ commands });
/** No command follows from the input, with the reason. */
export const ignore = (reason: string): ProcessDecision<never> => ({ ignored: reason });
