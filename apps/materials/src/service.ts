import { readAccess } from '@minglu/access';
import { wallClock } from '@minglu/casework';
import { materialRoutes } from '@minglu/materials/routes';
import {
  authorityCheck,
  authorityInLog,
  checkMetrics,
  checkProbe,
  checkSchedule,
  cleanup,
  databaseProbe,
  fileMetrics,
  fileProbes,
  filesFrom,
  filesOf,
  logAs,
  logMetrics,
  logProbe,
  materialSettings,
  materialsPart,
  poolAs,
  probe,
  serve,
  type OpenService,
  type ServiceContext,
  type ServiceSettings,
} from '@minglu/system';

/** The materials service (材料) takes files, inspects them, and serves them by right. */
export const openMaterials = async ({
  settings,
  env,
  onError,
  giveUp,
}: ServiceContext<ServiceSettings<'materials'>>): Promise<OpenService> => {
  const { databaseUrl } = settings;
  const resources = cleanup();
  const log = logAs(databaseUrl, 'minglu_materials', 4, onError, giveUp);
  resources.add(() => log.close());
  const pool = poolAs(databaseUrl, 'minglu_materials', 6, onError);
  resources.add(() => pool.end());
  const lines = readAccess(pool);
  resources.add(lines.close);
  const parts = await filesFrom(materialSettings(env, env['MINGLU_MATERIALS_FOLDER']!));
  const files = filesOf({ ...parts, pool, log, now: wallClock.now, onError });
  files.start();
  resources.add(files.stop);
  const checks = checkSchedule({
    parts: [materialsPart(pool, parts.store, { sampling: 'sample', now: wallClock.now })],
    pool,
    onError,
  });
  checks.start();
  resources.add(checks.stop);
  return serve(settings, resources, {
    probes: [
      databaseProbe(() => probe(databaseUrl, 'minglu_materials', 'UPDATE materials.uploads SET size = size WHERE false')),
      logProbe(log),
      ...fileProbes(parts),
      checkProbe(checks),
    ],
    metrics: [...logMetrics(log), fileMetrics(pool), checkMetrics(checks)],
    authority: authorityCheck({
      authorityOf: authorityInLog(log),
      areGrantsNeeded: settings.identity.areGrantsNeeded,
      now: wallClock.now,
    }),
    readAccess: lines,
    ...materialRoutes(files.materials, files.rights),
  });
};
