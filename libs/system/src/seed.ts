import type { Instant } from '@minglu/kernel';
import type { EventStore } from '@minglu/event-store';
import type { CommandHandler } from '@minglu/casework';
import { shippedReferenceData } from '@minglu/reference';
import { SYSTEM } from './command-handler.js';
import { insistent } from './insistent.js';

/** Appends the shipped reference data that a log does not have yet. Throws if one of its commands is refused. */
export const seed = async (
  { casework, store }: { readonly casework: Pick<CommandHandler, 'execute'>; readonly store: Pick<EventStore, 'findCommand'> },
  at: Instant,
): Promise<void> => {
  for (const { commandId, do: type, with: data } of shippedReferenceData) {
    // The ministry updates the data by commands later. The data of a new release must not compete with them.
    if (await store.findCommand(commandId)) continue;
    const answer = await insistent(casework).execute({ commandId, type, data, actor: SYSTEM, at });
    if (answer.outcome === 'refused') throw new Error(`the shipped reference data was refused: ${commandId}: ${answer.refusal.message.en}`);
  }
};
