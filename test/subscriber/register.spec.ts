import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StoredEvent } from '@minglu/event-store';
import { topicMessages } from '@minglu/messaging';
import { describeOnKafka, eventually, freshTopics, type TestTopics } from '@minglu/messaging/testing';

const PROGRAM = fileURLToPath(new URL('register.mjs', import.meta.url));

interface Register {
  readonly titles: Readonly<Record<string, { readonly name: string; readonly since: string }>>;
  readonly gaps: readonly unknown[];
}

/** An event as the log holds it, public unless `publicVersion` is null. */
const event = (type: string, streamId: string, publicVersion: number | null, data: Record<string, unknown>): StoredEvent => ({
  position: 1,
  eventId: randomUUID(),
  streamId,
  streamVersion: (publicVersion ?? 1) * 3,
  publicVersion,
  type,
  schemaVersion: 1,
  payload: JSON.stringify(data),
  metadata: JSON.stringify({
    classification: publicVersion === null ? 'RESTRICTED' : 'PUBLIC',
    occurredAt: '2026-01-01T00:00:00.000Z',
    causationId: null,
    traceparent: null,
    correlationId: 'c',
  }),
  salt: new Uint8Array(),
  contentHash: new Uint8Array(),
  recordedAt: '2026-01-01T00:00:00.000Z',
});

describeOnKafka('the example subscriber', () => {
  let topics: TestTopics;
  let folder: string;
  let child: ChildProcess | undefined;
  beforeEach(async () => {
    topics = await freshTopics();
    folder = mkdtempSync(join(tmpdir(), 'minglu-subscriber-'));
  }, 30_000);
  afterEach(async () => {
    child?.kill('SIGKILL');
    await topics.drop();
    rmSync(folder, { recursive: true, force: true });
  }, 30_000);

  const file = () => join(folder, 'register.json');
  const register = (): Register => (existsSync(file()) ? (JSON.parse(readFileSync(file(), 'utf8')) as Register) : { titles: {}, gaps: [] });
  const start = (): void => {
    child = fork(PROGRAM, [], {
      env: { ...process.env, TOPIC: topics.names.public, GROUP: topics.names.public, STATE: file() },
      stdio: 'ignore',
    });
  };
  const publish = async (...events: readonly StoredEvent[]): Promise<void> => {
    const producer = topics.kafka.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    await producer.sendBatch({ acks: -1, topicMessages: topicMessages(events, topics.names) });
    await producer.disconnect();
  };
  const conferred = (stream: string, version: number, titleId: string) =>
    event('TitleConferred', stream, version, { caseId: stream, titleId, applicantName: '杭州市', effectiveDate: '2026-01-01' });

  it('keeps a register of current titles, legacy ones included, and goes on after a kill without taking anything twice', async () => {
    await publish(
      event('LegacyTitleImported', 'dossier/l', 1, { titleId: 'l', applicantName: '福州市', conferredOn: '2018-04-24' }),
      event('ObjectionFiled', 'dossier/a', null, {}),
      event('PublicityStarted', 'dossier/a', 1, {}),
      conferred('dossier/a', 2, 't-a'),
    );
    start();
    await eventually('two titles', () => Object.keys(register().titles).length === 2);
    child!.kill('SIGKILL');
    await publish(event('ExitAnnounced', 'dossier/l', 2, { titleId: 'l' }), conferred('dossier/b', 1, 't-b'));
    start();
    await eventually('the exit and the new title', () => Object.keys(register().titles).sort().join() === 't-a,t-b');
    expect(register()).toMatchObject({ titles: { 't-a': { name: '杭州市', since: '2026-01-01' } }, gaps: [] });
    // The whole log once more, as a publisher that lost its place would send it.
    await publish(conferred('dossier/a', 2, 't-a'), event('PublicityStarted', 'dossier/a', 1, {}), conferred('dossier/c', 1, 't-c'));
    await eventually('the third', () => 't-c' in register().titles);
    expect(register().gaps).toEqual([]);
  }, 60_000);

  it('notices by itself that it has missed an event', async () => {
    await publish(event('PublicityStarted', 'dossier/a', 1, {}), conferred('dossier/a', 4, 't-a'));
    start();
    await eventually('the title', () => 't-a' in register().titles);
    expect(register().gaps).toEqual([{ stream: 'dossier/a', missing: [2, 3] }]);
  }, 60_000);
});
