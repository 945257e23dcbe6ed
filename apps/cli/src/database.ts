import type { Command } from 'commander';
import { databaseSetting, reachDatabase } from '@minglu/system';
import { hasPostgres, openDataFolder } from '@minglu/embedded/postgres';
import { dataFolder, type Context } from './context.js';

export const DATABASE_HELP = `
DATABASE_URL   结构所有者；未设定则为数据文件夹（MINGLU_DATA）里的 / the owner of the schemas; by default the database of the data folder`;
const NO_DATABASE = 'DATABASE_URL 未设定，数据文件夹里也没有数据库 / DATABASE_URL is not set, and the data folder holds no database';

/** Calls `work` with the url of DATABASE_URL, or of the data folder's database, whose server is started if needed. Usage error without either. */
export const withOwnerDatabase = async <T>(context: Context, command: Command, work: (url: string) => Promise<T>): Promise<T> => {
  const log = (line: string): void => void context.stderr.write(`${line}\n`);
  if (context.env['DATABASE_URL']) {
    const url = databaseSetting(context.env);
    await reachDatabase(url, log);
    return work(url);
  }
  if (!hasPostgres(dataFolder(context))) return command.error(NO_DATABASE);
  const database = await openDataFolder(dataFolder(context), log);
  try {
    return await work(database.url);
  } finally {
    await database.stop();
  }
};
