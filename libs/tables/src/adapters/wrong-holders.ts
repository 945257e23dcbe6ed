import { normalForm } from '@minglu/regulation';
import { ruleFaults, type Finding } from '../faults.js';
import type { ReadTable } from '../read-table.js';
import type { Import } from '../table.js';
import type { TableWorld } from './table-world.js';

/** Titles that are none, and names of other holders: a row may have slipped when a column was sorted alone. */
export const wrongHolders = async (
  { holds }: Import,
  { rows, placed }: ReadTable,
  { titleHolders }: Pick<TableWorld, 'titleHolders'>,
): Promise<readonly Finding[]> => {
  if (!holds) return [];
  const found = await titleHolders(rows.map((row) => String(row[holds.title])));
  return rows.flatMap((row, index) => {
    const [id, name, names] = [String(row[holds.title]), row[holds.holder], found[index]!];
    if (names.length === 0) return [placed(index, { key: holds.title, ...ruleFaults.unknownTitle(id) })];
    if (name === undefined || names.some((one) => normalForm(one) === normalForm(String(name)))) return [];
    return [placed(index, { key: holds.holder, ...ruleFaults.otherHolder(id, names.at(-1)!) })];
  });
};
