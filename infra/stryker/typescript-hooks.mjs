// Module hooks of Node for runner.mjs. SWC compiles TypeScript as in Jest, and aliases come from tsconfig.json.
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

/** The rules, and the code that computes contracts from them, are reloaded in each generation. Other modules are loaded once. */
const RELOADED = /\/libs\/((kernel|regulation|reference|dossier|projections|system)\/src|contracts\/generate)\//;

export function resolve(specifier, context, next) {
  const relative = specifier.startsWith('.') && specifier.endsWith('.js') && /^[^?]*\/(libs|apps)\//.test(context.parentURL ?? '');
  if (!(specifier in aliases) && !(relative && context.parentURL.startsWith(root))) return next(specifier, context);
  const url = aliases[specifier] ?? new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL).href;
  const generation = /\?.*$/.exec(context.parentURL)?.[0] ?? '';
  return { url: RELOADED.test(url) ? url + generation : url, shortCircuit: true };
}

/** Compiled files by path, for all generations. */
const compiled = new Map();

export async function load(url, context, next) {
  const [path] = url.split('?');
  if (!path.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(path);
  if (!compiled.has(path))
    compiled.set(path, transform(readFileSync(filename, 'utf8'), { filename, configFile: fileURLToPath(new URL('.swcrc', root)) }));
  return { format: 'module', source: (await compiled.get(path)).code, shortCircuit: true };
}
