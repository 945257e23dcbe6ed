import { refuse, type Warning } from '@minglu/kernel';
import type { AppendOutcome, EventStore } from '@minglu/event-store';
import { refused, type AppendedEvent, type CommandAnswer } from './answer.js';

/** The part of an answer that the log keeps with the command id, for a repeated command. */
export interface StoredAnswer {
  readonly events: readonly AppendedEvent[];
  readonly warnings: readonly Warning[];
}

type StoredCommand = NonNullable<Awaited<ReturnType<EventStore['findCommand']>>>;
type AnsweredAppend = Exclude<AppendOutcome, { readonly outcome: 'conflict' }>;

/** The answer after an append that met no conflict. `answer` is the answer of this attempt. */
export const answerToAppend = (commandId: string, outcome: AnsweredAppend, answer: StoredAnswer): CommandAnswer => {
  switch (outcome.outcome) {
    case 'appended':
      return accepted(commandId, outcome.position, answer, false);
    case 'repeated':
      return accepted(commandId, outcome.position, JSON.parse(outcome.result) as StoredAnswer, true);
    case 'mismatched':
      return commandIdReused(commandId);
  }
};

/** The answer to a command whose id is in the log: the first answer again, or a refusal if the content differs. */
export const answerToRepeat = (commandId: string, stored: StoredCommand, requestHash: Uint8Array): CommandAnswer =>
  Buffer.compare(stored.requestHash, requestHash) === 0
    ? accepted(commandId, stored.position, JSON.parse(stored.result) as StoredAnswer, true)
    : commandIdReused(commandId);

/** @param claim `kind/id`, as in the conflict of an append */
export const claimTaken = (commandId: string, claim: string) => {
  const [kind, ...rest] = claim.split('/');
  const id = rest.join('/');
  return refused(commandId, refuse('id-taken', [], `标识 ${id} 已被使用`, `the ${kind} id ${id} is taken`, { kind, id }).refusal);
};

const accepted = (commandId: string, position: number, { events, warnings }: StoredAnswer, repeated: boolean): CommandAnswer => ({
  outcome: 'accepted',
  commandId,
  position,
  events,
  warnings,
  created: {},
  repeated,
});

const commandIdReused = (commandId: string): CommandAnswer =>
  refused(
    commandId,
    refuse('command-id-reused', [], '同一命令标识已用于不同内容', 'this command id was used with other content', { commandId }).refusal,
  );
