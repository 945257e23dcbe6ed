import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { acts, serviceDescription } from '@minglu/system';
import type { Generator } from './generator.js';
import { generators } from './generators.js';
import { openApiOf, type CatalogueEntry } from './open-api.js';
import { provisionUses } from './provision-uses.js';
import { readRoutesPage } from './read-routes.js';
import type { SourceFacts } from './source-pages.js';
import { trace } from './trace.js';

const catalogueIn = (root: string) =>
  JSON.parse(readFileSync(join(root, 'libs/contracts/refusals.json'), 'utf8')) as readonly CatalogueEntry[];

/** The description of all routes, with the refusals of each act. Nest builds the description asynchronously, so the generator is made with its content. */
const openApi = async (catalogue: readonly CatalogueEntry[]): Promise<Generator> => {
  const description = openApiOf(await serviceDescription(), acts, catalogue);
  const files = [
    { path: 'libs/contracts/openapi.json', content: `${JSON.stringify(description, null, 2)}\n` },
    { path: 'libs/contracts/read-routes.md', content: readRoutesPage(description as never) },
  ];
  return { name: 'openapi', files: () => files };
};

/** The pages that are read from the source of the acts. Imported late: they need the TypeScript compiler. */
const ofSource = async (root: string, source?: SourceFacts): Promise<readonly Generator[]> => {
  const { readSource, sourcePages } = await import('./source-pages.js');
  return sourcePages(source ?? readSource(root));
};

/** All generators. `root`: the project's folder. `source`: the source of the acts, if it has been read already. */
export const allGenerators = async (root: string, source?: SourceFacts): Promise<readonly Generator[]> => [
  ...generators,
  trace(root),
  await openApi(catalogueIn(root)),
  provisionUses(catalogueIn(root)),
  ...(await ofSource(root, source)),
];
