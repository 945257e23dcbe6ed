import { rm } from 'node:fs/promises';
import { compilerOf } from './compiler.js';
import { NEW_ACT } from './new-act.js';
import { apply, copyOfTheTree, editedByHand, run, textHere, type Run } from './tree.js';

const HAND_WRITTEN = Object.keys(NEW_ACT);
const JEST = 'node_modules/jest/bin/jest.js';
/** The files that the compiler asks for: it does not know that an act needs a spec. */
const CODE = HAND_WRITTEN.filter((path) => !path.endsWith('.spec.ts'));
const MINUTES = 60_000;

/** Throws with the end of the output if the program failed. */
const passes = async (running: Promise<Run>): Promise<void> => {
  const { code, output } = await running;
  if (code !== 0) throw new Error(`exit code ${code}: ${output.slice(-4_000)}`);
};
const types = (copy: string): Promise<Run> =>
  run(copy, 'node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json', '--tsBuildInfoFile', 'dist/.types');
const specs = (copy: string, ...paths: readonly string[]): Promise<Run> =>
  run(copy, JEST, '--config', 'infra/jest/jest.config.mjs', '--maxWorkers=2', ...paths);

/** Throws unless exactly five files were edited by hand. */
const fiveFiles = async (copy: string): Promise<void> => {
  const edited = await editedByHand(copy);
  if (edited.join() !== [...HAND_WRITTEN].sort().join()) throw new Error(`edited by hand: ${edited.join(', ')}`);
};

describe('a new command with its event', () => {
  let copy: string;
  beforeAll(async () => {
    copy = await copyOfTheTree();
    await apply(copy, NEW_ACT);
  }, MINUTES);
  afterAll(() => rm(copy, { recursive: true, force: true }));

  it('is written by hand in five files: events, state, act, spec and table', () => {
    expect(HAND_WRITTEN).toHaveLength(5);
  });
  it(
    'brings its generated files with npm run generate, which then finds nothing out of date',
    async () => {
      await passes(run(copy, 'infra/scripts/generate.mjs'));
      await passes(run(copy, 'infra/scripts/generate.mjs', '--check'));
      await fiveFiles(copy);
    },
    10 * MINUTES,
  );
  it(
    'adds its refusals to the catalogue',
    async () => {
      await passes(run(copy, 'infra/scripts/unit.mjs', '--refusals', 'title/hand-over-plaque'));
      await passes(run(copy, 'infra/scripts/generate.mjs')); // OpenAPI names the refusals of each route
      await fiveFiles(copy);
    },
    10 * MINUTES,
  );
  it(
    'passes format, lint, prose, types and import rules',
    async () => {
      await passes(run(copy, 'node_modules/prettier/bin/prettier.cjs', '--config', 'infra/lint/prettier.json', '--check', ...HAND_WRITTEN));
      await passes(run(copy, 'node_modules/eslint/bin/eslint.js', '--config', 'infra/lint/eslint.config.mjs', ...HAND_WRITTEN));
      await passes(run(copy, 'infra/lint/prose.mjs', ...HAND_WRITTEN));
      await passes(types(copy));
      const rules = ['--config', 'infra/lint/dependency-cruiser.cjs', 'apps', 'libs', 'test'];
      await passes(run(copy, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs', ...rules));
    },
    10 * MINUTES,
  );
  it(
    'passes the specs of the rules, of the contracts and of personal data',
    async () => {
      const pure = [
        'libs/dossier',
        'libs/contracts',
        'libs/projections/src/[a-z-]+\\.spec',
        'test/personal-data',
        'test/golden',
        'test/five-files/acts',
      ];
      await passes(specs(copy, ...pure));
    },
    10 * MINUTES,
  );
  describe('has a compiler, which', () => {
    let compiler: ReturnType<typeof compilerOf>;
    beforeAll(() => (compiler = compilerOf(copy, 'libs/dossier/src')));

    it('finds nothing missing in the five files', () => expect(compiler.errorsIn(CODE, {})).toEqual([]), 10 * MINUTES);
    it.each(CODE.filter((path) => !path.endsWith('hand-over-plaque.ts')))(
      'asks for a missing %s',
      async (missing) => expect(compiler.errorsIn(CODE, { [missing]: await textHere(missing) })).not.toEqual([]),
      10 * MINUTES,
    );
  });
  it('is found out when it needs a sixth file', async () => {
    const sixth = { 'libs/projections/src/receipt.ts': { before: '/**', insert: '// A sixth file.\n' } };
    await apply(copy, sixth);
    await expect(fiveFiles(copy)).rejects.toThrow('libs/projections/src/receipt.ts');
  });
});
