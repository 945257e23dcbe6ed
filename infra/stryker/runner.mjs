// Stryker's runner for the pure libraries: their modules and specs are loaded once, and a mutant is a switch that is turned on while the tests
// that reach it run again. Rules hold nothing between tests, so nothing need be loaded anew, which takes a second for each mutant in jest.
import { readdirSync } from 'node:fs';
import { register } from 'node:module';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { DryRunStatus, TestStatus, determineHitLimitReached, toMutantRunResult } from '@stryker-mutator/api/test-runner';
import { expect } from 'expect';
import { bind } from 'jest-each';

const LIBRARIES = ['kernel', 'regulation', 'reference', 'dossier'];
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
    this.costs = new Map();
  }

  capabilities() {
    return { reloadEnvironment: false };
  }

  async init() {
    const root = process.cwd();
    register('./typescript-hooks.mjs', import.meta.url, { data: { root: pathToFileURL(`${root}/`).href } });
    const { enter, leave, collected, globals } = collecting();
    Object.assign(globalThis, globals);
    for (const library of LIBRARIES)
      for (const spec of readdirSync(`${root}/libs/${library}/src`, { recursive: true }).sort()) {
        if (!spec.endsWith('.spec.ts')) continue;
        enter(`${library}/${spec}`);
        await import(pathToFileURL(`${root}/libs/${library}/src/${spec}`).href);
        leave();
      }
    for (const [at, { name, run }] of collected().entries()) this.tests.set(`${at} ${name}`, run);
  }

  async dryRun({ coverageAnalysis }) {
    return {
      ...(await this.run([...this.tests.keys()], false)),
      ...(coverageAnalysis !== 'off' && { mutantCoverage: instrumenter.mutantCoverage }),
    };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, disableBail }) {
    Object.assign(instrumenter, { activeMutant: activeMutant.id, hitCount: hitLimit === undefined ? undefined : 0, hitLimit });
    try {
      const result = await this.run(testFilter ?? [...this.tests.keys()], !disableBail);
      return toMutantRunResult(determineHitLimitReached(instrumenter.hitCount, hitLimit) ?? result);
    } finally {
      instrumenter.activeMutant = undefined;
    }
  }

  /** @param bail whether the first failure is enough */
  async run(ids, bail) {
    const results = [];
    // The quick ones first: nearly every mutant that dies dies of them.
    for (const id of ids.toSorted((a, b) => (this.costs.get(a) ?? 0) - (this.costs.get(b) ?? 0))) {
      instrumenter.currentTestId = id;
      const started = performance.now();
      let failure;
      try {
        await this.tests.get(id)();
      } catch (error) {
        failure = String(error?.stack ?? error);
      }
      const timeSpentMs = performance.now() - started;
      if (instrumenter.activeMutant === undefined) this.costs.set(id, timeSpentMs);
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
