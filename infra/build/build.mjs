// Builds apps, libs and the programs of test/ into dist/ with SWC, file by file: only changed files are compiled again.
// Types are checked apart (`npm test`, step `types`).
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { aliasTargets, rewriteAliases } from './aliases.mjs';
import { bundledPackages, bundlePackages, importsOf, rewritePackages } from './vendor.mjs';

const FOLDERS = ['apps', 'libs', 'test/bench', 'test/golden'];
const SETTINGS = ['.swcrc', 'tsconfig.json', 'infra/build/build.mjs', 'infra/build/aliases.mjs', 'infra/build/vendor.mjs'];
const RECORD = 'dist/.build.json';
const NOT_BUILT = /^apps\/console\/|\.(?:spec|test)\.ts$|\/testing\/|\/node_modules\/|\.d\.ts$/;
/** Files that the built code reads at run time beside itself. */
const ASSET = /\.sql$|\/catalog\/expected\.json$/;

/**
 * Brings dist/ up to date.
 * @param {string} root the project's folder
 * @returns {Promise<{ compiled: number, removed: number, total: number }>} files written, files removed, files in all
 */
export async function build(root) {
  const settings = digest(SETTINGS.map((file) => readFileSync(join(root, file), 'utf8')).join('\0'));
  const before = readRecord(root, settings);
  const sources = FOLDERS.flatMap((folder) => filesBelow(root, folder)).filter((file) => isBuilt(file));
  const packages = bundledPackages(root);
  const imports = [];
  const after = Object.fromEntries(
    sources.map((file) => {
      const source = readFileSync(join(root, file), 'utf8');
      if (file.endsWith('.ts')) imports.push(...importsOf(source, packages));
      return [file, digest(source)];
    }),
  );
  const stale = sources.filter((file) => before[file] !== after[file] || !existsSync(join(root, outputOf(file))));
  const removed = Object.keys(before).filter((file) => !(file in after));
  // Removed first: a build that breaks off leaves no file that its record does not know.
  if (stale.length + removed.length > 0) rmSync(join(root, RECORD), { force: true });
  for (const file of removed) for (const end of ['', '.map']) rmSync(join(root, outputOf(file) + end), { force: true });
  if (stale.length > 0) await compile(root, stale, packages);
  await bundlePackages(root, packages, imports, settings);
  if (stale.length + removed.length > 0 || !existsSync(join(root, RECORD))) {
    mkdirSync(join(root, 'dist'), { recursive: true });
    writeFileSync(join(root, RECORD), JSON.stringify({ settings, files: after }));
  }
  return { compiled: stale.length, removed: removed.length, total: sources.length };
}

async function compile(root, files, packages) {
  const { transform } = await import('@swc/core');
  const aliases = aliasTargets(root);
  const options = { swcrc: true, configFile: join(root, '.swcrc'), sourceMaps: true, module: { type: 'es6' } };
  const one = async (file) => {
    const source = readFileSync(join(root, file), 'utf8');
    const target = join(root, outputOf(file));
    mkdirSync(dirname(target), { recursive: true });
    if (ASSET.test(file)) return writeFileSync(target, source);
    const { code, map } = await transform(source, {
      ...options,
      filename: join(root, file),
      sourceFileName: relative(dirname(target), join(root, file)),
    });
    const name = target.slice(target.lastIndexOf('/') + 1);
    writeFileSync(target, `${rewritePackages(rewriteAliases(code, file, aliases), file, packages)}\n//# sourceMappingURL=${name}.map\n`);
    writeFileSync(`${target}.map`, map);
  };
  for (let start = 0; start < files.length; start += 64) await Promise.all(files.slice(start, start + 64).map(one));
}

/** The record of the last build: source file → digest. Empty, as dist/ is then, where the settings differ or nothing was recorded. */
function readRecord(root, settings) {
  const record = existsSync(join(root, RECORD)) ? parse(readFileSync(join(root, RECORD), 'utf8')) : null;
  if (record?.settings === settings) return record.files;
  // dist/ may hold the output of sources that are gone, which Node would go on loading.
  for (const folder of ['apps', 'libs', 'test']) rmSync(join(root, 'dist', folder), { recursive: true, force: true });
  return {};
}

/** Null for a record that was cut off while it was written. */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @param {string} file from the project's root */
export const isBuilt = (file) =>
  FOLDERS.some((folder) => file.startsWith(`${folder}/`)) && (ASSET.test(file) || (file.endsWith('.ts') && !NOT_BUILT.test(file)));
const outputOf = (file) => join('dist', file.replace(/\.ts$/, '.js'));
const digest = (text) => createHash('sha256').update(text).digest('base64');

function filesBelow(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}
