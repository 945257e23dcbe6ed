import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import kafkajs, { type Kafka } from 'kafkajs';

// kafkajs is CommonJS: its values are properties of the default export.
const { Kafka: Client, logLevel } = kafkajs;

/** How a client reaches the brokers. */
export interface KafkaAccess {
  /** `host:port` of each. */
  readonly brokers: readonly string[];
  /** For SASL with SCRAM-SHA-256. */
  readonly login: { readonly username: string; readonly password: string };
  /** TLS: a file with the certificates that are trusted, or `system` for those of this machine. Null: no TLS. */
  readonly ca: string | null;
}

/** Its log lines of level WARN and above go to `onLog`. */
export const kafkaClient = (
  { brokers, login, ca }: KafkaAccess,
  clientId: string,
  onLog: (line: string) => void = () => undefined,
): Kafka =>
  new Client({
    clientId,
    brokers: [...brokers],
    sasl: { mechanism: 'scram-sha-256', ...login },
    ...(ca === null ? {} : { ssl: ca === 'system' ? true : { ca: readFileSync(ca, 'utf8') } }),
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ level, log: { message, error } }) =>
        onLog(`kafkajs ${level}: ${message}${error ? ` (${String(error)})` : ''}`),
    connectionTimeout: 2_000,
    authenticationTimeout: 5_000,
    requestTimeout: 15_000,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 8 },
  });

interface KafkaError {
  readonly name?: string;
  readonly type?: string;
  readonly message?: string;
  readonly cause?: unknown;
  readonly originalError?: unknown;
  readonly errors?: readonly unknown[];
}

/** The error, and those inside it: kafkajs wraps the error that tells the cause. */
const withCauses = (error: unknown): readonly KafkaError[] => {
  const chain: KafkaError[] = [];
  for (
    let one = error as KafkaError | undefined;
    one && chain.length < 5;
    one = (one.cause ?? one.originalError ?? one.errors?.[0]) as KafkaError
  )
    chain.push(one);
  return chain;
};

/** The cause of an error in one line. A refused login, a missing right and a wrong certificate are named as such. */
export const kafkaCause = (error: unknown): string => {
  for (const { name, type = '', message = '' } of withCauses(error)) {
    if (name === 'KafkaJSSASLAuthenticationError')
      return 'Kafka 拒绝此登录 / Kafka refuses the login: KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD';
    const [, resource] = /^(TOPIC|GROUP|CLUSTER|TRANSACTIONAL_ID)_AUTHORIZATION_FAILED$/.exec(type) ?? [];
    if (resource !== undefined)
      return `此登录在 Kafka 上缺少权限 / the login lacks a right on Kafka (${resource.toLowerCase()}): npm run kafka -- topics`;
    // kafkajs drops the answer of the brokers.
    if (name === 'KafkaJSGroupCoordinatorNotFound')
      return 'Kafka 未告知消费组的协调者 / Kafka names no coordinator (group): the brokers are starting, or the login lacks a right on Kafka (group)';
    if (name?.startsWith('KafkaJS') && TLS_FAILURE.test(message))
      return `Kafka 的证书不可信 / the certificate of Kafka is not trusted: KAFKA_TLS_CA (${message})`;
  }
  return String(error);
};
const TLS_FAILURE = /certificate|altname/i;

/**
 * Rejects when a client has failed for good. `listen` subscribes the two callbacks to its events. A request that times
 * out is such a failure. kafkajs would repeat it on the same connection, which the network may have lost.
 */
export const clientFailure = (listen: (onFailure: (error: unknown) => void, onTimeout: () => void) => void): Promise<never> => {
  const failure = new Promise<never>((_, reject) => listen(reject, () => reject(new Error('a broker does not answer'))));
  failure.catch(() => undefined);
  return failure;
};

/** Waits for work, but not longer than this. */
export const atMost = async (ms: number, work: Promise<void> | undefined): Promise<void> => {
  await Promise.race([work, delay(ms, undefined, { ref: false })]);
};

/** Disconnects a failed client; waits at most 2 seconds, because its connections may never answer. */
export const disconnectFailed = (client: { readonly disconnect: () => Promise<void> } | undefined): Promise<void> =>
  atMost(
    2_000,
    client?.disconnect().catch(() => undefined),
  );

/** Resolves when `start` calls `done`, and rejects when it calls `failed`. Rejects `patienceMs` after the begin, or after the last `renew`. */
export const waitFor = (
  patienceMs: number,
  start: (done: () => void, failed: (error: unknown) => void, renew: () => void) => Promise<void>,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the records did not come in ${patienceMs} ms`)), patienceMs);
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      settle();
    };
    const failed = (error: unknown): void => finish(() => reject(error as Error));
    start(
      () => finish(resolve),
      failed,
      () => void timer.refresh(),
    ).catch(failed);
  });
