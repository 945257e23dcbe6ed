import {
  refuse,
  type AcceptedDecision,
  type Actor,
  type Classification,
  type Instant,
  type RefusedDecision,
  type StreamVersion,
} from '@minglu/kernel';
import { metadataIn, type EventStore } from '@minglu/event-store';
import type { Command } from './command.js';
import type { Decided } from './deciding.js';
import { isCommitted, type StreamCache } from './stream-cache.js';
import { writtenStreams } from './written-streams.js';

type Streams = Decided['streams'];

/** The classifications of a stream's events that an actor may see at an instant, given the states of the streams that were read. */
export type VisibleTo = (actor: Actor, stream: string, stateOf: (stream: string) => unknown, at: Instant) => readonly Classification[];

/**
 * True if the read set is committed and at the versions in the log. A refusal, or an acceptance without events, appends
 * nothing, so no append checks it; it is given only if this is true. Moved streams leave the cache.
 */
export const isFresh = async (
  store: EventStore,
  cache: StreamCache,
  readSet: readonly StreamVersion[],
  streams: Streams,
): Promise<boolean> => {
  const committed = await Promise.all(readSet.map(({ streamId }) => isCommitted(streams.get(streamId)!)));
  // The head too: settled facts are not in the read set, and hold only in the log that this process has seen.
  const [versions] = await Promise.all([readSet.length ? store.versions(readSet.map(({ streamId }) => streamId)) : [], store.head()]);
  const moved = readSet.filter(({ version }, index) => !committed[index] || versions[index] !== version);
  cache.drop(moved.map(({ streamId }) => streamId));
  return moved.length === 0;
};

/**
 * True if every stream that was only read is committed. The append checks such a stream by its version alone, and another
 * process may reach the same version with other events. A written stream names the event that it follows.
 */
export const isGrounded = async (decision: AcceptedDecision, streams: Streams): Promise<boolean> => {
  const uncommitted = decision.readSet.filter(({ streamId }) => streams.get(streamId)!.pending !== null);
  if (uncommitted.length === 0) return true;
  const written = writtenStreams(decision);
  const onlyRead = uncommitted.filter(({ streamId }) => !written.has(streamId));
  return (await Promise.all(onlyRead.map(({ streamId }) => isCommitted(streams.get(streamId)!)))).every(Boolean);
};

/** The refusal `stale-version` if the actor decided on another version (`ifVersion`) than is visible now; otherwise null. */
export const staleFor = async (
  store: EventStore,
  { actor, ifVersion, at }: Command,
  { readSet }: AcceptedDecision,
  streams: Streams,
  visibleTo?: VisibleTo,
): Promise<RefusedDecision | null> => {
  const [first] = readSet;
  if (!first) return null;
  const loaded = streams.get(first.streamId)!;
  await isCommitted(loaded);
  const visible = visibleTo?.(actor, first.streamId, (stream) => streams.get(stream)?.state, at);
  const events = await store.readStream(first.streamId);
  const version = visible ? events.filter((event) => visible.includes(metadataIn(event).classification)).length : events.length;
  if (version === ifVersion) return null;
  const { refusal } = refuse(
    'stale-version',
    [],
    `所见版本 ${ifVersion} 已旧，现为 ${version}`,
    `version ${ifVersion} is stale: it is ${version} now`,
    { version },
  );
  return { refusal, readSet };
};
