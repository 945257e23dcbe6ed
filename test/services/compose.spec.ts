import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import {
  ADMINISTRATION_VARIABLE,
  CLIENT_VARIABLES,
  IDENTITY_VARIABLES,
  KAFKA_LOGINS,
  MATERIAL_VARIABLES,
  STORE_VARIABLES,
  PREVIOUS_CHECKPOINT_KEY,
  PREVIOUS_VAULT_KEY,
  SERVICE_VARIABLES,
} from '@minglu/system';
import { ROOT } from './support.js';

/** No secret. */
const FOLDER = 'MINGLU_MATERIALS_FOLDER';

interface Compose {
  readonly services: Readonly<Record<string, { readonly environment: Readonly<Record<string, string>> }>>;
}

describe('docker-compose.yml', () => {
  const { services } = parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true }) as Compose;

  it.each(Object.entries(SERVICE_VARIABLES))('gives %s its own settings and no others', (name, variables) => {
    const { HOST, PORT, ...own } = services[name]!.environment;
    expect([HOST, PORT]).toEqual(['0.0.0.0', '3000']);
    const identity = 'MINGLU_TOKEN_PUBLIC_KEY' in own || name === 'gateway' ? IDENTITY_VARIABLES : [];
    const optional: string[] = [ADMINISTRATION_VARIABLE, ...identity, ...(name === 'gateway' ? CLIENT_VARIABLES : [])];
    if (name === 'casework') optional.push(PREVIOUS_VAULT_KEY);
    if (name === 'audit') optional.push(PREVIOUS_CHECKPOINT_KEY);
    if (name === 'audit') optional.push(...STORE_VARIABLES.filter((variable) => variable !== FOLDER));
    if (name === 'materials') optional.push(...MATERIAL_VARIABLES.filter((variable) => variable !== FOLDER));
    expect(Object.keys(own).sort()).toEqual([...variables, ...optional].sort());
    for (const variable of optional) expect(own[variable]).toBe(`\${${variable}:-}`);
    const secrets = Object.values(own).flatMap((value) => [...value.matchAll(/\$\{(MINGLU_\w+):\?\}/g)].map(([, secret]) => secret));
    const password = [`MINGLU_${name.toUpperCase()}_PASSWORD`];
    if (name in KAFKA_LOGINS) password.push(`MINGLU_KAFKA_${name.toUpperCase()}_PASSWORD`);
    expect(secrets.sort()).toEqual(
      [...password, ...variables.filter((variable) => variable.startsWith('MINGLU_') && variable !== FOLDER)].sort(),
    );
  });

  it('gives each login of the table its password on Kafka, and each service its own login', () => {
    const table = parse(readFileSync(join(ROOT, 'infra', 'kafka', 'access.yaml'), 'utf8')) as Readonly<Record<string, unknown>>;
    const given = Object.keys(services['topics']!.environment).filter((variable) => variable.startsWith('MINGLU_KAFKA_'));
    const logins = given.map((variable) => variable.replace('MINGLU_KAFKA_', 'minglu-').replace('_PASSWORD', '').toLowerCase());
    expect(logins.sort()).toEqual(Object.keys(table).sort());
    for (const [name, login] of Object.entries(KAFKA_LOGINS)) expect(services[name]!.environment['KAFKA_SASL_USERNAME']).toBe(login);
  });
});
