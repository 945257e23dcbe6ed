import { fileURLToPath } from 'node:url';
import { allGenerators } from '@minglu/contracts/generate';
import { kafkaSystems, overRoutes, realSystems } from '@minglu/scenario';
import { givenKafka } from '@minglu/system';
import { runCli } from './program.js';

const { stdout, stderr, env } = process;
const root = fileURLToPath(new URL('../../../../', import.meta.url));
const databaseUrl = env['DATABASE_URL'] || undefined;

process.exitCode = await runCli(process.argv.slice(2), {
  root,
  cwd: process.cwd(),
  env,
  stdout,
  stderr,
  scenarioSystems: (transport) =>
    transport === 'kafka'
      ? kafkaSystems(root, databaseUrl, env['KAFKA_BROKERS'] ? givenKafka(env) : undefined)
      : realSystems(
          databaseUrl,
          (error, where) => stderr.write(`${where}: ${String(error)}\n`),
          undefined,
          transport === 'http' ? overRoutes() : undefined,
        ),
  generators: () => allGenerators(root),
});
