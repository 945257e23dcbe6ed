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
      /** True if the command id was used before with the same content: this is the first answer again. */
      readonly repeated: boolean;
    }
  | { readonly outcome: 'refused'; readonly commandId: string; readonly refusal: Refusal };

export const refused = (commandId: string, refusal: Refusal): CommandAnswer => ({ outcome: 'refused', commandId, refusal });

/** The answer to a command that had nothing to record. */
export const acceptedWithoutEvents = (commandId: string, warnings: readonly Warning[]): CommandAnswer => ({
  outcome: 'accepted',
  commandId,
  position: 0,
  events: [],
  warnings,
  repeated: false,
});
