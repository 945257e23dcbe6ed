import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeOnPostgres, serverUrl } from '@minglu/event-store/testing';
import { routesOf } from '@minglu/kernel';
import { overRoutes, realSystems, runScenarioFiles } from '@minglu/scenario';
import { acts } from '@minglu/system';
import { EXPECTED_TO_FAIL } from './expected-to-fail.js';

const here = fileURLToPath(new URL('.', import.meta.url));
/** Samples beside the project. A checkout elsewhere has none, and `scenarios.spec.ts` says so. */
const samples = resolve(here, '../../../shared/scenarios');
const TIMEOUT_MS = 60_000;
/** The short form takes every fifth scenario: `scenarios.spec.ts` has given the commands of all to the handler. */
const LONG = process.env['MINGLU_LONG'] === '1';
const EVERY = LONG ? 1 : 5;

const files = [here, samples]
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).map((name) => [name, join(folder, name)] as const))
  .filter(([name]) => name.endsWith('.yaml') && !EXPECTED_TO_FAIL.includes(name))
  .sort()
  .filter((_, index) => index % EVERY === 0);

describeOnPostgres('the routes of the acts', () => {
  let real: Awaited<ReturnType<typeof realSystems>>;
  const errors: unknown[] = [];
  const called = new Map<string, number>();
  beforeAll(async () => {
    const count = (path: string): void => void called.set(path, (called.get(path) ?? 0) + 1);
    real = await realSystems(serverUrl(), (error) => void errors.push(error), undefined, overRoutes(count));
  });
  afterAll(() => real?.stop());

  it.each(files)(
    'carry the scenario %s',
    async (_, file) => {
      let report = '';
      const output = { write: (text: string) => (report += text) };
      const options = { systems: real.systems, stdout: output, stderr: output, base: here, quiet: true };
      const { outcomes } = await runScenarioFiles([file], options);
      if (outcomes[0]!.outcome !== 'passed') throw new Error(report);
      expect(errors.splice(0)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it('carry almost every command of the scenarios, and most routes are called', () => {
    const uncalled = routesOf(acts).filter(({ path }) => !called.has(path));
    expect(uncalled.length).toBeLessThan(LONG ? 10 : routesOf(acts).length / 2);
    const all = [...called.values()].reduce((sum, one) => sum + one, 0);
    expect(called.get('/commands') ?? 0).toBeLessThan(all / 20);
  });
});
