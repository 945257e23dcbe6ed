// The side of Emmett in the benchmarks, started by test/bench/emmett.ts. Answers each message with its measurement.
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import pg from 'pg';

const [databaseUrl, connections] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: databaseUrl, max: Number(connections) });
const store = getPostgreSQLEventStore(databaseUrl, { connectionOptions: { pool } });

process.on('message', async ({ append, aggregate }) => process.send(await (append ? appendAll(append) : aggregateAll(aggregate))));
process.on('disconnect', async () => {
  await store.close();
  await pool.end();
  process.exit();
});

function appendAll(events) {
  const ready = events.map(({ streamId, type, payload, metadata }) => ({
    stream: streamId,
    event: { type, data: JSON.parse(payload), metadata: JSON.parse(metadata) },
  }));
  return drive(ready.length, (index) => store.appendToStream(ready[index].stream, [ready[index].event]));
}

/** The cheapest fold, because the reading is measured. */
const counting = { initialState: () => 0, evolve: (count) => count + 1 };
const aggregateAll = (streams) => drive(streams.length, (index) => store.aggregateStream(streams[index], counting));

/** Like `drive` of test/bench/measure.ts, with one lane per connection. */
async function drive(count, work) {
  const latencies = new Float64Array(count);
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const index = next++;
      const started = performance.now();
      await work(index);
      latencies[index] = performance.now() - started;
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: Number(connections) }, lane));
  return { perSecond: (count / (performance.now() - started)) * 1000, latencies: latencies.sort() };
}
