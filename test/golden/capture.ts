/**
 * `node dist/test/golden/capture.js [--two-clocks] <scenario.yaml> …` runs scenarios on the real system.
 * It writes the events and the folded states of their dossiers to fixtures/. With `--two-clocks` it writes their replays at pairs of
 * instants to two-clocks/. An existing fixture is never overwritten.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseScenario, realSystems, runScenario } from '@minglu/scenario';
import type { StoredEvent } from '@minglu/event-store';
import { categoryOf } from '@minglu/kernel';
import { goldenEvent, replay, type GoldenHistory } from './history.js';
import { answersOf, isOfTwoClocks } from './two-clocks.js';

const [flag, ...others] = process.argv.slice(2);
const isTwoClocks = flag === '--two-clocks';
const files = isTwoClocks ? others : process.argv.slice(2);
const FIXTURES = fileURLToPath(new URL(`../../../test/golden/${isTwoClocks ? 'two-clocks' : 'fixtures'}/`, import.meta.url));

let streams = new Map<string, StoredEvent[]>();
let whole: StoredEvent[] = [];
const histories = (): readonly GoldenHistory[] =>
  [...streams.values()].map((events) => {
    const golden = events.map(goldenEvent);
    return { events: golden, view: replay(golden)! };
  });
const twoClocks = async () => {
  const events = whole.map(goldenEvent);
  return { events, answers: await answersOf(events) };
};

const real = await realSystems(
  process.env['DATABASE_URL'],
  (error, where) => process.stderr.write(`${where}: ${String(error)}\n`),
  ({ store }) => ({
    beforeClose: async () => {
      streams = new Map();
      whole = [];
      for await (const page of store.readAll({ after: 0 }))
        for (const event of page) {
          if (isOfTwoClocks(event)) whole.push(event);
          if (categoryOf(event.streamId) === 'dossier') streams.set(event.streamId, [...(streams.get(event.streamId) ?? []), event]);
        }
    },
  }),
);
try {
  for (const file of files) {
    const fixture = `${FIXTURES}${basename(file, '.yaml')}.json`;
    if (existsSync(fixture)) {
      process.stdout.write(`kept ${basename(fixture)}\n`);
      continue;
    }
    const scenario = parseScenario(file);
    const { passed } = await runScenario(scenario, real.systems);
    if (!passed) throw new Error(`${file} fails: it is not captured`);
    const about = { scenario: basename(file), title: scenario.title };
    const captured = isTwoClocks ? { ...about, ...(await twoClocks()) } : { ...about, histories: histories() };
    writeFileSync(fixture, `${JSON.stringify(captured, null, 1)}\n`);
    process.stdout.write(`captured ${basename(fixture)}\n`);
  }
} finally {
  await real.stop();
}
