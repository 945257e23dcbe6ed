import { serviceDescription } from '@minglu/system';
import type { Generator } from './generator.js';
import { generators } from './generators.js';
import { trace } from './trace.js';

/** The routes of the service. Nest builds the description asynchronously, so the generator is made with its content. */
const openApi = async (): Promise<Generator> => {
  const content = `${JSON.stringify(await serviceDescription(), null, 2)}\n`;
  return { name: 'openapi', files: () => [{ path: 'libs/contracts/openapi.json', content }] };
};

/** All generators. `root`: the project's folder. */
export const allGenerators = async (root: string): Promise<readonly Generator[]> => [...generators, trace(root), await openApi()];
