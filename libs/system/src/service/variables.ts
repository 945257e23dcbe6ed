/** The brokers, and the login of a service on them. */
export const KAFKA_VARIABLES = ['KAFKA_BROKERS', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const;

/**
 * The variables that each service needs: its own settings, and no others. A service with its row works; with one missing it ends with exit code 2.
 * Only casework can open the vault; only procedure can sign system commands; only the publisher can sign records. Only audit can sign
 * checkpoints; no service can sign access tokens.
 * `docker-compose.yml` and infra/docs/services.md have the same rows, and a spec compares them.
 */
export const SERVICE_VARIABLES = {
  casework: [
    'DATABASE_URL',
    'MINGLU_VAULT_KEY',
    'MINGLU_REQUEST_KEY',
    'MINGLU_CONSISTENCY_KEY',
    'MINGLU_TOKEN_PUBLIC_KEY',
    'MINGLU_INTERNAL_PUBLIC_KEY',
    'MINGLU_PROMISE_SIGNING_KEY',
    'MINGLU_PROMISE_SEAL_KEY',
  ],
  publisher: ['DATABASE_URL', ...KAFKA_VARIABLES, 'MINGLU_RECORD_SIGNING_KEY', 'MINGLU_RECORD_PUBLIC_KEYS'],
  procedure: ['DATABASE_URL', 'CASEWORK_URL', 'MINGLU_INTERNAL_SIGNING_KEY'],
  query: ['DATABASE_URL', ...KAFKA_VARIABLES, 'MINGLU_RECORD_PUBLIC_KEYS', 'MINGLU_CONSISTENCY_KEY', 'MINGLU_TOKEN_PUBLIC_KEY'],
  audit: [
    'DATABASE_URL',
    'MINGLU_CONSISTENCY_KEY',
    'MINGLU_TOKEN_PUBLIC_KEY',
    'MINGLU_RECORD_PUBLIC_KEYS',
    'MINGLU_CHECKPOINT_SIGNING_KEY',
    'MINGLU_PROMISE_PUBLIC_KEY',
    'MINGLU_MATERIALS_FOLDER',
  ],
  materials: ['DATABASE_URL', 'MINGLU_TOKEN_PUBLIC_KEY', 'MINGLU_MATERIALS_FOLDER'],
  gateway: [
    'DATABASE_URL',
    'MINGLU_SESSION_KEY',
    'CASEWORK_URL',
    'QUERY_URL',
    'AUDIT_URL',
    'MATERIALS_URL',
    'PUBLISHER_URL',
    'PROCEDURE_URL',
  ],
} as const;

/**
 * Settings of tokens that no service needs and every service with named callers understands. `docker-compose.yml` takes them through. None of
 * them is a secret.
 */
export const IDENTITY_VARIABLES = [
  'MINGLU_ENV',
  'MINGLU_PUBLIC_URL',
  'MINGLU_OIDC_ISSUER',
  'MINGLU_OIDC_AUDIENCE',
  'MINGLU_OIDC_PARTIES',
  'MINGLU_OIDC_ALGORITHMS',
  'MINGLU_OIDC_PERSON_CLAIM',
  'MINGLU_OIDC_ORG_CLAIM',
  'MINGLU_OIDC_ROLE_CLAIM',
  'MINGLU_OIDC_ROLE_NAMES',
  'MINGLU_OIDC_SERVICE_CLIENTS',
  'MINGLU_GRANTS',
] as const;

/** The client of the gateway at the identity provider. `docker-compose.yml` takes them through to the gateway. */
export const CLIENT_VARIABLES = ['MINGLU_OIDC_CLIENT_ID', 'MINGLU_OIDC_CLIENT_SECRET', 'MINGLU_OIDC_SCOPE'] as const;

/** The variables that say where files are. The audit service reads them too, for evidence packages. */
export const STORE_VARIABLES = [
  'MINGLU_MATERIALS_FOLDER',
  'MINGLU_MATERIALS_BUCKET',
  'MINGLU_MATERIALS_REGION',
  'MINGLU_MATERIALS_ENDPOINT',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
] as const;

/** The variables of the files, in the environment of the service that keeps them. Each has a default; none of them is needed. */
export const MATERIAL_VARIABLES = [...STORE_VARIABLES, 'MINGLU_SCANNER', 'MINGLU_MATERIALS_MEBIBYTES', 'MINGLU_TICKET_DAYS'] as const;

/** The setting of administration events, which every service reads. `docker-compose.yml` takes it through. */
export const ADMINISTRATION_VARIABLE = 'MINGLU_ADMINISTRATION_EVENTS';

/** Settings that have a default, or belong to `npm start` alone. None of them is a secret. */
const FURTHER_VARIABLES = [
  'HOST',
  'PORT',
  'LOG_LEVEL',
  'TZ',
  'NODE_OPTIONS',
  'KAFKA_PREFIX',
  'KAFKA_TLS',
  'KAFKA_TLS_CA',
  'MINGLU_ALLOW_UNSAFE_DATABASE',
  'MINGLU_ANONYMOUS_WRITES_PER_MINUTE',
  'MINGLU_ANSWER_MS',
  'MINGLU_CLOCK',
  'MINGLU_CLOCK_TOLERANCE',
  'MINGLU_CORS_ORIGINS',
  'MINGLU_DATA',
  'MINGLU_DEV_ISSUER',
  'MINGLU_MATERIALS',
  'MINGLU_METRICS_PORT',
  'MINGLU_PARKED_SECONDS',
  'MINGLU_PROOF_OF_WORK',
  'MINGLU_REQUESTS_PER_MINUTE',
  'MINGLU_SAMPLE',
  'MINGLU_SEED',
  'MINGLU_SEED_AT',
  'MINGLU_STREAMS_PER_ADDRESS',
  'MINGLU_TRUSTED_PROXIES',
] as const;

type ServiceName = keyof typeof SERVICE_VARIABLES;
/** The services that have a login of the database. That of the gateway reaches its counts of requests alone. */
export type DatabaseService = ServiceName;
export type ServiceVariable = (typeof SERVICE_VARIABLES)[ServiceName][number];

/** The services that use Kafka, each with its login of `infra/kafka/access.yaml`. */
export const KAFKA_LOGINS = { publisher: 'minglu-publisher', query: 'minglu-query' } as const;
export type KafkaService = keyof typeof KAFKA_LOGINS;

/** The variables that hold keys, with the names of the keys in the code. */
export const KEY_VARIABLES = {
  MINGLU_VAULT_KEY: 'vault',
  MINGLU_REQUEST_KEY: 'requests',
  MINGLU_CONSISTENCY_KEY: 'consistencyTokens',
  MINGLU_TOKEN_PUBLIC_KEY: 'accessTokensPublic',
  MINGLU_INTERNAL_PUBLIC_KEY: 'internalTokensPublic',
  MINGLU_INTERNAL_SIGNING_KEY: 'internalTokens',
  MINGLU_RECORD_SIGNING_KEY: 'records',
  MINGLU_SESSION_KEY: 'sessions',
  MINGLU_CHECKPOINT_SIGNING_KEY: 'checkpoints',
  MINGLU_PROMISE_SIGNING_KEY: 'promises',
  MINGLU_PROMISE_SEAL_KEY: 'promiseSeal',
  MINGLU_PROMISE_PUBLIC_KEY: 'promisesPublic',
} as const;
/** The key of the vault before the current one. Casework understands it; it is needed only while rows are rewrapped. */
export const PREVIOUS_VAULT_KEY = 'MINGLU_VAULT_KEY_PREVIOUS';
/** The key of checkpoints before the current one. The audit service understands it; both sign while readers learn the new keys. */
export const PREVIOUS_CHECKPOINT_KEY = 'MINGLU_CHECKPOINT_SIGNING_KEY_PREVIOUS';
export type KeyVariable = keyof typeof KEY_VARIABLES;

/** Passwords that may stand in a file, which `<name>_FILE` names. */
const PASSWORDS = ['KAFKA_SASL_PASSWORD', 'MINGLU_OIDC_CLIENT_SECRET', 'AWS_SECRET_ACCESS_KEY'] as const;

/** The variables whose values the record of settings never has. It has the ids of public keys too, since a private key looks the same. */
export const SECRET_VARIABLES: readonly string[] = [
  ...Object.keys(KEY_VARIABLES),
  PREVIOUS_VAULT_KEY,
  PREVIOUS_CHECKPOINT_KEY,
  'MINGLU_MASTER_KEY',
  'MINGLU_TOKEN_SIGNING_KEY',
  'MINGLU_RECORD_PUBLIC_KEYS',
  ...PASSWORDS,
  'AWS_SESSION_TOKEN',
];

/** Every variable that a program of the product reads. */
export const VARIABLES: readonly string[] = [
  ...new Set([
    ...Object.values(SERVICE_VARIABLES).flat(),
    ...IDENTITY_VARIABLES,
    ...CLIENT_VARIABLES,
    ...MATERIAL_VARIABLES,
    ADMINISTRATION_VARIABLE,
    ...FURTHER_VARIABLES,
    ...SECRET_VARIABLES,
    ...PASSWORDS.map((name) => `${name}_FILE`),
  ]),
];

/** The keys of one service, 32 bytes each. */
export type ServiceKeys<S extends ServiceName> = {
  readonly [V in Extract<(typeof SERVICE_VARIABLES)[S][number], KeyVariable> as (typeof KEY_VARIABLES)[V]]: Uint8Array;
} & { readonly vaultPrevious?: Uint8Array; readonly checkpointsPrevious?: Uint8Array };
