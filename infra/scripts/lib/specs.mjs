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
  build: /'dist', 'apps'|\bdist\/(?:apps\/|libs\/|console\b)/,
  'own-server': /^\/\*\* @needs own-server\b/m,
};
const SERVERS = ['postgres', 'kafka', 'own-server'];
const BESIDE_THE_CODE = /^(?:apps|libs|infra)\//;
/** The specs of the scripts name addresses and built files in their samples; they need none. */
const NEEDS_NOTHING = /^infra\//;

const NO_FILE = { imports: [], packages: [], needs: [] };
const IS_PACKAGE = /^(?!node:)[@\w]/;

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
    const specifiers = [...text.matchAll(IMPORT)];
    const imports = specifiers.flatMap(([, from, bare, dynamic]) => resolve(file, from ?? bare ?? dynamic));
    const packages = specifiers.flatMap(([, from, bare]) => from ?? bare ?? []).filter((one) => IS_PACKAGE.test(one) && !(one in aliases));
    const needs = NEEDS_NOTHING.test(file) ? [] : Object.keys(NEEDS).filter((need) => NEEDS[need].test(text));
    const entry = { mtimeMs, imports, packages, needs };
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
  /** Each spec with its file and all files that it imports. A file is looked at once. */
  const closures = (specs) => {
    const looked = new Map();
    const look = (file) => {
      if (!looked.has(file)) looked.set(file, load(file));
      return looked.get(file);
    };
    const closure = (file, found = new Map()) => {
      if (found.has(file)) return found;
      found.set(file, look(file));
      for (const imported of look(file).imports) closure(imported, found);
      return found;
    };
    return specs.map((spec) => {
      const files = closure(spec);
      return { spec, files, all: (what) => [...files.values()].flatMap((file) => file[what]) };
    });
  };
  const specs = (patterns = []) => {
    const wanted = patterns.map((pattern) => new RegExp(pattern));
    const all = FOLDERS.flatMap((folder) => filesBelow(root, folder)).filter((file) => file.endsWith('.spec.ts'));
    return wanted.length === 0 ? all : all.filter((file) => wanted.some((one) => one.test(file)));
  };
  const union = (chosen, what) => new Set(closures(chosen).flatMap(({ all }) => all(what)));
  const isServer = (need) => SERVERS.includes(need);

  return {
    /** All specs; with patterns (regular expressions on the path) those that match one. */
    specs,
    /** The needs of these specs: some of `postgres`, `kafka`, `own-server`, `build`. A Kafka spec needs PostgreSQL only where it says so. */
    needs: (chosen) => union(chosen, 'needs'),
    /** Whether one of these specs needs a server. */
    onServer: (chosen) => [...union(chosen, 'needs')].some(isServer),
    /** The packages that these specs import, and the files that they import. */
    packages: (chosen) => [...union(chosen, 'packages')].sort(),
    /**
     * A part of the specs beside the code; those in test/ belong to none. `unit` are the specs that need no server, `integration` those
     * that need one. With patterns only specs whose path matches one.
     */
    part: (name, patterns) => {
      const beside = specs(patterns).filter((spec) => BESIDE_THE_CODE.test(spec));
      return closures(beside).flatMap(({ spec, all }) => (all('needs').some(isServer) === (name === 'integration') ? spec : []));
    },
    /** The specs that reach one of the changed files. One that runs the built programs reaches all that they are built from. */
    affected: (chosen, changed) => {
      const rebuilt = changed.some(isBuilt);
      const reaches = ({ files, all }) => changed.some((file) => files.has(file)) || (rebuilt && all('needs').includes('build'));
      return closures(chosen).flatMap((one) => (reaches(one) ? one.spec : []));
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
