import { existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeOnPostgres, serverUrl } from '@minglu/event-store/testing';
import { realSystems, runScenarioFiles } from '@minglu/scenario';
import { temporaryFolder } from '@minglu/scenario/testing';
import { EXPECTED_TO_FAIL } from './expected-to-fail.js';
import { liveViews } from './live-views.js';

const here = fileURLToPath(new URL('.', import.meta.url));
/** Samples beside the project. A checkout elsewhere has none. */
const samples = resolve(here, '../../../shared/scenarios');
const TIMEOUT_MS = 30_000;

const filesIn = (folder: string): readonly (readonly [string, string])[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => [name, join(folder, name)] as const);
const isExpectedToFail = ([name]: readonly [string, string]): boolean => EXPECTED_TO_FAIL.includes(name);

describeOnPostgres('the scenario', () => {
  let real: Awaited<ReturnType<typeof realSystems>>;
  const errors: unknown[] = [];
  beforeAll(async () => {
    real = await realSystems(
      serverUrl(),
      (error) => void errors.push(error),
      (system, now) => {
        const views = liveViews(system);
        return {
          afterStep: () => views.remember(now()),
          beforeClose: async () => {
            const differences = await views.differences();
            if (differences.length > 0) throw new Error(`the history differs from the read model of the time:\n${differences.join('\n')}`);
          },
        };
      },
    );
  });
  afterAll(() => real?.stop());

  /** Throws if the system could not be run, because then the scenario neither passed nor failed. */
  const run = async (file: string): Promise<{ readonly outcome: string; readonly report: string }> => {
    let report = '';
    const output = { write: (text: string) => (report += text) };
    const options = { systems: real.systems, stdout: output, stderr: output, base: here, quiet: true };
    const { outcomes } = await runScenarioFiles([file], options);
    const [{ outcome }] = outcomes as [(typeof outcomes)[number]];
    if (outcome === 'broken') throw new Error(report);
    return { outcome, report };
  };
  const expectToPass = async (file: string): Promise<void> => {
    const { outcome, report } = await run(file);
    if (outcome !== 'passed') throw new Error(report);
    expect(errors.splice(0)).toEqual([]);
  };
  /** A malformed file counts as failed. */
  const expectToFail = async (file: string): Promise<void> => {
    const { outcome } = await run(file);
    errors.length = 0;
    if (outcome === 'passed') throw new Error(`remove ${basename(file)} from the list: it passes`);
  };

  it.each(filesIn(here))('%s passes', (_, file) => expectToPass(file), TIMEOUT_MS);

  if (existsSync(samples)) {
    const files = filesIn(samples);
    it.each(files.filter((file) => !isExpectedToFail(file)))(
      '%s of ../shared/scenarios passes',
      (_, file) => expectToPass(file),
      TIMEOUT_MS,
    );
    const listed = files.filter(isExpectedToFail);
    if (listed.length > 0) it.each(listed)('%s of ../shared/scenarios fails, as listed', (_, file) => expectToFail(file), TIMEOUT_MS);
  } else process.stderr.write('skipped: the scenarios of ../shared/scenarios, because that folder does not exist\n');

  it(
    'that passes must not be in the list, and a malformed one counts as failed',
    async () => {
      const folder = temporaryFolder();
      try {
        const head = 'title: 一\nclock: 2025-01-01T09:00:00+08:00\nsteps:\n';
        const passing = folder.file('passing.yaml', `${head}  - { check: true, expect: { events: [] } }\n`);
        await expect(expectToFail(passing)).rejects.toThrow('remove passing.yaml from the list: it passes');
        await expect(expectToPass(passing)).resolves.toBeUndefined();
        const by = 'by: { role: ministry-officer, org: MIIT, person: officer-1 }';
        const unknownCommand = folder.file('unknown-command.yaml', `${head}  - { do: NoSuchCommand, ${by} }\n`);
        expect(await run(unknownCommand)).toMatchObject({ outcome: 'failed', report: expect.stringContaining('unknown-command') });
        await expectToFail(unknownCommand);
        const unknownKey = folder.file('unknown-key.yaml', `${head}  - { sleep: 1 }\n`);
        expect(await run(unknownKey)).toMatchObject({ outcome: 'malformed', report: expect.stringContaining('unknown-key.yaml:4:') });
        await expectToFail(unknownKey);
      } finally {
        folder.remove();
      }
    },
    TIMEOUT_MS,
  );
});
