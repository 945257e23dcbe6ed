// Writes libs/contracts/refusals.json, the catalogue of refusals and warnings, from those that the specs expect.
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject, temporaryFolder } from './project.mjs';

const CATALOGUE = inProject('libs/contracts/refusals.json');
/** The specs that expect all of them. */
export const PROVOKING = ['^libs/(?:reference|dossier)/'];

/** The text of the catalogue: a JSON array with one entry a line, each once, in a fixed order. */
export const catalogueOf = (entries) => `[\n${[...new Set(entries)].sort().join(',\n')}\n]\n`;
/** The entries of a catalogue as lines. */
export const entriesOf = (text) => JSON.parse(text).map((entry) => JSON.stringify(entry));

/**
 * Records the refusals and warnings that specs expect. With `environment` each process of the specs writes a record. `save` replaces
 * the catalogue; with `add` it keeps the old entries. `discard` removes the records.
 */
export function recording() {
  const folder = mkdtempSync(join(temporaryFolder(), 'minglu-refusals-'));
  const recorded = () => readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean));
  return {
    environment: { MINGLU_REFUSALS: folder },
    save: ({ add }) => writeFileSync(CATALOGUE, catalogueOf([...(add ? entriesOf(readFileSync(CATALOGUE, 'utf8')) : []), ...recorded()])),
    discard: () => rmSync(folder, { recursive: true, force: true }),
  };
}
