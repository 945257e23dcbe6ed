import { EVIDENCE_PACKAGES, EvidenceController } from '@minglu/audit/adapters';
import { ACCESS_LINES, AccessLinesController, readAccess, TIMELINE, TimelineController } from '@minglu/access';
import { ProblemException } from '@minglu/http';
import {
  FeedController,
  FIGURE_QUERIES,
  figureQueries,
  FiguresController,
  historyQueries,
  LogController,
  queryRoutes,
  RECORD_KEYS,
  RecordsController,
  REFERENCE_QUERIES,
  ReferenceController,
  referenceQueries,
  readModel,
  type CurrentStateQueries,
  LOG_READER,
  WATERMARKS,
} from '@minglu/projections/adapters';
import { TABLE_WORLD, TablesController } from '@minglu/tables/adapters';
import { wallClock } from '@minglu/casework';
import { watermarkPages } from '@minglu/messaging';
import {
  accessLines,
  authorityCheck,
  authorityInLog,
  caseOfEvent,
  checkMetrics,
  checkPoolAs,
  checkProbe,
  checkSchedule,
  cleanup,
  databaseProbe,
  evidencePackages,
  investigationTimeline,
  logAs,
  logCheck,
  logCheckMetrics,
  logCheckProbe,
  logKeys,
  logMetrics,
  logProbe,
  materialSettings,
  openMaterialStore,
  permissionsPart,
  poolAs,
  probe,
  readModelPart,
  recordPublicKeys,
  registry,
  openSequencer,
  serve,
  tableWorld,
  timersPart,
  transparencyMetrics,
  transparencyProbe,
  transparencyRoutes,
  type OpenService,
  type ServiceContext,
  type ServiceSettings,
} from '@minglu/system';

/** The audit service (审计) answers questions about the past from the event log, and serves the log and the feed. */
export const openAudit = async ({ settings, env, onError, giveUp }: ServiceContext<ServiceSettings<'audit'>>): Promise<OpenService> => {
  const resources = cleanup();
  const log = logAs(settings.databaseUrl, 'minglu_audit', 6, onError, giveUp);
  resources.add(() => log.close());
  const pool = poolAs(settings.databaseUrl, 'minglu_audit', 4, onError);
  resources.add(() => pool.end());
  const lines = readAccess(pool);
  resources.add(lines.close);
  const trees = openSequencer(pool, log, settings.keys, onError);
  trees.start();
  resources.add(trees.stop);
  const check = logCheck(pool, log, settings.keys, onError);
  check.start();
  resources.add(check.stop);
  const checkPool = checkPoolAs(settings.databaseUrl, 'minglu_audit');
  resources.add(() => checkPool.end());
  const checks = checkSchedule({
    parts: [readModelPart(checkPool, log), timersPart(checkPool, log), permissionsPart(checkPool)],
    pool,
    onError,
  });
  checks.start();
  resources.add(checks.stop);
  const transparency = transparencyRoutes(pool, log, settings.keys, settings.keys.promisesPublic, wallClock.now);
  const model = readModel(noCurrentState, historyQueries(log, registry, wallClock.now));
  const store = await openMaterialStore(materialSettings(env, env['MINGLU_MATERIALS_FOLDER']!));
  resources.add(async () => store.close?.());
  const access = accessLines(pool, model, log, wallClock.now);
  const routes = queryRoutes(
    model,
    async () => undefined, // the log is always up to date
    (type) => registry.definition(type).title,
    log,
  );
  return serve(settings, resources, {
    probes: [
      databaseProbe(() => probe(settings.databaseUrl, 'minglu_audit', 'SELECT max(position) FROM events')),
      logProbe(log),
      transparencyProbe(trees),
      logCheckProbe(check),
      checkProbe(checks),
    ],
    metrics: [...logMetrics(log), transparencyMetrics(trees), logCheckMetrics(check), checkMetrics(checks)],
    authority: authorityCheck({
      authorityOf: authorityInLog(log),
      areGrantsNeeded: settings.identity.areGrantsNeeded,
      now: wallClock.now,
    }),
    readAccess: lines,
    caseOfEvent: caseOfEvent(log),
    controllers: [
      ...routes.controllers,
      ...transparency.controllers,
      LogController,
      FeedController,
      RecordsController,
      ReferenceController,
      TablesController,
      AccessLinesController,
      FiguresController,
      TimelineController,
      EvidenceController,
    ],
    providers: [
      ...routes.providers,
      ...transparency.providers,
      { provide: TABLE_WORLD, useValue: tableWorld(log, wallClock.now) },
      { provide: LOG_READER, useValue: log },
      { provide: FIGURE_QUERIES, useValue: figureQueries(log, registry, wallClock.now) },
      { provide: REFERENCE_QUERIES, useValue: referenceQueries(log, registry, wallClock.now) },
      { provide: ACCESS_LINES, useValue: access },
      { provide: TIMELINE, useValue: investigationTimeline(pool, log, model, access) },
      {
        provide: EVIDENCE_PACKAGES,
        useValue: evidencePackages({ pool, log, store, model, vkeys: (logId) => logKeys(logId, settings.keys) }),
      },
      { provide: RECORD_KEYS, useValue: recordPublicKeys(env) },
      { provide: WATERMARKS, useValue: watermarkPages(pool) },
    ],
  });
};

const refuse = (): never => {
  throw new ProblemException('unknown-route', '现状由查询服务答复', 'the query service answers questions about the current state');
};
/** The gateway routes questions about the current state to the query service. */
const noCurrentState: CurrentStateQueries = {
  changes: { begin: refuse, read: refuse, recordedBy: refuse, head: refuse },
  dossier: refuse,
  actions: refuse,
  dossiers: refuse,
  tasks: refuse,
  titles: refuse,
  title: refuse,
  validity: refuse,
  publicities: refuse,
  evaluation: refuse,
  campaign: refuse,
  statistics: refuse,
  notFiled: refuse,
  deadlines: refuse,
  authority: refuse,
  colleagues: refuse,
  persons: refuse,
};
