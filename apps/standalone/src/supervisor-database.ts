import { applicationDatabase, startPostgres } from '@minglu/embedded/postgres';
import { waitUntil } from '@minglu/embedded/wait';

/** The name that the application of a data folder holds. */
const CLAIM = 'application';
/** An application that is stopping still holds the name for a moment. */
const CLAIM_WITHIN_MS = 4_000;

export interface Database {
  readonly url: string;
  /** The server's log. */
  readonly logFile: string;
  /** Resolves when the server has ended, or has ended its sessions. */
  readonly lost: Promise<unknown>;
  readonly stop: () => Promise<unknown>;
}

/** Another application uses the data folder. */
interface Taken {
  readonly takenBy: string;
}

/** An external server, which the supervisor neither watches nor stops. */
export const foreignDatabase = (url: string): Database => ({ url, logFile: '', lost: new Promise(() => {}), stop: async () => {} });

/** Starts or joins the embedded server, and claims the data folder for one application. */
export async function embeddedDatabase(dataDir: string, log: (line: string) => void): Promise<Database | Taken> {
  const server = await startPostgres({ dataDir, log });
  try {
    if (!(await waitUntil(() => server.claim(CLAIM), { withinMs: CLAIM_WITHIN_MS, everyMs: 200 }))) {
      const takenBy = (await server.holder(CLAIM)) ?? 'another process';
      await server.stop();
      return { takenBy };
    }
    log(
      `database ${server.reused ? 'taken over' : 'ready'} on 127.0.0.1:${server.port} (process ${server.pid}, data in ${server.cluster})`,
    );
    const { logFile, lost, stop } = server;
    return { url: await applicationDatabase(server), logFile, lost, stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
