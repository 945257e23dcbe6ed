import { readAccess } from '@minglu/access';
import { setTimeout as delay } from 'node:timers/promises';
import { wallClock } from '@minglu/casework';
import type { EventStore } from '@minglu/event-store';
import { kafkaCause, kafkaClient, kafkaConsumer, type Consumer, type KafkaConsumer } from '@minglu/messaging';
import { ProblemException, type TokenPosition } from '@minglu/http';
import {
  calendarFeeds,
  calendarRoutes,
  ChangesController,
  currentStateQueries,
  FINDING_QUERIES,
  findingQueries,
  FindingsController,
  projector,
  queryRoutes,
  readModel,
  type HistoryQueries,
} from '@minglu/projections/adapters';
import { TABLE_WORLD, TablesController, type TableWorld } from '@minglu/tables/adapters';
import {
  authorityCheck,
  branchProbe,
  cleanup,
  consumerMetrics,
  consumerState,
  databaseProbe,
  isKnown,
  kafkaSettings,
  logAs,
  MAXIMUM_LAG,
  parkedProbe,
  poolAs,
  probe,
  READ_MODEL,
  readModelSource,
  readModelWaiters,
  recordPublicKeys,
  registry,
  serve,
  type OpenService,
  type ServiceContext,
  type ServiceSettings,
} from '@minglu/system';

const BROKER_TIMEOUT_MS = 1_500;

/** The query service (查询) keeps the read model up to date from Kafka and answers questions about the current state. */
export const openQuery = async ({
  settings,
  env,
  onError,
  giveUp,
  log: logger,
}: ServiceContext<ServiceSettings<'query'>>): Promise<OpenService> => {
  const { databaseUrl } = settings;
  const { access, topics, prefix } = kafkaSettings(env);
  const publicKeys = recordPublicKeys(env);
  const resources = cleanup();
  const pool = poolAs(databaseUrl, 'minglu_query', 6, onError);
  resources.add(() => pool.end());
  const eventLog = logAs(databaseUrl, 'minglu_query', 2, onError, giveUp);
  resources.add(() => eventLog.close());
  const source = await readModelSource(databaseUrl, 6);
  resources.add(() => source.destroy());
  const waiters = readModelWaiters();
  const consumer = kafkaConsumer({
    kafka: kafkaClient(access, 'minglu-query', (line) => logger.warn(line)),
    log: eventLog,
    name: READ_MODEL,
    groupId: `${prefix}${READ_MODEL}`,
    topics: [topics.dossier, topics.reference],
    publicKeys,
    pool,
    schema: 'query',
    handler: projector(registry),
    onError: (error) => onError(error, 'the read model'),
    onCommitted: ({ parked }) => {
      for (const { streamId, streamVersion, reason } of parked) logger.error({ streamId, streamVersion, reason }, 'an event was parked');
      waiters.wake();
    },
    onInvalid: (reason) => logger.warn({ reason }, 'a record is set aside, or one is missing'),
    onStall: giveUp,
  });
  await consumer.start();
  resources.add(consumer.stop);
  const lines = readAccess(pool);
  resources.add(lines.close);
  const model = readModel(currentStateQueries(source, wallClock.now), noHistory);
  const routes = queryRoutes(
    model,
    (position, signal) => waiters.waitFor(progressTo(position, eventLog, consumer), undefined, signal),
    (type) => registry.definition(type).title,
    eventLog,
  );
  const authority = authorityCheck({
    authorityOf: model.authority,
    areGrantsNeeded: settings.identity.areGrantsNeeded,
    now: wallClock.now,
  });
  const calendar = calendarRoutes(calendarFeeds(source, wallClock.now), wallClock.now, authority);
  return serve(settings, resources, {
    probes: [
      databaseProbe(() => probe(databaseUrl, 'minglu_query', 'UPDATE query.checkpoints SET position = position WHERE false')),
      readModelProbe(consumer),
      branchProbe({ readModel: consumer.standing }),
      parkedProbe({ readModel: consumer.parkedSeconds }, settings.parkedSeconds),
      brokerProbe(consumer),
    ],
    metrics: consumerMetrics(READ_MODEL, consumer, isKnown),
    authority,
    readAccess: lines,
    controllers: [...routes.controllers, ...calendar.controllers, ChangesController, TablesController, FindingsController],
    providers: [
      ...routes.providers,
      ...calendar.providers,
      { provide: TABLE_WORLD, useValue: noFigures },
      { provide: FINDING_QUERIES, useValue: findingQueries(source) },
    ],
  });
};

const readModelProbe = (consumer: Consumer) => ({
  name: 'readModel',
  check: async () => {
    const { totals } = await consumerState(consumer, isKnown);
    return { up: totals.alarms === 0, details: totals };
  },
});

/** Up while the lag can be measured and is below the maximum. The Kafka client itself times out much later. */
const brokerProbe = (consumer: KafkaConsumer) => ({
  name: 'broker',
  check: async () => {
    let cause = consumer.trouble();
    const failed = (error: unknown): null => {
      cause ??= kafkaCause(error);
      return null;
    };
    const lag = await Promise.race([consumer.lag().catch(failed), delay(BROKER_TIMEOUT_MS, null, { ref: false })]);
    const behind = lag?.reduce((sum, partition) => sum + partition.behind, 0) ?? null;
    return {
      up: cause === null && behind !== null && behind < MAXIMUM_LAG,
      details: { lag: behind, ...(cause === null ? {} : { cause }) },
    };
  },
});

/** A command is reached when the consumer has taken each of its streams up to their version after it. */
const progressTo = ({ position, count }: TokenPosition, log: Pick<EventStore, 'written'>, consumer: Consumer) => {
  let streams: Readonly<Record<string, number>> | undefined;
  return {
    isReached: async () => {
      streams ??= await log.written(position - count, position);
      for (const [stream, version] of Object.entries(streams)) {
        if ((await consumer.versionOf(stream)) < version) return false;
      }
      return true;
    },
    isFed: () => consumer.lag(),
  };
};

const refuse = (): never => {
  throw new ProblemException('unknown-route', '历史由审计服务答复', 'the audit service answers questions about the past');
};
/** The gateway routes tables of figures and targets, which are in the log, to the audit service. */
const noFigures: TableWorld = { indicatorSystem: refuse, world: refuse, titleHolders: refuse };
/** The gateway routes questions about the past to the audit service. */
const noHistory: HistoryQueries = {
  dossier: refuse,
  history: refuse,
  deadlines: refuse,
  replay: refuse,
  steps: refuse,
  difference: refuse,
  eventDifference: refuse,
};
