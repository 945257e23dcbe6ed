import { categoryOf, type Projection } from '@minglu/kernel';
import { authorities, type Authority, type AuthorityEvent } from '@minglu/reference';

/** The authority of one person: his grants, the roles that were revoked, and his delegations. */
export interface AuthorityView {
  readonly streamId: string;
  readonly state: Authority;
}

export const authorityProjection: Projection<AuthorityView, AuthorityEvent> = {
  name: 'authority',
  version: 1,
  key: ({ streamId }) => (categoryOf(streamId) === authorities.name ? streamId : null),
  apply: (row, { event, streamId }) => ({ streamId, state: authorities.evolve(row?.state ?? authorities.initial, event) }),
};
