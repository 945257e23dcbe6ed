import type { Actor } from '@minglu/kernel';
import { seesAll } from '@minglu/projections';

/** Whether an actor may choose the id of a new thing. */
export type ChosenIds = (actor: Actor, id: string) => boolean;

/**
 * The ministry chooses freely. Others choose only ids that begin with their own organisation, such as `330100-2026`. An id that another
 * holds would be refused, and the refusal would tell that it exists. Callers without an organisation get the ids that the server makes.
 */
export const ownIds: ChosenIds = (actor, id) => seesAll(actor) || (actor.role !== 'public' && id.startsWith(`${actor.org}-`));

/** For scenarios, whose files name the ids. */
export const anyIds: ChosenIds = () => true;
