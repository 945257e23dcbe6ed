import { keepPostgres } from '@minglu/embedded/postgres';
import {
  childrenOf,
  Final,
  FolderTaken,
  keepRunning,
  lockDataFolder,
  WrongFolder,
  type Children,
  type StopRequests,
} from '@minglu/embedded/processes';
import { startApp } from './supervisor-app.js';
import { EXIT, type ExitCode, type SupervisorOptions } from './supervisor-options.js';

interface Database {
  readonly url: string;
  readonly stop: () => Promise<unknown>;
}

interface Surroundings {
  /** The application's main file. */
  readonly app: string;
  readonly stop: StopRequests;
  /** Writes one line for the operator. */
  readonly log: (line: string) => void;
}

/** Keeps the database and the application running until a stop is requested. The database is started first and stopped last. */
export async function supervise(options: SupervisorOptions, surroundings: Surroundings): Promise<ExitCode> {
  const { log } = surroundings;
  try {
    await lockDataFolder(options.dataDir, 'npm start');
    const children = await childrenOf(options.dataDir);
    const database = await openDatabase(options, log);
    if (database === null) return EXIT.database;
    try {
      return await keepApp(options, database.url, children, surroundings);
    } finally {
      await database.stop();
    }
  } catch (error) {
    if (!(error instanceof WrongFolder || error instanceof FolderTaken)) throw error;
    log(error.message);
    return error instanceof WrongFolder ? EXIT.usage : EXIT.alreadyRunning;
  }
}

/** Null if the embedded server does not start. An external server is neither watched nor stopped. */
async function openDatabase({ dataDir, databaseUrl }: SupervisorOptions, log: (line: string) => void): Promise<Database | null> {
  if (databaseUrl !== null) return { url: databaseUrl, stop: async () => undefined };
  try {
    const database = await keepPostgres(dataDir, log);
    const { pid, cluster } = database.current()!;
    log(`database ${database.reused ? 'taken over' : 'ready'} on 127.0.0.1:${database.port} (process ${pid}, data in ${cluster})`);
    return database;
  } catch (error) {
    log(error instanceof Error ? error.message : String(error));
    return null;
  }
}

/** Runs the application again whenever it ends, until a stop is requested. It has exited when this returns. */
async function keepApp(
  { dataDir, databaseUrl }: SupervisorOptions,
  url: string,
  children: Children,
  { app: file, stop, log }: Surroundings,
): Promise<ExitCode> {
  let wasUp = false;
  const run = async (): Promise<void> => {
    const args = databaseUrl === null ? [] : ['--database-of-operator'];
    const app = startApp(file, args, { ...process.env, DATABASE_URL: url, MINGLU_DATA: dataDir }, () => (wasUp = true));
    children.add(app.pid);
    const end = await Promise.race([app.ended, stop.requested]);
    if (end === undefined) {
      log('stopping …');
      return app.stop(stop.forced);
    }
    children.remove(app.pid);
    // Later it may be a port that another program has taken meanwhile.
    if (end.code === EXIT.usage && !wasUp) throw new Final();
    throw new Error(end.how);
  };
  try {
    await keepRunning(run, { what: 'the application', signal: stop.signal, log });
  } catch (error) {
    if (error instanceof Final) return EXIT.usage; // the application has printed the reason
    throw error;
  }
  log('stopped.');
  return EXIT.stopped;
}
