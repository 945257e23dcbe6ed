import { readFileSync } from 'node:fs';
import { generatedFiles } from './generators.js';

const root = new URL('../../../', import.meta.url);

describe('the committed contracts', () => {
  it('equal the generated ones byte for byte', () => {
    const differing = generatedFiles().filter(({ path, content }) => readFileSync(new URL(path, root), 'utf8') !== content);
    expect(differing.map(({ path }) => path)).toEqual([]);
  });
});
