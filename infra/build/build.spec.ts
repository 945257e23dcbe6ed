import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from './build.mjs';

const SETTINGS = ['.swcrc', 'infra/build/build.mjs', 'infra/build/aliases.mjs'];
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
