import { WrongSetting } from '@minglu/casework';
import { DURABLE, durabilityOf, openPool, WrongSession, type Durability } from '@minglu/event-store';
import type { Pool } from 'pg';
import { poolAs, type DatabaseRole } from './connections.js';
import { reportSettings } from './administration.js';
import { recordsAdministration } from './shown-settings.js';
import { runService, type OpenService, type ServiceContext } from './run-service.js';
import { serviceSettings, type ServiceSettings } from './settings.js';
import type { DatabaseService } from './variables.js';

const ALLOW = 'MINGLU_ALLOW_UNSAFE_DATABASE';

interface ServerFacts {
  readonly durability: Durability;
  readonly unsafe: readonly string[];
  readonly version: string;
  readonly isSuperuser: boolean;
}

const serverFacts = async (pool: Pool): Promise<ServerFacts> => {
  const durability = await durabilityOf(pool);
  const { rows } = await pool.query<{ version: string; super: boolean }>(
    `SELECT current_setting('server_version') AS version, (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) AS super`,
  );
  const { version, super: isSuperuser } = rows[0]!;
  const unsafe = Object.entries(durability).flatMap(([name, value]) => (DURABLE[name]!.includes(value) ? [] : [`${name}=${value}`]));
  return { durability, unsafe, version, isSuperuser };
};

/**
 * Looks at the database before a process uses it, and resolves to a line that describes it.
 * @param role null for the owner of the schemas, who may be a superuser
 * @throws WrongSetting if the database may lose acknowledged events, a service is a superuser, or settings of the session are dropped
 */
export const checkDatabase = async (
  databaseUrl: string,
  role: DatabaseRole | null,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> => {
  const pool = role === null ? openPool({ connectionString: databaseUrl, max: 1 }) : poolAs(databaseUrl, role, 1, () => undefined);
  try {
    const { durability, unsafe, version, isSuperuser } = await serverFacts(pool);
    const faults = [
      ...(unsafe.length > 0 ? [`the database may lose acknowledged events: ${unsafe.join(', ')}`] : []),
      ...(isSuperuser && role !== null ? ['a service does not connect as superuser: use its login (npm run cli -- migrate)'] : []),
    ];
    if (faults.length > 0 && env[ALLOW] !== 'yes') throw new WrongSetting(`${faults.join('; ')}. Only for trials: ${ALLOW}=yes`);
    return `PostgreSQL ${version}: ${Object.entries(durability)
      .map(([name, value]) => `${name}=${value}`)
      .join(', ')}`;
  } catch (error) {
    throw error instanceof WrongSession ? new WrongSetting(error.message) : error;
  } finally {
    await pool.end();
  }
};

/** Runs a service of the database. */
export const runOnDatabase = <S extends DatabaseService>(
  service: S,
  open: (context: ServiceContext<ServiceSettings<S>>) => Promise<OpenService>,
): Promise<void> =>
  runService(service, serviceSettings(service), async (context) => {
    context.log.info(await checkDatabase(context.settings.databaseUrl, `minglu_${service}`, context.env));
    const isRecorded = recordsAdministration(context.env) && context.settings.clock === 'wall';
    const opened = await open(context);
    if (!isRecorded) return opened;
    const report = reportSettings(context.settings.databaseUrl, service, context.env, context.onError);
    return { ...opened, close: () => report.close().then(opened.close) };
  });
