import { postgresStore } from '@minglu/event-store';
import { eventually, tamper } from '@minglu/event-store/testing';
import { contentHash } from '@minglu/event-store/hashing';
import type { Bench } from './behaviour.test.js';
import { eachOnKafka, publisherOn } from './pipeline.test.js';
import { publicKeysFrom } from './record-keys.js';
import { describeOnKafka, testSigningKey, type TestTopics } from './testing/index.js';
import { verifyTopics } from './verify-topics.js';

const publicKeys = publicKeysFrom([testSigningKey.publicKey]);

describeOnKafka('the topics compared with the log', () => {
  let one: Bench;
  let topics: TestTopics;
  eachOnKafka((...made) => ([one, topics] = made));

  /** Publishes five events: two of a case are public. */
  const published = async (): Promise<void> => {
    await one.append('dossier/a', 0, 2, 'PUBLIC');
    await one.append('dossier/b', 0, 2);
    await one.append('campaign/c', 0, 1);
    const it = publisherOn(one, topics, { onError: (error) => fail(error) });
    it.start();
    await eventually('published', async () => (await it.position()) === 5);
    await it.stop();
  };
  const fail = (error: unknown): never => {
    throw error as Error;
  };
  /** As by a process that has not seen the log before. */
  const verified = async () => {
    const log = postgresStore({ connection: one.database.connection, readers: 2 });
    try {
      return await verifyTopics({ kafka: topics.kafka, pool: one.database.pool, log, topics: topics.names, publicKeys });
    } finally {
      await log.close();
    }
  };
  const send = async (topic: string, message: { key: string; value: string }): Promise<void> => {
    const producer = topics.kafka.producer();
    await producer.connect();
    await producer.send({ topic, messages: [message] });
    await producer.disconnect();
  };

  it('are sound as they were published, also with records that the publisher has not signed', async () => {
    await published();
    await send(topics.names.public, { key: 'dossier/a', value: '{"forged":true}' });
    expect(await verified()).toEqual({ records: 8, fault: null });
  }, 60_000);

  it('lack an event that the publisher says it has sent', async () => {
    await published();
    await one.append('dossier/b', 2, 1);
    await one.database.pool.query(`UPDATE publisher.lease SET position = 6`);
    expect((await verified()).fault).toEqual({
      topic: topics.names.dossier,
      position: 6,
      reason: expect.stringContaining('lacks an event'),
    });
  }, 60_000);

  it('show an event that was changed in the log since, with its hash', async () => {
    await published();
    const { rows } = await one.database.pool.query<{ salt: Buffer; metadata: string }>(
      'SELECT salt, metadata FROM events WHERE position = 3',
    );
    const forged = '{"n":99}';
    const hash = contentHash(rows[0]!.salt, forged, rows[0]!.metadata).toString('hex');
    await tamper(one.database, `UPDATE events SET payload = '${forged}', content_hash = '\\x${hash}' WHERE position = 3`);
    expect((await verified()).fault).toEqual({
      topic: topics.names.dossier,
      position: 3,
      reason: expect.stringContaining('another content'),
    });
  }, 60_000);

  it('show an event that is gone from the log', async () => {
    await published();
    await tamper(one.database, 'DELETE FROM events WHERE position = 5');
    await one.database.pool.query('UPDATE publisher.lease SET position = 4');
    expect((await verified()).fault).toEqual({
      topic: topics.names.reference,
      position: null,
      reason: expect.stringContaining('the log does not have'),
    });
  }, 60_000);
});
