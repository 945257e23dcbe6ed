import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningPostgres, createDatabase, startPostgres } from '@minglu/embedded/postgres';

const DATABASE = 'minglu';
/** The one application of a data folder. */
const CLAIM = 'application';
/** One that was just told to stop is given this long to be gone. */
const CLAIM_PATIENCE_MS = 4_000;

export interface Database {
  /** For the application. */
  readonly url: string;
  /** Where the server says what it suffers from. */
  readonly logFile: string;
  /** Resolves when the server is gone, or has thrown out its sessions. */
  readonly lost: Promise<unknown>;
  readonly stop: () => Promise<unknown>;
}

/** Another application has the data folder. */
export interface Taken {
  readonly takenBy: string;
}

/** A server of the operator's own: not ours to watch or to stop. */
export const foreignDatabase = (url: string): Database => ({ url, logFile: '', lost: new Promise(() => {}), stop: async () => {} });

/** Starts or takes over the embedded server, and claims the data folder for one application. */
export async function embeddedDatabase(dataDir: string, log: (line: string) => void): Promise<Database | Taken> {
  const server = await startPostgres({ dataDir, log });
  try {
    if (!(await claim(server))) {
      const takenBy = (await server.holder(CLAIM)) ?? 'another process';
      await server.stop();
      return { takenBy };
    }
    log(
      `database ${server.reused ? 'taken over' : 'ready'} on 127.0.0.1:${server.port} (process ${server.pid}, data in ${server.cluster})`,
    );
    const { logFile, lost, stop } = server;
    return { url: await createDatabase(server.url, DATABASE), logFile, lost, stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function claim(server: RunningPostgres): Promise<boolean> {
  const deadline = performance.now() + CLAIM_PATIENCE_MS;
  while (!(await server.claim(CLAIM))) {
    if (performance.now() > deadline) return false;
    await sleep(200);
  }
  return true;
}
