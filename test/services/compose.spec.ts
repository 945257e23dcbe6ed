import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { SERVICE_VARIABLES } from '@minglu/system';
import { ROOT } from './support.js';

interface Compose {
  readonly services: Readonly<Record<string, { readonly environment: Readonly<Record<string, string>> }>>;
}

describe('docker-compose.yml', () => {
  const { services } = parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true }) as Compose;

  it.each(Object.entries(SERVICE_VARIABLES))('gives %s its own settings and no others', (name, variables) => {
    const { HOST, PORT, ...own } = services[name]!.environment;
    expect([HOST, PORT]).toEqual(['0.0.0.0', '3000']);
    expect(Object.keys(own).sort()).toEqual([...variables].sort());
    const secrets = Object.values(own).flatMap((value) => [...value.matchAll(/\$\{(MINGLU_\w+):\?\}/g)].map(([, secret]) => secret));
    const password = name === 'gateway' ? [] : [`MINGLU_${name.toUpperCase()}_PASSWORD`];
    expect(secrets.sort()).toEqual([...password, ...variables.filter((variable) => variable.startsWith('MINGLU_'))].sort());
  });
});
