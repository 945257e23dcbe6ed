import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from './supervisor-app.js';
import { startApp } from './supervisor-app.js';
import type { Database } from './supervisor-database.js';
import { embeddedDatabase, foreignDatabase } from './supervisor-database.js';
import type { ExitCode, SupervisorOptions } from './supervisor-options.js';
import { EXIT } from './supervisor-options.js';
import { mayRestart } from './supervisor-policy.js';
import { awaitPreviousApp, rememberApp } from './supervisor-previous-app.js';
import type { StopRequests } from './supervisor-signals.js';

/** An application that loses its database may exit before the supervisor notices the loss. */
const NOTICE_MS = 1_000;

/** The reason for the end of a run: stop requested, database lost, or application exited. */
type End = { readonly kind: 'requested' } | { readonly kind: 'lost' } | { readonly kind: 'app'; readonly how: string };

/**
 * Keeps the application running on its database until a stop is requested. The database is started first and stopped last.
 * If the database is lost, both are restarted: all state of the application is in the database.
 * @param appFile the application's main file
 * @param log writes one line for the operator
 */
export async function supervise(
  options: SupervisorOptions,
  appFile: string,
  stop: StopRequests,
  log: (line: string) => void,
): Promise<ExitCode> {
  const restarts: number[] = [];
  for (;;) {
    const database = await openDatabase(options, log);
    if (typeof database === 'number') return database;
    const end = await runApp(options, database, appFile, stop, log);
    if (end.kind !== 'lost') return closeDatabase(database, end, log);
    await database.stop().catch(() => {}); // the server has ended; this releases our session
    if (stop.isRequested()) return EXIT.stopped;
    if (!mayRestart(restarts, performance.now())) {
      log(`The database failed again and again; ${database.logFile} may say why.`);
      return EXIT.database;
    }
    restarts.push(performance.now());
    log('The database ended unexpectedly: starting it and the application again.');
  }
}

async function openDatabase({ dataDir, databaseUrl }: SupervisorOptions, log: (line: string) => void): Promise<Database | ExitCode> {
  if (databaseUrl !== null) return foreignDatabase(databaseUrl);
  try {
    const database = await embeddedDatabase(dataDir, log);
    if (!('takenBy' in database)) return database;
    log(`Minglu is already running on ${dataDir} (${database.takenBy}). Stop that one first, or set MINGLU_DATA to another folder.`);
    return EXIT.alreadyRunning;
  } catch (error) {
    log(error instanceof Error ? error.message : String(error));
    return EXIT.database;
  }
}

/** Runs the application until a stop is requested, it exits, or the database is lost. It has exited when this returns. */
async function runApp(
  { dataDir, databaseUrl }: SupervisorOptions,
  database: Database,
  file: string,
  stop: StopRequests,
  log: (line: string) => void,
): Promise<End> {
  if (databaseUrl === null) await awaitPreviousApp(dataDir);
  if (stop.isRequested()) return { kind: 'requested' };
  const app = startApp(file, { ...process.env, DATABASE_URL: database.url, MINGLU_DATA: dataDir });
  if (databaseUrl === null) rememberApp(dataDir, app.pid);
  const end = await firstEnd(app, database, stop);
  if (end.kind === 'app') return end;
  if (end.kind === 'requested') log('stopping …');
  await app.stop(stop.forced);
  return end;
}

async function firstEnd(app: App, database: Database, stop: StopRequests): Promise<End> {
  const requested = stop.requested.then((): End => ({ kind: 'requested' }));
  const lost = database.lost.then((): End => ({ kind: 'lost' }));
  const end = await Promise.race([requested, lost, app.ended.then((how): End => ({ kind: 'app', how }))]);
  return end.kind === 'app' ? Promise.race([requested, lost, sleep(NOTICE_MS, end)]) : end;
}

async function closeDatabase(database: Database, end: End, log: (line: string) => void): Promise<ExitCode> {
  const hasWrongSetting = end.kind === 'app' && end.how === `exit code ${EXIT.usage}`; // the application has named it
  if (end.kind === 'app' && !hasWrongSetting) log(`The application ended by itself (${end.how}).`);
  await database.stop();
  if (hasWrongSetting) return EXIT.usage;
  if (end.kind === 'app') return EXIT.app;
  log('stopped.');
  return EXIT.stopped;
}
