import type { EventStore } from '@minglu/event-store';
import type { Command } from './command.js';
import type { Decided } from './deciding.js';
import type { VisibleTo } from './freshness.js';

/** The target streams whose events the actor may not see. He must not learn that they exist. */
export const hiddenFrom = async (
  log: Pick<EventStore, 'findPublic'>,
  { actor, at }: Pick<Command, 'actor' | 'at'>,
  { targets, streams }: Pick<Decided, 'targets' | 'streams'>,
  visibleTo: VisibleTo,
): Promise<ReadonlySet<string>> => {
  const hidden = new Set<string>();
  for (const streamId of targets) {
    if (streams.get(streamId)!.version === 0) continue;
    const visible = visibleTo(actor, streamId, (stream) => streams.get(stream)?.state, at);
    const isHidden = visible.every((one) => one === 'PUBLIC') && (await log.findPublic([{ streamId, publicVersion: 1 }])).length === 0;
    if (isHidden) hidden.add(streamId);
  }
  return hidden;
};
