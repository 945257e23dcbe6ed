import type { Refusal, Warning } from '@minglu/kernel';

export interface AppendedEvent {
  readonly eventId: string;
  readonly type: string;
  readonly streamId: string;
  readonly streamVersion: number;
}

export type CommandAnswer =
  | {
      readonly outcome: 'accepted';
      readonly commandId: string;
      /** Position of the command's last event in the log; 0 if there was nothing to record. */
      readonly position: number;
      readonly events: readonly AppendedEvent[];
      readonly warnings: readonly Warning[];
      /** The id of the thing that the command made, by its field; empty if it made none. */
      readonly created: Readonly<Record<string, string>>;
      /** True if the command id was used before with the same content: this is the first answer again. */
      readonly repeated: boolean;
    }
  | RefusedAnswer;

export interface RefusedAnswer {
  readonly outcome: 'refused';
  readonly commandId: string;
  readonly refusal: Refusal;
}

/** The answer to a command that was tried out. Nothing was recorded. */
export type TrialAnswer =
  | {
      readonly outcome: 'accepted';
      readonly commandId: string;
      readonly events: readonly TriedEvent[];
      readonly warnings: readonly Warning[];
      readonly created: Readonly<Record<string, string>>;
    }
  | RefusedAnswer;

/** An event that would be recorded. */
export interface TriedEvent {
  readonly type: string;
  readonly streamId: string;
  /** Without sealed fields; null if the actor may not see all of it. */
  readonly data: Readonly<Record<string, unknown>> | null;
}

export const refused = (commandId: string, refusal: Refusal): RefusedAnswer => ({ outcome: 'refused', commandId, refusal });

/** The answer to a command that had nothing to record. */
export const acceptedWithoutEvents = (commandId: string, warnings: readonly Warning[]): CommandAnswer => ({
  outcome: 'accepted',
  commandId,
  position: 0,
  events: [],
  warnings,
  created: {},
  repeated: false,
});
