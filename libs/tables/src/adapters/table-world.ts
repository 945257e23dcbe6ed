import type { IndicatorSystem } from '@minglu/regulation';
import type { World } from '../table.js';

/** Nest token of a {@link TableWorld}. */
export const TABLE_WORLD = Symbol('TABLE_WORLD');

/** The facts of the log on which tables depend. */
export interface TableWorld {
  /** The published indicator system with this id; without one, that in force today. `none` and an unknown id: null. */
  readonly indicatorSystem: (versionId: string | undefined) => Promise<IndicatorSystem | null>;
  readonly world: () => Promise<World>;
  /** The names of the holder of each title, as recorded and as of today; empty if there is no such title. */
  readonly titleHolders: (titleIds: readonly string[]) => Promise<readonly (readonly string[])[]>;
}
