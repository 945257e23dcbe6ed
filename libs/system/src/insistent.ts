import { isTransient, OutcomeUnknown, retry } from '@minglu/event-store';
import { ClockWrong, type CommandHandler } from '@minglu/casework';

type Executing = Pick<CommandHandler, 'execute'>;

const PATIENCE_MS = 300_000;

/** Gives each command again under its id until it is answered, for programs behind which no person waits. Minutes without a database are an error. */
export const insistent = ({ execute }: Executing, patienceMs = PATIENCE_MS): Executing => ({
  execute: (command, signal) =>
    retry(() => execute(command, signal), {
      patienceMs,
      isRetryable: (error) => isTransient(error) || error instanceof OutcomeUnknown || error instanceof ClockWrong,
      ...(signal ? { signal } : {}),
    }),
});
