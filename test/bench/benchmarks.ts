import { appendCommand } from './append-command.js';
import { appendEmmett } from './append-emmett.js';
import { appendLogged } from './append-logged.js';
import { appendExisting } from './append-existing.js';
import type { Contest } from './compare.js';
import { importTable } from './import-table.js';
import { proveInclusion } from './inclusion-proof.js';
import { consume, publish } from './kafka.js';
import { postCommand, questions } from './over-http.js';
import { readDossier } from './read-dossier.js';
import { receiveFile } from './receive-file.js';
import { rebuildAll } from './rebuild.js';
import { replayLog } from './replay.js';
import { verifyLog } from './verify-log.js';
import { foldObjections, replayBudget, replayDossier } from './replay-dossier.js';
import { visible } from './visible.js';

/** Default: a million; set by `REBUILD_EVENTS`. */
const eventsToRebuild = Number(process.env['REBUILD_EVENTS'] || 1_000_000);
/** Default: a million; set by `VERIFY_EVENTS`. */
const eventsToVerify = Number(process.env['VERIFY_EVENTS'] || 1_000_000);

interface Benchmark {
  /** Lower bound of the ratio ours / baseline. */
  readonly bar: number;
  readonly withEmmett: boolean;
  /** Prepares the contest on an empty database. */
  readonly open: (databaseUrl: string, rounds: number) => Promise<Contest>;
}

/** In running order. */
export const benchmarks: Readonly<Record<string, Benchmark>> = {
  'append-command': {
    bar: 1.5,
    withEmmett: false,
    open: (url, rounds) => appendCommand(url, { rounds, commands: 8_000, concurrency: 64, connections: 16 }),
  },
  'append-one-at-a-time': {
    bar: 0.5,
    withEmmett: false,
    open: (url, rounds) => appendCommand(url, { rounds, commands: 1_500, concurrency: 1, connections: 1 }),
  },
  'append-existing': {
    bar: 1.8,
    withEmmett: false,
    open: (url, rounds) => appendExisting(url, { rounds, commands: 8_000, concurrency: 64 }),
  },
  'append-logged': {
    bar: 0.9,
    withEmmett: false,
    open: (url, rounds) => appendLogged(url, { rounds, commands: 12_000, concurrency: 64 }),
  },
  emmett: {
    bar: 5,
    withEmmett: true,
    open: (url, rounds) => appendEmmett(url, { rounds, commands: 4_000, concurrency: 64, connections: 16 }),
  },
  replay: { bar: 0.7, withEmmett: false, open: (url) => replayLog(url, { dossiers: 33_334, events: 1_000_000 }) },
  publish: { bar: 0.8, withEmmett: false, open: (url) => publish(url, { events: 30_000 }) },
  consume: { bar: 0.6, withEmmett: false, open: (url) => consume(url, { events: 60_000 }) },
  visible: { bar: 0, withEmmett: false, open: (url) => visible(url, { perSecond: 200, seconds: 5 }) },
  rebuild: {
    bar: 0.5,
    withEmmett: false,
    open: (url) => rebuildAll(url, { dossiers: Math.ceil(eventsToRebuild / 30), events: eventsToRebuild }),
  },
  'read-dossier': { bar: 3, withEmmett: true, open: (url) => readDossier(url, { reads: 8_000, connections: 16 }) },
  'post-command': { bar: 0.6, withEmmett: false, open: (url, rounds) => postCommand(url, rounds, 1_000) },
  'get-dossier': { bar: 0.5, withEmmett: false, open: (url) => questions(url, 'one', 3_000) },
  'import-table': { bar: 1, withEmmett: false, open: () => importTable({ rows: 10_000 }) },
  'replay-dossier': { bar: 0.05, withEmmett: false, open: () => replayDossier({ objections: 171, replays: 200 }) },
  'replay-objections': { bar: 0.1, withEmmett: false, open: () => replayDossier({ objections: 5_000, replays: 10 }) },
  'replay-200': { bar: 1, withEmmett: false, open: () => replayBudget({ objections: 171, replays: 200, budgetMs: 10 }) },
  'replay-5000': { bar: 1, withEmmett: false, open: () => replayBudget({ objections: 5_000, replays: 10, budgetMs: 200 }) },
  'fold-objections': { bar: 5, withEmmett: false, open: () => foldObjections({ objections: 20_000, folds: 2 }) },
  'receive-file': { bar: 0.8, withEmmett: false, open: () => receiveFile({ mebibytes: 128 }) },
  'list-dossiers': { bar: 0.5, withEmmett: false, open: (url) => questions(url, 'page', 1_000) },
  'verify-log': { bar: 0.5, withEmmett: false, open: () => verifyLog({ events: eventsToVerify }) },
  'inclusion-proof': {
    bar: 1,
    withEmmett: false,
    open: () => Promise.resolve(proveInclusion({ leaves: eventsToVerify, proofs: 2_000, budgetMs: 1 })),
  },
};
