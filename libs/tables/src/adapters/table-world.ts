import type { IndicatorSystem } from '@minglu/regulation';
import type { Table, World } from '../table.js';
import { tableNamed } from '../tables.js';

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

/** A table by its name; null for an unknown one. A table of figures or targets has the indicator system of the version. */
export const tableIn = async (
  { indicatorSystem }: Pick<TableWorld, 'indicatorSystem'>,
  name: string,
  versionId: string | undefined,
): Promise<{ readonly table: Table; readonly system: IndicatorSystem | null } | null> => {
  const plain = tableNamed(name);
  if (!plain) return null;
  if (!plain.usesSystem) return { table: plain, system: null };
  const system = await indicatorSystem(versionId);
  return { table: tableNamed(name, system)!, system };
};
