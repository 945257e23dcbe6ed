import type { StoredEvent } from '@minglu/event-store';
import { FETCH_SIZES, kafkaConsumer, predecessors, publisher, topicMessages } from '@minglu/messaging';
import { projector } from '@minglu/projections/adapters';
import { registry } from '@minglu/system';
import type { Contest } from './compare.js';
import { broker, emptyReadModel, filledLog, signingKey, trusting, until } from './kafka-setup.js';
import type { Measured } from './measure.js';

const BATCH = 500;

const timed = async (events: number, work: () => Promise<void>): Promise<Measured> => {
  const started = performance.now();
  await work();
  return { perSecond: (events / (performance.now() - started)) * 1_000 };
};
/** The same from the first record on, without the time that the group needs to form. `work` calls `taking` for the first record. */
const timedFromFirst = async (events: number, work: (taking: () => void) => Promise<void>): Promise<Measured> => {
  let started: number | undefined;
  await work(() => (started ??= performance.now()));
  return { perSecond: (events / (performance.now() - started!)) * 1_000 };
};
/** The publisher against a kafkajs producer that sends the same bytes in the same batches, both with acks=all. */
export const publish = async (databaseUrl: string, { events }: { events: number }): Promise<Contest> => {
  const [{ store, pool }, { kafka, names, bare: bareNames, close }] = await Promise.all([filledLog(databaseUrl, events), broker()]);
  const pages: (readonly StoredEvent[])[] = [];
  for await (const page of store.readAll({ pageSize: BATCH })) pages.push(page);
  const [placesOf, identity] = [predecessors(store), await store.identity()];
  const prepared: ReturnType<typeof topicMessages>[] = [];
  for (const page of pages) prepared.push(topicMessages(page, await placesOf(page, identity), bareNames, signingKey));
  const total = pages.reduce((sum, page) => sum + page.length, 0);
  const settings = { kafka, pool, log: store, topics: names, signingKey, batch: BATCH, pollMs: 5 };
  const bare = kafka.producer({ allowAutoTopicCreation: false, maxInFlightRequests: 1 });
  await bare.connect();
  return {
    ours: {
      name: `publisher, ${total.toLocaleString('en')} events`,
      run: async () => {
        await pool.query('DELETE FROM publisher.lease');
        const it = publisher({ ...settings, onError: (error) => console.error(error) });
        return timed(total, async () => {
          it.start();
          await until(async () => (await it.position()) === total);
        }).finally(() => it.stop());
      },
    },
    baseline: {
      name: 'kafkajs producer alone, the same bytes',
      run: () =>
        timed(total, async () => {
          for (const messages of prepared) await bare.sendBatch({ acks: -1, topicMessages: messages });
        }),
    },
    close: async () => {
      await bare.disconnect();
      await store.close();
      await pool.end();
      await close();
    },
  };
};

/** The read model catching up over Kafka, against an `eachBatch` that only parses. */
export const consume = async (databaseUrl: string, { events }: { events: number }): Promise<Contest> => {
  const [{ store, pool }, { kafka, names, close }] = await Promise.all([filledLog(databaseUrl, events), broker()]);
  const sender = publisher({
    kafka,
    pool,
    log: store,
    topics: names,
    signingKey,
    batch: BATCH,
    pollMs: 5,
    onError: (error) => console.error(error),
  });
  const total = await store.head();
  sender.start();
  await until(async () => (await sender.position()) === total);
  await sender.stop();
  const topics = [names.dossier, names.reference];
  return {
    ours: {
      name: `read model over Kafka, ${total.toLocaleString('en')} events`,
      run: async (round) => {
        await emptyReadModel(pool);
        let read = 0;
        let taking = (): void => undefined;
        const handle = projector(registry);
        const consumer = kafkaConsumer({
          kafka,
          name: 'bench',
          groupId: `ours-${round}`,
          topics,
          ...trusting(store),
          pool,
          schema: 'query',
          handler: (page, tx) => {
            taking();
            return handle(page, tx);
          },
          onError: (error) => console.error(error),
          onCommitted: ({ applied }) => void (read += applied),
        });
        return timedFromFirst(total, async (first) => {
          taking = first;
          await consumer.start();
          await until(() => read >= total);
        }).finally(() => consumer.stop());
      },
    },
    baseline: {
      name: 'eachBatch that only parses',
      run: async (round) => {
        let read = 0;
        const consumer = kafka.consumer({ groupId: `bare-${round}`, maxWaitTimeInMs: 100, ...FETCH_SIZES });
        await consumer.connect();
        await consumer.subscribe({ topics, fromBeginning: true });
        return timedFromFirst(total, async (first) => {
          await consumer.run({
            eachBatch: async ({ batch }) => {
              first();
              for (const { value, headers } of batch.messages)
                if (JSON.parse(value!.toString()) && JSON.parse(String(headers!['metadata']))) read += 1;
            },
          });
          await until(() => read >= total);
        }).finally(() => consumer.disconnect());
      },
    },
    close: async () => {
      await store.close();
      await pool.end();
      await close();
    },
  };
};
