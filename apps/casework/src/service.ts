import { readAccess } from '@minglu/access';
import { promiser } from '@minglu/audit/adapters';
import { internalTokens, MOVE_CLOCK, INTERNAL_TOKENS, ScenarioClockController, SYSTEM_ACTOR, SystemCommandsController } from '@minglu/http';
import { clockWatch, simulatedClock, wallClock } from '@minglu/casework';
import { answeredPlaces } from '@minglu/event-store';
import { TABLE_WORLD, TableImportsController } from '@minglu/tables/adapters';
import {
  acts,
  administrationWatch,
  anyIds,
  areMaterialsChecked,
  authorityCheck,
  authorityInLog,
  checkedMaterials,
  checkMetrics,
  checkProbe,
  checkSchedule,
  cleanup,
  commandHandlerOf,
  databaseProbe,
  disclosuresOf,
  findingsWatch,
  identitiesOf,
  locationOf,
  logAs,
  logProbe,
  logMetrics,
  openLog,
  ownIds,
  poolAs,
  probeAppend,
  proveKeys,
  receiptsOf,
  recordsAdministration,
  seed,
  serve,
  SYSTEM,
  tableWorld,
  timeMetrics,
  timeProbe,
  vaultPart,
  type OpenService,
  type ServiceContext,
  type ServiceSettings,
} from '@minglu/system';

/** Start of the clock of a scenario, which never goes back. */
const SCENARIO_START = '2020-01-01T00:00:00.000Z';

/** The casework service (办理) takes commands over HTTP: it loads the streams, decides and appends. */
export const openCasework = async ({
  settings,
  env,
  onError,
  giveUp,
  log: logger,
}: ServiceContext<ServiceSettings<'casework'>>): Promise<OpenService> => {
  const { databaseUrl, keys } = settings;
  await proveKeys(databaseUrl, keys);
  const resources = cleanup();
  const store = logAs(databaseUrl, 'minglu_casework', 8, onError, giveUp);
  resources.add(() => store.close());
  const pool = poolAs(databaseUrl, 'minglu_casework', 2, onError);
  resources.add(() => pool.end());
  const lines = readAccess(pool);
  resources.add(lines.close);
  const epoch = await openLog(databaseUrl);
  if (epoch !== null)
    logger.warn({ epoch }, `数据库已恢复、切换或复制，新纪元开始 / the database was restored, promoted or copied: epoch ${epoch} begins`);
  const watch = clockWatch({
    log: store,
    onDifference: (line) => onError(new Error(line), 'the clock'),
    toleranceSeconds: settings.clockTolerance,
  });
  const isScenario = settings.clock === 'scenario';
  const scenarioClock = simulatedClock(SCENARIO_START);
  const clock = isScenario ? scenarioClock : wallClock;
  const handler = commandHandlerOf(store, keys, {
    watch,
    ...(areMaterialsChecked(env) ? { materials: checkedMaterials({ pool, log: store, now: clock.now }) } : {}),
  });
  if (!isScenario) watch.start();
  const seededAt = isScenario ? (env['MINGLU_SEED_AT'] ?? SCENARIO_START) : clock.now();
  if (env['MINGLU_SEED'] !== 'no') await seed({ casework: handler, store }, seededAt);
  if (!isScenario && recordsAdministration(env)) {
    const administration = administrationWatch({ pool, handler, now: clock.now, onError });
    administration.start();
    resources.add(administration.stop);
  }
  const checks = checkSchedule({ parts: [vaultPart(pool, store, keys)], pool, onError });
  if (!isScenario) {
    const alarms = findingsWatch({ pool, handler, now: clock.now, onError });
    for (const one of [checks, alarms]) {
      one.start();
      resources.add(one.stop);
    }
  }

  return serve(settings, resources, {
    probes: [databaseProbe(() => probeAppend(databaseUrl)), logProbe(store), timeProbe(watch, clock), checkProbe(checks)],
    metrics: [...logMetrics(store), timeMetrics(watch, clock), checkMetrics(checks)],
    authority: authorityCheck({
      authorityOf: authorityInLog(store),
      areGrantsNeeded: settings.identity.areGrantsNeeded,
      now: clock.now,
    }),
    readAccess: lines,
    casework: {
      handler,
      clock,
      wake: () => undefined,
      placeAt: answeredPlaces(store),
      promiseOf: promiser(keys.promises, keys.promiseSeal),
      acts,
      locationOf,
      mayChooseId: isScenario ? anyIds : ownIds,
      receipts: receiptsOf(keys.requests, store),
      disclosures: disclosuresOf(keys, store, clock.now),
      identities: identitiesOf(keys, store, clock.now),
    },
    controllers: [SystemCommandsController, TableImportsController, ...(isScenario ? [ScenarioClockController] : [])],
    providers: [
      { provide: INTERNAL_TOKENS, useValue: internalTokens(keys.internalTokensPublic) },
      { provide: SYSTEM_ACTOR, useValue: SYSTEM },
      { provide: TABLE_WORLD, useValue: tableWorld(store, clock.now) },
      {
        provide: MOVE_CLOCK,
        useValue: async (to: string) => {
          if (to > scenarioClock.now()) scenarioClock.moveTo(to);
          return { head: await store.head() };
        },
      },
    ],
  });
};
