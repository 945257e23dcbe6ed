import type { Actor } from '@minglu/kernel';
import type { Visibility } from './visibility.js';

/** Who acted, as a viewer sees it: outside the ministry the role and the organisation alone. */
export type ShownActor = Pick<Actor, 'role' | 'org'> & Partial<Pick<Actor, 'person' | 'onBehalfOf'>>;
export const shownActor = (visibility: Visibility, actor: Actor): ShownActor =>
  visibility === 'all' ? actor : { role: actor.role, org: actor.org };
