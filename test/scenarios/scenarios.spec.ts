import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeOnPostgres, serverUrl } from '@minglu/event-store/testing';
import { scenarioCommand, realSystems } from '@minglu/scenario';

const here = fileURLToPath(new URL('.', import.meta.url));
/** The project is given samples beside it; a clean checkout elsewhere has none. */
const samples = resolve(here, '../../../shared/scenarios');

const filesIn = (folder: string): readonly (readonly [string, string])[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => [name, join(folder, name)] as const);

describeOnPostgres('the scenario', () => {
  let real: Awaited<ReturnType<typeof realSystems>>;
  const errors: unknown[] = [];
  beforeAll(async () => {
    real = await realSystems(serverUrl(), (error) => void errors.push(error));
  });
  afterAll(() => real?.stop());

  const expectToPass = async (file: string): Promise<void> => {
    let said = '';
    const output = { write: (text: string) => (said += text) };
    const exitCode = await scenarioCommand(['--quiet', file], {
      systems: real.systems,
      stdout: output,
      stderr: output,
      cwd: here,
      env: {},
    });
    if (exitCode !== 0) throw new Error(said);
    expect(errors.splice(0)).toEqual([]);
  };

  it.each(filesIn(here))('%s plays as written', (_, file) => expectToPass(file), 30_000);

  if (existsSync(samples)) it.each(filesIn(samples))('%s, given from outside, plays as written', (_, file) => expectToPass(file), 30_000);
  else process.stderr.write('skipped, for want of ../shared/scenarios: the scenarios given from outside\n');
});
