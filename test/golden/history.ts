import { flagsOf, type DossierEvent, type Flag } from '@minglu/dossier';
import { canonicalJson, decodeStored, type StoredEvent } from '@minglu/event-store';
import type { EventMetadata, Instant, RecordedEvent } from '@minglu/kernel';
import { viewOf, type DossierView } from '@minglu/projections';
import { registry } from '@minglu/system';

/** A stored event as it was captured. Payload and metadata are parsed. */
export interface GoldenEvent extends Omit<StoredEvent, 'payload' | 'metadata' | 'salt' | 'contentHash' | 'recordedAt'> {
  readonly payload: unknown;
  readonly metadata: EventMetadata;
  readonly recordedAt: Instant;
}

/** One dossier: its events and the state to which the capturing version folded them. */
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

/** A captured event as a log gives it. */
export const storedEvent = ({ payload, metadata, ...rest }: GoldenEvent): StoredEvent => ({
  ...rest,
  payload: canonicalJson(payload),
  metadata: canonicalJson(metadata),
  salt: new Uint8Array(32),
  contentHash: new Uint8Array(32),
});

/** Folds a captured history by the present rules, and adds the flags of the state. */
export const replay = (events: readonly GoldenEvent[]): (DossierView & { readonly flags: readonly Flag[] }) | undefined => {
  const view = viewOf(events.map((event) => decodeStored(storedEvent(event), registry) as RecordedEvent<DossierEvent>));
  return view && { ...view, flags: flagsOf(view.state) };
};
