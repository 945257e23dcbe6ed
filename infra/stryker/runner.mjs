// Stryker's runner for the pure libraries: their modules and specs are loaded once, and a mutant is a switch that is turned on while the tests
// that reach it run again. Rules hold nothing between tests, so nothing need be loaded anew, which takes a second for each mutant in jest.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { DryRunStatus, TestStatus, determineHitLimitReached, toMutantRunResult } from '@stryker-mutator/api/test-runner';
import { expect } from 'expect';
import { bind } from 'jest-each';

const LIBRARIES = ['kernel', 'regulation', 'reference', 'dossier'];
/** Whole worlds driven through every state, seconds each: a rule has its own specs, and is judged by them. */
const TOO_BROAD = ['matrix.spec.ts', 'walk.property.spec.ts'];
/** What each test took in the first run, for the workers that come after it. */
const COSTS = '.test-costs.json';
const instrumenter = (globalThis.__stryker__ ??= {});

/** The specs' `describe` and `it`, with the tests that they have collected. */
function collecting() {
  const scopes = [{ names: [], tests: [], preparations: [] }];
  const scope = () => scopes.at(-1);
  const enter = (name) => void scopes.push({ names: [...scope().names, name], tests: [], preparations: [] });
  const leave = () => {
    const { names, tests, preparations } = scopes.pop();
    // Tests under one preparation are one test here: what it computes is then the mutant's work, and shared as the spec shares it.
    const together = async () => {
      for (const { run } of [...preparations.map((run) => ({ run })), ...tests]) await run();
    };
    scope().tests.push(...(preparations.length > 0 ? [{ name: names.join(' › '), run: together }] : tests));
  };
  const describe = (name, body) => {
    enter(name);
    body();
    leave();
  };
  const it = (name, run) => void scope().tests.push({ name: [...scope().names, name].join(' › '), run });
  const beforeAll = (run) => void scope().preparations.push(run);
  const tabular = (collect) => Object.assign(collect, { each: bind(collect, false) });
  return { enter, leave, collected: () => scope().tests, globals: { describe: tabular(describe), it: tabular(it), beforeAll, expect } };
}

class SwitchingRunner {
  constructor() {
    this.tests = new Map();
    this.costs = {};
  }

  /** A mutant is never on while modules are loaded (`ignoreStatic`), so what was loaded before is as good as new. */
  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    const root = process.cwd();
    register('./typescript-hooks.mjs', import.meta.url, { data: { root: pathToFileURL(`${root}/`).href } });
    const { enter, leave, collected, globals } = collecting();
    Object.assign(globalThis, globals);
    for (const library of LIBRARIES)
      for (const spec of readdirSync(`${root}/libs/${library}/src`, { recursive: true }).sort()) {
        if (!spec.endsWith('.spec.ts') || TOO_BROAD.includes(spec)) continue;
        enter(`${library}/${spec}`);
        await import(pathToFileURL(`${root}/libs/${library}/src/${spec}`).href);
        leave();
      }
    for (const [at, { name, run }] of collected().entries()) this.tests.set(`${at} ${name}`, run);
    // What is read once and kept (divisions, calendars) is kept from a run without a mutant, in every worker.
    await this.run([...this.tests.keys()], false);
    if (existsSync(COSTS)) this.costs = JSON.parse(readFileSync(COSTS, 'utf8'));
  }

  async dryRun({ coverageAnalysis }) {
    const result = await this.run([...this.tests.keys()], false);
    this.costs = Object.fromEntries(result.tests.map(({ id, timeSpentMs }) => [id, timeSpentMs]));
    writeFileSync(COSTS, JSON.stringify(this.costs));
    return { ...result, ...(coverageAnalysis !== 'off' && { mutantCoverage: instrumenter.mutantCoverage }) };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, disableBail, mutantActivation }) {
    if (mutantActivation !== 'runtime')
      throw new Error('this runner judges what runs in tests: set ignoreStatic and coverageAnalysis perTest');
    Object.assign(instrumenter, { activeMutant: activeMutant.id, hitCount: hitLimit === undefined ? undefined : 0, hitLimit });
    try {
      const result = await this.run(testFilter, !disableBail);
      return toMutantRunResult(determineHitLimitReached(instrumenter.hitCount, hitLimit) ?? result);
    } finally {
      instrumenter.activeMutant = undefined;
    }
  }

  /** @param bail whether the first failure is enough */
  async run(ids, bail) {
    const results = [];
    // The quick ones first: nearly every mutant that dies dies of them.
    for (const id of ids.toSorted((a, b) => (this.costs[a] ?? 0) - (this.costs[b] ?? 0))) {
      instrumenter.currentTestId = id;
      const started = performance.now();
      let failure;
      try {
        await this.tests.get(id)();
      } catch (error) {
        failure = String(error?.stack ?? error);
      }
      const timeSpentMs = performance.now() - started;
      const outcome = failure === undefined ? { status: TestStatus.Success } : { status: TestStatus.Failed, failureMessage: failure };
      results.push({ id, name: id, timeSpentMs, ...outcome });
      if (failure !== undefined && bail) break;
    }
    instrumenter.currentTestId = undefined;
    return { status: DryRunStatus.Complete, tests: results };
  }
}

export const strykerPlugins = [
  declareFactoryPlugin(
    PluginKind.TestRunner,
    'switching',
    Object.assign(() => new SwitchingRunner(), { inject: [] }),
  ),
];
