import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { admin, officer } from '@minglu/dossier/testing';
import { eventually } from '@minglu/event-store/testing';
import { topicNames } from '@minglu/messaging';
import { describeOnKafka, subscriberVariables } from '@minglu/messaging/testing';
import { beginEpoch, eventsAheadOfLog, logState, recordPublicKeys } from '@minglu/system';
import { fleetOnOwnDatabase, type FleetOnOwnDatabase } from '../services/own-database.js';
import { insist } from '../services/support.js';

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

  const publicKeys = () => recordPublicKeys(own.one.publisher);
  const title = (titleId: string, cityCode: string, key = `title-${titleId}-1`): Promise<number> =>
    insist(own.one, admin, 'ImportLegacyTitle', { titleId, cityCode, variant: 'famous', conferredOn: '2012-11-01', source: '部文件' }, key);
  const shown = async (titleId: string): Promise<number> => (await own.one.ask(`/dossiers/${titleId}`, officer)).status;
  const registered = (): readonly string[] =>
    existsSync(state) ? Object.keys((JSON.parse(readFileSync(state, 'utf8')) as { titles: object }).titles).sort() : [];
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
      stdio: 'ignore',
    });

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

    expect(await title('lost', '320500')).toBe(201);
    await eventually(
      'the second title is shown and published',
      async () => (await shown('lost')) === 200 && registered().includes('lost'),
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
    const ahead = await eventsAheadOfLog(own.one.databaseUrl, own.one.kafka('minglu-operator'), own.one.prefix, publicKeys());
    const { head } = await logState(own.one.databaseUrl);
    expect(ahead).toMatchObject([{ stream: 'dossier/lost', type: 'LegacyTitleImported', position: head + 1 }]);
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
    expect(registered()).toEqual(['kept', 'lost']);
  });

  it('a reader of the feed that has taken the lost event is told that it stands on another branch', async () => {
    // The audit service has seen the event too: it ends at its first contact with the older log, and starts again.
    const refused = async (): Promise<boolean> => {
      const answer = await own.one.ask(`/feed?after=${encodeURIComponent(cursor)}`, officer).catch(() => null);
      return answer?.status === 409 && answer.body['code'] === 'other-branch';
    };
    await eventually('the cursor is refused', refused, PATIENCE_MS);
  });

  it('an operator declares where the branches part', async () => {
    const [lost] = await eventsAheadOfLog(own.one.databaseUrl, own.one.kafka('minglu-operator'), own.one.prefix, publicKeys());
    const after = lost!.position! - 1;
    expect(await beginEpoch(own.one.databaseUrl, after, '恢复备份')).toMatchObject({ epoch: 2, after, reason: '恢复备份' });
  });
});
