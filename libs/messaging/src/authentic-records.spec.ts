import { randomBytes } from 'node:crypto';
import { metadataIn, type StoredEvent } from '@minglu/event-store';
import { eventually } from '@minglu/event-store/testing';
import type { Message } from 'kafkajs';
import { expectOnceInOrder, type Bench } from './behaviour.test.js';
import { eachOnKafka, publisherOn, readerOn } from './pipeline.test.js';
import { OTHER_CONTENT } from './foreign-records.js';
import type { Consumer } from './port.js';
import { predecessors } from './predecessors.js';
import type { Publisher } from './publisher.js';
import { internalRecord, publicRecord } from './record.js';
import { publicKeysFrom, signingKeyFrom, type SigningKey } from './record-keys.js';
import { signRecords, type Unsigned } from './record-signature.js';
import { describeOnKafka, testSigningKey, type TestTopics } from './testing/index.js';

const otherKey = signingKeyFrom(randomBytes(32));

describeOnKafka('records on a topic to which others can write', () => {
  let one: Bench;
  let topics: TestTopics;
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const { running } = eachOnKafka((...made) => ([one, topics] = made));

  const publish = (signingKey: SigningKey = testSigningKey): Publisher => {
    const it = publisherOn(one, topics, { signingKey, onError });
    it.start();
    running.push(it);
    return it;
  };
  const read = async (keys = [testSigningKey], group = 'reader'): Promise<Consumer> => {
    const consumer = readerOn(one, topics, {
      groupId: `${topics.names.dossier}-${group}`,
      topics: [topics.names.dossier],
      publicKeys: publicKeysFrom(keys.map(({ publicKey }) => publicKey)),
      onError,
    });
    running.push(consumer);
    await consumer.start();
    return consumer;
  };
  const applied = (consumer: Consumer, count: number): Promise<void> =>
    eventually(`${count} are applied`, async () => (await consumer.appliedCount()) === count);
  const setAside = async (consumer: Consumer): Promise<Readonly<Record<string, number>>> => (await consumer.parkedAndInvalid()).invalid;
  /** A forger sends another event with the next version after an event of the log. */
  const forgeryAfter = async (event: StoredEvent, change: Partial<StoredEvent> = {}) => {
    const forged = { ...event, streamVersion: event.streamVersion + 1, payload: '{"n":999}', contentHash: randomBytes(32), ...change };
    const [place] = await predecessors(one.store)([event], await one.store.identity());
    const follows = { ...place!, predecessor: Buffer.from(event.contentHash).toString('hex') };
    return { internal: internalRecord(forged, metadataIn(forged), follows), public: publicRecord(forged, metadataIn(forged), follows) };
  };
  const signedBy = (key: SigningKey, ...records: Unsigned[]): Unsigned[] => signRecords(records, 'internal', key);
  const send = async (...messages: Message[]): Promise<void> => {
    const producer = topics.kafka.producer({ allowAutoTopicCreation: false, idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    await producer.send({ topic: topics.names.dossier, messages });
    await producer.disconnect();
  };
  const last = async (): Promise<StoredEvent> => (await one.store.readStream('dossier/a')).at(-1)!;

  it('are set aside if the publisher did not sign them, and the genuine event at that place is taken', async () => {
    await one.append('dossier/a', 0, 1, 'PUBLIC');
    publish();
    const consumer = await read();
    await applied(consumer, 1);
    const event = await last();
    const forgery = await forgeryAfter(event);
    const [genuine] = signedBy(testSigningKey, forgery.internal);
    const { signature, signaturekey } = genuine!.headers;
    await send(
      forgery.internal,
      ...signedBy(otherKey, forgery.internal),
      { ...forgery.internal, headers: { ...forgery.internal.headers, signature: 'AAAA', signaturekey: signaturekey! } },
      { ...genuine!, value: '{"n":1000}' },
      { ...genuine!, headers: { ...genuine!.headers, streamversion: '3' } },
      { ...genuine!, key: 'dossier/b', headers: { ...genuine!.headers, ce_subject: 'dossier/b' } },
      { ...genuine!, headers: { ...genuine!.headers, signaturepath: Buffer.alloc(33).toString('base64url') } },
      { ...forgery.internal, headers: { ...forgery.internal.headers, signature: [signature!, signature!], signaturekey: signaturekey! } },
      ...signRecords([{ ...forgery.internal }], 'public', testSigningKey),
      ...signedBy(testSigningKey, {
        ...forgery.internal,
        headers: { ...forgery.internal.headers, ce_logid: '0b9c0c52-0000-4000-8000-000000000000' },
      }),
    );
    const expected = { 'not signed': 1, 'signed with an unknown key': 1, 'its signature does not hold': 7, 'of another log': 1 };
    await eventually('all are set aside', async () => (await consumer.alarms()) === 10);
    expect(await setAside(consumer)).toEqual(expected);
    expect([await consumer.versionOf('dossier/a'), await consumer.versionOf('dossier/b'), await consumer.parked()]).toEqual([1, 0, []]);
    await one.append('dossier/a', 1, 1, 'PUBLIC');
    await applied(consumer, 2);
    expectOnceInOrder(await one.effects(), { 'dossier/a': 2 });

    expect(await consumer.acknowledge()).toBe(10);
    expect([await consumer.alarms(), await setAside(consumer)]).toEqual([0, expected]);
    expect(errors).toEqual([]);
  }, 60_000);

  it('count as duplicates only if they are the same; another content at a known version is an alarm', async () => {
    await one.append('dossier/a', 0, 2);
    const sender = publish();
    const consumer = await read();
    await applied(consumer, 2);
    await sender.stop();
    await one.database.pool.query('UPDATE publisher.lease SET position = 0');
    await one.append('dossier/b', 0, 1);
    publish();
    await applied(consumer, 3);
    expect([await consumer.alarms(), await setAside(consumer)]).toEqual([0, {}]);

    // Signed, as by a publisher over a log that was restored and written again.
    const forgery = await forgeryAfter(await last(), { streamVersion: 2 });
    await send(...signedBy(testSigningKey, forgery.internal));
    await eventually('it is an alarm', async () => (await consumer.alarms()) === 1);
    expect(await setAside(consumer)).toEqual({ [OTHER_CONTENT]: 1 });
    expect(await consumer.versionOf('dossier/a')).toBe(2);
  }, 60_000);

  it('park their case if they follow another event than the one that was taken', async () => {
    await one.append('dossier/a', 0, 1);
    publish();
    const consumer = await read();
    await applied(consumer, 1);
    const forgery = await forgeryAfter({ ...(await last()), contentHash: randomBytes(32) });
    await send(...signedBy(testSigningKey, forgery.internal));
    await eventually('it is parked', async () => (await consumer.parked()).length === 1);
    expect((await consumer.parked())[0]!.reason).toBe('follows another event than the last one that was taken');
    expect(await consumer.versionOf('dossier/a')).toBe(1);
  }, 60_000);

  it('are taken from two keys while one replaces the other, and from the old one no more when it is retired', async () => {
    const newKey = otherKey;
    await one.append('dossier/a', 0, 1);
    const before = publish();
    const overlapping = await read([testSigningKey, newKey]);
    await applied(overlapping, 1);
    await before.stop();
    publish(newKey);
    await one.append('dossier/a', 1, 1);
    await applied(overlapping, 2);
    expect(await overlapping.alarms()).toBe(0);
    await overlapping.stop();

    const after = await read([newKey], 'after');
    await send(...signedBy(testSigningKey, (await forgeryAfter(await last())).internal));
    await eventually('the retired key counts no more', async () => (await setAside(after))['signed with an unknown key'] !== undefined);
    await one.append('dossier/a', 2, 1);
    await applied(after, 3);
    expectOnceInOrder(await one.effects(), { 'dossier/a': 3 });
  }, 60_000);

  it('do not stop the publisher if they are forged, though the log has no such event', async () => {
    await one.append('dossier/a', 0, 1);
    const sender = publish();
    const consumer = await read();
    await applied(consumer, 1);
    await sender.stop();
    const strange = { eventId: '0b9c0c52-0000-4000-8000-000000000001', position: 2 };
    await send((await forgeryAfter(await last(), strange)).internal);
    await one.append('dossier/a', 1, 1);
    const next = publish();
    await applied(consumer, 2);
    expect(next.trouble()).toBeNull();
  }, 60_000);
});
