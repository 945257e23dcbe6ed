import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChildProcess } from 'node:child_process';
import { keysFrom } from '@minglu/casework';
import { admin, approver, city } from '@minglu/dossier/testing';
import { createDatabase, dropDatabase } from '@minglu/embedded/postgres';
import { postgresStore, type StoredEvent } from '@minglu/event-store';
import { describeOnPostgres, eventually, serverUrl } from '@minglu/event-store/testing';
import { accessTokenIssuer } from '@minglu/http';
import type { Actor } from '@minglu/kernel';
import { loginPasswords, loginUrls, migrateWithLogins, serviceEnvironments } from '@minglu/system';
import { tablesBy, type Row } from '@minglu/tables';
import { exportOf } from '@minglu/tables/adapters';
import { dataOf, metadataOf, wholeLog } from '../integration/support.js';
import { startServiceProcess, urlOf } from '../services/support.js';

/** Kills of the service: 15 in the short form, 200 with MINGLU_LONG=1. */
const KILLS = process.env['MINGLU_LONG'] === '1' ? 200 : 15;
const WORKERS = 3;
const CITIES = ['310000', '320100', '330100', '340100', '350100', '370100', '440100', '510100', '610100', '210200', '420100', '430100'];
/** The titles of one publication: its events are in as many streams. */
const TOGETHER = 3;
const YEARS = Array.from({ length: 12 }, (_, index) => 2013 + index);
const ROWS = 40;
const PATIENCE_MS = 120_000;

/** A table to import, and its events in the log. */
interface Task {
  readonly key: string;
  readonly by: Actor;
  readonly table: string;
  readonly data: object;
  readonly rows: readonly Row[];
  /** An acknowledged event of each stream. */
  readonly streams: readonly string[];
}

/** Publications, each in several cases, with a long breakdown in between: as many as are asked for. */
function* tasks(): Generator<Task> {
  const groups = Array.from({ length: CITIES.length / TOGETHER }, (_, index) => CITIES.slice(index * TOGETHER, (index + 1) * TOGETHER));
  const publications = YEARS.flatMap((year) => groups.map((group) => ({ year, titles: group.map((code) => `t-${code}`) })));
  for (let n = 0; ; n += 1) {
    const publication = n % 2 === 0 ? publications[n / 2] : undefined;
    yield publication
      ? {
          key: `results-of-${publication.year}-${publication.titles[0]}`,
          by: approver,
          table: 'evaluation-results',
          data: { evaluationYear: publication.year, documentNumber: `${publication.year}号` },
          rows: publication.titles.map((titleId) => ({ titleId, stars: 3 })),
          streams: publication.titles.map((id) => `dossier/${id}`),
        }
      : {
          key: `breakdown-number-${n}`,
          by: city('park'),
          table: 'target-breakdown',
          data: { caseId: 'park-case' },
          rows: Array.from({ length: ROWS }, (_, row) => ({ indicator: `指标${row}`, unit: '家', targetYear: 2026, target: String(n) })),
          streams: ['dossier/park-case'],
        };
  }
}

describeOnPostgres('after kill -9 of the service that imports tables', () => {
  const name = `minglu_imports_${randomBytes(6).toString('hex')}`;
  const keys = keysFrom(randomBytes(32));
  const issuer = accessTokenIssuer(keys.accessTokens);
  let environment: Readonly<Record<string, string>>;
  let databaseUrl: string;
  let child: ChildProcess | undefined;
  let url: string | null = null;

  const start = async (): Promise<void> => {
    child = startServiceProcess('casework', environment);
    url = await Promise.race([
      urlOf(child),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`casework ended with ${code}`))),
    ]);
  };
  const kill = async (): Promise<void> => {
    const ended = once(child!, 'exit');
    url = null;
    child!.kill('SIGKILL');
    await ended;
  };
  const post = async (path: string, by: Actor, key: string, body: string | FormData) => {
    const headers = { authorization: `Bearer ${await issuer.issue(by)}`, 'idempotency-key': key };
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: typeof body === 'string' ? { ...headers, 'content-type': 'application/json' } : headers,
      body,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return { status: response.status, body: (await response.json()) as { readonly position?: number; readonly repeated?: boolean } };
  };
  const command = async (type: string, data: object): Promise<void> => {
    const { status, body } = await post(
      '/commands',
      admin,
      `given-${type}-${randomBytes(4).toString('hex')}`,
      JSON.stringify({ type, data }),
    );
    if (status !== 201) throw new Error(`${type}: ${JSON.stringify(body)}`);
  };
  const give = async ({ table, by, key, data, rows }: Task) => {
    const form = new FormData();
    form.set('data', JSON.stringify(data));
    form.set(
      'file',
      new Blob([
        Buffer.from(
          await exportOf(
            tablesBy(null).find((one) => one.name === table)!,
            rows,
            '',
          ),
        ),
      ]),
      'a.xlsx',
    );
    return post(`/tables/${table}/imports`, by, key, form);
  };

  beforeAll(async () => {
    databaseUrl = await createDatabase(serverUrl(), name);
    const passwords = loginPasswords(databaseUrl);
    await migrateWithLogins(databaseUrl, passwords);
    // Casework has no login on Kafka.
    const databaseUrls = loginUrls(databaseUrl, passwords);
    const optional = { MINGLU_ADMINISTRATION_EVENTS: 'no' };
    environment = serviceEnvironments({ databaseUrls, kafka: {} as never, keys, optional, materialsFolder: '' })('casework', {});
    await start();
    for (const cityCode of CITIES)
      await command('ImportLegacyTitle', {
        titleId: `t-${cityCode}`,
        cityCode,
        variant: 'famous',
        conferredOn: '2012-11-01',
        source: '文件',
      });
    await command('RegisterPark', { parkId: 'park', name: '园区', cityCode: '441900' });
    await command('ImportPilotPark', { caseId: 'park-case', parkId: 'park', documentNumber: '280号', startDate: '2021-01-01' });
  }, 180_000);
  afterAll(async () => {
    if (child?.exitCode === null && child.signalCode === null) await kill();
    await dropDatabase(serverUrl(), name);
  }, 60_000);

  it(
    `${KILLS} times, nothing is half imported, and each acknowledged import is there once`,
    async () => {
      const source = tasks();
      const begun: Task[] = [];
      const acknowledged = new Map<string, { readonly status: number; readonly task: Task; readonly body: object }>();
      const refusals: string[] = [];
      let isOver = false;
      /** Every second import that got no answer is sent again under its key, as a caller does; the others are given up. */
      const work = async (): Promise<void> => {
        for (let given = 0; !isOver; given += 1) {
          const task = source.next().value as Task;
          begun.push(task);
          for (let tries = 0; !acknowledged.has(task.key) && !isOver && (tries === 0 || given % 2 === 0);) {
            if (url === null) {
              await delay(20);
              continue;
            }
            tries += 1;
            const answer = await give(task).catch(() => null);
            // 503: the answer is not known.
            if (answer === null || answer.status >= 500) continue;
            if (answer.status !== 201) refusals.push(`${task.key}: ${JSON.stringify(answer.body)}`);
            acknowledged.set(task.key, { status: answer.status, task, body: answer.body });
          }
        }
      };
      const workers = Array.from({ length: WORKERS }, work);
      for (let round = 0; round < KILLS; round += 1) {
        const before = acknowledged.size;
        await eventually('an import is acknowledged', () => acknowledged.size > before, PATIENCE_MS);
        await delay(Math.random() * 250);
        await kill();
        await start();
      }
      isOver = true;
      await Promise.all(workers);
      expect(refusals).toEqual([]);

      const store = postgresStore({ connection: { connectionString: databaseUrl } });
      try {
        const log = await wholeLog(store);
        const byCommand = new Map<string, StoredEvent[]>();
        for (const event of log) {
          const { commandId } = metadataOf(event);
          byCommand.set(commandId, [...(byCommand.get(commandId) ?? []), event]);
        }
        const idOf = ({ by, key }: Task): string => `http/${by.role}/${by.org}/${by.person}/${key}`;
        const missing = [...acknowledged.values()].filter(({ task }) => !byCommand.has(idOf(task))).map(({ task }) => task.key);
        expect(missing).toEqual([]);
        let inLog = 0;
        for (const task of begun) {
          const events = byCommand.get(idOf(task));
          if (!events) continue;
          inLog += 1;
          expect(events.map(({ streamId }) => streamId).sort()).toEqual([...task.streams].sort());
          if (task.table === 'target-breakdown')
            expect((dataOf(events[0]!)['targets'] as readonly { readonly target: string }[]).map(({ target }) => target)).toEqual(
              task.rows.map((row) => row['target']),
            );
        }
        // The same answer comes again, and nothing is added.
        const some = [...acknowledged.values()].slice(-3);
        for (const { task, body } of some) {
          const again = await give(task);
          expect(again).toMatchObject({ status: 201, body: { repeated: true, events: (body as { readonly events: unknown }).events } });
        }
        expect(await store.head()).toBe(log.length);
        process.stderr.write(
          `  ${KILLS} kills of casework: ${begun.length} imports begun, ${acknowledged.size} acknowledged, ${inLog} in the log, none in part\n`,
        );
      } finally {
        await store.close();
      }
    },
    KILLS * 30_000 + 120_000,
  );
});
