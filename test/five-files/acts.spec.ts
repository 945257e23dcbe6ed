import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { actsByChapter } from '@minglu/dossier';

const SOURCE = fileURLToPath(new URL('../../libs/dossier/src', import.meta.url));

const specsOf = (chapter: string): string =>
  readdirSync(join(SOURCE, chapter))
    .filter((file) => file.endsWith('.spec.ts'))
    .map((file) => readFileSync(join(SOURCE, chapter, file), 'utf8'))
    .join('\n');

describe('every act', () => {
  it.each(Object.entries(actsByChapter).flatMap(([chapter, acts]) => acts.map(({ command }) => [chapter, command] as const)))(
    'of the chapter %s has a spec beside it: %s',
    (chapter, command) => expect(specsOf(chapter)).toContain(command),
  );
});
