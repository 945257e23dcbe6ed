import { dayOf, fold, streamId, type Instant, type Ref } from '@minglu/kernel';
import { decodeStored, type EventStore } from '@minglu/event-store';
import { standards, succession, systemInForce, systemOf } from '@minglu/reference';
import { divisionCalled } from '@minglu/regulation';
import type { TableWorld } from '@minglu/tables/adapters';
import { registry } from '../command-handler.js';

/** Reads indicator systems and divisions from the log, for tables. */
export const tableWorld = (log: Pick<EventStore, 'readStream'>, now: () => Instant): TableWorld => {
  const stateOf = async <S>({ category, id }: Ref<S>): Promise<S> => {
    const stored = await log.readStream(streamId(category, id));
    return fold(
      category,
      stored.map((event) => decodeStored(event, registry).event),
    );
  };
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
  };
};
