import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { canonicalJson, eventStoreMigrations, migrate, postgresStore, type EventStore, type EventToAppend } from '@minglu/event-store';
import { appendOf, newDatabase, type Database } from '@minglu/event-store/testing';
import type { Classification, EventMetadata } from '@minglu/kernel';
import { ed25519Signer, OTHER, sha256, sm2Secret, sm2Signer, type NoteSigner } from '../../index.js';
import type { LeafSources } from '../leaf-deriver.js';
import { auditMigrations } from '../migrations.js';
import { sequencer, type Sequencer } from '../sequencer.js';
import type { CheckpointSigners } from '../sign-heads.js';

const metadata = (classification: Classification): EventMetadata => ({
  commandId: 'http/ministry-officer/MIIT/o1/a',
  correlationId: 'http/ministry-officer/MIIT/o1/a',
  causationId: null,
  actor: { person: 'o1', role: 'ministry-officer', org: 'MIIT' },
  legalBasis: ['measure-2022/18'],
  occurredAt: '2024-03-01T08:00:00.000Z',
  rulePackage: 'measure-2022',
  calendarVersion: null,
  classification,
  traceparent: null,
});

const anEvent = (data: unknown = {}, classification: Classification = 'INTERNAL'): EventToAppend => ({
  eventId: randomUUID(),
  type: 'ThingHappened',
  schemaVersion: 1,
  payload: canonicalJson(data),
  metadata: canonicalJson(metadata(classification)),
  classification,
});

const digest = (text: string): string => sha256.digest(Buffer.from(text)).toString('hex');
export const SOURCES: LeafSources = {
  calendarStream: 'work-calendar/national',
  rulesHash: digest,
  schemaHash: (type, version) => digest(`${type} ${version}`),
  filesOf: () => [],
  storedFiles: async () => new Map(),
};

/** Signers with constant keys. */
export const testSigners = (): CheckpointSigners => {
  const ed25519 = (name: string, seed: number): readonly NoteSigner[] => [ed25519Signer(name, Buffer.alloc(32, seed))];
  const sm2 = (name: string, seed: number): readonly NoteSigner[] => [sm2Signer(name, OTHER, sm2Secret(Buffer.alloc(32, seed)))];
  return {
    full: ed25519('log.example/full', 7),
    'full-sm3': sm2('log.example/full/sm3', 9),
    public: ed25519('log.example/public', 8),
    'public-sm3': sm2('log.example/public/sm3', 10),
  };
};

/** A log with its transparency log, in a database of its own. */
export interface SmallLog {
  readonly database: Database;
  readonly pool: Pool;
  readonly store: EventStore;
  readonly sequencer: (more?: {
    readonly pageSize?: number;
    readonly checkpointMs?: number;
    readonly signers?: (logId: string) => CheckpointSigners;
  }) => Sequencer;
  /** Appends one event to a stream. */
  readonly append: (streamId: string, version: number, classification?: Classification, data?: unknown) => Promise<void>;
  readonly close: () => Promise<void>;
}

export const smallLog = async (given?: Database): Promise<SmallLog> => {
  const database = given ?? (await newDatabase());
  await migrate(database.pool, [...eventStoreMigrations, ...auditMigrations]);
  const store = postgresStore({ connection: database.connection, readers: 2 });
  return {
    database,
    pool: database.pool,
    store,
    sequencer: (more = {}) =>
      sequencer({
        pool: database.pool,
        log: store,
        sources: SOURCES,
        signers: testSigners,
        onError: () => undefined,
        leaseMs: 60_000,
        ...more,
      }),
    append: async (streamId, version, classification = 'INTERNAL', data = { version }) => {
      await store.append(appendOf({ writes: [{ streamId, expectedVersion: version - 1, events: [anEvent(data, classification)] }] }));
    },
    close: async () => {
      await store.close();
      await database.drop();
    },
  };
};
