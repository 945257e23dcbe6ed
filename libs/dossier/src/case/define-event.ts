import { text, Type, type EventDefinition, type OfPayload, type Static, type TSchema } from '@minglu/kernel';
import { sharedId } from '@minglu/reference';
import type { Deadline } from '@minglu/regulation';
import type { DeadlineEffect } from './deadline-effects.js';
import { caseId, closing, subject } from './fragments.js';
import type { Status } from './status.js';

/** How a dossier begins: by an application, a memorandum (备忘录) of earlier years, a pilot, or a title of earlier years. */
export type Origin = 'application' | 'memorandum' | 'pilot' | 'legacy-title';

/** The facts that each event definition states. */
export interface DossierEventFacts<D> {
  /** Set if the event opens a dossier; its payload then holds the subject. */
  readonly opens?: Origin;
  /** The status after the event; null: the status stays. A function decides by the status before and the payload. */
  readonly leadsTo: Status | null | { from(before: Status, data: D): Status }['from'];
  /** The effect on the open deadlines of the dossier; null: none. */
  readonly deadlines: DeadlineEffect | null | OfPayload<D, DeadlineEffect | null>;
  /** The event closes the dossier, where its payload says so; the payload holds `closedOn`. */
  readonly closes?: true | OfPayload<D, boolean>;
}

/** The definition of a dossier's event, with the facts above. */
type DossierEventDefinition<T extends string, S extends TSchema> = EventDefinition<T, S> & DossierEventFacts<Static<S>>;

/** Kinds of claims whose ids a question may name. */
const ASKED_BY = ['title', 'publicity', 'proceeding', 'objection'];

/** With the claims of {@link sharedId}: of the case that the event opens, and of each thing that it names. */
export const dossierEvent = <const T extends string, S extends TSchema>(
  definition: DossierEventDefinition<T, S>,
): DossierEventDefinition<T, S> => {
  const { opens, claims } = definition;
  if (!opens && !claims) return definition;
  return {
    ...definition,
    claims: (data) => {
      const own = claims?.(data) ?? [];
      const named = own.flatMap(({ kind, id }) => (ASKED_BY.includes(kind) ? [id] : []));
      const ids = new Set([...(opens ? [(data as { readonly caseId: string }).caseId] : []), ...named]);
      return [...own, ...[...ids].map(sharedId)];
    },
  };
};

/** Sets the deadline in the payload; null if the payload holds none. */
export const setsDeadline = ({ deadline }: { readonly deadline?: Deadline | null }): DeadlineEffect | null =>
  deadline ? { set: deadline } : null;

/** The first status of a park's check of materials. Undefined for a city, whose materials have no such check. */
export const checkedBy = (firstCheck: 'municipal' | 'provincial' | undefined): Status | undefined =>
  firstCheck && (firstCheck === 'municipal' ? 'MUNICIPAL_CHECK' : 'PROVINCIAL_CHECK');

/** The status to which a case in creation returns: PILOT for a pilot park, otherwise CREATING. */
export const creating = (backTo: 'pilot' | 'creating' | undefined): Status => (backTo === 'pilot' ? 'PILOT' : 'CREATING');

/** The end of a case. It is public, without its reasons, if the public knows of the case (decisions 39). */
export const disclosedEnding = {
  version: 2,
  upcasts: { 1: (old: object) => old },
  classification: ({ disclosed }: { readonly disclosed?: boolean }) => (disclosed ? ('PUBLIC' as const) : ('INTERNAL' as const)),
  internal: { reasons: null },
} as const;
/** The payload of such an event. */
export const endingFields = {
  ...caseId,
  /** For readers outside, who may not know the case yet. Absent on events older than version 2, as `disclosed` is. */
  applicant: Type.Optional(subject.applicant),
  applicantName: Type.Optional(subject.applicantName),
  reasons: Type.Optional(text()),
  ...closing,
  /** True if the event is public. */
  disclosed: Type.Optional(Type.Boolean()),
};
