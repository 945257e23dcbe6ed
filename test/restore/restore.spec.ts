import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { admin, officer } from '@minglu/dossier/testing';
import { eventually } from '@minglu/event-store/testing';
import { epochRecord, kafkaClient, topicNames } from '@minglu/messaging';
import { describeOnKafka, subscriberVariables } from '@minglu/messaging/testing';
import { compareTopics, logState, parkedEvents, recordPublicKeys } from '@minglu/system';
import { fleetOnOwnDatabase, type FleetOnOwnDatabase } from '../services/own-database.js';
import { insist, runCli } from '../services/support.js';

const REGISTER = fileURLToPath(new URL('../subscriber/register.mjs', import.meta.url));
const PATIENCE_MS = 60_000;

/** Copies a data folder with its owners. */
const copy = (from: string, to: string): void => {
  rmSync(to, { recursive: true, force: true });
  execFileSync('cp', ['-a', from, to]);
};

describeOnKafka('an older copy of the database is put back while Kafka, the services and a subscriber run on', () => {
  let own: FleetOnOwnDatabase;
  let subscriber: ChildProcess;
  let state: string;
  let folder: string;
  /** Of a reader of the feed that has taken the lost event. */
  let cursor: string;
  /** The lines that the subscriber has written. */
  let lines = '';

  const ahead = async () => {
    const { databaseUrl, kafka, prefix, publisher } = own.one;
    return (await compareTopics({ databaseUrl, kafka: kafka('minglu-operator'), prefix, publicKeys: recordPublicKeys(publisher) })).lost;
  };
  const reconcile = (...args: readonly string[]) => {
    const { databaseUrl, kafka, prefix, publisher } = own.one;
    const env = {
      ...subscriberVariables(kafka('minglu-operator')),
      DATABASE_URL: databaseUrl,
      KAFKA_PREFIX: prefix,
      MINGLU_RECORD_PUBLIC_KEYS: publisher['MINGLU_RECORD_PUBLIC_KEYS']!,
    };
    return runCli(env, 'kafka', 'reconcile', '--json', ...args);
  };
  const title = (titleId: string, cityCode: string, key = `title-${titleId}-1`): Promise<number> =>
    insist(own.one, admin, 'ImportLegacyTitle', { titleId, cityCode, variant: 'famous', conferredOn: '2012-11-01', source: '部文件' }, key);
  const shown = async (titleId: string): Promise<number> => (await own.one.ask(`/dossiers/${titleId}`, officer)).status;
  const register = () =>
    existsSync(state)
      ? (JSON.parse(readFileSync(state, 'utf8')) as {
          readonly titles: Readonly<Record<string, { readonly id: string }>>;
          readonly gaps: readonly unknown[];
          readonly refused: readonly { readonly why: string }[];
        })
      : { titles: {}, gaps: [], refused: [] };
  const registered = (): readonly string[] => Object.keys(register().titles).sort();
  /** The id of the event by title, from the log. */
  const titlesOfLog = async (): Promise<Readonly<Record<string, string>>> => {
    const { items } = (await own.one.ask('/feed?limit=500', officer)).body as unknown as {
      readonly items: readonly { readonly id: string; readonly type: string; readonly data: { readonly titleId: string } }[];
    };
    return Object.fromEntries(items.filter(({ type }) => type === 'LegacyTitleImported').map(({ id, data }) => [data.titleId, id]));
  };
  /** Without an answer while the publisher is started again. */
  const publisherHealth = () =>
    fetch(new URL('/health', own.one.fleet.urlOf('publisher')), { signal: AbortSignal.timeout(5_000) }).then(
      async (response) => ({ ok: response.ok, text: await response.text() }),
      () => ({ ok: false, text: '' }),
    );

  beforeAll(async () => {
    own = await fleetOnOwnDatabase();
    folder = mkdtempSync(join(tmpdir(), 'minglu-restore-'));
    state = join(folder, 'register.json');
    subscriber = fork(REGISTER, [], {
      env: {
        ...process.env,
        ...subscriberVariables(own.one.kafka('minglu-subscriber')),
        TOPIC: topicNames(own.one.prefix).public,
        STATE: state,
        KEYS: own.one.publisher['MINGLU_RECORD_PUBLIC_KEYS'],
      },
      stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    });
    subscriber.stdout!.setEncoding('utf8').on('data', (text: string) => (lines += text));

    expect(await title('kept', '320100')).toBe(201);
    await eventually(
      'the title is shown and published',
      async () => (await shown('kept')) === 200 && registered().includes('kept'),
      PATIENCE_MS,
    );
    const { cluster } = own.server();
    const older = join(folder, 'older');
    await own.stop();
    copy(cluster, older);
    await own.start();

    expect([await title('lost', '320500'), await title('gone', '330200')]).toEqual([201, 201]);
    await eventually(
      'the other titles are shown and published',
      async () => (await shown('gone')) === 200 && ['lost', 'gone'].every((one) => registered().includes(one)),
      PATIENCE_MS,
    );
    cursor = String((await own.one.ask('/feed', officer)).body['cursor']);
    await own.stop();
    copy(older, cluster);
    await own.start();
  }, 240_000);
  afterAll(async () => {
    subscriber?.kill('SIGKILL');
    await own?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 120_000);

  it('the publisher stops and says that the topics are ahead; they part after the position that reconcile names', async () => {
    await eventually('the publisher is red', async () => /the topics hold \d+ events/.test((await publisherHealth()).text), PATIENCE_MS);
    const { head } = await logState(own.one.databaseUrl);
    expect(await ahead()).toMatchObject([
      { stream: 'dossier/lost', type: 'LegacyTitleImported', position: head + 1 },
      { stream: 'dossier/gone', type: 'LegacyTitleImported', position: head + 2 },
    ]);
  }, 120_000);

  it('casework ends, and decides again from the log: what was lost can be recorded anew', async () => {
    // Its cached state would refuse a second title.
    expect(await title('lost', '320500', 'title-lost-2')).toBe(201);
    expect(own.one.exits).toContainEqual({ name: 'casework', code: 70, signal: null });
  }, 120_000);

  it('the read model leaves the lost record out when it comes again, and other readers stand on the log', async () => {
    own.one.fleet.kill('query');
    await own.one.fleet.up('query');
    const metrics = async () => (await fetch(new URL('/metrics', own.one.fleet.urlOf('query')))).text();
    await eventually(
      'the record is left out',
      async () => (await metrics().catch(() => '')).includes('reason="the log does not have it"'),
      PATIENCE_MS,
    );
    expect(await shown('kept')).toBe(200);
    expect(await shown('lost')).toBe(404);
    expect((await logState(own.one.databaseUrl)).readers.map(({ trouble }) => trouble)).toEqual([null, null, null]);
  }, 120_000);

  it('nothing of the new branch reaches a subscriber over the old one, and the publisher stays red', async () => {
    const { ok, text } = await publisherHealth();
    expect([ok, text]).toEqual([false, expect.stringContaining('npm run kafka -- reconcile')]);
    expect(registered()).toEqual(['gone', 'kept', 'lost']);
  });

  it('a reader of the feed that has taken the lost event is told that it stands on another branch', async () => {
    // The audit service has seen the event too: it ends at its first contact with the older log, and starts again.
    const refused = async (): Promise<boolean> => {
      const answer = await own.one.ask(`/feed?after=${encodeURIComponent(cursor)}`, officer).catch(() => null);
      return answer?.status === 409 && answer.body['code'] === 'other-branch';
    };
    await eventually('the cursor is refused', refused, PATIENCE_MS);
  });

  it('an operator is told beforehand what will be done; two who do it at once have one effect', async () => {
    const [first] = await ahead();
    const { head } = await logState(own.one.databaseUrl);
    const partsAfter = first!.position! - 1;
    const dry = await reconcile();
    expect([dry.code, JSON.parse(dry.output)]).toMatchObject([
      1,
      { partsAfter, epoch: null, applied: false, published: head - partsAfter },
    ]);
    expect((await logState(own.one.databaseUrl)).epochs).toHaveLength(1);

    const both = await Promise.all([reconcile('--apply', '--reason', '恢复备份'), reconcile('--apply', '--reason', '恢复备份')]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect((await logState(own.one.databaseUrl)).epochs).toMatchObject([{ epoch: 1 }, { epoch: 2, after: partsAfter, reason: '恢复备份' }]);
    const again = await reconcile('--apply');
    expect([again.code, JSON.parse(again.output)]).toMatchObject([0, { events: [], applied: false }]);
  }, 120_000);

  it('then the publisher is healthy, the subscriber has the titles of the log and has said which events are no more', async () => {
    await eventually('the publisher is healthy', async () => (await publisherHealth()).ok, PATIENCE_MS);
    await eventually('the lost title has gone', () => registered().join() === 'kept,lost', PATIENCE_MS);
    const ofLog = await titlesOfLog();
    await eventually('the titles are those of the log', () => register().titles['lost']?.id === ofLog['lost'], PATIENCE_MS);
    expect(
      Object.entries(register().titles)
        .map(([titleId, { id }]) => [titleId, id])
        .sort(),
    ).toEqual(Object.entries(ofLog).sort());
    expect(lines.trim().split('\n').sort()).toEqual(
      ['gone', 'lost'].map((one) => `dossier/${one}: versions 1 to 1 are no more, since epoch 2 of the log`),
    );
    expect(register()).toMatchObject({ gaps: [], refused: [] });
  }, 120_000);

  it('the read model shows the titles of the log, with nothing parked and no alarm', async () => {
    await eventually('the new title is shown', async () => (await shown('lost')) === 200, PATIENCE_MS);
    expect([await shown('kept'), await shown('gone')]).toEqual([200, 404]);
    expect(await parkedEvents(own.one.databaseUrl)).toMatchObject({ parked: [], alarms: 0 });
  }, 120_000);

  it('a forged epoch record drops nothing: the subscriber refuses it, and the read model sets it aside and alarms', async () => {
    const names = topicNames(own.one.prefix);
    const { logId } = await logState(own.one.databaseUrl);
    const epoch = { epoch: 9, after: 0, hash: '', begunAt: '2026-01-01T00:00:00.000Z' };
    const forged = (topic: string, audience: 'public' | 'internal') =>
      epochRecord({ topic, key: 'dossier/kept', version: 0, predecessor: null }, epoch, logId, audience);
    const producer = kafkaClient(own.one.kafka('minglu-publisher'), 'forger').producer({ allowAutoTopicCreation: false });
    await producer.connect();
    await producer.send({ topic: names.public, messages: [forged(names.public, 'public')] });
    await producer.send({ topic: names.dossier, messages: [forged(names.dossier, 'internal')] });
    await producer.disconnect();
    await eventually('it is refused', () => register().refused.length === 1, PATIENCE_MS);
    expect([register().refused[0]!.why, registered()]).toEqual(['not signed by the publisher', ['kept', 'lost']]);
    await eventually('it is an alarm', async () => (await parkedEvents(own.one.databaseUrl)).alarms === 1, PATIENCE_MS);
    expect((await publisherHealth()).ok).toBe(true);
  }, 120_000);
});
