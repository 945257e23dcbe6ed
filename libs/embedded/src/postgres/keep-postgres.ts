import { keepBounded } from '../bounded-log.js';
import { aborted, keepRunning, type RestartPauses } from '../keep-running.js';
import { applicationDatabase } from './data-folder.js';
import { startPostgres, type RunningPostgres } from './start.js';

/** The application's database in a data folder. Its server is started again whenever it ends, on the same port: the url stays. */
interface KeptPostgres extends Pick<RunningPostgres, 'url' | 'port' | 'reused'> {
  /** The server as it runs now. */
  readonly current: () => RunningPostgres | null;
  /** Ends our use of the server, as `RunningPostgres.stop`. */
  readonly stop: () => Promise<boolean>;
}

/**
 * @param log one line for the operator
 * @throws Error if the first start fails
 */
export const keepPostgres = async (
  dataDir: string,
  log: (line: string) => void,
  pauses: Partial<RestartPauses> = {},
): Promise<KeptPostgres> => {
  let server: RunningPostgres | null = await startPostgres({ dataDir, log });
  const { port, reused, logFile, stop: stopFirst } = server;
  const url = await applicationDatabase(server).catch(async (error: unknown) => {
    await stopFirst();
    throw error;
  });
  const stopBound = keepBounded(logFile);
  const stopping = new AbortController();
  const { signal } = stopping;
  const run = async (): Promise<void> => {
    if (server === null) {
      server = await startPostgres({ dataDir, port, log });
      log(`PostgreSQL 已恢复 / PostgreSQL is ready again on 127.0.0.1:${port} (process ${server.pid})`);
    }
    await Promise.race([server.lost, aborted(signal)]);
    if (!signal.aborted) server = null;
  };
  const kept = keepRunning(run, { what: 'PostgreSQL', signal, log, pauses });
  return {
    url,
    port,
    reused,
    current: () => server,
    stop: async () => {
      stopping.abort();
      await kept;
      stopBound();
      return (await server?.stop()) ?? false;
    },
  };
};
