import { serviceDescription } from '@minglu/system';
import type { Generator } from './generator.js';
import { generators } from './generators.js';
import type { SourceFacts } from './source-pages.js';
import { trace } from './trace.js';

/** The routes of the service. Nest builds the description asynchronously, so the generator is made with its content. */
const openApi = async (): Promise<Generator> => {
  const content = `${JSON.stringify(await serviceDescription(), null, 2)}\n`;
  return { name: 'openapi', files: () => [{ path: 'libs/contracts/openapi.json', content }] };
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
  await openApi(),
  ...(await ofSource(root, source)),
];
