// Every unit spec of the pure libraries in one test file: their modules are loaded once for a mutant, not once for each spec.
import { readdirSync } from 'node:fs';

for (const library of ['kernel', 'regulation', 'reference', 'dossier'])
  for (const spec of readdirSync(`libs/${library}/src`, { recursive: true }).sort())
    if (spec.endsWith('.spec.ts')) await import(`../../libs/${library}/src/${spec}`);
