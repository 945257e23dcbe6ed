/**
 * `node dist/test/golden/capture.js <scenario.yaml> …` runs scenarios on the real system.
 * It writes the events and the folded states of their dossiers to fixtures/. An existing fixture is never overwritten.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseScenario, realSystems, runScenario } from '@minglu/scenario';
import type { StoredEvent } from '@minglu/event-store';
import { categoryOf } from '@minglu/kernel';
import { goldenEvent, replay, type GoldenHistory } from './history.js';

const FIXTURES = fileURLToPath(new URL('../../../test/golden/fixtures/', import.meta.url));

let streams = new Map<string, StoredEvent[]>();
const real = await realSystems(
  process.env['DATABASE_URL'],
  (error, where) => process.stderr.write(`${where}: ${String(error)}\n`),
  ({ store }) => ({
    beforeClose: async () => {
      streams = new Map();
      for await (const page of store.readAll({ after: 0 }))
        for (const event of page)
          if (categoryOf(event.streamId) === 'dossier') streams.set(event.streamId, [...(streams.get(event.streamId) ?? []), event]);
    },
  }),
);
try {
  for (const file of process.argv.slice(2)) {
    const fixture = `${FIXTURES}${basename(file, '.yaml')}.json`;
    if (existsSync(fixture)) {
      process.stdout.write(`kept ${basename(fixture)}\n`);
      continue;
    }
    const scenario = parseScenario(file);
    const { passed } = await runScenario(scenario, real.systems);
    if (!passed) throw new Error(`${file} fails: it is not captured`);
    const histories = [...streams.values()].map((events): GoldenHistory => {
      const golden = events.map(goldenEvent);
      return { events: golden, view: replay(golden)! };
    });
    const whole = { scenario: basename(file), title: scenario.title, histories };
    writeFileSync(fixture, `${JSON.stringify(whole, null, 1)}\n`);
    process.stdout.write(`captured ${basename(fixture)}\n`);
  }
} finally {
  await real.stop();
}
