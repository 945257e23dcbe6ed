import { checkpointSource } from '@minglu/audit/adapters';
import { faultText, kafkaClient, publisher, readTopics, topicWatch, type TopicFault } from '@minglu/messaging';
import {
  checkMetrics,
  checkProbe,
  checkSchedule,
  databaseProbe,
  logAs,
  logProbe,
  poolAs,
  probe,
  metricPerKey,
  logMetrics,
  MAXIMUM_LAG,
  parkedProbe,
  cleanup,
  type OpenService,
  type ServiceContext,
  type ServiceSettings,
  serve,
  kafkaSettings,
  recordSigning,
  topicsPart,
} from '@minglu/system';

/**
 * Publishes the event log to Kafka. Only the instance with the lease publishes; the others stand by. It also compares the topics with
 * `topicsFile` and reports differences; it changes nothing.
 */
export const openPublisher = async (
  { settings, env, onError, giveUp, log: logger }: ServiceContext<ServiceSettings<'publisher'>>,
  topicsFile: string,
): Promise<OpenService> => {
  const { databaseUrl } = settings;
  const { access, topics, prefix } = kafkaSettings(env);
  const signing = recordSigning(env, settings.keys.records);
  const kafka = kafkaClient(access, 'minglu-publisher', (line) => logger.warn(line));
  const resources = cleanup();
  const log = logAs(databaseUrl, 'minglu_publisher', 2, onError, giveUp);
  resources.add(() => log.close());
  const pool = poolAs(databaseUrl, 'minglu_publisher', 2, onError);
  resources.add(() => pool.end());
  const sender = publisher({
    kafka,
    pool,
    log,
    topics,
    ...signing,
    checkpoints: checkpointSource(pool),
    pollMs: 25,
    onError: (error) => onError(error, 'publishing'),
    onLost: (topic, records) =>
      logger.error(
        { topic, records },
        `主题丢失记录，正从日志重发 / ${topic} has lost records: ${records} are published again from the log`,
      ),
    onReconciled: (epoch, keys) =>
      logger.warn(
        { epoch, keys },
        `主题随日志进入纪元 ${epoch} / the topics go on under epoch ${epoch} of the log: ${keys} keys went back`,
      ),
  });
  sender.start();
  resources.add(sender.stop);
  const watch = topicWatch({
    kafka,
    topics: readTopics(topicsFile, access.brokers.length, prefix),
    onFaults: (faults) => {
      for (const fault of faults) logger.error(fault, faultText(fault));
      if (faults.length === 0) logger.info('主题齐全 / all topics are as required');
    },
    onError: (error) => onError(error, 'checking the topics'),
  });
  watch.start();
  resources.add(watch.stop);
  const checks = checkSchedule({ parts: [topicsPart(pool, log, kafka, topics, signing.publicKeys)], pool, onError });
  checks.start();
  resources.add(checks.stop);
  /** Source of both the health probe and the metrics. */
  const state = async () => {
    const position = await sender.position();
    const missing = await sender.missing();
    return { position, lag: (await log.head()) - position, active: sender.isActive(), error: sender.trouble(), missing };
  };
  return serve(settings, resources, {
    probes: [
      databaseProbe(() => probe(databaseUrl, 'minglu_publisher', 'UPDATE publisher.lease SET owner = owner WHERE false')),
      logProbe(log),
      checkProbe(checks),
      parkedProbe({ publisher: async () => (await sender.setAside()).seconds }, settings.parkedSeconds),
      {
        name: 'broker',
        check: async () => {
          const { lag, active, error, missing } = await state();
          const faults = watch.faults();
          const [fault] = faults ?? [];
          const [lacking] = missing;
          const cause = fault ? faultText(fault) : lacking && `主题缺记录 / ${lacking.topic} lacks ${lacking.records} events of the log`;
          return {
            up: lag < MAXIMUM_LAG && error === null && cause === undefined,
            details: { active, lag, error, topicFaults: faults?.length ?? null, ...(cause ? { cause } : {}) },
          };
        },
      },
    ],
    metrics: [
      ...logMetrics(log),
      checkMetrics(checks),
      {
        name: 'publisher',
        read: async () => {
          const { position, lag, active, error, missing } = await state();
          return [
            {
              name: 'minglu_publisher_position',
              help: 'position up to which Kafka has acknowledged every event',
              value: position,
            },
            { name: 'minglu_publisher_backlog_events', help: 'events of the log that are not yet published', value: lag },
            {
              name: 'minglu_publisher_set_aside_events',
              help: 'events that cannot be published, with the later events of their streams',
              value: (await sender.setAside()).events,
            },
            { name: 'minglu_publisher_active', help: '1 if this instance holds the lease', value: Number(active) },
            { name: 'minglu_publisher_trouble', help: '1 if the last attempt to publish failed', value: Number(error !== null) },
            ...metricPerKey(
              'minglu_topic_faults',
              'settings of a topic that differ from the required ones',
              {},
              'topic',
              byTopic(watch.faults() ?? []),
            ),
            ...metricPerKey(
              'minglu_topic_missing_records',
              'records of the log that a topic has lost and that are not yet published again',
              {},
              'topic',
              Object.fromEntries(missing.map(({ topic, records }) => [topic, records])),
            ),
          ];
        },
      },
    ],
  });
};

const byTopic = (faults: readonly TopicFault[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { topic } of faults) counts[topic] = (counts[topic] ?? 0) + 1;
  return counts;
};
