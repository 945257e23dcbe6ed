import { commandTable, dossierEvents, stateMatrix } from '@minglu/dossier';
import { acts, events } from '@minglu/system';
import { asyncApiFile } from './async-api.js';
import { dates } from './dates.js';
import { commandSchemas } from './command-schemas.js';
import { divisions } from './divisions.js';
import { eventSchemas } from './event-schemas.js';
import type { GeneratedFile, Generator } from './generator.js';
import { routes } from './routes.js';

/** The generators that read only the domain. `allGenerators` adds the trace and the routes. */
export const generators: readonly Generator[] = [
  eventSchemas(Object.values(events) as never),
  commandSchemas(acts as never),
  { name: 'state-matrix', files: () => [{ path: 'libs/contracts/state-matrix.md', content: stateMatrix() }] },
  { name: 'commands', files: () => [{ path: 'libs/dossier/commands.md', content: commandTable() }] },
  asyncApiFile(Object.values(events) as never, new Set(Object.keys(dossierEvents))),
  dates,
  divisions,
  routes,
  // Written by the specs: npm run test:unit -- --refusals.
  { name: 'refusals', files: () => [], keeps: () => ['libs/contracts/refusals.json'] },
];

/** All generated files, sorted by path. Throws if two generators make the same file. */
export const generatedFiles = (from: readonly Generator[] = generators): readonly GeneratedFile[] => {
  const files = from.flatMap((one) => one.files()).sort((a, b) => (a.path < b.path ? -1 : 1));
  const twice = files.find(({ path }, index) => path === files[index - 1]?.path);
  if (twice) throw new Error(`${twice.path} is generated twice`);
  return files;
};
