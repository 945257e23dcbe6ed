import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseScenario } from './parse.js';
import { scenarioFiles } from './paths.js';

const folder = resolve(fileURLToPath(new URL('../../..', import.meta.url)), '../shared/scenarios');

if (existsSync(folder)) {
  describe('the scenarios of ../shared/scenarios', () => {
    it.each(scenarioFiles([folder], folder).files.map((file) => [file.slice(folder.length + 1), file]))('%s is well-formed', (_, file) => {
      const scenario = parseScenario(file);
      expect(scenario.steps.length).toBeGreaterThan(0);
      expect(JSON.stringify(scenario.steps)).not.toContain('${');
    });
  });
} else {
  process.stderr.write('skipped: the format of ../shared/scenarios, because that folder does not exist\n');
  it('../shared/scenarios does not exist, so its files are not parsed', () => {
    expect(existsSync(folder)).toBe(false);
  });
}
