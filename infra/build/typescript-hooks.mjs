// Module hooks of Node that let it import the project's TypeScript; aliases come from tsconfig.json.
import { fileURLToPath } from 'node:url';
import { aliasTargets } from './aliases.mjs';
import { compiled } from './compiled.mjs';

let root;
let aliases = {};

/** @param {{ root: string }} data URL of the project's folder; mutation testing runs in a copy */
export function initialize(data) {
  ({ root } = data);
  const targets = Object.entries(aliasTargets(fileURLToPath(root)));
  aliases = Object.fromEntries(targets.map(([alias, target]) => [alias, new URL(target, root).href]));
}

/**
 * For mutation testing: the rules, and the code that computes contracts from them, are loaded again in each generation (`?generation=1`).
 * Other modules are loaded once.
 */
const RELOADED = /\/libs\/((kernel|regulation|reference|dossier|projections|system)\/src|contracts\/generate)\//;

export function resolve(specifier, context, next) {
  const own = context.parentURL?.startsWith(root) && !context.parentURL.includes('/node_modules/');
  const relative = own && specifier.startsWith('.') && specifier.endsWith('.js') && /\.ts(?:\?|$)/.test(context.parentURL);
  if (!(specifier in aliases) && !relative) return next(specifier, context);
  const url = aliases[specifier] ?? new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL).href;
  const generation = /\?.*$/.exec(context.parentURL)?.[0] ?? '';
  return { url: RELOADED.test(url) ? url + generation : url, shortCircuit: true };
}

/** Code by path, for all generations. */
const codes = new Map();

export async function load(url, context, next) {
  const [path] = url.split('?');
  if (!path.endsWith('.ts')) return next(url, context);
  if (!codes.has(path)) codes.set(path, compiled(fileURLToPath(path)));
  return { format: 'module', source: await codes.get(path), shortCircuit: true };
}
