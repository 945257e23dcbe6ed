import { dayOf, streamId, type Instant, type Ref } from '@minglu/kernel';
import type { EventStore } from '@minglu/event-store';
import { dossiers, standing } from '@minglu/dossier';
import { standards, succession, systemInForce, systemOf } from '@minglu/reference';
import { divisionCalled } from '@minglu/regulation';
import type { TableWorld } from '@minglu/tables/adapters';
import { stateIn } from '../state-in-log.js';

/** Reads indicator systems and divisions from the log, for tables. */
export const tableWorld = (log: Pick<EventStore, 'readStream' | 'findClaim'>, now: () => Instant): TableWorld => {
  const stateOf = <S>({ category, id }: Ref<S>): Promise<S> => stateIn(log, category, streamId(category, id));
  return {
    indicatorSystem: async (versionId) => {
      const state = await stateOf(standards);
      return (versionId === undefined ? systemInForce(state, dayOf(now())) : systemOf(state, versionId)) ?? null;
    },
    world: async () => {
      const { divisions } = await stateOf(succession);
      const today = dayOf(now());
      return { divisionOf: (nameOrCode) => divisionCalled(divisions, nameOrCode, today) };
    },
    titleHolders: async (titleIds) => {
      const changes = await stateOf(succession);
      const namesOf = async (titleId: string): Promise<readonly string[]> => {
        const holder = await log.findClaim('title', titleId);
        if (!holder) return [];
        const dossier = await stateIn(log, dossiers, holder.streamId);
        return [dossier, standing(dossier, changes, now())].flatMap(({ subject }) => subject?.applicantName ?? []);
      };
      return Promise.all(titleIds.map(namesOf));
    },
  };
};
