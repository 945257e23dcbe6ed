import { imports, type Tree } from './tree.js';

const DOMAIN = ['regulation', 'reference', 'dossier', 'procedure', 'projections'];
const empty = (...libraries: readonly string[]): Tree =>
  Object.fromEntries(libraries.map((library) => [`libs/${library}/src/index.ts`, imports()]));
/** One library imports others, which import nothing. */
const reaches = (library: string, ...others: readonly string[]): Tree => ({
  ...empty(...others),
  [`libs/${library}/src/index.ts`]: imports(...others.map((other) => `@minglu/${other}`)),
});

/** For each rule by name, a tree that breaks this rule only, and the number of imports that break it. */
export const BREACHES: Readonly<Record<string, { readonly tree: Tree; readonly times: number }>> = {
  'kernel-imports': { tree: reaches('kernel', ...DOMAIN, 'event-store', 'casework', 'http'), times: 8 },
  'regulation-imports': { tree: reaches('regulation', 'reference', 'dossier', 'event-store', 'http'), times: 4 },
  'reference-imports': { tree: reaches('reference', 'dossier', 'procedure', 'event-store', 'http'), times: 4 },
  'dossier-imports': { tree: reaches('dossier', 'procedure', 'projections', 'event-store', 'casework'), times: 4 },
  'procedure-imports': { tree: reaches('procedure', 'projections', 'event-store', 'http'), times: 3 },
  'figures-imports': { tree: reaches('figures', 'procedure', 'projections', 'event-store', 'http'), times: 4 },
  'projections-imports': { tree: reaches('projections', 'procedure', 'event-store', 'http'), times: 3 },
  'tables-imports': { tree: reaches('tables', 'procedure', 'event-store', 'http'), times: 3 },
  'event-store-imports': { tree: reaches('event-store', ...DOMAIN, 'messaging', 'casework'), times: 7 },
  'messaging-imports': { tree: reaches('messaging', ...DOMAIN, 'casework', 'http'), times: 7 },
  'audit-imports': { tree: reaches('audit', ...DOMAIN, 'messaging', 'casework'), times: 7 },
  'casework-imports': { tree: reaches('casework', ...DOMAIN, 'messaging', 'http'), times: 7 },
  'access-imports': { tree: reaches('access', ...DOMAIN, 'casework'), times: 6 },
  'materials-imports': { tree: reaches('materials', ...DOMAIN, 'casework'), times: 6 },
  'http-imports': { tree: reaches('http', ...DOMAIN, 'embedded'), times: 6 },
  'embedded-imports': { tree: reaches('embedded', 'kernel', 'event-store'), times: 2 },
  'system-imports': { tree: reaches('system', 'contracts', 'scenario', 'embedded'), times: 3 },
  'scenario-imports': { tree: reaches('scenario', 'contracts', 'event-store'), times: 2 },
  'contracts-imports': { tree: reaches('contracts', 'scenario', 'messaging'), times: 2 },
  'adapters-import': { tree: { ...empty('audit'), 'libs/procedure/src/adapters/index.ts': imports('@minglu/audit') }, times: 1 },
  'audit-adapters-import': { tree: { ...empty('messaging'), 'libs/audit/src/adapters/index.ts': imports('@minglu/messaging') }, times: 1 },
  'verifier-imports': {
    tree: { ...empty('tables', 'casework'), 'libs/audit/src/verifier/index.ts': imports('@minglu/tables', '@minglu/casework') },
    times: 2,
  },
  'audit-without-database': {
    tree: {
      ...empty('event-store'),
      'libs/audit/src/adapters/index.ts': imports('pg'),
      'libs/audit/src/index.ts': imports('@minglu/event-store', './adapters/index.js'),
    },
    times: 2,
  },
  'library-without-verifier': {
    tree: { 'libs/audit/src/index.ts': imports('./verifier/index.js'), 'libs/audit/src/verifier/index.ts': imports() },
    times: 1,
  },
  'known-library': {
    tree: { ...empty('novelty'), 'apps/cli/src/main.ts': imports('@minglu/novelty') },
    times: 1,
  },
  'pure-core-without-adapters': {
    tree: {
      'libs/procedure/src/index.ts': imports('./adapters/index.js'),
      'libs/procedure/src/adapters/index.ts': imports('@nestjs/common'),
    },
    times: 1,
  },
  'pure-core-without-packages': { tree: { 'libs/dossier/src/index.ts': imports('@nestjs/common', 'pg', 'typebox') }, times: 3 },
  'kernel-needs-only-typebox': { tree: { 'libs/kernel/src/index.ts': imports('@nestjs/common', 'pg', 'typebox') }, times: 2 },
  'names-need-only-opencc': { tree: { 'libs/regulation/src/names.ts': imports('pg') }, times: 1 },
  'pure-core-without-node': { tree: { 'libs/regulation/src/index.ts': imports('node:fs', 'crypto') }, times: 2 },
  'act-in-a-chapter': {
    tree: {
      'libs/dossier/src/index.ts': imports('./case/guards.js'),
      'libs/dossier/src/case/guards.ts': imports('./act.js'),
      'libs/dossier/src/case/act.ts': imports(),
    },
    times: 1,
  },
  'chapters-never-acts': {
    tree: {
      'libs/dossier/src/index.ts': imports('./publicity/start.js'),
      'libs/dossier/src/publicity/start.ts': imports('../application/open.js', '../application/index.js'),
      'libs/dossier/src/application/index.ts': imports('./open.js'),
      'libs/dossier/src/application/open.ts': imports(),
    },
    times: 2,
  },
  'open-files-without-acts': {
    tree: {
      'libs/dossier/src/index.ts': imports('./publicity/state.js'),
      'libs/dossier/src/publicity/state.ts': imports('../case/act.js'),
      'libs/dossier/src/case/act.ts': imports(),
    },
    times: 1,
  },
  'kafkajs-in-messaging': {
    tree: { 'libs/http/src/index.ts': imports('kafkajs'), 'apps/cli/src/main.ts': imports('kafkajs') },
    times: 2,
  },
  'libraries-without-apps': {
    tree: { 'apps/cli/src/port.ts': imports(), 'libs/http/src/index.ts': imports('../../../apps/cli/src/port.js') },
    times: 1,
  },
  'apps-apart': { tree: { 'apps/cli/src/port.ts': imports(), 'apps/standalone/src/main.ts': imports('../../cli/src/port.js') }, times: 1 },
  'library-by-its-index': {
    tree: {
      'libs/event-store/src/index.ts': imports('./port.js'),
      'libs/event-store/src/port.ts': imports(),
      'libs/messaging/src/index.ts': imports('../../event-store/src/port.js'),
      'test/end-to-end.spec.ts': imports('../libs/event-store/src/port.js'),
    },
    times: 2,
  },
  'library-by-its-alias': {
    tree: { ...empty('event-store'), 'apps/cli/src/main.ts': imports('../../../libs/event-store/src/index.js') },
    times: 1,
  },
  'testing-kits-in-tests': {
    tree: { 'libs/kernel/src/testing/index.ts': imports(), 'apps/cli/src/main.ts': imports('@minglu/kernel/testing') },
    times: 1,
  },
  'dev-dependencies-in-tests': { tree: { 'apps/cli/src/main.ts': imports('fast-check') }, times: 1 },
  'declared-packages': { tree: { 'apps/cli/src/main.ts': imports('left-pad') }, times: 1 },
  resolvable: { tree: { 'apps/cli/src/main.ts': imports('./nowhere.js') }, times: 1 },
  'no-cycle': {
    tree: {
      'apps/cli/src/a.ts': "import type { B } from './b.js';\nexport interface A { b: B }\n",
      'apps/cli/src/b.ts': "import type { A } from './a.js';\nexport interface B { a: A }\n",
    },
    times: 1,
  },
  'no-dead-file': {
    tree: { ...empty('kernel'), 'libs/kernel/src/forgotten.ts': imports(), 'libs/kernel/src/forgotten.spec.ts': imports('./forgotten.js') },
    times: 1,
  },
};
