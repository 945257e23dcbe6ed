// Stryker's runner for the pure libraries: their modules and specs are loaded once, and a mutant is a switch that is turned on while the tests
// that reach it run again. Rules hold nothing between tests, so nothing need be loaded anew, which takes a second for each mutant in jest. What is
// evaluated as a module loads (schemas, tables, titles) is loaded anew with the mutant on, under another address, and all tests run.
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
/** The published contract is made from the rules: what changes it without a word fails this spec. */
const CONTRACT = 'libs/contracts/generate/committed.spec.ts';
/** What each test took in the first run and which of them killed last, for the workers that come later. */
const EXPERIENCE = '.test-experience.json';
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

const specsOf = (library) =>
  readdirSync(`libs/${library}/src`, { recursive: true })
    .sort()
    .filter((spec) => spec.endsWith('.spec.ts') && !TOO_BROAD.includes(spec))
    .map((spec) => `libs/${library}/src/${spec}`);

/** The tests of all specs, from modules that are loaded for them alone. */
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

/** So often a worker loads anew: what was loaded stays in its memory, and slows it down. */
const GENERATIONS = 60;

class SwitchingRunner {
  constructor() {
    this.generation = 0;
    this.costs = {};
    this.kills = {};
    this.killed = 0;
  }

  /** Whoever loads anew does it for one mutant; the others find what was loaded without any. */
  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    register('./typescript-hooks.mjs', import.meta.url, { data: { root: pathToFileURL(`${process.cwd()}/`).href } });
    if (existsSync(EXPERIENCE)) Object.assign(this, JSON.parse(readFileSync(EXPERIENCE, 'utf8')));
  }

  dispose() {
    writeFileSync(EXPERIENCE, JSON.stringify({ costs: this.costs, kills: this.kills, killed: this.killed }));
  }

  /** The tests as they are without a mutant, loaded when they are first wanted. */
  async unchanged() {
    if (!this.tests) {
      this.tests = await load(this.generation);
      // What is read once and kept (divisions, calendars) is kept from a run without a mutant, in every worker.
      await this.run(this.tests, [...this.tests.keys()], false);
    }
    return this.tests;
  }

  async dryRun({ coverageAnalysis }) {
    const tests = await this.unchanged();
    const result = await this.run(tests, [...tests.keys()], false);
    this.costs = Object.fromEntries(result.tests.map(({ id, timeSpentMs }) => [id, timeSpentMs]));
    this.dispose(); // for the workers that have begun already and load when they are first asked
    return { ...result, ...(coverageAnalysis !== 'off' && { mutantCoverage: instrumenter.mutantCoverage }) };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, disableBail, mutantActivation }) {
    const unchanged = mutantActivation === 'static' ? undefined : await this.unchanged();
    Object.assign(instrumenter, { activeMutant: activeMutant.id, hitCount: hitLimit === undefined ? undefined : 0, hitLimit });
    try {
      const tests = unchanged ?? (await this.loadAnew());
      if (typeof tests === 'string') return toMutantRunResult({ status: DryRunStatus.Complete, tests: [failed('loading', 0, tests)] });
      const result = await this.run(tests, testFilter ?? [...tests.keys()], !disableBail);
      return toMutantRunResult(determineHitLimitReached(instrumenter.hitCount, hitLimit) ?? result);
    } finally {
      instrumenter.activeMutant = undefined;
    }
  }

  /** The tests, or why they cannot be loaded. Rejects when this worker has done its part: Stryker puts another in its place, and asks again. */
  async loadAnew() {
    if (this.generation >= GENERATIONS) throw new Error('this worker is full');
    try {
      return await load((this.generation += 1));
    } catch (error) {
      return String(error?.stack ?? error);
    }
  }

  /** @param bail whether the first failure is enough */
  async run(tests, ids, bail) {
    const results = [];
    // Mutants come file by file: what killed last kills the next one too, most likely. Then the quick ones.
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
