import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { anchors, relativeLinks } from './citations.js';
import { projectFiles } from './files.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The relative links of all Markdown files below a folder that lead to no file, or to no heading of one. */
const broken = (root: string): string[] =>
  projectFiles(root, ['.md']).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return relativeLinks(text)
      .filter(({ target }) => {
        const [path, anchor] = decodeURIComponent(target).split('#');
        const linked = path ? join(root, dirname(file), path) : join(root, file);
        if (!existsSync(linked)) return true;
        return anchor !== undefined && linked.endsWith('.md') && !anchors(readFileSync(linked, 'utf8')).has(anchor);
      })
      .map(({ line, target }) => `${file}:${line} ${target}`);
  });

describe('a link in a document', () => {
  const root = mkdtempSync(join(tmpdir(), 'minglu-links-'));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  afterEach(() => {
    for (const file of projectFiles(root, ['.md'])) rmSync(join(root, file));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it.each([
    ['a file', '[a](missing.md)', ['README.md:1 missing.md']],
    ['a folder', '\n[`a`](libs/none "title")', ['README.md:2 libs/none']],
    ['a heading', '[a](libs/a/README.md#none)', ['README.md:1 libs/a/README.md#none']],
    ['a heading of its own', '# One\n[a](#two)', ['README.md:2 #two']],
    ['a definition', 'see [a]\n\n[a]: none.md', ['README.md:3 none.md']],
  ])('to %s that is not there is found', (_, text, found) => {
    write('README.md', text);
    write('libs/a/README.md', '# Title\n');
    expect(broken(root)).toEqual(found);
  });

  it('to files, headings and other hosts that are there is not', () => {
    write('README.md', '# One, `two` 三\n[a](libs/a/) [b](libs/a/README.md#the-title) [c](#one-two-三) [d](https://example.org/none)\n');
    write('libs/a/README.md', '## The title\n[up](../../README.md)\n```\n[code](none)\n```\n');
    expect(broken(root)).toEqual([]);
  });

  it('leads somewhere everywhere in the project', () => {
    expect(projectFiles(ROOT, ['.md']).length).toBeGreaterThan(10);
    expect(broken(ROOT)).toEqual([]);
  });
});
