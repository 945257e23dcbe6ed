/**
 * Who may import whom. Each rule is planted and seen to fail in test/import-rules.
 *
 *   kernel ← regulation ← reference ← dossier ← procedure, projections      pure
 *   kernel ← event-store ← messaging, audit, casework ← http              technical, knows no domain
 *   embedded                                                              PostgreSQL, Kafka and processes of this machine
 *   all of them ← system ← scenario, contracts/generate                     the composition that apps share
 *
 * A pure library's framework code stands in `src/adapters`, in `*.module.ts`, or beside `src`. It may use the technical
 * libraries, and has an alias of its own (`@minglu/<lib>/adapters`), so that whoever imports the rules gets rules only.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const { compilerOptions } = JSON.parse(readFileSync(join(__dirname, '../../tsconfig.json'), 'utf8'));

const DOMAIN = ['kernel', 'regulation', 'reference', 'dossier', 'procedure', 'projections'];

/** The libraries that the core of each library may import. Specs keep to it too: what spans more is tested in `test/`. */
const MAY_IMPORT = {
  kernel: [],
  regulation: ['kernel'],
  reference: ['kernel', 'regulation'],
  dossier: ['kernel', 'regulation', 'reference'],
  procedure: ['kernel', 'regulation', 'reference', 'dossier'],
  projections: ['kernel', 'regulation', 'reference', 'dossier'],
  'event-store': ['kernel'],
  messaging: ['kernel', 'event-store'],
  audit: ['kernel', 'event-store'],
  casework: ['kernel', 'event-store'],
  http: ['kernel', 'casework'],
  embedded: [],
  system: [...DOMAIN, 'event-store', 'messaging', 'audit', 'casework', 'http'],
  scenario: [...DOMAIN, 'messaging', 'casework', 'http', 'embedded', 'system'],
  contracts: [...DOMAIN, 'event-store', 'system'],
};
const PURE = DOMAIN;
const FOR_ADAPTERS = ['event-store', 'messaging', 'casework', 'http'];

/** Folders of libs/dossier that are no chapters: what all chapters share, and the test kit. */
const SHARED_BY_CHAPTERS = ['case', 'testing'];
/** The files of a chapter that other chapters may use: its events, its state, and rules that acts of several chapters share. */
const OPEN_TO_CHAPTERS = ['events', 'state', 'consequences', 'subject', 'materials', 'cycle'];

const anyOf = (names) => `(?:${names.join('|')})`;
const literally = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Specs, and the suites that several specs share (`*.test.ts`). */
const SPEC = '\\.(?:spec|test)\\.ts$';
const KIT = '/testing/';
const SCRIPT = '^libs/[^/]+/scripts/';
const NOT_SHIPPED = [SPEC, KIT, SCRIPT, '^test/'];
const adaptersOf = (libraries) => [
  `^libs/${libraries}/(?!src/)`,
  `^libs/${libraries}/src/(?:adapters|.+/adapters)/`,
  `^libs/${libraries}/.+\\.module\\.ts$`,
];
/** What a pure library promises to keep pure. */
const CORE = { path: `^libs/${anyOf(PURE)}/`, pathNot: [...adaptersOf(anyOf(PURE)), SPEC, KIT] };
/** The files that an alias of tsconfig.json leads to: the only ways into a library. */
const DOORS = Object.values(compilerOptions.paths)
  .flat()
  .map((target) => `^${literally(target.replace('./', ''))}$`);
const NPM = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'];

const layer = ([library, allowed]) => ({
  name: `${library}-imports`,
  comment: `libs/${library} may import ${allowed.length ? allowed.join(', ') : 'no other library'}.`,
  from: { path: `^libs/${library}/`, pathNot: PURE.includes(library) ? adaptersOf(library) : [] },
  to: { path: '^libs/', pathNot: `^libs/${anyOf([library, ...allowed])}/` },
});

const forbidden = [
  ...Object.entries(MAY_IMPORT).map(layer),
  {
    name: 'adapters-import',
    comment: 'Adapters may import what their library may, and the technical libraries.',
    from: { path: adaptersOf(anyOf(PURE)), pathNot: SPEC },
    to: { path: '^libs/', pathNot: `^libs/${anyOf([...PURE, ...FOR_ADAPTERS])}/` },
  },
  {
    name: 'known-library',
    comment: 'A new library says above what it may import.',
    from: {},
    to: { path: '^libs/', pathNot: `^libs/${anyOf(Object.keys(MAY_IMPORT))}/` },
  },
  {
    name: 'pure-core-without-adapters',
    comment: 'A rule does not know its adapters; neither does the index that others import it by.',
    from: CORE,
    to: { path: adaptersOf(anyOf(PURE)) },
  },
  {
    name: 'pure-core-without-packages',
    comment: 'The rules need no package: schemas come through the kernel.',
    from: { ...CORE, pathNot: [...CORE.pathNot, '^libs/kernel/'] },
    to: { dependencyTypes: NPM },
  },
  {
    name: 'kernel-needs-only-typebox',
    from: { path: '^libs/kernel/', pathNot: [SPEC, KIT] },
    to: { dependencyTypes: NPM, pathNot: 'node_modules/typebox/' },
  },
  {
    name: 'pure-core-without-node',
    comment: 'No clock, disk, process or randomness through the back door.',
    from: CORE,
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'act-in-a-chapter',
    comment: 'An act lives in a chapter: only files of chapters make acts.',
    from: { path: '^libs/', pathNot: [`^libs/dossier/src/(?!${anyOf(SHARED_BY_CHAPTERS)}/)[^/]+/`, SPEC, KIT] },
    to: { path: '^libs/dossier/src/case/act\\.ts$', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'chapters-never-acts',
    comment: `A chapter uses another chapter's events and state, never its acts. ${anyOf(OPEN_TO_CHAPTERS)} hold no acts.`,
    from: { path: `^libs/dossier/src/(?!${anyOf(SHARED_BY_CHAPTERS)}/)([^/]+)/`, pathNot: SPEC },
    to: {
      path: `^libs/dossier/src/(?!${anyOf(SHARED_BY_CHAPTERS)}/)[^/]+/`,
      pathNot: ['^libs/dossier/src/$1/', `^libs/dossier/src/[^/]+/${anyOf(OPEN_TO_CHAPTERS)}\\.ts$`],
    },
  },
  {
    name: 'open-files-without-acts',
    comment: 'The files of a chapter that other chapters may use make no acts.',
    from: { path: `^libs/dossier/src/[^/]+/${anyOf(OPEN_TO_CHAPTERS)}\\.ts$` },
    to: { path: '^libs/dossier/src/(?:case/act|[^/]+/index)\\.ts$' },
  },
  {
    name: 'kafkajs-in-messaging',
    comment: 'One place knows the Kafka client; beside it the example subscriber, which stands for a stranger’s.',
    from: { pathNot: ['^libs/messaging/', '^test/subscriber/register\\.mjs$'] },
    to: { path: 'node_modules/kafkajs/' },
  },
  {
    name: 'libraries-without-apps',
    from: { path: '^libs/' },
    to: { path: '^(?:apps|test|infra)/' },
  },
  {
    name: 'apps-apart',
    comment: 'What two apps need is a library.',
    from: { path: '^apps/([^/]+)/' },
    to: { path: '^(?:apps|test)/', pathNot: '^apps/$1/' },
  },
  {
    name: 'library-by-its-index',
    comment: 'Nobody reaches past an alias into a library.',
    from: { path: '^(?:libs/([^/]+)|apps|test)/' },
    to: { path: '^libs/', pathNot: ['^libs/$1/', ...DOORS] },
  },
  {
    name: 'library-by-its-alias',
    comment: "Another library is imported as '@minglu/<lib>', never by a path.",
    from: { path: '^(?:libs/([^/]+)|apps|test)/' },
    to: { path: DOORS, pathNot: '^libs/$1/', dependencyTypesNot: ['aliased-tsconfig-paths'] },
  },
  {
    name: 'testing-kits-in-tests',
    comment: 'Specs, other kits and scripts only.',
    from: { pathNot: NOT_SHIPPED },
    to: { path: ['^libs/.+/testing/', SPEC] },
  },
  {
    name: 'dev-dependencies-in-tests',
    comment: 'A production install has to run.',
    from: { path: '^(?:apps|libs)/', pathNot: NOT_SHIPPED },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
  },
  {
    name: 'declared-packages',
    comment: 'What is imported stands in package.json: a transitive dependency may go at any time.',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'resolvable',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-cycle',
    comment: 'Types count too: two files that need each other are one file, or lack a third.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-dead-file',
    comment: 'Every file of a library is reached from one of its aliases; a spec alone does not keep it alive.',
    from: { path: DOORS },
    to: { path: '^libs/', pathNot: [SPEC, KIT, SCRIPT, ...DOORS], reachable: false },
  },
];

module.exports = {
  forbidden: forbidden.map((rule) => ({ severity: 'error', ...rule })),
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    // A package of its own, with a package.json of its own, installed only for its benchmark.
    exclude: { path: '(?:^|/)(?:dist|coverage|\\.data)/|^test/bench/emmett/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
};
