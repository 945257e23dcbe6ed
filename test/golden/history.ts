import { flagsOf, type DossierEvent, type Flag } from '@minglu/dossier';
import { canonicalJson, decodeStored, type StoredEvent } from '@minglu/event-store';
import type { EventMetadata, Instant, RecordedEvent } from '@minglu/kernel';
import { viewOf, type DossierView } from '@minglu/projections';
import { registry } from '@minglu/system';

/** An event as it lay in the log on the day it was captured; payload and metadata are what their canonical JSON says. */
export interface GoldenEvent extends Omit<StoredEvent, 'payload' | 'metadata' | 'salt' | 'contentHash' | 'recordedAt'> {
  readonly payload: unknown;
  readonly metadata: EventMetadata;
  readonly recordedAt: Instant;
}

/** One dossier and what it came to, by the version that captured it. */
export interface GoldenHistory {
  readonly events: readonly GoldenEvent[];
  readonly view: DossierView;
}

export interface Golden {
  readonly scenario: string;
  readonly title: string;
  readonly histories: readonly GoldenHistory[];
}

export const goldenEvent = ({ payload, metadata, salt: _salt, contentHash: _hash, ...rest }: StoredEvent): GoldenEvent => ({
  ...rest,
  payload: JSON.parse(payload),
  metadata: JSON.parse(metadata) as EventMetadata,
});

const stored = ({ payload, metadata, ...rest }: GoldenEvent): StoredEvent => ({
  ...rest,
  payload: canonicalJson(payload),
  metadata: canonicalJson(metadata),
  salt: new Uint8Array(32),
  contentHash: new Uint8Array(32),
});

/** Replays a captured history by the rules of today; with the marks that are drawn from its state. */
export const replay = (events: readonly GoldenEvent[]): (DossierView & { readonly flags: readonly Flag[] }) | undefined => {
  const view = viewOf(events.map((event) => decodeStored(stored(event), registry) as RecordedEvent<DossierEvent>));
  return view && { ...view, flags: flagsOf(view.state) };
};
