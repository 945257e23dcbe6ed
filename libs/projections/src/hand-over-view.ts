import {
  categoryOf,
  provisionPath,
  routesOf,
  type Actor,
  type AnyAct,
  type Bilingual,
  type Instant,
  type Projection,
} from '@minglu/kernel';
import { dossierActs } from '@minglu/dossier';
import { handOvers, referenceActs, type HandOver, type HandOverEvent } from '@minglu/reference';

/** A hand-over with the time and the role in which it was given. */
export interface HandOverView {
  readonly streamId: string;
  readonly state: HandOver;
  readonly since: Instant;
  readonly askedAs: string;
}

export const handOverProjection: Projection<HandOverView, HandOverEvent> = {
  name: 'hand-over',
  version: 1,
  key: ({ streamId }) => (categoryOf(streamId) === handOvers.name ? streamId : null),
  apply: (row, { event, streamId, recordedAt, metadata: { actor } }) => ({
    streamId,
    state: handOvers.evolve(row?.state ?? handOvers.initial, event),
    since: row?.since ?? recordedAt,
    askedAs: row?.askedAs ?? actor.role,
  }),
};

/** An open hand-over, for one of its two persons. */
export interface HandedOver {
  readonly handOverId: string;
  /** The person who asked, and the colleague who was asked. */
  readonly person: string;
  readonly to: string;
  /** The role in which the colleague acts. */
  readonly role: string;
  readonly command: string;
  readonly title: Bilingual;
  readonly provisions: readonly string[];
  readonly routes: readonly string[];
  /** Null where it is about no case. */
  readonly caseId: string | null;
  /** The name of its applicant; null without a case, and where this person may not know of it. */
  readonly applicantName: string | null;
  readonly since: Instant;
  readonly fields: readonly { readonly field: string; readonly value: string }[];
}

const ACTS: ReadonlyMap<string, AnyAct> = new Map(
  ([...referenceActs, ...dossierActs] as unknown as readonly AnyAct[]).map((act) => [act.command, act]),
);

/** Whose hand-overs a list has: those to the viewer, those by him, or both. */
export type WhoseHandOvers = 'mine' | 'others' | 'all';

/**
 * An open hand-over as one of its two persons sees it in the role that it concerns; null for all others. A delegate is none of the two.
 *
 * @param applicantName the name that the viewer may see
 */
export const handedOver = (
  { person, role, org, onBehalfOf }: Actor,
  { state: { asked, end }, since, askedAs }: HandOverView,
  whose: WhoseHandOvers,
  applicantName: string | null,
): HandedOver | null => {
  if (!asked || end !== null || asked.org !== org || onBehalfOf !== undefined) return null;
  const isMine = whose !== 'others' && asked.to === person && asked.role === role;
  const isGiven = whose !== 'mine' && asked.person === person && askedAs === role;
  const act = ACTS.get(asked.command);
  if (!(isMine || isGiven) || !act) return null;
  const { handOverId, to, command, caseId, fields } = asked;
  return {
    handOverId,
    person: asked.person,
    to,
    role: asked.role,
    command,
    title: act.title,
    provisions: act.legalBasis.map(provisionPath),
    routes: routesOf([act]).map(({ method, path }) => `${method} ${path}`),
    caseId,
    applicantName,
    since,
    fields,
  };
};
