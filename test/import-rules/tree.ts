/** A small project: path → text. */
export type Tree = Readonly<Record<string, string>>;

/** The text of a file that imports these modules and nothing else. */
export const imports = (...modules: readonly string[]): string =>
  [
    ...modules.map((module, n) => `import * as m${n} from '${module}';`),
    `export const used = [${modules.map((_, n) => `m${n}`).join(', ')}];`,
    '',
  ].join('\n');

const LIBRARIES = [
  'kernel',
  'regulation',
  'reference',
  'dossier',
  'figures',
  'procedure',
  'projections',
  'tables',
  'event-store',
  'messaging',
  'audit',
  'casework',
  'http',
  'access',
  'materials',
  'embedded',
  'system',
  'scenario',
  'contracts',
];
const ENTRANCES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(LIBRARIES.map((library) => [library, `${library}/src`])),
  // A library that the rules do not know.
  novelty: 'novelty/src',
  'kernel/testing': 'kernel/src/testing',
  'event-store/canonical': 'event-store/src/canonical',
  'audit/adapters': 'audit/src/adapters',
  'audit/verifier': 'audit/src/verifier',
  'procedure/adapters': 'procedure/src/adapters',
};
const paths = Object.fromEntries(Object.entries(ENTRANCES).map(([alias, folder]) => [`@minglu/${alias}`, [`./libs/${folder}/index.ts`]]));

const PRODUCTION = ['typebox', 'pg', 'kafkajs', '@nestjs/common'];
const DEVELOPMENT = ['fast-check'];
const versions = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '1.0.0']));
const installed = (name: string): Tree => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
  [`node_modules/${name}/index.js`]: 'module.exports = {};\n',
});

/** The files of every tree besides its sources. */
export const BASE: Tree = {
  'package.json': JSON.stringify({ name: 'tree', dependencies: versions(PRODUCTION), devDependencies: versions(DEVELOPMENT) }),
  'tsconfig.json': JSON.stringify({ compilerOptions: { target: 'ES2023', module: 'nodenext', paths }, include: ['apps', 'libs', 'test'] }),
  ...Object.assign({}, ...[...PRODUCTION, ...DEVELOPMENT, 'left-pad'].map(installed)),
};

/** A tree without a breach: no rule may report anything in it. */
export const CLEAN: Tree = {
  'libs/kernel/src/index.ts': imports('typebox', './thing.js'),
  'libs/kernel/src/thing.ts': imports(),
  'libs/kernel/src/thing.spec.ts': imports('./thing.js', './testing/index.js', 'fast-check', 'node:fs'),
  'libs/kernel/src/testing/index.ts': imports('../thing.js', 'node:assert'),
  'libs/regulation/src/index.ts': imports('@minglu/kernel'),
  'libs/regulation/scripts/generate.ts': imports('fast-check', 'node:fs'),
  'libs/reference/src/index.ts': imports('@minglu/kernel', '@minglu/regulation'),
  'libs/dossier/src/index.ts': imports('@minglu/reference', './case/acts.js'),
  'libs/dossier/src/case/act.ts': imports('@minglu/kernel'),
  'libs/dossier/src/case/acts.ts': imports('../application/index.js', '../publicity/index.js'),
  'libs/dossier/src/application/index.ts': imports('./open.js'),
  'libs/dossier/src/application/open.ts': imports('../case/act.js', './events.js'),
  'libs/dossier/src/application/events.ts': imports('@minglu/kernel'),
  'libs/dossier/src/publicity/index.ts': imports('./start.js'),
  'libs/dossier/src/publicity/start.ts': imports('../case/act.js', '../application/events.js'),
  'libs/dossier/src/publicity/start.spec.ts': imports('./start.js', '@minglu/kernel/testing'),
  'libs/procedure/src/index.ts': imports('@minglu/dossier'),
  'libs/procedure/src/adapters/index.ts': imports('../index.js', '../procedure.module.js', '@minglu/event-store', 'pg'),
  'libs/procedure/src/procedure.module.ts': imports('@nestjs/common', '@minglu/http', 'node:timers'),
  'libs/figures/src/index.ts': imports('@minglu/dossier', '@minglu/regulation'),
  'libs/projections/src/index.ts': imports('@minglu/dossier', '@minglu/figures', '@minglu/regulation'),
  'libs/tables/src/index.ts': imports('@minglu/projections', '@minglu/regulation'),
  'libs/event-store/src/index.ts': imports('@minglu/kernel', 'pg', 'node:crypto'),
  'libs/event-store/src/behaviour.test.ts': imports('./index.js', './testing/database.test.js', 'fast-check'),
  'libs/event-store/src/testing/database.test.ts': imports('pg'),
  'libs/messaging/src/index.ts': imports('@minglu/event-store', 'kafkajs'),
  'libs/event-store/src/canonical/index.ts': imports(),
  'libs/audit/src/index.ts': imports('@minglu/event-store/canonical', 'node:crypto'),
  'libs/audit/src/adapters/index.ts': imports('../index.js', '@minglu/event-store', 'pg'),
  'libs/audit/src/verifier/index.ts': imports('../index.js', '@minglu/dossier'),
  'libs/casework/src/index.ts': imports('@minglu/event-store', 'node:crypto'),
  'libs/http/src/index.ts': imports('@minglu/casework', '@nestjs/common'),
  'libs/access/src/index.ts': imports('@minglu/http', 'pg'),
  'libs/materials/src/index.ts': imports('@minglu/kernel', '@minglu/event-store', 'node:fs'),
  'libs/embedded/src/index.ts': imports('node:child_process', 'pg'),
  'libs/system/src/index.ts': imports('@minglu/dossier', '@minglu/procedure/adapters', '@minglu/casework', '@minglu/http', 'pg'),
  'libs/scenario/src/index.ts': imports('@minglu/system', '@minglu/embedded'),
  'libs/contracts/src/index.ts': imports('@minglu/system', '@minglu/dossier'),
  'apps/standalone/src/main.ts': imports('@minglu/system', '@minglu/procedure/adapters', '@minglu/projections', './child.js'),
  'apps/standalone/src/child.ts': imports('node:process'),
  'apps/cli/src/main.ts': imports('@minglu/dossier', '@nestjs/common'),
  'test/end-to-end.spec.ts': imports('@minglu/dossier', '@minglu/kernel/testing', 'fast-check'),
};
