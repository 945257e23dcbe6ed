import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createDatabase, dropDatabase, startPostgres, type RunningPostgres } from '@minglu/embedded/postgres';
import { benchmarks } from './benchmarks.js';
import { compare } from './compare.js';
import { cpuOf } from './cpu.js';
import { writeCurves } from './curves.js';
import { emmettIsInstalled } from './emmett.js';
import { lines, type Result } from './report.js';

const USAGE = `npm run bench [-- <name> …] [--rounds 7] [--json] [--curves]
  ${Object.keys(benchmarks).join(', ')}; all of them without a name
  --curves writes how figures grow with the log, as a chart`;

const arguments_ = () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '7' },
      json: { type: 'boolean', default: false },
      curves: { type: 'boolean', default: false },
    },
  });
  const unknown = positionals.filter((name) => !Object.hasOwn(benchmarks, name));
  if (unknown.length) throw new Error(`unknown benchmark: ${unknown.join(', ')}`);
  if (!/^[1-9][0-9]{0,3}$/.test(values.rounds)) throw new Error('--rounds takes a number of at least 1');
  return {
    names: positionals.length ? positionals : Object.keys(benchmarks),
    rounds: Number(values.rounds),
    json: values.json,
    curves: values.curves,
  };
};

/** Progress goes to stderr, results to stdout. */
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const run = async (name: string, { url: serverUrl, pid }: RunningPostgres, rounds: number): Promise<Result | null> => {
  const { bar, withEmmett, open } = benchmarks[name]!;
  if (withEmmett && !emmettIsInstalled()) {
    say(`${name}: skipped, Emmett is not installed in test/bench/emmett`);
    return null;
  }
  const database = `bench_${name.replaceAll('-', '_')}_${process.pid}`;
  const url = await createDatabase(serverUrl, database);
  try {
    say(`${name}: preparing …`);
    const contest = await open(url, rounds);
    try {
      return { name, bar, ...(await compare(contest, rounds, cpuOf(pid), (line) => say(`  ${line}`))) };
    } finally {
      await contest.close();
    }
  } finally {
    await dropDatabase(serverUrl, database);
  }
};

const main = async ({ names, rounds, json, curves }: ReturnType<typeof arguments_>): Promise<void> => {
  // Durable, as in service: every commit is flushed to the disk.
  const server = await startPostgres({ dataDir: resolve('.data/bench'), log: say });
  const results: Result[] = [];
  try {
    if (curves) return await writeCurves(server.url, say);
    for (const name of names) {
      const result = await run(name, server, rounds);
      if (!result) continue;
      results.push(result);
      if (!json) console.log(lines(result).join('\n'));
    }
  } finally {
    await server.stop();
  }
  if (json) console.log(JSON.stringify(results, null, 2));
};

try {
  await main(arguments_());
} catch (error) {
  const misused =
    error instanceof Error &&
    (/^(unknown benchmark|--rounds)/.test(error.message) || ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')));
  console.error(misused ? `${(error as Error).message}\n${USAGE}` : error);
  process.exitCode = misused ? 2 : 1;
}
