import { faultText, kafkaClient, publisher, readTopics, topicWatch, type TopicFault } from '@minglu/messaging';
import {
  databaseProbe,
  logAs,
  poolAs,
  each,
  logFigures,
  MAXIMUM_LAG,
  closing,
  type Opened,
  type ServiceContext,
  serving,
  kafkaSettings,
} from '@minglu/system';

/**
 * 发布：the event log onto Kafka; the one with the lease works, others stand by. It also looks after the topics, which should be those of
 * `topicsFile`: it changes nothing, and tells what is wrong.
 */
export const openPublisher = async ({ settings, env, onError, log: logger }: ServiceContext, topicsFile: string): Promise<Opened> => {
  const { databaseUrl } = settings;
  const { brokers, topics, prefix } = kafkaSettings(env);
  const kafka = kafkaClient(brokers, 'minglu-publisher', (line) => logger.warn(line));
  const end = closing();
  const log = logAs(databaseUrl, 'minglu_publisher', 2);
  end.add(() => log.close());
  const pool = poolAs(databaseUrl, 'minglu_publisher', 2, onError);
  end.add(() => pool.end());
  const sender = publisher({
    kafka,
    pool,
    log,
    topics,
    pollMs: 25,
    onError: (error) => onError(error, 'publishing'),
  });
  sender.start();
  end.add(sender.stop);
  const watch = topicWatch({
    kafka,
    topics: readTopics(topicsFile, brokers.length, prefix),
    onFaults: (faults) => {
      for (const fault of faults) logger.error(fault, faultText(fault));
      if (faults.length === 0) logger.info('主题齐全 / all topics are as they should be');
    },
    onError: (error) => onError(error, 'looking at the topics'),
  });
  watch.start();
  end.add(watch.stop);
  /** 健康与度量同出一源。 */
  const state = async () => {
    const position = await sender.position();
    return { position, lag: (await log.head()) - position, active: sender.isActive(), error: sender.trouble() };
  };
  return serving(settings, end, {
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
      logFigures(() => log.head()),
      {
        name: 'publisher',
        read: async () => {
          const { position, lag, active, error } = await state();
          return [
            {
              name: 'minglu_publisher_position',
              help: 'last position of the log of which Kafka is known to have the event',
              value: position,
            },
            { name: 'minglu_publisher_backlog_events', help: 'events of the log that are not yet published', value: lag },
            { name: 'minglu_publisher_active', help: '1 where this instance holds the lease', value: Number(active) },
            { name: 'minglu_publisher_trouble', help: '1 where it cannot publish just now', value: Number(error !== null) },
            ...each(
              'minglu_topic_faults',
              'settings of a topic that are not as they should be',
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
