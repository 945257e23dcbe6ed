import { createDatabase } from './databases.js';
import { startPostgres, type RunningPostgres } from './start.js';

/** The application's database in every data folder. */
const DATABASE = 'minglu';

/** The application's database on a server that runs in a data folder; made if it is missing. Returns its url. */
export const applicationDatabase = ({ url }: Pick<RunningPostgres, 'url'>): Promise<string> => createDatabase(url, DATABASE);

/**
 * The application's database in a data folder, whose server is started or joined. `stop` ends our use of the server.
 *
 * @param log gets the progress of a slow start
 */
export const openDataFolder = async (
  dataDir: string,
  log: (line: string) => void,
): Promise<{ readonly url: string; readonly stop: () => Promise<boolean> }> => {
  const server = await startPostgres({ dataDir, log });
  try {
    return { url: await applicationDatabase(server), stop: server.stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
};
