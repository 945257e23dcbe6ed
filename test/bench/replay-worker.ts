import { categoryOf, type AnyCategory } from '@minglu/kernel';
import { eventIn, postgresStore } from '@minglu/event-store';
import { rebuild } from '@minglu/projections/adapters';
import { categories, READ_MODEL, registry } from '@minglu/system';
import pg from 'pg';
import QueryStream from 'pg-query-stream';
import type { Measured } from './measure.js';

const [what, databaseUrl] = process.argv.slice(2) as ['replay' | 'rebuild' | 'scan', string];

/** Folds every stream to its current state. Resolves to the number of events. */
const replayed = async (): Promise<number> => {
  const store = postgresStore({ connection: { connectionString: databaseUrl, options: '-c role=minglu_audit -c TimeZone=UTC' } });
  const known = new Map<string, AnyCategory>(categories.map((category) => [category.name, category]));
  const streams = new Map<string, { readonly category: AnyCategory; state: unknown }>();
  let events = 0;
  for await (const page of store.readAll()) {
    for (const stored of page) {
      let stream = streams.get(stored.streamId);
      if (!stream) {
        const category: AnyCategory = known.get(categoryOf(stored.streamId))!;
        stream = { category, state: category.initial };
        streams.set(stored.streamId, stream);
      }
      stream.state = stream.category.evolve(stream.state, eventIn(stored, registry));
      events += 1;
    }
  }
  await store.close();
  return events;
};

/** Rebuilds the read model. Resolves to the number of events. */
const rebuilt = async (): Promise<number> => {
  const owner = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  owner.on('error', () => undefined);
  const log = postgresStore({ connection: { connectionString: databaseUrl } });
  const events = await rebuild({ owner, log, registry, consumer: READ_MODEL, checkpoint: 'read-model/1' });
  await Promise.all([log.close(), owner.end()]);
  return events;
};

const scanned = async (): Promise<number> => {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  let events = 0;
  for await (const row of client.query(
    new QueryStream('SELECT payload, metadata FROM events ORDER BY position', [], { batchSize: 1_000 }),
  )) {
    const { payload, metadata } = row as { payload: string; metadata: string };
    if (JSON.parse(payload) && JSON.parse(metadata)) events += 1;
  }
  await client.end();
  return events;
};

const started = performance.now();
const events = await { replay: replayed, rebuild: rebuilt, scan: scanned }[what]();
const answer: Measured = { perSecond: (events / (performance.now() - started)) * 1_000, peakRss: process.resourceUsage().maxRSS * 1_024 };
process.send!(answer, () => process.disconnect());
