import { text, Type, type EventDefinition, type OfPayload, type Static, type TSchema } from '@minglu/kernel';
import type { Deadline } from '@minglu/regulation';
import type { DeadlineEffect } from './deadline-effects.js';
import { caseId, closing, subject } from './fragments.js';
import type { Status } from './status.js';

/** How a dossier begins: by an application, a memorandum (备忘录) of earlier years, a pilot, or a title of earlier years. */
export type Origin = 'application' | 'memorandum' | 'pilot' | 'legacy-title';

/** The facts that every event of a dossier states about itself. */
export interface DossierEventFacts<D> {
  /** The event begins a dossier; its payload holds the subject. */
  readonly opens?: Origin;
  /** The status that it leads to; null: it leaves the status as it is. */
  readonly leadsTo: Status | null | { from(before: Status, data: D): Status }['from'];
  /** Its effect on the open deadlines of the dossier; null: none. */
  readonly deadlines: DeadlineEffect | null | OfPayload<D, DeadlineEffect | null>;
  /** The event closes the dossier, where its payload says so; the payload holds `closedOn`. */
  readonly closes?: true | OfPayload<D, boolean>;
}

/** An event of a dossier: its definition, and the facts above. */
type DossierEventDefinition<T extends string, S extends TSchema> = EventDefinition<T, S> & DossierEventFacts<Static<S>>;

export const dossierEvent = <const T extends string, S extends TSchema>(
  definition: DossierEventDefinition<T, S>,
): DossierEventDefinition<T, S> => definition;

/** The effect of an event that starts or moves the deadline in its payload, where it holds one. */
export const setsDeadline = ({ deadline }: { readonly deadline?: Deadline | null }): DeadlineEffect | null =>
  deadline ? { set: deadline } : null;

/** Where a check of materials stands first, for a park; a city has no such check. */
export const checkedBy = (firstCheck: 'municipal' | 'provincial' | undefined): Status | undefined =>
  firstCheck && (firstCheck === 'municipal' ? 'MUNICIPAL_CHECK' : 'PROVINCIAL_CHECK');

/** The status to which a case in creation returns: a pilot park to its pilot. */
export const creating = (backTo: 'pilot' | 'creating' | undefined): Status => (backTo === 'pilot' ? 'PILOT' : 'CREATING');

/** An ending that the public learns of, without its reasons, where it knows the case (decisions 39). */
export const disclosedEnding = {
  version: 2,
  upcasts: { 1: (old: object) => old },
  classification: ({ disclosed }: { readonly disclosed?: boolean }) => (disclosed ? ('PUBLIC' as const) : ('INTERNAL' as const)),
  internal: ['reasons'],
} as const;
/** The payload of such an ending. Readers outside get no reasons. */
export const endingFields = {
  ...caseId,
  /** For the public, which may not have heard of the case before. Absent on older events, as `disclosed` is. */
  applicant: Type.Optional(subject.applicant),
  applicantName: Type.Optional(subject.applicantName),
  reasons: Type.Optional(text()),
  ...closing,
  /** Whether the public is told. */
  disclosed: Type.Optional(Type.Boolean()),
};
