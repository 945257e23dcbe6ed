import type { Keys } from '@minglu/casework';
import { publicKeyOf } from '@minglu/http';
import { SERVICE_VARIABLES, type DatabaseService, type KeyVariable, type ServiceVariable } from './variables.js';

type Environment = Readonly<Record<string, string>>;
type ServiceName = keyof typeof SERVICE_VARIABLES;

/** The variables of all keys of the services, from the keys of an installation. */
export const keyVariables = (
  keys: Keys,
): Readonly<Record<KeyVariable | 'MINGLU_TOKEN_SIGNING_KEY' | 'MINGLU_RECORD_PUBLIC_KEYS', string>> => {
  const hex = (key: Uint8Array): string => Buffer.from(key).toString('hex');
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
  };
};

export interface Installation {
  /** The address of the database for the login of each service. */
  readonly databaseUrls: Readonly<Record<DatabaseService, string>>;
  readonly brokers: readonly string[];
  readonly keys: Keys;
  /** Settings that are optional for a service, and no secrets. Every service gets them. */
  readonly optional?: Environment;
}

/**
 * The environment of each service of an installation: its row of {@link SERVICE_VARIABLES}.
 * `urls` are the addresses of the other services, as far as they are known.
 */
export const serviceEnvironments = ({ databaseUrls, brokers, keys, optional = {} }: Installation) => {
  const shared = { ...keyVariables(keys), KAFKA_BROKERS: brokers.join(',') };
  return (service: ServiceName, urls: Readonly<Partial<Record<ServiceName, string>>>): Environment => {
    const values: Readonly<Record<ServiceVariable, string>> = {
      ...shared,
      DATABASE_URL: service === 'gateway' ? '' : databaseUrls[service],
      CASEWORK_URL: urls.casework ?? '',
      QUERY_URL: urls.query ?? '',
      AUDIT_URL: urls.audit ?? '',
      PUBLISHER_URL: urls.publisher ?? '',
      PROCEDURE_URL: urls.procedure ?? '',
    };
    return { ...optional, ...Object.fromEntries(SERVICE_VARIABLES[service].map((name) => [name, values[name]])) };
  };
};
