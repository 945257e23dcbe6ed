import type { Actor, Bilingual, Instant } from '@minglu/kernel';
import type { RecordedLine } from './access-log.js';

/** A piece of evidence that is an event of the log: where it stands and the hash of its content. */
export interface EvidenceReference {
  readonly eventId: string;
  readonly type: string;
  readonly position: number;
  /** SHA-256, hex. */
  readonly contentHash: string;
}
/** An event of the case. */
export interface TimelineEvent {
  /** From 1, over the events of the case. */
  readonly version: number;
  readonly eventId: string;
  readonly type: string;
  readonly title: Bilingual;
  readonly position: number;
  readonly recordedAt: Instant;
  readonly by: Actor;
  /** Of evidence: the events that it refers to. */
  readonly evidence: readonly EvidenceReference[];
}
export type TimelineItem =
  { readonly kind: 'event'; readonly event: TimelineEvent } | { readonly kind: 'reading'; readonly reading: RecordedLine };

/** How far a reader has come in both lists. */
export interface TimelinePlace {
  readonly events: number;
  readonly readings: number;
}
export interface TimelinePage {
  readonly items: readonly TimelineItem[];
  readonly next: TimelinePlace | null;
}
/** A page of the timeline of a case; null unless it is under investigation and the viewer may know. */
export type Timeline = (
  viewer: Actor,
  id: string,
  after: TimelinePlace,
  limit: number,
  signal: AbortSignal,
) => Promise<TimelinePage | null>;

/** Merges the events and readings behind a place in the order of recording, up to a limit. Each list has `limit` + 1 items at most. */
export const mergedTimeline = (
  events: readonly TimelineEvent[],
  readings: readonly RecordedLine[],
  { events: fromEvent, readings: fromReading }: TimelinePlace,
  limit: number,
): TimelinePage => {
  const all: readonly (TimelineItem & { readonly at: number })[] = [
    ...events.map((event) => ({ kind: 'event' as const, event, at: Date.parse(event.recordedAt) })),
    ...readings.map((reading) => ({ kind: 'reading' as const, reading, at: Date.parse(reading.recordedAt) })),
  ];
  // Stable: both lists are in their own order already.
  const items = [...all].sort((a, b) => a.at - b.at).slice(0, limit);
  const lastEvent = items.findLast((one) => one.kind === 'event');
  const lastReading = items.findLast((one) => one.kind === 'reading');
  return {
    items: items.map(({ at: _, ...item }) => item),
    next:
      all.length > limit
        ? {
            events: lastEvent?.kind === 'event' ? lastEvent.event.version : fromEvent,
            readings: lastReading?.kind === 'reading' ? lastReading.reading.position : fromReading,
          }
        : null,
  };
};
