import { setTimeout as delay } from 'node:timers/promises';
import kafkajs, { type Kafka } from 'kafkajs';

// kafkajs is CommonJS: its values come by the default export.
const { Kafka: Client, logLevel } = kafkajs;

/** A client of the brokers `host:port,host:port`. What it logs goes to `onLog`, warnings and worse. */
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
 * Rejects when a client is of no use any more. One such reason is a request that nobody answered: kafkajs would ask again on the same connection,
 * and a network that lost it may never say so. `listen` is given what to call.
 */
export const broken = (listen: (tell: (error: unknown) => void, unanswered: () => void) => void): Promise<never> => {
  const breaking = new Promise<never>((_, reject) => listen(reject, () => reject(new Error('a broker does not answer'))));
  breaking.catch(() => undefined);
  return breaking;
};

/** Lets a client go that is of no use any more, without waiting for what its connections may never answer. */
export const letGo = async (client: { readonly disconnect: () => Promise<void> } | undefined): Promise<void> => {
  await Promise.race([client?.disconnect().catch(() => undefined), delay(2_000)]);
};
