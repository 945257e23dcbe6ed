// Stryker's test runner for the pure libraries. Modules and specs are loaded once; a mutant is a switch, and its tests run again with the switch on.
// The rules keep no state between tests, so nothing has to be reloaded. In Jest a reload takes a second for each mutant.
// Code that runs when a module loads (schemas, tables, titles) is reloaded under another URL with the mutant on. Then all tests run.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { DryRunStatus, TestStatus, determineHitLimitReached, toMutantRunResult } from '@stryker-mutator/api/test-runner';
import { expect } from 'expect';
import { bind } from 'jest-each';

const LIBRARIES = ['kernel', 'regulation', 'reference', 'dossier'];
/** Specs that drive whole cases through every state and take seconds each. A rule is judged by its own specs. */
const TOO_BROAD = ['case/matrix.spec.ts', 'case/walk.property.spec.ts'];
/** The published contract is generated from the rules. A mutant that changes it fails this spec. */
const CONTRACT = 'libs/contracts/generate/committed.spec.ts';
/** File with the duration of each test and the tests that killed last, for workers that start later. */
const EXPERIENCE = '.test-experience.json';
const instrumenter = (globalThis.__stryker__ ??= {});

/** The `describe` and `it` of the specs, and the tests that they collect. */
function collecting() {
  const scopes = [{ names: [], tests: [], preparations: [] }];
  const scope = () => scopes.at(-1);
  const enter = (name) => void scopes.push({ names: [...scope().names, name], tests: [], preparations: [] });
  const leave = () => {
    const { names, tests, preparations } = scopes.pop();
    // Tests that share a beforeAll run as one test, so that the beforeAll also runs with the mutant on.
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

const specsOf = (library) =>
  readdirSync(`libs/${library}/src`, { recursive: true })
    .sort()
    .filter((spec) => spec.endsWith('.spec.ts') && !TOO_BROAD.includes(spec))
    .map((spec) => `libs/${library}/src/${spec}`);

/** The tests of all specs, from modules loaded for this generation. */
const load = async (generation) => {
  const { enter, leave, collected, globals } = collecting();
  Object.assign(globalThis, globals);
  for (const spec of [...LIBRARIES.flatMap(specsOf), CONTRACT]) {
    enter(spec);
    await import(`${pathToFileURL(spec).href}?generation=${generation}`);
    leave();
  }
  return new Map([...collected().entries()].map(([at, { name, run }]) => [`${at} ${name}`, run]));
};

const failed = (id, timeSpentMs, failureMessage) => ({ id, name: id, timeSpentMs, status: TestStatus.Failed, failureMessage });

/** Reloads per worker. Loaded modules stay in memory and slow the worker down. */
const GENERATIONS = 60;

class SwitchingRunner {
  constructor() {
    this.generation = 0;
    this.costs = {};
    this.kills = {};
    this.killed = 0;
  }

  /** Modules that are reloaded serve one mutant. All other mutants use the modules loaded without a mutant. */
  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    register('../build/typescript-hooks.mjs', import.meta.url, { data: { root: pathToFileURL(`${process.cwd()}/`).href } });
    if (existsSync(EXPERIENCE)) Object.assign(this, JSON.parse(readFileSync(EXPERIENCE, 'utf8')));
  }

  dispose() {
    writeFileSync(EXPERIENCE, JSON.stringify({ costs: this.costs, kills: this.kills, killed: this.killed }));
  }

  /** The tests on unmutated modules, loaded on first use. */
  async unchanged() {
    if (!this.tests) {
      this.tests = await load(this.generation);
      // Values computed once and cached (divisions, calendars) must come from a run without a mutant, in every worker.
      await this.run(this.tests, [...this.tests.keys()], false);
    }
    return this.tests;
  }

  async dryRun({ coverageAnalysis }) {
    const tests = await this.unchanged();
    const result = await this.run(tests, [...tests.keys()], false);
    this.costs = Object.fromEntries(result.tests.map(({ id, timeSpentMs }) => [id, timeSpentMs]));
    this.dispose(); // for workers that have started and load on their first task
    return { ...result, ...(coverageAnalysis !== 'off' && { mutantCoverage: instrumenter.mutantCoverage }) };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, disableBail, mutantActivation }) {
    const unchanged = mutantActivation === 'static' ? undefined : await this.unchanged();
    Object.assign(instrumenter, { activeMutant: activeMutant.id, hitCount: hitLimit === undefined ? undefined : 0, hitLimit });
    try {
      const tests = unchanged ?? (await this.reload());
      if (typeof tests === 'string') return toMutantRunResult({ status: DryRunStatus.Complete, tests: [failed('loading', 0, tests)] });
      const result = await this.run(tests, testFilter ?? [...tests.keys()], !disableBail);
      return toMutantRunResult(determineHitLimitReached(instrumenter.hitCount, hitLimit) ?? result);
    } finally {
      instrumenter.activeMutant = undefined;
    }
  }

  /** The tests on reloaded modules, or the error as text. Rejects after the last generation: Stryker replaces the worker and tries again. */
  async reload() {
    if (this.generation >= GENERATIONS) throw new Error('this worker has reached its number of reloads');
    try {
      return await load((this.generation += 1));
    } catch (error) {
      return String(error?.stack ?? error);
    }
  }

  /** @param bail whether to stop at the first failure */
  async run(tests, ids, bail) {
    const results = [];
    // Mutants come file by file, so the test that killed last is likely to kill the next one. Quick tests come after it.
    const rank = (id) => (this.kills[id] ? -this.kills[id] : (this.costs[id] ?? 0));
    for (const id of ids.toSorted((a, b) => rank(a) - rank(b))) {
      instrumenter.currentTestId = id;
      const started = performance.now();
      let failure;
      try {
        await tests.get(id)();
      } catch (error) {
        failure = String(error?.stack ?? error);
      }
      const timeSpentMs = performance.now() - started;
      results.push(failure === undefined ? { id, name: id, timeSpentMs, status: TestStatus.Success } : failed(id, timeSpentMs, failure));
      if (failure !== undefined && bail) {
        this.kills[id] = this.killed += 1;
        break;
      }
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
