import { ACCESS_LINES, AccessLinesController, TIMELINE, TimelineController } from '@minglu/access';
import { EVIDENCE_PACKAGES, EvidenceController, promiser } from '@minglu/audit/adapters';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { answeredPlaces } from '@minglu/event-store';
import {
  accessTokens,
  addPages,
  consistencyTokens,
  createHttpApp,
  openApiDocument,
  publicKeyOf,
  serviceModule,
  type EdgeSettings,
  type RefusedSignIns,
} from '@minglu/http';
import type { Clock, Keys } from '@minglu/casework';
import { publicKeysFrom, signingKeyFrom } from '@minglu/messaging';
import {
  calendarRoutes,
  ChangesController,
  FeedController,
  FIGURE_QUERIES,
  figureQueries,
  FiguresController,
  FINDING_QUERIES,
  FindingsController,
  LOG_READER,
  LogController,
  queryRoutes,
  RECORD_KEYS,
  RecordsController,
  REFERENCE_QUERIES,
  ReferenceController,
  referenceQueries,
  WATERMARKS,
} from '@minglu/projections/adapters';
import { materialRoutes } from '@minglu/materials/routes';
import { TABLE_WORLD, TableImportsController, TablesController } from '@minglu/tables/adapters';
import { receiptsOf } from './receipts.js';
import { ownIds, type ChosenIds } from './service/chosen-ids.js';
import { browserRoutes, type BrowserSettings } from './service/browser.js';
import { issuerProbes, trustedIssuer, type IdentitySettings } from './service/identity.js';
import { caseOfEvent } from './service/case-of-event.js';
import { evidencePackages } from './evidence/evidence-packages.js';
import { disclosuresOf } from './service/disclosures.js';
import { identitiesOf } from './service/identities.js';
import { fileMetrics, fileProbes } from './service/files.js';
import { accessLines } from './service/access-lines.js';
import { investigationTimeline } from './service/timeline.js';
import { authorityCheck, authorityInLog } from './service/authority.js';
import { tableWorld } from './service/table-world.js';
import { ROLE_RULES } from './service/role-rules.js';
import type { BackgroundWork } from './background-work.js';
import {
  branchProbe,
  parkedAndInvalidMetrics,
  consumerState,
  logMetrics,
  MAXIMUM_LAG,
  parkedProbe,
  subscriptionMetrics,
} from './service/metrics.js';
import { deadlineMetrics, deadlineProbe, timeMetrics, timeProbe } from './service/clock.js';
import { logProbe } from './service/connections.js';
import { logKeys, transparencyMetrics, transparencyProbe, transparencyRoutes } from './service/transparency.js';
import { databaseProbe } from './service/database-health.js';
import { entryCheck } from './service/settings.js';
import { logCheckMetrics, logCheckProbe } from './check/log-check.js';
import { checkMetrics, checkProbe } from './check/schedule.js';
import { acts } from './command-handler.js';
import { isKnown, registry } from './registry.js';
import { locationOf } from './location.js';
import { EMBEDDED_READ_MODEL, READ_MODEL } from './read-model.js';
import type { System } from './system.js';

export interface WholeServiceOptions {
  readonly system: System;
  readonly work: BackgroundWork;
  readonly clock: Clock;
  readonly keys: Keys;
  /** By default tokens are those of the own issuer. */
  readonly identity?: IdentitySettings;
  /** By default no browser signs in. */
  readonly browser?: BrowserSettings | null;
  readonly logLevel: string;
  /** Serve pages of the API at /docs (default: yes). */
  readonly docs?: boolean;
  /** The generated description of the API, which is served as it is. */
  readonly openApiFile?: string;
  /** The folder of the console's pages; without it there are none. */
  readonly pagesFolder?: string;
  /** Seconds after which a parked event turns health red. */
  readonly parkedSeconds?: number;
  /** Milliseconds in which a request must be answered. */
  readonly answerMs?: number;
  /** Default: only ids of one's own. */
  readonly mayChooseId?: ChosenIds;
  /** Limits by address; none without it. */
  readonly edge?: EdgeSettings;
  /** Counts refused sign-ins at the edge. */
  readonly refused?: RefusedSignIns;
}

/** The HTTP application of all services in one process. */
export const wholeService = ({
  system,
  work,
  clock,
  keys,
  identity = { oidc: null, publicUrl: null, areGrantsNeeded: false },
  browser = null,
  logLevel,
  docs,
  openApiFile,
  pagesFolder,
  parkedSeconds = 60,
  answerMs,
  edge,
  refused,
  mayChooseId = ownIds,
}: WholeServiceOptions): Promise<NestFastifyApplication> => {
  const routes = queryRoutes(
    system.readModel,
    (position, signal) => work.waitForReadModel(position, undefined, signal),
    (type) => registry.definition(type).title,
    system.log,
  );
  const access = accessLines(system.auditPool, system.readModel, system.log, clock.now);
  const issuer = trustedIssuer(identity, publicKeyOf(keys.accessTokens));
  const { areGrantsNeeded } = identity;
  const authority = authorityCheck({ authorityOf: authorityInLog(system.store), areGrantsNeeded, now: clock.now });
  const transparency = transparencyRoutes(system.auditPool, system.log, keys, publicKeyOf(keys.promises), () => clock.now());
  const calendar = calendarRoutes(system.calendarFeeds, () => clock.now(), authority);
  const verifier = accessTokens(issuer, ROLE_RULES, { authority });
  const files = materialRoutes(system.files.materials, system.files.rights);
  return createHttpApp(
    serviceModule({
      accessTokens: verifier,
      consistencyTokens: consistencyTokens(keys.consistencyTokens),
      logLevel,
      ...(answerMs === undefined ? {} : { answerMs }),
      probes: [
        databaseProbe(system.probe),
        logProbe(system.log),
        {
          name: 'readModel',
          check: async () => {
            const { head, readModel } = await work.lag();
            const { totals } = await consumerState(system, isKnown);
            return {
              up: head - readModel < MAXIMUM_LAG && totals.alarms === 0,
              details: { lag: head - readModel, parked: totals.parked, alarms: totals.alarms },
            };
          },
        },
        branchProbe({ readModel: system.standing, timers: system.deadlineScheduler.consumer.standing }),
        parkedProbe({ readModel: system.parkedSeconds, timers: system.deadlineScheduler.consumer.parkedSeconds }, parkedSeconds),
        deadlineProbe(system.deadlineScheduler, clock, work.isProgressing),
        timeProbe(system.clockWatch, clock),
        transparencyProbe(system.sequencer),
        ...fileProbes(system.fileParts),
        logCheckProbe(system.logCheck),
        checkProbe(system.checks),
        ...issuerProbes(issuer),
      ],
      metrics: [
        ...logMetrics(system.log),
        subscriptionMetrics(
          EMBEDDED_READ_MODEL,
          async () => (await work.lag()).head,
          async () => (await work.lag()).readModel,
        ),
        parkedAndInvalidMetrics(READ_MODEL, system, isKnown),
        deadlineMetrics(system.deadlineScheduler, clock),
        timeMetrics(system.clockWatch, clock),
        transparencyMetrics(system.sequencer),
        fileMetrics(system.filePool),
        logCheckMetrics(system.logCheck),
        checkMetrics(system.checks),
        parkedAndInvalidMetrics('timers', system.deadlineScheduler.consumer, isKnown),
        subscriptionMetrics(
          'timers',
          () => system.log.head(),
          () => system.deadlineScheduler.position(),
        ),
      ],
      exposed: true,
      readAccess: system.readAccess,
      caseOfEvent: caseOfEvent(system.log),
      casework: {
        handler: system.casework,
        clock,
        wake: work.wake,
        placeAt: answeredPlaces(system.store),
        promiseOf: promiser(keys.promises, keys.promiseSeal),
        acts,
        locationOf,
        mayChooseId,
        receipts: receiptsOf(keys.requests, system.store),
        disclosures: disclosuresOf(keys, system.store, () => clock.now()),
        identities: identitiesOf(keys, system.store, () => clock.now()),
      },
      controllers: [
        ...routes.controllers,
        ...calendar.controllers,
        ...files.controllers,
        ...transparency.controllers,
        ChangesController,
        LogController,
        FeedController,
        RecordsController,
        ReferenceController,
        TablesController,
        TableImportsController,
        AccessLinesController,
        FiguresController,
        FindingsController,
        TimelineController,
        EvidenceController,
      ],
      providers: [
        ...routes.providers,
        ...calendar.providers,
        ...files.providers,
        ...transparency.providers,
        { provide: TABLE_WORLD, useValue: tableWorld(system.log, () => clock.now()) },
        { provide: LOG_READER, useValue: system.log },
        { provide: FINDING_QUERIES, useValue: system.findings },
        { provide: FIGURE_QUERIES, useValue: figureQueries(system.log, registry, () => clock.now()) },
        { provide: REFERENCE_QUERIES, useValue: referenceQueries(system.log, registry, () => clock.now()) },
        { provide: ACCESS_LINES, useValue: access },
        { provide: TIMELINE, useValue: investigationTimeline(system.auditPool, system.log, system.readModel, access) },
        {
          provide: EVIDENCE_PACKAGES,
          useValue: evidencePackages({
            pool: system.auditPool,
            log: system.log,
            store: system.fileParts.store,
            model: system.readModel,
            vkeys: (logId) => logKeys(logId, keys),
          }),
        },
        { provide: RECORD_KEYS, useValue: publicKeysFrom([signingKeyFrom(keys.records).publicKey]) },
        // Without Kafka there is no public topic whose end could be lost.
        { provide: WATERMARKS, useValue: async () => [] },
      ],
    }),
    {
      ...(docs === undefined ? {} : { docs }),
      ...(openApiFile === undefined ? {} : { openApiFile }),
      ...(edge ? { edge, check: entryCheck(edge, keys.sessions), refused } : {}),
      addRoutes: (server) => {
        browserRoutes({ settings: browser, identity, issuer, accessTokens: verifier, keys })(server);
        if (pagesFolder !== undefined) addPages(server, pagesFolder);
      },
    },
  );
};

/** The OpenAPI document of the whole service. It needs no database. */
export const serviceDescription = async (): Promise<ReturnType<typeof openApiDocument>> => {
  // Only the shape of the routes is read: no handler is ever called.
  const unused = {} as never;
  const app = await wholeService({
    system: {
      casework: unused,
      readModel: unused,
      log: unused,
      files: { materials: unused, rights: unused },
      fileParts: {},
      deadlineScheduler: { consumer: {} },
    } as never,
    work: { wake: () => undefined, waitForReadModel: async () => undefined } as never,
    clock: unused,
    keys: {
      vault: new Uint8Array(32),
      requests: new Uint8Array(32),
      accessTokens: new Uint8Array(32),
      consistencyTokens: new Uint8Array(32),
      internalTokens: new Uint8Array(32),
      records: new Uint8Array(32),
      sessions: new Uint8Array(32),
      checkpoints: new Uint8Array(32),
      promises: new Uint8Array(32),
      promiseSeal: new Uint8Array(32),
    },
    logLevel: 'silent',
    docs: false,
  });
  const document = openApiDocument(app);
  await app.close();
  return document;
};
