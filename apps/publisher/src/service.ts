import { faultText, kafkaClient, publisher, readTopics, topicWatch, type TopicFault } from '@minglu/messaging';
import {
  databaseProbe,
  logAs,
  poolAs,
  metricPerKey,
  logMetrics,
  MAXIMUM_LAG,
  cleanup,
  type OpenService,
  type ServiceContext,
  serve,
  kafkaSettings,
  recordSigningKey,
} from '@minglu/system';

/**
 * Publishes the event log to Kafka. Only the instance with the lease publishes; the others stand by. It also compares the topics with
 * `topicsFile` and reports differences; it changes nothing.
 */
export const openPublisher = async ({ settings, env, onError, log: logger }: ServiceContext, topicsFile: string): Promise<OpenService> => {
  const { databaseUrl } = settings;
  const { brokers, topics, prefix } = kafkaSettings(env);
  const signingKey = recordSigningKey(env);
  const kafka = kafkaClient(brokers, 'minglu-publisher', (line) => logger.warn(line));
  const resources = cleanup();
  const log = logAs(databaseUrl, 'minglu_publisher', 2);
  resources.add(() => log.close());
  const pool = poolAs(databaseUrl, 'minglu_publisher', 2, onError);
  resources.add(() => pool.end());
  const sender = publisher({
    kafka,
    pool,
    log,
    topics,
    signingKey,
    pollMs: 25,
    onError: (error) => onError(error, 'publishing'),
  });
  sender.start();
  resources.add(sender.stop);
  const watch = topicWatch({
    kafka,
    topics: readTopics(topicsFile, brokers.length, prefix),
    onFaults: (faults) => {
      for (const fault of faults) logger.error(fault, faultText(fault));
      if (faults.length === 0) logger.info('主题齐全 / all topics are as required');
    },
    onError: (error) => onError(error, 'checking the topics'),
  });
  watch.start();
  resources.add(watch.stop);
  /** Source of both the health probe and the metrics. */
  const state = async () => {
    const position = await sender.position();
    return { position, lag: (await log.head()) - position, active: sender.isActive(), error: sender.trouble() };
  };
  return serve(settings, resources, {
    probes: [
      databaseProbe(() => log.head()),
      {
        name: 'broker',
        check: async () => {
          const { lag, active, error } = await state();
          return { up: lag < MAXIMUM_LAG && error === null, details: { active, lag, error, topicFaults: watch.faults()?.length ?? null } };
        },
      },
    ],
    metrics: [
      logMetrics(() => log.head()),
      {
        name: 'publisher',
        read: async () => {
          const { position, lag, active, error } = await state();
          return [
            {
              name: 'minglu_publisher_position',
              help: 'position up to which Kafka has acknowledged every event',
              value: position,
            },
            { name: 'minglu_publisher_backlog_events', help: 'events of the log that are not yet published', value: lag },
            { name: 'minglu_publisher_active', help: '1 if this instance holds the lease', value: Number(active) },
            { name: 'minglu_publisher_trouble', help: '1 if the last attempt to publish failed', value: Number(error !== null) },
            ...metricPerKey(
              'minglu_topic_faults',
              'settings of a topic that differ from the required ones',
              {},
              'topic',
              byTopic(watch.faults() ?? []),
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
