import { setTimeout as delay } from 'node:timers/promises';
import { kafkaClient, kafkaConsumer, type Consumer } from '@minglu/messaging';
import { ProblemException } from '@minglu/http';
import { projector, querySide, readModel, registers, type CaughtUp, type Histories } from '@minglu/projections/adapters';
import {
  isKnown,
  registry,
  READ_MODEL,
  databaseProbe,
  poolAs,
  readModelSource,
  consumerFigures,
  consumerState,
  MAXIMUM_LAG,
  closing,
  type Opened,
  type ServiceContext,
  serving,
  kafkaSettings,
} from '@minglu/system';

const PATIENCE_MS = 5_000;
const BROKER_ANSWERS_MS = 1_500;

/** 查询：projections from Kafka into its own schema, and the read API. Histories are the audit service's. */
export const openQuery = async ({ settings, env, onError, giveUp, log: logger }: ServiceContext): Promise<Opened> => {
  const { databaseUrl } = settings;
  const { brokers, topics, prefix } = kafkaSettings(env);
  const end = closing();
  const pool = poolAs(databaseUrl, 'minglu_query', 6, onError);
  end.add(() => pool.end());
  const source = await readModelSource(databaseUrl, 6);
  end.add(() => source.destroy());
  const waiting = new Set<() => void>();
  const consumer = kafkaConsumer({
    kafka: kafkaClient(brokers, 'minglu-query', (line) => logger.warn(line)),
    name: READ_MODEL,
    groupId: `${prefix}${READ_MODEL}`,
    topics: [topics.dossier, topics.reference],
    pool,
    schema: 'query',
    handler: projector(registry),
    onError: (error) => onError(error, 'the read model'),
    onTaken: ({ parked }) => {
      for (const { streamId, streamVersion, reason } of parked) logger.error({ streamId, streamVersion, reason }, 'an event was parked');
      for (const wake of waiting) wake();
    },
    onForeign: (reason) => logger.warn({ reason }, 'a record that is no event of ours was kept aside, or one is missing'),
    onStall: giveUp,
  });
  await consumer.start();
  end.add(consumer.stop);
  return serving(settings, end, {
    probes: [
      databaseProbe(() => pool.query('SELECT 1')),
      {
        name: 'readModel',
        check: async () => ({ up: true, details: (await consumerState(consumer, isKnown)).totals }),
      },
      {
        name: 'broker',
        check: async () => {
          // 经纪人不答时不久等：客户端自己要等十几秒才死心。
          const lag = await Promise.race([consumer.lag(), delay(BROKER_ANSWERS_MS, null, { ref: false })]);
          const behind = lag?.reduce((sum, one) => sum + one.behind, 0) ?? null;
          return { up: behind !== null && behind < MAXIMUM_LAG, details: { lag: behind } };
        },
      },
    ],
    metrics: consumerFigures(READ_MODEL, consumer, isKnown),
    ...querySide(readModel(registers(source), elsewhere), caughtUpOn(consumer, waiting), (type) => registry.definition(type).title),
  });
};

/** What was is answered by the audit service; the gateway leads such questions there. */
const notHere = (): never => {
  throw new ProblemException('unknown-route', '历史由审计服务答复', 'the audit service answers what was');
};
const elsewhere: Histories = { dossier: notHere, history: notHere, deadlines: notHere };

/** Waits until every stream that a command wrote has been taken up to that version. */
const caughtUpOn =
  (consumer: Consumer, waiting: Set<() => void>): CaughtUp =>
  async ({ streams }) => {
    const until = performance.now() + PATIENCE_MS;
    for (const [stream, version] of Object.entries(streams)) {
      for (let has = await consumer.versionOf(stream); has < version; has = await consumer.versionOf(stream)) {
        if (performance.now() > until)
          throw new ProblemException('not-caught-up', '读模型尚未跟上，请稍后再查', 'the read model has not caught up yet', {
            behind: version - has,
          });
        let wake = (): void => undefined;
        const woken = new Promise<void>((resolve) => (wake = resolve));
        waiting.add(wake);
        await Promise.race([woken, delay(250)]);
        waiting.delete(wake);
      }
    }
  };
