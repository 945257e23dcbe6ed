/**
 * The import rules. For each rule, test/import-rules plants a breach and checks that the rule reports it.
 *
 *   kernel ← regulation ← reference ← dossier ← procedure, figures          pure
 *   figures ← projections ← tables                                          pure
 *   kernel ← event-store ← messaging, audit, casework ← http ← access       technical, knows no domain
 *   audit: its verifier also folds cases, with regulation, reference, dossier and projections; it runs offline, so it has no adapter
 *   http ← materials                                                       technical too
 *   embedded                                                                PostgreSQL, Kafka and processes of this machine
 *   all of them ← system ← scenario, contracts/generate                     the composition that apps share
 *
 * The framework code of a pure library is in `src/adapters`, in `*.module.ts` or beside `src`. It may use the technical libraries.
 * It has its own alias, `@minglu/<lib>/adapters`, so that an import of the rules loads only rules.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const { compilerOptions } = JSON.parse(readFileSync(join(__dirname, '../../tsconfig.json'), 'utf8'));

const DOMAIN = ['kernel', 'regulation', 'reference', 'dossier', 'figures', 'procedure', 'projections', 'tables'];

/** The libraries that the core of each library may import. It applies to specs too; tests over more libraries are in `test/`. */
const MAY_IMPORT = {
  kernel: [],
  regulation: ['kernel'],
  reference: ['kernel', 'regulation'],
  dossier: ['kernel', 'regulation', 'reference'],
  procedure: ['kernel', 'regulation', 'reference', 'dossier'],
  figures: ['kernel', 'regulation', 'reference', 'dossier'],
  projections: ['kernel', 'regulation', 'reference', 'dossier', 'figures'],
  tables: ['kernel', 'regulation', 'reference', 'dossier', 'projections'],
  'event-store': ['kernel'],
  messaging: ['kernel', 'event-store'],
  audit: ['kernel', 'event-store'],
  casework: ['kernel', 'event-store'],
  http: ['kernel', 'event-store', 'casework'],
  access: ['kernel', 'event-store', 'http'],
  materials: ['kernel', 'event-store', 'http'],
  embedded: [],
  system: [...DOMAIN, 'event-store', 'messaging', 'audit', 'casework', 'http', 'access', 'materials'],
  scenario: [...DOMAIN, 'messaging', 'casework', 'http', 'materials', 'embedded', 'system'],
  contracts: [...DOMAIN, 'event-store', 'system'],
};
const PURE = DOMAIN;
/** The offline verifier folds the events of cases again. It is a program, which no library imports. */
const VERIFIER = '^libs/audit/src/verifier/';
const VERIFIER_MAY_IMPORT = ['audit', 'kernel', 'regulation', 'reference', 'dossier', 'figures', 'projections', 'event-store'];
const FOR_ADAPTERS = ['event-store', 'messaging', 'casework', 'http', 'materials'];

/** Folders of libs/dossier that are not chapters: the code that all chapters share, and the test kit. */
const SHARED_BY_CHAPTERS = ['case', 'testing'];
/** The files of a chapter that other chapters may use: its events, its state, and rules that acts of several chapters share. */
const OPEN_TO_CHAPTERS = ['events', 'state', 'consequences', 'subject', 'materials', 'cycle', 'window'];

const anyOf = (names) => `(?:${names.join('|')})`;
const literally = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Specs, and suites that several specs share (`*.test.ts`). */
const SPEC = '\\.(?:spec|test)\\.ts$';
const KIT = '/testing/';
const SCRIPT = '^libs/[^/]+/scripts/';
const NOT_SHIPPED = [SPEC, KIT, SCRIPT, '^test/'];
const adaptersOf = (libraries) => [
  `^libs/${libraries}/(?!src/)`,
  `^libs/${libraries}/src/(?:adapters|.+/adapters)/`,
  `^libs/${libraries}/.+\\.module\\.ts$`,
];
/** The pure part of the pure libraries. */
const CORE = { path: `^libs/${anyOf(PURE)}/`, pathNot: [...adaptersOf(anyOf(PURE)), SPEC, KIT] };
/** The targets of the aliases in tsconfig.json. Libraries are imported through them only. */
const ENTRANCES = Object.values(compilerOptions.paths)
  .flat()
  .map((target) => `^${literally(target.replace('./', ''))}$`);
const NPM = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'];

const layer = ([library, allowed]) => ({
  name: `${library}-imports`,
  comment: `libs/${library} may import ${allowed.length ? allowed.join(', ') : 'no other library'}.`,
  from: { path: `^libs/${library}/`, pathNot: [...(PURE.includes(library) || library === 'audit' ? adaptersOf(library) : []), VERIFIER] },
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
    name: 'audit-adapters-import',
    comment: 'The adapters of audit may import what it may, and http for their routes.',
    from: { path: adaptersOf('audit'), pathNot: SPEC },
    to: { path: '^libs/', pathNot: '^libs/(?:audit|kernel|event-store|http)/' },
  },
  {
    name: 'verifier-imports',
    comment: 'The offline verifier folds cases. Its file holds rules and proofs only.',
    from: { path: VERIFIER },
    to: { path: '^libs/', pathNot: `^libs/${anyOf(VERIFIER_MAY_IMPORT)}/` },
  },
  {
    name: 'audit-without-database',
    comment: 'Proofs are checked without PostgreSQL: of event-store they use canonical JSON and the content hash, and its types.',
    from: { path: '^libs/audit/src/', pathNot: ['^libs/audit/src/adapters/', SPEC, KIT] },
    to: { path: ['^libs/event-store/src/index\\.ts$', '^libs/audit/src/adapters/'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'library-without-verifier',
    from: { path: '^libs/', pathNot: [VERIFIER, SPEC] },
    to: { path: VERIFIER },
  },
  {
    name: 'known-library',
    comment: 'A new library has an entry in MAY_IMPORT.',
    from: {},
    to: { path: '^libs/', pathNot: `^libs/${anyOf(Object.keys(MAY_IMPORT))}/` },
  },
  {
    name: 'pure-core-without-adapters',
    comment: 'The rules and the index of a library do not import its adapters.',
    from: CORE,
    to: { path: adaptersOf(anyOf(PURE)) },
  },
  {
    name: 'pure-core-without-packages',
    comment: 'The rules import no package: the kernel exports the schemas. The tables of Chinese characters are data.',
    from: { ...CORE, pathNot: [...CORE.pathNot, '^libs/kernel/', '^libs/regulation/src/names[.]ts$'] },
    to: { dependencyTypes: NPM },
  },
  {
    name: 'names-need-only-opencc',
    from: { path: '^libs/regulation/src/names[.]ts$' },
    to: { dependencyTypes: NPM, pathNot: 'node_modules/opencc-js/' },
  },
  {
    name: 'kernel-needs-only-typebox',
    from: { path: '^libs/kernel/', pathNot: [SPEC, KIT] },
    to: { dependencyTypes: NPM, pathNot: 'node_modules/typebox/' },
  },
  {
    name: 'pure-core-without-node',
    comment: 'No clock, disk, process or randomness through a Node module.',
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
    comment: 'Only messaging uses the Kafka client, and the example subscriber, which stands for an external program.',
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
    comment: 'Code that two apps need is in a library.',
    from: { path: '^apps/([^/]+)/' },
    to: { path: '^(?:apps|test)/', pathNot: '^apps/$1/' },
  },
  {
    name: 'library-by-its-index',
    comment: 'A library is imported through its aliases only.',
    from: { path: '^(?:libs/([^/]+)|apps|test)/' },
    to: { path: '^libs/', pathNot: ['^libs/$1/', ...ENTRANCES] },
  },
  {
    name: 'library-by-its-alias',
    comment: "Another library is imported as '@minglu/<lib>', never by a path.",
    from: { path: '^(?:libs/([^/]+)|apps|test)/' },
    to: { path: ENTRANCES, pathNot: '^libs/$1/', dependencyTypesNot: ['aliased-tsconfig-paths'] },
  },
  {
    name: 'testing-kits-in-tests',
    comment: 'Specs, other kits and scripts only.',
    from: { pathNot: NOT_SHIPPED },
    to: { path: ['^libs/.+/testing/', SPEC] },
  },
  {
    name: 'dev-dependencies-in-tests',
    comment: 'A production install has to run. The pages are bundled when they are built.',
    from: { path: '^(?:apps|libs)/', pathNot: [...NOT_SHIPPED, '^apps/console/'] },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
  },
  {
    name: 'declared-packages',
    comment: 'Every imported package is in package.json: a transitive dependency may disappear.',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'resolvable',
    comment: 'The client of test/clients imports types that its spec generates. The build of the pages makes some modules.',
    from: { pathNot: '^test/clients/typescript/' },
    to: { couldNotResolve: true, pathNot: '^(?:virtual:minglu-[a-z-]+|#api|@minglu/(?:difference|csv-text))$' },
  },
  {
    name: 'no-cycle',
    comment: 'Type imports count too. Merge the two files, or extract a third.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-dead-file',
    comment: 'Every file of a library is reachable from one of its aliases. A spec alone is not enough.',
    from: { path: ENTRANCES },
    to: { path: '^libs/', pathNot: [SPEC, KIT, SCRIPT, ...ENTRANCES], reachable: false },
  },
];

module.exports = {
  forbidden: forbidden.map((rule) => ({ severity: 'error', ...rule })),
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    // test/bench/emmett has its own package.json and is installed only for its benchmark.
    exclude: { path: '(?:^|/)(?:dist|coverage|\\.data)/|^test/bench/emmett/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
};
