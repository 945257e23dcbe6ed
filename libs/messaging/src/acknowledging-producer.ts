import kafkajs, { type Kafka, type TopicMessages } from 'kafkajs';
import { clientFailure, disconnectFailed } from './kafka-client.js';
import type { Range } from './topic-reading.js';

/** A producer that knows which offsets its records were given. One request is in flight at a time. */
export const acknowledgingProducer = (kafka: Kafka, deliveryMs: number) => {
  /** Records of the request in flight, by topic and partition. The answer of Kafka has only the first offset. */
  let counts = new Map<string, number>();
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: () => {
      const partitionOf = kafkajs.Partitioners.DefaultPartitioner();
      return (message) => {
        const partition = partitionOf(message);
        const key = `${message.topic}/${partition}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
        return partition;
      };
    },
    maxInFlightRequests: 1,
    // After an error a new producer sends again from the checkpoint. kafkajs would retry on a connection that may be lost.
    retry: { retries: 0 },
  });
  return {
    connect: async (): Promise<void> => {
      const { REQUEST_TIMEOUT } = producer.events;
      await Promise.race([producer.connect(), clientFailure((_, onTimeout) => producer.on(REQUEST_TIMEOUT, onTimeout))]);
    },
    /** Resolves to the offsets that Kafka acknowledged. */
    send: async (topicMessages: TopicMessages[]): Promise<readonly Range[]> => {
      if (topicMessages.length === 0) return [];
      counts = new Map();
      const answers = await producer.sendBatch({ acks: -1, timeout: deliveryMs, topicMessages });
      return answers.map(({ topicName: topic, partition, baseOffset }) => {
        const from = BigInt(baseOffset ?? 0);
        return { topic, partition, from, end: from + BigInt(counts.get(`${topic}/${partition}`) ?? 0) };
      });
    },
    disconnect: (): Promise<void> => disconnectFailed(producer),
  };
};
