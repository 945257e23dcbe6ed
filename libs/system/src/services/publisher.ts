import { kafkaClient, publisher } from '@minglu/messaging';
import { databaseProbe, logAs, poolAs } from './connections.js';
import { closing, type Opened, type ServiceContext } from './running.js';
import { serving } from './serving.js';
import { kafkaSettings } from './settings.js';

/** 发布：the event log onto Kafka; the one with the lease works, others stand by. */
export const openPublisher = async ({ settings, env, onError, log: logger }: ServiceContext): Promise<Opened> => {
  const { databaseUrl } = settings;
  const { brokers, topics } = kafkaSettings(env);
  const end = closing();
  const log = logAs(databaseUrl, 'minglu_publisher', 2);
  end.add(() => log.close());
  const pool = poolAs(databaseUrl, 'minglu_publisher', 2, onError);
  end.add(() => pool.end());
  const sender = publisher({
    kafka: kafkaClient(brokers, 'minglu-publisher', (line) => logger.warn(line)),
    pool,
    log,
    topics,
    pollMs: 25,
    onError: (error) => onError(error, 'publishing'),
  });
  sender.start();
  end.add(sender.stop);
  return serving(settings, end, {
    probes: [
      databaseProbe(() => log.head()),
      {
        name: 'broker',
        check: async () => {
          const [head, position] = [await log.head(), await sender.position()];
          const behind = head - position;
          return {
            up: behind < 10_000 && sender.trouble() === null,
            details: { active: sender.isActive(), lag: behind, error: sender.trouble() },
          };
        },
      },
    ],
  });
};
