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

export function resolve(specifier, context, next) {
  if (specifier in aliases) return { url: aliases[specifier], shortCircuit: true };
  const ours = context.parentURL?.startsWith(`${root}libs/`) && specifier.startsWith('.') && specifier.endsWith('.js');
  return ours ? { url: new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL).href, shortCircuit: true } : next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  const { code } = await transform(readFileSync(filename, 'utf8'), { filename, configFile: fileURLToPath(new URL('.swcrc', root)) });
  return { format: 'module', source: code, shortCircuit: true };
}
