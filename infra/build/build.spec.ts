import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';

const SETTINGS = ['.swcrc', 'infra/build/build.mjs', 'infra/build/aliases.mjs', 'infra/build/vendor.mjs'];
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'build-'));
  for (const file of SETTINGS) write(file, file === '.swcrc' ? readFileSync('.swcrc', 'utf8') : '');
  write('tsconfig.json', JSON.stringify({ compilerOptions: { paths: { '@minglu/kernel': ['./libs/kernel/src/index.ts'] } } }));
  write('libs/kernel/src/index.ts', 'export const one: number = 1;\n');
  write('libs/kernel/src/index.spec.ts', 'it.each([]);\n');
  write('libs/store/src/append.sql', 'SELECT 1;\n');
  write('apps/cli/src/main.ts', "import { one } from '@minglu/kernel';\nexport const two = one + 1;\n");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const built = (path: string): string => readFileSync(join(root, 'dist', path), 'utf8');

describe('the build', () => {
  it('compiles sources, carries SQL along, and leaves specs out', async () => {
    expect(await build(root)).toEqual({ compiled: 3, removed: 0, total: 3 });
    expect(built('libs/store/src/append.sql')).toBe('SELECT 1;\n');
    expect(existsSync(join(root, 'dist/libs/kernel/src/index.spec.js'))).toBe(false);
  });
  it('turns aliases into paths that Node can follow', async () => {
    await build(root);
    expect(built('apps/cli/src/main.js')).toMatch(/from ["']\.\.\/\.\.\/\.\.\/libs\/kernel\/src\/index\.js["']/);
  });
  it('refuses an alias that tsconfig.json does not know', async () => {
    write('apps/cli/src/main.ts', "export { one } from '@minglu/novelty';\n");
    await expect(build(root)).rejects.toThrow('apps/cli/src/main.ts imports @minglu/novelty');
  });
  it('compiles a changed file alone', async () => {
    await build(root);
    write('libs/kernel/src/index.ts', 'export const one: number = 10;\n');
    expect(await build(root)).toMatchObject({ compiled: 1 });
    expect(built('libs/kernel/src/index.js')).toContain('10');
    expect(await build(root)).toMatchObject({ compiled: 0 });
  });
  it('removes the output of a source that is gone, and writes again an output that is gone', async () => {
    await build(root);
    rmSync(join(root, 'apps/cli/src/main.ts'));
    rmSync(join(root, 'dist/libs/kernel/src/index.js'));
    expect(await build(root)).toEqual({ compiled: 1, removed: 1, total: 2 });
    expect(existsSync(join(root, 'dist/apps/cli/src/main.js'))).toBe(false);
    expect(existsSync(join(root, 'dist/apps/cli/src/main.js.map'))).toBe(false);
  });
  it('compiles everything when its settings change, or an earlier build broke off', async () => {
    await build(root);
    write('.swcrc', readFileSync('.swcrc', 'utf8').replace('es2022', 'es2023'));
    rmSync(join(root, 'apps/cli/src/main.ts'));
    expect(await build(root)).toMatchObject({ compiled: 2 });
    expect(existsSync(join(root, 'dist/apps/cli/src/main.js'))).toBe(false);
    write('dist/.build.json', '{ "settings": "cut o');
    expect(await build(root)).toMatchObject({ compiled: 2 });
    rmSync(join(root, 'dist/.build.json'));
    write('dist/libs/kernel/src/stale.js', 'left over');
    expect(await build(root)).toMatchObject({ compiled: 2 });
    expect(existsSync(join(root, 'dist/libs/kernel/src/stale.js'))).toBe(false);
  });
});

describe('the packages of production', () => {
  const installed = (name: string, type: 'module' | 'commonjs', code: string): void => {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, type, main: 'index.js' }));
    write(`node_modules/${name}/index.js`, code);
  };
  beforeEach(() => {
    write('package.json', JSON.stringify({ type: 'module', dependencies: { modern: '1.0.0', older: '1.0.0', pino: '1.0.0' } }));
    write('package-lock.json', '{}');
    installed(
      'modern',
      'module',
      "export { state } from 'shared';\nexport const count = 1;\nexport const later = async () => (await import('older')).count;\n",
    );
    installed('older', 'commonjs', "const { state } = require('shared');\nexports.state = state;\nexports.count = 2;\n");
    installed('shared', 'commonjs', 'exports.state = { asked: 0 };\n');
    installed('pino', 'commonjs', 'module.exports = 3;\n');
    installed('tool', 'commonjs', 'module.exports = 4;\n');
    write(
      'apps/cli/src/main.ts',
      `import * as modern from 'modern';
import older, { count } from 'older';
import pino from 'pino';
import tool from 'tool';
export const sum = modern.count + count + pino + tool;
export const isShared = modern.state === older.state;
export const later = await modern.later();
`,
    );
  });
  const main = (): Promise<unknown> => import(pathToFileURL(join(root, 'dist/apps/cli/src/main.js')).href);

  it('are read from few files, and share what they have in common', async () => {
    await build(root);
    const code = built('apps/cli/src/main.js');
    expect(code).toMatch(/from ["']\.\.\/\.\.\/\.\.\/vendor\/older\.js["']/);
    expect(await main()).toMatchObject({ sum: 10, isShared: true, later: 2 });
    // One that cannot be bundled and one for development stay where they are.
    expect(code).toMatch(/from ["']pino["'];\nimport tool from ["']tool["']/);
  });
  it('are bundled again when the lock file changes, and then alone', async () => {
    await build(root);
    installed('older', 'commonjs', "const { state } = require('shared');\nexports.state = state;\nexports.count = 20;\n");
    expect(await build(root)).toMatchObject({ compiled: 0 });
    expect(built('vendor/older.js')).toMatch(/count ?= ?2\b/);
    write('package-lock.json', '{ "changed": true }');
    expect(await build(root)).toMatchObject({ compiled: 0 });
    expect(built('vendor/older.js')).toMatch(/count ?= ?20\b/);
  });
});
