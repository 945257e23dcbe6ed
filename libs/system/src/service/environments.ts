import type { Keys } from '@minglu/casework';
import { publicKeyOf } from '@minglu/http';
import type { KafkaAccess } from '@minglu/messaging';
import { STORE_VARIABLES } from './variables.js';
import {
  PREVIOUS_CHECKPOINT_KEY,
  PREVIOUS_VAULT_KEY,
  SERVICE_VARIABLES,
  type DatabaseService,
  type KafkaService,
  type KeyVariable,
  type ServiceVariable,
} from './variables.js';

type Environment = Readonly<Record<string, string>>;
type ServiceName = keyof typeof SERVICE_VARIABLES;

const hex = (key: Uint8Array): string => Buffer.from(key).toString('hex');

/** The variables of all keys of the services, from the keys of an installation. */
export const keyVariables = (
  keys: Keys,
): Readonly<Record<KeyVariable | 'MINGLU_TOKEN_SIGNING_KEY' | 'MINGLU_RECORD_PUBLIC_KEYS', string>> => {
  return {
    MINGLU_VAULT_KEY: hex(keys.vault),
    MINGLU_REQUEST_KEY: hex(keys.requests),
    MINGLU_CONSISTENCY_KEY: hex(keys.consistencyTokens),
    MINGLU_TOKEN_SIGNING_KEY: hex(keys.accessTokens),
    MINGLU_TOKEN_PUBLIC_KEY: hex(publicKeyOf(keys.accessTokens)),
    MINGLU_INTERNAL_SIGNING_KEY: hex(keys.internalTokens),
    MINGLU_INTERNAL_PUBLIC_KEY: hex(publicKeyOf(keys.internalTokens)),
    MINGLU_RECORD_SIGNING_KEY: hex(keys.records),
    MINGLU_RECORD_PUBLIC_KEYS: hex(publicKeyOf(keys.records)),
    MINGLU_SESSION_KEY: hex(keys.sessions),
    MINGLU_CHECKPOINT_SIGNING_KEY: hex(keys.checkpoints),
    MINGLU_PROMISE_SIGNING_KEY: hex(keys.promises),
    MINGLU_PROMISE_SEAL_KEY: hex(keys.promiseSeal),
    MINGLU_PROMISE_PUBLIC_KEY: hex(publicKeyOf(keys.promises)),
  };
};

export interface Installation {
  /** The address of the database for the login of each service. */
  readonly databaseUrls: Readonly<Record<DatabaseService, string>>;
  /** For the login of each service on Kafka. */
  readonly kafka: Readonly<Record<KafkaService, KafkaAccess>>;
  readonly keys: Keys;
  /** Settings that are optional for a service, and no secrets. Every service gets them. */
  readonly optional?: Environment;
  /** Whether the gateway offers the sample persons. Only then it has the key that signs tokens. */
  readonly samplePersons?: boolean;
  /** Settings of the gateway alone. */
  readonly client?: Environment;
  /** The folder of the files. */
  readonly materialsFolder: string;
  /** Further settings of the materials service: a bucket, a scanner. */
  readonly materials?: Environment;
}

/**
 * The environment of each service of an installation: its row of {@link SERVICE_VARIABLES}.
 * `urls` are the addresses of the other services, as far as they are known.
 */
export const serviceEnvironments = ({
  databaseUrls,
  kafka,
  keys,
  optional = {},
  samplePersons = false,
  client = {},
  materialsFolder,
  materials = {},
}: Installation) => {
  return (service: ServiceName, urls: Readonly<Partial<Record<ServiceName, string>>>): Environment => {
    const access = service === 'publisher' || service === 'query' ? kafka[service] : undefined;
    const values: Readonly<Record<ServiceVariable, string>> = {
      ...keyVariables(keys),
      KAFKA_BROKERS: access?.brokers.join(',') ?? '',
      KAFKA_SASL_USERNAME: access?.login.username ?? '',
      KAFKA_SASL_PASSWORD: access?.login.password ?? '',
      DATABASE_URL: databaseUrls[service],
      CASEWORK_URL: urls.casework ?? '',
      QUERY_URL: urls.query ?? '',
      AUDIT_URL: urls.audit ?? '',
      PUBLISHER_URL: urls.publisher ?? '',
      PROCEDURE_URL: urls.procedure ?? '',
      MATERIALS_URL: urls.materials ?? '',
      MINGLU_MATERIALS_FOLDER: materialsFolder,
    };
    const { MINGLU_TOKEN_SIGNING_KEY } = keyVariables(keys);
    return {
      ...optional,
      ...(service === 'gateway' ? client : {}),
      ...(service === 'materials' ? materials : service === 'audit' ? whereFilesAre(materials) : {}),
      ...(service === 'gateway' && samplePersons ? { MINGLU_DEV_ISSUER: 'yes', MINGLU_TOKEN_SIGNING_KEY } : {}),
      ...tlsVariables(access?.ca ?? null),
      ...Object.fromEntries(SERVICE_VARIABLES[service].map((name) => [name, values[name]])),
      ...(service === 'casework' && keys.vaultPrevious ? { [PREVIOUS_VAULT_KEY]: hex(keys.vaultPrevious) } : {}),
      ...(service === 'audit' && keys.checkpointsPrevious ? { [PREVIOUS_CHECKPOINT_KEY]: hex(keys.checkpointsPrevious) } : {}),
    };
  };
};

/** The audit service reads files, and takes none. */
const whereFilesAre = (materials: Environment): Environment =>
  Object.fromEntries(Object.entries(materials).filter(([name]) => (STORE_VARIABLES as readonly string[]).includes(name)));

const tlsVariables = (ca: KafkaAccess['ca']): Environment => {
  if (ca === null) return {};
  return ca === 'system' ? { KAFKA_TLS: 'yes' } : { KAFKA_TLS_CA: ca };
};
