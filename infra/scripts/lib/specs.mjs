// The specs of the project, and what each of them needs before it can run. It reads source text: a spec needs a server when
// it, or a file that it imports, reads the server's address from the environment.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { aliasTargets } from '../../build/aliases.mjs';

const FOLDERS = ['apps', 'libs', 'infra', 'test'];
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s(?!type\s)[^'";]*?from\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g;
const NEEDS = {
  postgres: /process\.env\['DATABASE_URL'\]/,
  kafka: /process\.env\['KAFKA_BROKERS'\]/,
  build: /'dist'|\bdist\/(?:apps|libs)\//,
};

/** The import graph of a project's sources; a file is read again when it has changed. */
export function specGraph(root) {
  const aliases = aliasTargets(root);
  const read = new Map();

  const load = (file) => {
    const { mtimeMs } = statSync(join(root, file));
    const known = read.get(file);
    if (known?.mtimeMs === mtimeMs) return known;
    const text = readFileSync(join(root, file), 'utf8');
    const imports = [...text.matchAll(IMPORT)].map(([, from, bare, dynamic]) => resolve(file, from ?? bare ?? dynamic)).filter(Boolean);
    const entry = { mtimeMs, imports, needs: Object.keys(NEEDS).filter((need) => NEEDS[need].test(text)) };
    read.set(file, entry);
    return entry;
  };
  const resolve = (file, specifier) => {
    if (specifier in aliases) return aliases[specifier];
    if (!specifier.startsWith('.')) return null;
    const path = normalize(join(dirname(file), specifier));
    return [path, path.replace(/\.js$/, '.ts')].find((one) => existsSync(join(root, one))) ?? null;
  };
  /** The file and all that it imports. */
  const closure = (file, found = new Set()) => {
    if (found.has(file)) return found;
    found.add(file);
    for (const imported of load(file).imports) closure(imported, found);
    return found;
  };

  return {
    /** All specs; with patterns (regular expressions on the path) those that match one. */
    specs: (patterns = []) => {
      const wanted = patterns.map((pattern) => new RegExp(pattern));
      const all = FOLDERS.flatMap((folder) => filesBelow(root, folder)).filter((file) => file.endsWith('.spec.ts'));
      return wanted.length === 0 ? all : all.filter((file) => wanted.some((one) => one.test(file)));
    },
    /** What these specs need: some of `postgres`, `kafka`, `build`. A Kafka spec needs PostgreSQL only where it says so. */
    needs: (specs) => new Set(specs.flatMap((spec) => [...closure(spec)].flatMap((file) => load(file).needs))),
    /** The specs that reach one of the changed files. */
    affected: (specs, changed) => specs.filter((spec) => [...closure(spec)].some((file) => changed.includes(file))),
  };
}

function filesBelow(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !(entry.parentPath ?? entry.path).includes('node_modules'))
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}
