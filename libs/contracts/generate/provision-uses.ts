import type { CatalogueEntry } from './open-api.js';
import type { Generator } from './generator.js';

/** Characters of a line and its end, as the formatter breaks it. */
const LINE = 141;

/** The refusals that rest on each provision, from the catalogue of refusals. */
export const provisionUses = (catalogue: readonly CatalogueEntry[]): Generator => {
  const refusals = catalogue.filter(({ details }) => details !== undefined);
  const rows = [...new Set(refusals.flatMap(({ legalBasis }) => legalBasis))].sort().map((provision) => {
    const resting = refusals.filter(({ legalBasis }) => legalBasis.includes(provision)).map(({ command, code }) => `${command} ${code}`);
    const names = [...new Set(resting)].sort().map((one) => `'${one}'`);
    const line = `  '${provision}': [${names.join(', ')}],\n`;
    return line.length <= LINE ? line : `  '${provision}': [\n${names.map((one) => `    ${one},\n`).join('')}  ],\n`;
  });
  const content = [
    '// Generated from libs/contracts/refusals.json by npm run generate. Do not edit.\n\n',
    '/** The refusals that rest on each provision: the command and the code. */\n',
    `export const refusalsByProvision: Readonly<Record<string, readonly string[]>> = {\n${rows.join('')}};\n`,
  ].join('');
  return { name: 'provision-uses', files: () => [{ path: 'libs/projections/src/refusals-data.ts', content }] };
};
