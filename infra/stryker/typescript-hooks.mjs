// Node's hooks for the runner beside: TypeScript is read through SWC as in jest, and aliases come from tsconfig.json.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';

let root;
let aliases = {};

export function initialize(data) {
  ({ root } = data);
  const { compilerOptions } = JSON.parse(readFileSync(new URL('tsconfig.json', root), 'utf8'));
  aliases = Object.fromEntries(Object.entries(compilerOptions.paths).map(([alias, [target]]) => [alias, new URL(target, root).href]));
}

/** The rules and the files generated from them: loaded again in each generation. All else is loaded once. */
const RULES = /\/(libs\/(kernel|regulation|reference|dossier|projections|system)|apps\/cli)\/src\//;

export function resolve(specifier, context, next) {
  const relative = specifier.startsWith('.') && specifier.endsWith('.js') && /^[^?]*\/(libs|apps)\//.test(context.parentURL ?? '');
  if (!(specifier in aliases) && !(relative && context.parentURL.startsWith(root))) return next(specifier, context);
  const url = aliases[specifier] ?? new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL).href;
  const generation = /\?.*$/.exec(context.parentURL)?.[0] ?? '';
  return { url: RULES.test(url) ? url + generation : url, shortCircuit: true };
}

/** Compiled once for all generations. */
const compiled = new Map();

export async function load(url, context, next) {
  const [path] = url.split('?');
  if (!path.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(path);
  if (!compiled.has(path))
    compiled.set(path, transform(readFileSync(filename, 'utf8'), { filename, configFile: fileURLToPath(new URL('.swcrc', root)) }));
  return { format: 'module', source: (await compiled.get(path)).code, shortCircuit: true };
}
