import { randomBytes } from 'node:crypto';
import { WrongSetting } from '@minglu/casework';
import type { KafkaAccess } from '@minglu/messaging';
import { kafkaSettings } from './service/settings.js';
import { KAFKA_LOGINS, type KafkaService } from './service/variables.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** A Kafka for each of its logins; without a name, for one that makes topics and rights. */
export type AccessOf = (login?: string) => KafkaAccess;

/** The logins of `infra/kafka/access.yaml`. */
const LOGINS = ['minglu-publisher', 'minglu-query', 'minglu-subscriber', 'minglu-witness', 'minglu-operator'] as const;
/** The variable with the password of a login: `MINGLU_KAFKA_QUERY_PASSWORD` of `minglu-query`. */
const passwordVariable = (login: string): string => `MINGLU_KAFKA_${login.replace('minglu-', '').toUpperCase()}_PASSWORD`;

/** The passwords in the environment, for the logins that have one there. */
export const givenKafkaPasswords = (env: Environment): Readonly<Record<string, string>> =>
  Object.fromEntries(
    LOGINS.flatMap((login) => {
      const password = env[passwordVariable(login)];
      return password ? [[login, password]] : [];
    }),
  );

/** A new password for each login, and for the brokers, by its variable. */
export const newKafkaPasswords = (): Readonly<Record<string, string>> =>
  Object.fromEntries(['minglu-broker', ...LOGINS].map((login) => [passwordVariable(login), randomBytes(24).toString('base64url')]));

/**
 * The Kafka of `KAFKA_BROKERS`. `KAFKA_SASL_…` is the login of an operator.
 * @throws WrongSetting if a setting is wrong, or a service has no password
 */
export const givenKafka = (env: Environment): AccessOf => {
  const { access } = kafkaSettings(env);
  const passwords = givenKafkaPasswords(env);
  for (const login of Object.values(KAFKA_LOGINS))
    if (!(login in passwords)) throw new WrongSetting(`${passwordVariable(login)} is not set: the password of ${login} on Kafka`);
  return (username) => (username === undefined ? access : { ...access, login: { username, password: passwords[username]! } });
};

/** The Kafka of each service, for its own login. */
export const serviceAccess = (accessOf: AccessOf): Readonly<Record<KafkaService, KafkaAccess>> => ({
  publisher: accessOf(KAFKA_LOGINS.publisher),
  query: accessOf(KAFKA_LOGINS.query),
});
