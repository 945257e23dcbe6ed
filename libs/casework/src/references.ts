import { streamId, type AnyAct, type AnyCategory, type Loaded, type Ref, type Referred } from '@minglu/kernel';
import { metadataIn, type EventStore } from '@minglu/event-store';
import type { LoadedStream } from './stream-cache.js';

/** The stream that a ref points to: by its own id, or as the holder of a claim. */
export interface ResolvedRef {
  /** Null if no stream ever held the claim. */
  readonly stream: string | null;
  /** False if the holder has released the claim. */
  readonly held: boolean;
}

/** Synchronous unless the holder of a claim must be looked up. */
export const resolveRef = (store: EventStore, { category, id, claim }: Ref<unknown>): ResolvedRef | Promise<ResolvedRef> =>
  claim === undefined ? { stream: streamId(category, id), held: true } : holderOf(store, claim, id);

const holderOf = async (store: EventStore, claim: string, id: string): Promise<ResolvedRef> => {
  const holder = await store.findClaim(claim, id);
  return { stream: holder?.streamId ?? null, held: holder?.held ?? false };
};

/** The view of a stream that an act gets; the initial state if the stream was not found or not read. */
export const viewOf = ({ stream, held }: ResolvedRef, loaded: LoadedStream | null, category: AnyCategory): Loaded<unknown> => ({
  streamId: stream,
  version: loaded?.version ?? 0,
  state: loaded?.state ?? category.initial,
  held,
});

/** The events that a command points to by id (`act.refersTo`); ids that are not in the log are left out. */
export const findReferred = async (store: EventStore, act: AnyAct, data: Record<string, unknown>): Promise<readonly Referred[]> => {
  const wanted = act.refersTo?.(data as never) ?? [];
  if (wanted.length === 0) return [];
  const found = new Map((await store.findEvents(wanted)).map((event) => [event.eventId, event]));
  return wanted.flatMap((eventId) => {
    const event = found.get(eventId.toLowerCase());
    if (!event) return [];
    const { actor, classification, internal, occurredAt } = metadataIn(event);
    return [
      {
        eventId,
        streamId: event.streamId,
        type: event.type,
        data: JSON.parse(event.payload) as Record<string, unknown>,
        occurredAt,
        actor,
        classification,
        ...(internal ? { internal } : {}),
      },
    ];
  });
};
