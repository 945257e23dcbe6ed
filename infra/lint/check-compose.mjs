/**
 * docker-compose.yml without Docker: every service says what it runs, how it is configured, how one sees that it is
 * well, and after what it starts. `node check-compose.mjs [file]` exits 1 and says what is wrong.
 */
import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';

const file = process.argv[2] ?? 'docker-compose.yml';

const check = (services) => {
  const names = Object.keys(services);
  return names.flatMap((name) => {
    const { image, build, environment, env_file: envFile, healthcheck, depends_on: dependsOn = {}, restart } = services[name] ?? {};
    const problems = [];
    // A job (migrate, make the topics) ends by itself: others wait for its success, and nobody asks after its health.
    const isJob = restart === 'no';
    if (!image && !build) problems.push('has neither image nor build');
    if (image && !build && !/(?::[^:/]+|@sha256:[0-9a-f]{64})$/.test(image)) problems.push(`image ${image} has no version`);
    if (/:latest$/.test(image ?? '')) problems.push(`image ${image} moves`);
    if (!environment && !envFile) problems.push('has no environment');
    if (!isJob && !healthcheck?.test) problems.push('has no healthcheck');
    // The image's own place for the log is inside the container: a broker made anew would have lost the published log.
    const mounts = (services[name]?.volumes ?? []).map((volume) => String(volume.target ?? String(volume).split(':')[1]));
    if (environment?.KAFKA_PROCESS_ROLES && !mounts.includes(environment.KAFKA_LOG_DIRS))
      problems.push(`keeps its log in ${environment.KAFKA_LOG_DIRS ?? 'the container'}, which is no volume`);
    if (Array.isArray(dependsOn)) return [...problems, 'depends_on has no conditions'].map((problem) => `${name}: ${problem}`);
    for (const [other, { condition } = {}] of Object.entries(dependsOn)) {
      const expected = services[other]?.restart === 'no' ? 'service_completed_successfully' : 'service_healthy';
      if (!names.includes(other)) problems.push(`depends on ${other}, which is no service`);
      else if (condition !== expected) problems.push(`waits for ${other} to be ${condition}, not ${expected}`);
    }
    return problems.map((problem) => `${name}: ${problem}`);
  });
};

const document = parseDocument(readFileSync(file, 'utf8'), { merge: true, uniqueKeys: true });
const services = document.toJS()?.services ?? {};
const problems = [
  ...document.errors.map(({ message }) => message),
  ...(Object.keys(services).length === 0 ? ['no services'] : check(services)),
];
for (const problem of problems) console.error(`${file}: ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;
