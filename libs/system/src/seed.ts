import type { Instant } from '@minglu/kernel';
import type { EventStore } from '@minglu/event-store';
import type { CommandHandler } from '@minglu/casework';
import { shippedReferenceData } from '@minglu/reference';
import { SYSTEM } from './command-handler.js';

/** Gives a fresh log its reference data; on a log that has it, nothing happens. */
export const seedThrough = async ({ execute }: CommandHandler, store: Pick<EventStore, 'findCommand'>, at: Instant): Promise<void> => {
  for (const { commandId, do: type, with: data } of shippedReferenceData) {
    // 已播种的不再提交：其后由部以命令更新，随软件发布的数据不与之相争。
    if (await store.findCommand(commandId)) continue;
    const answer = await execute({ commandId, type, data, actor: SYSTEM, at });
    if (answer.outcome === 'refused') throw new Error(`the shipped reference data was refused: ${commandId}: ${answer.refusal.message.en}`);
  }
};
