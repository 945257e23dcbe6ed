// The specs of the project, and the servers that each of them needs. It reads source text: a spec needs a server when
// it, or a file that it imports, reads the server's address from the environment. A spec that starts a server of its own
// says so in a comment: `@needs own-server`.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { aliasTargets } from '../../build/aliases.mjs';
import { isBuilt } from '../../build/build.mjs';

const FOLDERS = ['apps', 'libs', 'infra', 'test'];
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s(?!type\s)[^'";]*?from\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'|\b(?:import|new URL)\(\s*'([^']+)'\s*[,)]/g;
const NEEDS = {
  postgres: /process\.env\['DATABASE_URL'\]/,
  kafka: /process\.env\['KAFKA_BROKERS'\]/,
  build: /'dist', 'apps'|\bdist\/(?:apps|libs)\//,
  'own-server': /^\/\*\* @needs own-server\b/m,
};
const SERVERS = ['postgres', 'kafka', 'own-server'];
const BESIDE_THE_CODE = ['^(?:apps|libs|infra)/'];
/** The specs of the scripts name addresses and built files in their samples; they need none. */
const NEEDS_NOTHING = /^infra\//;

const NO_FILE = { imports: [], needs: [] };

/** The import graph of a project's sources; a file is read again when it has changed. */
export function specGraph(root) {
  const aliases = aliasTargets(root);
  const read = new Map();

  const load = (file) => {
    const mtimeMs = statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs;
    if (mtimeMs === undefined) return NO_FILE; // removed since; the compiler and Jest say so
    const known = read.get(file);
    if (known?.mtimeMs === mtimeMs) return known;
    const text = readFileSync(join(root, file), 'utf8');
    const imports = [...text.matchAll(IMPORT)].flatMap(([, from, bare, dynamic]) => resolve(file, from ?? bare ?? dynamic));
    const needs = NEEDS_NOTHING.test(file) ? [] : Object.keys(NEEDS).filter((need) => NEEDS[need].test(text));
    const entry = { mtimeMs, imports, needs };
    read.set(file, entry);
    return entry;
  };
  const resolve = (file, specifier) => {
    if (specifier in aliases) return [aliases[specifier]];
    if (!specifier.startsWith('.') || !/\.[mc]?[jt]s$/.test(specifier)) return [];
    // A program that runs from dist/ reaches its sources.
    const path = normalize(join(dirname(file), specifier)).replace(/^dist\//, '');
    // Both may come to be: a file may be written before, or after, the one that imports it.
    return [path, path.replace(/\.js$/, '.ts')];
  };
  /** The file and all that it imports. */
  const closure = (file, found = new Set()) => {
    if (found.has(file)) return found;
    found.add(file);
    for (const imported of load(file).imports) closure(imported, found);
    return found;
  };

  const matches = (patterns, file) => patterns.length === 0 || patterns.some((pattern) => new RegExp(pattern).test(file));
  const specs = (patterns = []) =>
    FOLDERS.flatMap((folder) => filesBelow(root, folder)).filter((file) => file.endsWith('.spec.ts') && matches(patterns, file));
  const needs = (files) => new Set(files.flatMap((spec) => [...closure(spec)].flatMap((file) => load(file).needs)));
  const onServer = (spec) => [...needs([spec])].some((need) => SERVERS.includes(need));

  return {
    /** All specs; with patterns (regular expressions on the path) those that match one. */
    specs,
    /** The needs of these specs: some of `postgres`, `kafka`, `own-server`, `build`. A Kafka spec needs PostgreSQL only where it says so. */
    needs,
    /**
     * Of the specs beside the code (not those in test/): `unit` are those that need no server, `integration` those that need one.
     * With patterns those whose path matches one.
     */
    part: (name, patterns = []) =>
      specs(BESIDE_THE_CODE).filter((spec) => matches(patterns, spec) && onServer(spec) === (name === 'integration')),
    /** The specs that reach one of the changed files. One that runs the built programs reaches all that they are built from. */
    affected: (specs, changed) => {
      const rebuilt = changed.some(isBuilt);
      return specs.filter((spec) => {
        const files = [...closure(spec)];
        return files.some((file) => changed.includes(file)) || (rebuilt && files.some((file) => load(file).needs.includes('build')));
      });
    },
  };
}

function filesBelow(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !(entry.parentPath ?? entry.path).includes('node_modules'))
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}
