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
