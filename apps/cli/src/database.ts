import { resolve } from 'node:path';
import { createDatabase, hasPostgres, startPostgres } from '@minglu/embedded/postgres';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the database is: that of DATABASE_URL, or the one of the data folder, which runs or is started for as long as it is asked. */
export interface FoundDatabase {
  readonly url: string;
  readonly leave: () => Promise<unknown>;
}

/** Null where neither is there. */
export const findDatabase = async (root: string, env: Environment): Promise<FoundDatabase | null> => {
  const url = env['DATABASE_URL'];
  if (url) return { url, leave: async () => undefined };
  const dataDir = resolve(root, env['MINGLU_DATA'] || '.data');
  if (!hasPostgres(dataDir)) return null;
  const server = await startPostgres({ dataDir });
  try {
    return { url: await createDatabase(server.url, 'minglu'), leave: server.stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
};

export const NO_DATABASE = 'DATABASE_URL 未设定，数据文件夹里也没有数据库 / DATABASE_URL is not set, and the data folder holds no database';
