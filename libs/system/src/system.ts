import { readAccess } from '@minglu/access';
import type { ReadAccess } from '@minglu/http';
import type { Pool } from 'pg';
import type { Instant } from '@minglu/kernel';
import type { Durability, EventStore, workLoop } from '@minglu/event-store';
import { logConsumer, type Consumer, type ParkedAndInvalid } from '@minglu/messaging';
import { clockWatch, wallClock, type Clock, type ClockWatch, type CommandHandler, type Keys } from '@minglu/casework';
import { deadlineScheduler, type DeadlineScheduler } from '@minglu/procedure/adapters';
import {
  calendarFeeds,
  currentStateQueries,
  findingQueries,
  historyQueries,
  projector,
  readModel,
  type CalendarFeeds,
  type FindingQueries,
  type ReadModel,
} from '@minglu/projections/adapters';
import type { Sequencer } from '@minglu/audit/adapters';
import { findingsWatch } from './check/findings.js';
import { logCheck, type LogCheck } from './check/log-check.js';
import { materialsPart, permissionsPart, readModelPart, timersPart, vaultPart } from './check/parts.js';
import { checkSchedule, type CheckSchedule } from './check/schedule.js';
import { migrateAll } from './migrations.js';
import { openLog } from './log-operations.js';
import { checkedMaterials, filesInMemory, filesOf, type FileParts, type Files } from './service/files.js';
import { commandHandlerOf, SYSTEM } from './command-handler.js';
import { registry } from './registry.js';
import { EMBEDDED_READ_MODEL, READ_MODEL } from './read-model.js';
import { checkPoolAs, logAs, poolAs, probeAppend, readModelSource } from './service/connections.js';
import { openSequencer } from './service/transparency.js';

export interface SystemOptions {
  /** PostgreSQL, as a user that may create schemas and roles. */
  readonly databaseUrl: string;
  readonly keys: Keys;
  /** Called for each failure of the background work; `where` names the part. The work is tried again. */
  readonly onError: (error: unknown, where: string) => void;
  /** Called when the log has lost an event that this process has seen. Its cached states are then worth nothing, so it must end. */
  readonly onWentBack?: (why: string) => void;
  /** Seconds by which a clock may be wrong. */
  readonly clockTolerance?: number;
  /** Size of each pool for reads. A scenario needs few connections. */
  readonly connections?: number;
  /** The clock by whose day the divisions and parks are shown; a simulated one in scenarios. */
  readonly clock?: Clock;
  /** Default: in memory. */
  readonly files?: FileParts;
  /** Whether a command is refused when it names a file that is not stored (default: no). The format of scenarios has no uploads. */
  readonly areMaterialsChecked?: boolean;
}

/** A system command that has no answer after so long is given again in a later round. It must not hold the queue of its case. */
const SYSTEM_COMMAND_MS = 10_000;

/** All services in one process over one database. The read model and the timers read the log directly. */
export interface System {
  readonly casework: CommandHandler;
  readonly deadlineScheduler: DeadlineScheduler;
  /** In service it is started; scenarios and the sample have clocks of their own. */
  readonly clockWatch: ClockWatch;
  readonly readModel: ReadModel;
  readonly calendarFeeds: CalendarFeeds;
  readonly findings: FindingQueries;
  readonly store: EventStore;
  /** The event store with the rights of a reader. */
  readonly log: EventStore;
  /** Runs the deadlines that are due at this instant, then catches up the read model. Resolves to the head of the log. */
  readonly runUntil: (now: Instant) => Promise<number>;
  /** Brings the read model to the head of the log. Resolves to that position. */
  readonly catchUpReadModel: () => Promise<number>;
  readonly parkedAndInvalid: () => Promise<ParkedAndInvalid>;
  readonly parkedSeconds: Consumer['parkedSeconds'];
  readonly appliedCount: Consumer['appliedCount'];
  /** Why the read model is not on the log; null while it is. */
  readonly standing: Consumer['standing'];
  readonly readAccess: ReadAccess;
  readonly files: Files;
  /** Where the bytes of the files are. */
  readonly fileParts: FileParts;
  /** With the rights of the materials service. */
  readonly filePool: Pool;
  /** With the rights of the audit service. */
  readonly auditPool: Pool;
  /** Folds the log into the trees of the transparency log. In service it is started. */
  readonly sequencer: Sequencer;
  /** Verifies the log and its trees on a schedule, once it is started. */
  readonly logCheck: LogCheck;
  /** Compares the other parts with the log on a schedule, once it is started. */
  readonly checks: CheckSchedule;
  /** Records the findings of the checks as alarms. Each program that decides starts it. */
  readonly alarmsOfChecks: Pick<ReturnType<typeof workLoop>, 'start' | 'stop'>;
  /** Appends an event to the log and rolls it back. Rejects with the cause if that fails. */
  readonly probe: () => Promise<Durability>;
  readonly alarms: Consumer['alarms'];
  /** True when the database answers. */
  readonly isReady: () => Promise<boolean>;
  readonly close: () => Promise<void>;
}

export const openSystem = async ({
  databaseUrl,
  keys,
  onError,
  onWentBack,
  clockTolerance,
  connections = 8,
  clock = wallClock,
  files = filesInMemory(),
  areMaterialsChecked = false,
}: SystemOptions): Promise<System> => {
  await migrateAll(databaseUrl);
  await openLog(databaseUrl);

  const store = logAs(databaseUrl, 'minglu_casework', connections, onError, onWentBack);
  const log = logAs(databaseUrl, 'minglu_audit', connections, onError, onWentBack);
  const procedurePool = poolAs(databaseUrl, 'minglu_procedure', 4, onError);
  const queryPool = poolAs(databaseUrl, 'minglu_query', 4, onError);
  const source = await readModelSource(databaseUrl, connections);
  const auditPool = poolAs(databaseUrl, 'minglu_audit', 3, onError);
  const trees = openSequencer(auditPool, log, keys, onError);
  const check = logCheck(auditPool, log, keys, onError);
  const lines = readAccess(auditPool);
  const filePool = poolAs(databaseUrl, 'minglu_materials', 4, onError);
  const keptFiles = filesOf({ ...files, pool: filePool, log, now: clock.now, onError });

  const watch = clockWatch({
    log: store,
    onDifference: (line) => onError(new Error(line), 'the clock'),
    ...(clockTolerance === undefined ? {} : { toleranceSeconds: clockTolerance }),
  });
  const namingPool = poolAs(databaseUrl, 'minglu_casework', 2, onError);
  const handler = commandHandlerOf(store, keys, {
    watch,
    ...(areMaterialsChecked ? { materials: checkedMaterials({ pool: namingPool, log: store, now: clock.now }) } : {}),
  });
  const checkPool = checkPoolAs(databaseUrl, 'minglu_audit');
  const checks = checkSchedule({
    parts: [
      vaultPart(namingPool, log, keys),
      readModelPart(checkPool, log),
      timersPart(checkPool, log),
      permissionsPart(checkPool),
      materialsPart(filePool, files.store, { sampling: 'sample', now: clock.now }),
    ],
    pool: auditPool,
    onError,
  });
  const alarms = findingsWatch({ pool: namingPool, handler, now: clock.now, onError });
  const scheduler = deadlineScheduler({
    pool: procedurePool,
    log,
    registry,
    send: async (command, at) => {
      const answer = await handler.execute({ ...command, actor: SYSTEM, at }, AbortSignal.timeout(SYSTEM_COMMAND_MS));
      return answer.outcome === 'refused' ? answer.refusal : undefined;
    },
    onError: (error, command) => onError(error, command ? `the system command ${command.commandId}` : 'the timers'),
  });
  // The separate services use the same inbox. One process and separate services may take turns on one database.
  const projection = logConsumer({
    name: READ_MODEL,
    pool: queryPool,
    schema: 'query',
    log,
    checkpoints: 'query.checkpoints',
    checkpoint: EMBEDDED_READ_MODEL,
    handler: projector(registry),
    onError: (error) => onError(error, 'the read model'),
    onCommitted: ({ parked }) => {
      for (const { streamId, streamVersion, reason } of parked)
        onError(new Error(`${streamId} @${streamVersion} was set aside: ${reason}`), 'the read model');
    },
    onInvalid: (reason) => onError(new Error(`an event of the log was set aside: ${reason}`), 'the read model'),
  });

  return {
    casework: handler,
    deadlineScheduler: scheduler,
    clockWatch: watch,
    readModel: readModel(currentStateQueries(source, clock.now), historyQueries(log, registry, clock.now)),
    calendarFeeds: calendarFeeds(source, clock.now),
    findings: findingQueries(source),
    store,
    log,
    readAccess: lines,
    files: keptFiles,
    fileParts: files,
    filePool,
    auditPool,
    sequencer: trees,
    logCheck: check,
    checks,
    alarmsOfChecks: alarms,
    runUntil: async (now) => {
      await scheduler.runDueDeadlines(now);
      return projection.catchUp();
    },
    catchUpReadModel: () => projection.catchUp(),
    parkedAndInvalid: projection.parkedAndInvalid,
    parkedSeconds: projection.parkedSeconds,
    appliedCount: projection.appliedCount,
    standing: projection.standing,
    probe: () => probeAppend(databaseUrl),
    alarms: projection.alarms,
    isReady: async () => {
      await store.head();
      return true;
    },
    close: async () => {
      await projection.stop();
      await trees.stop();
      await Promise.all([check.stop(), checks.stop(), alarms.stop()]);
      await lines.close();
      await keptFiles.stop();
      const pools = [procedurePool, queryPool, auditPool, filePool, namingPool, checkPool];
      await Promise.all([store.close(), log.close(), ...pools.map((pool) => pool.end()), source.destroy()]);
    },
  };
};
