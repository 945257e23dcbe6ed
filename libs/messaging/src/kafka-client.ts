import { setTimeout as delay } from 'node:timers/promises';
import kafkajs, { type Kafka } from 'kafkajs';

// kafkajs is CommonJS: its values are properties of the default export.
const { Kafka: Client, logLevel } = kafkajs;

/** A client of the brokers `host:port,host:port`. Its log lines of level WARN and above go to `onLog`. */
export const kafkaClient = (brokers: readonly string[], clientId: string, onLog: (line: string) => void = () => undefined): Kafka =>
  new Client({
    clientId,
    brokers: [...brokers],
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ level, log: { message, error } }) =>
        onLog(`kafkajs ${level}: ${message}${error ? ` (${String(error)})` : ''}`),
    connectionTimeout: 2_000,
    requestTimeout: 15_000,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 8 },
  });

/**
 * Rejects when a client has failed for good. `listen` subscribes the two callbacks to its events. A request that times
 * out is such a failure. kafkajs would repeat it on the same connection, which the network may have lost.
 */
export const clientFailure = (listen: (onFailure: (error: unknown) => void, onTimeout: () => void) => void): Promise<never> => {
  const failure = new Promise<never>((_, reject) => listen(reject, () => reject(new Error('a broker does not answer'))));
  failure.catch(() => undefined);
  return failure;
};

/** Disconnects a failed client; waits at most 2 seconds, because its connections may never answer. */
export const disconnectFailed = async (client: { readonly disconnect: () => Promise<void> } | undefined): Promise<void> => {
  await Promise.race([client?.disconnect().catch(() => undefined), delay(2_000, undefined, { ref: false })]);
};

/** Resolves when `start` calls its callback. Rejects after `patienceMs`. */
export const waitFor = (patienceMs: number, start: (done: () => void) => Promise<void>): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the records did not come in ${patienceMs} ms`)), patienceMs);
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      settle();
    };
    start(() => finish(resolve)).catch((error: unknown) => finish(() => reject(error as Error)));
  });
