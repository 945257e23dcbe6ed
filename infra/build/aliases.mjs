// The path aliases of tsconfig.json (`@minglu/<lib>`) as relative paths, which Node can follow in dist/.
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** @returns {Record<string, string>} alias → the file that it stands for, from the project's root */
export function aliasTargets(root) {
  const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  return Object.fromEntries(Object.entries(compilerOptions.paths).map(([alias, [target]]) => [alias, target.replace('./', '')]));
}

const IMPORTED = /((?:\bfrom|\bimport)\s*\(?\s*)(["'])(@minglu\/[^"']+)\2/g;

/**
 * @param {string} code compiled code of `file`
 * @param {string} file its source, from the project's root
 */
export const rewriteAliases = (code, file, aliases) =>
  code.replace(IMPORTED, (_, before, quote, alias) => {
    const target = aliases[alias];
    if (target === undefined) throw new Error(`${file} imports ${alias}, which tsconfig.json does not know`);
    const path = relative(dirname(file), target).replace(/\.ts$/, '.js');
    return `${before}${quote}${path.startsWith('.') ? path : `./${path}`}${quote}`;
  });
