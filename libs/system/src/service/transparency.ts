import { createHash } from 'node:crypto';
import type { Type } from '@nestjs/common';
import { ED25519, formatVkey, vkeyOf } from '@minglu/audit';
import {
  AnswersController,
  LOG_KEYS,
  ownSigners,
  promiseName,
  ProofsController,
  PublicLogController,
  sequencer,
  SIGNED_ANSWERS,
  TRANSPARENCY_LOG,
  transparencyLog,
  type LeafSources,
  type Sequencer,
} from '@minglu/audit/adapters';
import { canonicalJson, eventIn, type EventStore } from '@minglu/event-store';
import { namedMaterials, type Instant } from '@minglu/kernel';
import type { HealthProbe, MetricSource } from '@minglu/http';
import type { Pool } from 'pg';
import { acts, CALENDAR_STREAM } from '../command-handler.js';
import { registry } from '../registry.js';
import { signedAnswers } from './answers.js';

const digest = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');
/** Plain objects, as they go into JSON. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Schemas of events and the table of acts, as this release has them, and the store of files. @param pool with the rights of audit */
const leafSources = (pool: Pool): LeafSources => {
  const rules = new Map<string, string>();
  const schemas = new Map<string, string>();
  const once = (known: Map<string, string>, name: string, make: () => unknown): string => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const value = digest(make());
    known.set(name, value);
    return value;
  };
  return {
    calendarStream: CALENDAR_STREAM,
    rulesHash: (id) =>
      once(rules, id, () => ({
        id,
        acts: acts.map(({ command, legalBasis, payload }) => ({ command, legalBasis, payload: plain(payload) })),
      })),
    schemaHash: (type, version) =>
      once(schemas, `${type}/${version}`, () => {
        const definition = registry.definitions.get(type);
        // Of an older version this release has the conversion, not the schema.
        return { type, version, payload: definition?.version === version ? plain(definition.payload) : null };
      }),
    filesOf: (event) => {
      const definition = registry.definitions.get(event.type);
      if (!definition) return [];
      return namedMaterials(definition.payload, eventIn(event, registry).data);
    },
    storedFiles: async (digests) => {
      const { rows } = await pool.query<{ sha256: string; sm3: string; size: string }>(
        'SELECT sha256, sm3, size::text FROM materials.stored WHERE sha256 = ANY($1)',
        [digests],
      );
      return new Map(rows.map(({ sha256, sm3, size }) => [sha256, { sm3, size: Number(size) }]));
    },
  };
};

/** The secret of checkpoints, and the one before it while readers learn the new keys. */
export interface CheckpointKeys {
  readonly checkpoints: Uint8Array;
  readonly checkpointsPrevious?: Uint8Array;
}
export const seedsOf = ({ checkpoints, checkpointsPrevious }: CheckpointKeys): readonly Uint8Array[] =>
  checkpointsPrevious ? [checkpoints, checkpointsPrevious] : [checkpoints];

/** @param pool with the rights of the audit service */
export const openSequencer = (
  pool: Pool,
  log: EventStore,
  keys: CheckpointKeys,
  onError: (error: unknown, where: string) => void,
): Sequencer =>
  sequencer({
    pool,
    log,
    sources: leafSources(pool),
    signers: (logId) => ownSigners(logId, seedsOf(keys)),
    onError: (error) => onError(error, 'the transparency log'),
  });

/** The public keys of all trees, one vkey each. */
export const logKeys = (logId: string, keys: CheckpointKeys): readonly string[] =>
  Object.values(ownSigners(logId, seedsOf(keys))).flatMap((signers) => signers.map(({ vkey }) => formatVkey(vkey)));

/**
 * The routes of checkpoints and proofs.
 *
 * @param promisesPublic the raw Ed25519 key that verifies promises, 32 bytes
 */
export const transparencyRoutes = (
  pool: Pool,
  log: Pick<EventStore, 'readStream' | 'readAll' | 'readPublic' | 'identity' | 'findClaim' | 'within'>,
  keys: CheckpointKeys,
  promisesPublic: Uint8Array,
  now: () => Instant,
): { readonly controllers: readonly Type[]; readonly providers: readonly { readonly provide: symbol; readonly useValue: unknown }[] } => ({
  controllers: [ProofsController, PublicLogController, AnswersController],
  providers: [
    { provide: TRANSPARENCY_LOG, useValue: transparencyLog({ pool, log, calendarStream: CALENDAR_STREAM }) },
    {
      provide: SIGNED_ANSWERS,
      useValue: signedAnswers({ pool, log, signers: (logId) => ownSigners(logId, seedsOf(keys)), now }),
    },
    {
      provide: LOG_KEYS,
      useValue: async (): Promise<readonly string[]> => {
        const { logId } = await log.identity();
        return [...logKeys(logId, keys), formatVkey(vkeyOf(promiseName(logId), ED25519, promisesPublic))];
      },
    },
  ],
});

/** An event is to have its checkpoint within a minute. */
const LONGEST_WAIT_MS = 60_000;

/** Health: down while events stay out of the trees for too long, or the trees contradict the log. */
export const transparencyProbe = (trees: Pick<Sequencer, 'trouble' | 'isActive' | 'backlog' | 'waited'>): HealthProbe => ({
  name: 'transparencyLog',
  check: async () => {
    const [backlog, waited, trouble] = [await trees.backlog(), await trees.waited(), trees.trouble()];
    return {
      up: trouble === null && waited < LONGEST_WAIT_MS,
      details: {
        backlog,
        waitedSeconds: Math.floor(waited / 1_000),
        active: trees.isActive(),
        ...(trouble === null ? {} : { cause: trouble }),
      },
    };
  },
});

export const transparencyMetrics = (trees: Pick<Sequencer, 'trouble' | 'isActive' | 'backlog' | 'waited'>): MetricSource => ({
  name: 'transparency-log',
  read: async () => [
    { name: 'minglu_transparency_backlog_events', help: 'events that no checkpoint covers yet', value: await trees.backlog() },
    { name: 'minglu_transparency_wait_seconds', help: 'how long the oldest of them has waited', value: (await trees.waited()) / 1_000 },
    { name: 'minglu_transparency_active', help: '1 if this instance holds the lease of the sequencer', value: Number(trees.isActive()) },
    { name: 'minglu_transparency_trouble', help: '1 if the last round of the sequencer failed', value: Number(trees.trouble() !== null) },
  ],
});
