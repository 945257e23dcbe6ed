/**
 * Checks docker-compose.yml without Docker. Each service needs an image or a build, an environment, a health check and conditions on its
 * start order. The brokers must be the Kafka of infra/kafka/pom.xml (ADR 0008), and refuse all that is not allowed.
 * `node check-compose.mjs [file]` prints the problems and exits with 1 if there are any.
 */
import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';

const file = process.argv[2] ?? 'docker-compose.yml';
const pom = readFileSync(new URL('../kafka/pom.xml', import.meta.url), 'utf8');
const [, kafkaVersion] = /<artifactId>kafka<\/artifactId>\s*<version>([^<]+)</.exec(pom);

const check = (services) => {
  const names = Object.keys(services);
  return names.flatMap((name) => {
    const { image, build, environment, env_file: envFile, healthcheck, depends_on: dependsOn = {}, restart } = services[name] ?? {};
    const problems = [];
    // A job (migrate, topics) ends by itself. Others wait for its success, and it needs no health check.
    const isJob = restart === 'no';
    if (!image && !build) problems.push('has neither image nor build');
    if (image && !build && !/(?::[^:/]+|@sha256:[0-9a-f]{64})$/.test(image)) problems.push(`image ${image} has no version`);
    if (/:latest$/.test(image ?? '')) problems.push(`image ${image} has no fixed version`);
    if (/^apache\/kafka:/.test(image ?? '') && image !== `apache/kafka:${kafkaVersion}`)
      problems.push(`image ${image} is not Kafka ${kafkaVersion} of infra/kafka/pom.xml`);
    if (!environment && !envFile) problems.push('has no environment');
    if (!isJob && !healthcheck?.test) problems.push('has no healthcheck');
    // By default the image keeps its log inside the container, and a recreated broker would lose the published log.
    const mounts = (services[name]?.volumes ?? []).map((volume) => String(volume.target ?? String(volume).split(':')[1]));
    if (environment?.KAFKA_PROCESS_ROLES && !mounts.includes(environment.KAFKA_LOG_DIRS))
      problems.push(`keeps its log in ${environment.KAFKA_LOG_DIRS ?? 'the container'}, which is no volume`);
    if (environment?.KAFKA_PROCESS_ROLES) problems.push(...openings(environment));
    if (Array.isArray(dependsOn)) return [...problems, 'depends_on has no conditions'].map((problem) => `${name}: ${problem}`);
    for (const [other, { condition } = {}] of Object.entries(dependsOn)) {
      const expected = services[other]?.restart === 'no' ? 'service_completed_successfully' : 'service_healthy';
      if (!names.includes(other)) problems.push(`depends on ${other}, which is no service`);
      else if (condition !== expected) problems.push(`waits for ${other} to be ${condition}, not ${expected}`);
    }
    return problems.map((problem) => `${name}: ${problem}`);
  });
};

/** The ways in which a broker lets clients in without a login, or without a right. */
const openings = ({
  KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: map = '',
  KAFKA_AUTHORIZER_CLASS_NAME: authorizer,
  KAFKA_ALLOW_EVERYONE_IF_NO_ACL_FOUND: everyone,
  KAFKA_SUPER_USERS: superusers,
}) => [
  ...map
    .split(',')
    .filter((listener) => !/:SASL_(?:PLAINTEXT|SSL)$/.test(listener))
    .map((listener) => `has a listener without logins: ${listener || 'PLAINTEXT'}`),
  ...(authorizer === 'org.apache.kafka.metadata.authorizer.StandardAuthorizer' ? [] : ['has no authorizer']),
  ...(everyone === 'false' ? [] : ['allows what no ACL forbids']),
  ...(superusers === 'User:minglu-broker' ? [] : ['has other superusers than minglu-broker']),
];

const document = parseDocument(readFileSync(file, 'utf8'), { merge: true, uniqueKeys: true });
const services = document.toJS()?.services ?? {};
const problems = [
  ...document.errors.map(({ message }) => message),
  ...(Object.keys(services).length === 0 ? ['no services'] : check(services)),
];
for (const problem of problems) console.error(`${file}: ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;
