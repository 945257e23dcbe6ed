import type { Actor, Classification, Instant } from '@minglu/kernel';
import type { DossierEvent } from '@minglu/dossier';
import type { RecordedDeadline } from '../dossier-view.js';
import type { Receipt } from '../receipt.js';
import type { VisibleDossier } from '../visibility.js';

/** Two clocks: what held at `at`, as far as it was known by `knownAt`. */
export interface Bitemporal {
  readonly at: Instant;
  readonly knownAt: Instant;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Give it back as `cursor` for the next page; null at the end. */
  readonly next: string | null;
}

export interface VisibleEvent {
  /** 1, 2, 3, … over what this viewer sees. */
  readonly version: number;
  readonly eventId: string;
  readonly type: string;
  readonly data: DossierEvent['data'];
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly legalBasis: readonly string[];
  readonly rulePackage: string;
  readonly calendarVersion: number | null;
  readonly classification: Classification;
  readonly actor: Partial<Actor>;
  readonly receipt: Receipt;
  readonly position?: number;
  readonly streamVersion?: number;
  readonly commandId?: string;
  readonly correlationId?: string;
  readonly causationId?: string | null;
}

/** What is, from the read model. Each question is answered for a viewer, who never learns of what he may not see. */
export interface Registers {
  readonly dossier: (viewer: Actor, id: string) => Promise<VisibleDossier | null>;
  readonly dossiers: (viewer: Actor, cursor: string | null, limit: number) => Promise<Page<VisibleDossier>>;
  /** Deadlines of a publicity, case or campaign, oldest first. */
  readonly deadlines: (viewer: Actor, of: string) => Promise<readonly RecordedDeadline[]>;
}

/** What was, from the log itself. */
export interface Histories {
  readonly dossier: (viewer: Actor, id: string, when: Bitemporal) => Promise<VisibleDossier | null>;
  readonly history: (viewer: Actor, id: string, when?: Bitemporal) => Promise<readonly VisibleEvent[] | null>;
  readonly deadlines: (viewer: Actor, of: string, when: Bitemporal) => Promise<readonly RecordedDeadline[]>;
}

/** Both: with an instant a question goes to the log, without to the read model. */
export interface ReadModel {
  readonly dossier: (viewer: Actor, id: string, when?: Bitemporal) => Promise<VisibleDossier | null>;
  readonly dossiers: Registers['dossiers'];
  readonly history: Histories['history'];
  readonly deadlines: (viewer: Actor, of: string, when?: Bitemporal) => Promise<readonly RecordedDeadline[]>;
}

export const readModel = (registers: Registers, histories: Histories): ReadModel => ({
  dossier: (viewer, id, when) => (when ? histories.dossier(viewer, id, when) : registers.dossier(viewer, id)),
  dossiers: registers.dossiers,
  history: histories.history,
  deadlines: (viewer, of, when) => (when ? histories.deadlines(viewer, of, when) : registers.deadlines(viewer, of)),
});
