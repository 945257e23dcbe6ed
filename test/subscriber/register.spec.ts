import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { metadataIn, migrate, postgresStore, publicHash, type EventStore, type StoredEvent } from '@minglu/event-store';
import { appendOf, eventually, migratedDatabase, type Database } from '@minglu/event-store/testing';
import { epochRecord, publicRecord, publisher, publisherMigrations, type Publisher } from '@minglu/messaging';
import { describeOnKafka, freshTopics, signRecords, subscriberVariables, testSigningKey, type TestTopics } from '@minglu/messaging/testing';

const PROGRAM = fileURLToPath(new URL('register.mjs', import.meta.url));

interface Register {
  readonly offsets: Readonly<Record<string, string>>;
  readonly titles: Readonly<Record<string, { readonly name: string; readonly since: string }>>;
  readonly versions: Readonly<Record<string, number>>;
  readonly gaps: readonly unknown[];
  readonly refused: readonly { readonly why: string }[];
}
type Occurrence = readonly [
  type: string,
  classification: 'PUBLIC' | 'RESTRICTED',
  data: Readonly<Record<string, unknown>>,
  eventId?: string,
];

/** The points at which SIGKILL ends the subscriber. */
const KILL_POINTS = {
  'within a batch': `const { parse } = JSON; let left = 40; JSON.parse = (text) => { if ((left -= 1) < 0) die(); return parse(text); };`,
  'within a write': `const write = fs.writeFileSync; fs.writeFileSync = (file, text) => { write(file, text.slice(0, text.length / 2)); die(); };`,
  'before the file has its name': `fs.renameSync = die;`,
  'after the file has its name': `const { renameSync } = fs; fs.renameSync = (...names) => { renameSync(...names); die(); };`,
} as const;
type KillPoint = keyof typeof KILL_POINTS;
const preload = (point: KillPoint): string =>
  `data:text/javascript,${encodeURIComponent(
    `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module';
     const die = () => { process.kill(process.pid, 'SIGKILL'); for (;;); }; ${KILL_POINTS[point]} syncBuiltinESMExports();`,
  )}`;

describeOnKafka('the example subscriber', () => {
  let database: Database;
  let log: EventStore;
  let topics: TestTopics;
  let sender: Publisher;
  let folder: string;
  let child: ChildProcess | undefined;
  const errors: unknown[] = [];
  beforeEach(async () => {
    [database, topics] = await Promise.all([migratedDatabase(), freshTopics()]);
    await topics.grant();
    await migrate(database.pool, publisherMigrations);
    log = postgresStore({ connection: database.connection, readers: 2 });
    sender = publisher({
      kafka: topics.kafka,
      pool: database.pool,
      log,
      topics: topics.names,
      signingKey: testSigningKey,
      pollMs: 20,
      onError: (error) => void errors.push(error),
    });
    sender.start();
    folder = mkdtempSync(join(tmpdir(), 'minglu-subscriber-'));
  }, 30_000);
  afterEach(async () => {
    child?.kill('SIGKILL');
    await sender.stop();
    await topics.drop();
    await log.close();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  }, 30_000);

  const file = () => join(folder, 'register.json');
  const register = (): Register | null => (existsSync(file()) ? (JSON.parse(readFileSync(file(), 'utf8')) as Register) : null);
  const start = (point?: KillPoint): ChildProcess =>
    (child = fork(PROGRAM, [], {
      execArgv: point ? ['--import', preload(point)] : [],
      env: { ...process.env, ...subscriberVariables(), TOPIC: topics.names.public, STATE: file(), KEYS: testSigningKey.publicKey },
      stdio: 'ignore',
    }));
  const killedAt = async (point: KillPoint): Promise<void> => {
    const killed = start(point);
    const signal = await new Promise((resolve) => killed.once('exit', (_, by) => resolve(by)));
    expect({ point, signal }).toEqual({ point, signal: 'SIGKILL' });
  };

  const versions = new Map<string, number>();
  /** Appends events to the streams of the cases, and waits until they are published. */
  const publish = async (cases: Readonly<Record<string, readonly Occurrence[]>>): Promise<void> => {
    const writes = Object.entries(cases).map(([streamId, occurrences]) => {
      const expectedVersion = versions.get(streamId) ?? 0;
      versions.set(streamId, expectedVersion + occurrences.length);
      const events = occurrences.map(([type, classification, data, eventId = randomUUID()]) => ({
        eventId,
        type,
        schemaVersion: 1,
        payload: JSON.stringify(data),
        metadata: JSON.stringify({
          causationId: null,
          classification,
          correlationId: 'c',
          occurredAt: '2026-01-01T00:00:00.000Z',
          traceparent: null,
        }),
        classification,
      }));
      return { streamId, expectedVersion, events };
    });
    const { outcome } = await log.append(
      appendOf({
        at: '2026-01-01T00:00:00.000Z',
        writes,
      }),
    );
    expect(outcome).toBe('appended');
    sender.wake();
    // A thousand events over a Kafka that other specs use, too, may take a minute on a loaded machine.
    await eventually('published', async () => (await sender.position()) === (await log.head()), 120_000);
  };
  beforeEach(() => versions.clear());
  const started: Occurrence = ['PublicityStarted', 'PUBLIC', {}];
  const objection: Occurrence = ['ObjectionFiled', 'RESTRICTED', {}];
  const conferred = (titleId: string): Occurrence => [
    'TitleConferred',
    'PUBLIC',
    { titleId, applicantName: `${titleId}市`, effectiveDate: '2026-01-01' },
  ];
  const legacy = (titleId: string): Occurrence => [
    'LegacyTitleImported',
    'PUBLIC',
    { titleId, applicantName: `${titleId}市`, conferredOn: '2018-04-24' },
  ];
  const exit = (titleId: string): Occurrence => ['ExitAnnounced', 'PUBLIC', { titleId }];

  /** The register as computed from the log. */
  const expected = async (): Promise<Pick<Register, 'titles' | 'versions' | 'gaps'>> => {
    const titles: Record<string, { name: string; since: string }> = {};
    const taken: Record<string, number> = {};
    for await (const page of log.readAll({ after: 0, upTo: await log.head(), pageSize: 500 }))
      for (const { streamId, publicVersion, type, payload } of page) {
        if (publicVersion === null) continue;
        taken[streamId] = publicVersion;
        const { titleId, applicantName, effectiveDate, conferredOn } = JSON.parse(payload) as Record<string, string>;
        if (applicantName) titles[titleId!] = { name: applicantName, since: (effectiveDate ?? conferredOn)! };
        if (type === 'ExitAnnounced') delete titles[titleId!];
      }
    return { titles, versions: taken, gaps: [] };
  };
  const expectUpToDate = async (): Promise<void> => {
    const { titles, versions: taken, gaps } = await expected();
    const all = Object.values(taken).reduce((a, b) => a + b, 0);
    await eventually('all events are taken', () => Object.values(register()?.versions ?? {}).reduce((a, b) => a + b, 0) === all);
    expect(register()).toMatchObject({ titles, versions: taken, gaps });
    expect(Object.keys(register()!.titles)).toHaveLength(Object.keys(titles).length);
  };
  const many = (count: number, of: (n: number) => readonly Occurrence[]) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`dossier/${n}`, of(n)]));

  it('agrees with the log, with legacy titles and exits, after SIGKILL at any point and after the loss of its file', async () => {
    await publish(many(400, (n) => (n % 4 === 0 ? [legacy(`t${n}`)] : [objection, started, conferred(`t${n}`)])));
    for (const point of ['within a batch', 'within a write', 'before the file has its name'] as const) {
      await killedAt(point);
      expect(register()).toBeNull();
    }
    await killedAt('after the file has its name');
    const before = register();
    expect(Object.keys(before!.offsets)).toHaveLength(1);
    await publish(many(400, (n) => (n % 3 === 0 ? [objection, exit(`t${n}`)] : [started])));
    for (const point of ['within a batch', 'within a write', 'before the file has its name'] as const) {
      await killedAt(point);
      expect(register()).toEqual(before);
    }
    start();
    await expectUpToDate();
    await publish(many(400, (n) => (n % 6 === 0 ? [conferred(`again${n}`)] : [])));
    await expectUpToDate();

    child!.kill('SIGKILL');
    rmSync(file());
    start();
    await expectUpToDate();
  }, 300_000);

  it('shows the corrected name and day of a title, in whichever order title and correction come', async () => {
    const [early, late] = [randomUUID(), randomUUID()];
    const corrected = (targetEventId: string, field: string, value?: string): Occurrence => [
      'CorrectionPublished',
      'PUBLIC',
      { targetEventId, field, ...(value ? { value } : {}) },
    ];
    const conferral = (titleId: string, id: string): Occurrence => [conferred(titleId)[0], 'PUBLIC', conferred(titleId)[2], id];
    await publish({ 'dossier/early': [conferral('early', early)] });
    await publish({
      'corrected/dossier.early': [corrected(early, 'applicantName', '误'), corrected(early.toUpperCase(), 'applicantName', '甲市')],
      'corrected/dossier.late': [
        corrected(late, 'effectiveDate', '2026-01-02'),
        corrected(late, 'cityName', '乙'),
        corrected(late, 'applicantName'),
      ],
    });
    await publish({ 'dossier/late': [conferral('late', late)] });
    start();
    await eventually('all are taken', () => Object.values(register()?.versions ?? {}).reduce((a, b) => a + b, 0) === 7);
    expect(register()!.titles).toMatchObject({
      early: { name: '甲市', since: '2026-01-01' },
      late: { name: 'late市', since: '2026-01-02' },
    });
  }, 150_000);

  it('ignores duplicates when a publisher that lost its position sends the whole log again', async () => {
    await publish(many(20, (n) => [started, conferred(`t${n}`)]));
    start();
    await expectUpToDate();
    await sender.stop();
    await database.pool.query('UPDATE publisher.lease SET position = 0');
    sender.start();
    await publish({ 'dossier/0': [exit('t0')] });
    // Repeated records on other partitions may arrive after the new event.
    const records = () => Object.values(register()!.offsets).reduce((a, b) => a + Number(b), 0);
    await eventually('the repeated records are taken', () => records() > 80);
    await expectUpToDate();
  }, 150_000);

  it('goes back at an epoch record, and takes neither that record nor a lost event once more', async () => {
    await publish({ 'dossier/a': [started, conferred('lost')], 'dossier/b': [conferred('kept')] });
    start();
    await expectUpToDate();
    await sender.stop();
    const [first, lost] = await log.readStream('dossier/a');
    const { logId } = await log.identity();
    const predecessor = publicHash(first!, metadataIn(first!));
    const recordOf = (event: StoredEvent, epoch: number) =>
      publicRecord(event, metadataIn(event), { logId, epoch, predecessor: null, publicPredecessor: predecessor });
    const other = { ...lost!, eventId: randomUUID(), payload: JSON.stringify(conferred('other')[2]) };
    const begun = { epoch: 2, after: 1, hash: '', begunAt: '2026-01-01T00:00:00.000Z' };
    const epoch = epochRecord({ topic: topics.names.public, key: 'dossier/a', version: 1, predecessor }, begun, logId, 'public');
    const producer = topics.kafka.producer({ allowAutoTopicCreation: false, idempotent: true, maxInFlightRequests: 1 });
    const send = (...records: Parameters<typeof signRecords>[0]) =>
      producer.send({ topic: topics.names.public, messages: signRecords(records, 'public', testSigningKey) });
    await producer.connect();
    await send(epoch, recordOf(lost!, 1));
    await eventually('the title is dropped', () => Object.keys(register()!.titles).join() === 'kept');
    await send(recordOf(other, 2), epoch, recordOf(lost!, 1), recordOf(other, 2));
    await producer.disconnect();
    const expected = { titles: { kept: {}, other: {} }, versions: { 'dossier/a': 2, 'dossier/b': 1 }, gaps: [], refused: [] };
    const records = () => Object.values(register()?.offsets ?? {}).reduce((a, b) => a + Number(b), 0);
    await eventually('all are read', () => records() === 9);
    expect(register()).toMatchObject(expected);
    expect(Object.keys(register()!.titles).sort()).toEqual(['kept', 'other']);

    child!.kill('SIGKILL');
    rmSync(file());
    start();
    await eventually('all are read again', () => records() === 9);
    expect(register()).toMatchObject(expected);
    expect(Object.keys(register()!.titles).sort()).toEqual(['kept', 'other']);
  }, 150_000);

  it('detects missing events', async () => {
    await publish({ 'dossier/a': [started] });
    await sender.stop();
    // The checkpoint is moved past two public events, so they are never sent.
    const appended = publish({ 'dossier/a': [started, objection, started] });
    await eventually('appended', async () => (await log.head()) === 4);
    await database.pool.query('UPDATE publisher.lease SET position = 4');
    await appended;
    sender.start();
    await publish({ 'dossier/a': [conferred('t-a')] });
    start();
    await eventually('the title', () => register()?.titles['t-a'] !== undefined);
    expect(register()!.gaps).toEqual([{ stream: 'dossier/a', missing: [2, 3] }]);
  }, 150_000);
});
