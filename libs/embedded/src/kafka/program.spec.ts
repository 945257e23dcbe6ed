import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { kafkaVersion } from './program.js';

const file = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));

describe('the Kafka release', () => {
  it('is the same in docker-compose.yml and in infra/kafka/pom.xml', () => {
    const [, image] = /image: apache\/kafka:(\S+)/.exec(readFileSync(file('docker-compose.yml'), 'utf8')) ?? [];
    expect(image).toBe(kafkaVersion(file('infra/kafka/pom.xml')));
  });
});
