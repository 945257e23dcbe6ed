import { hash } from 'node:crypto';
import { TreeFault } from '@minglu/audit/adapters';
import type { CommandHandler } from '@minglu/casework';
import { DamagedEvent, workLoop, type EventStore, type Migration } from '@minglu/event-store';
import type { Instant } from '@minglu/kernel';
import type { FindingKind } from '@minglu/reference';
import type { Pool } from 'pg';
import { SYSTEM } from '../command-handler.js';
import { failUnless } from '../service/administration.js';
import type { ServiceContext } from '../service/run-service.js';

/** A mismatch that the self-check has found. */
export interface Finding {
  readonly kind: FindingKind;
  /** The first bad position of the log; null for a mismatch that no event has caused. */
  readonly position: number | null;
  /** A table, a topic, a digest or an object of the database; empty where kind and position say it all. Never a person. */
  readonly subject: string;
  /** For operators: it may name a case. The event of the alarm does not have it. */
  readonly reason: string;
}

const LONGEST_SUBJECT = 200;
const ROLES = ['casework', 'query', 'audit', 'publisher', 'procedure', 'materials'].map((name) => `minglu_${name}`).join(', ');

/** The table of findings, through which the checks of all services tell casework. */
export const findingsMigration: Migration = {
  name: 'system/0008-self-check',
  sql: /* sql */ `
CREATE TABLE administration.findings (
  id       text COLLATE "C" PRIMARY KEY,   -- of kind, position and subject
  kind     text COLLATE "C" NOT NULL,
  position bigint,
  subject  text NOT NULL,
  found_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  recorded boolean NOT NULL DEFAULT false  -- as an event of the log
);
GRANT USAGE ON SCHEMA administration TO minglu_materials;
GRANT SELECT, INSERT ON administration.findings TO ${ROLES};
GRANT UPDATE (recorded) ON administration.findings TO minglu_casework;
`,
};

const idOf = ({ kind, position, subject }: Finding): string => hash('sha256', JSON.stringify([kind, position, subject])).slice(0, 16);

/** Tells casework of a finding. One that is known already changes nothing. */
export const reportFinding = async (pool: Pick<Pool, 'query'>, finding: Finding): Promise<void> => {
  const short = { ...finding, subject: finding.subject.slice(0, LONGEST_SUBJECT) };
  await pool.query(
    'INSERT INTO administration.findings (id, kind, position, subject) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING',
    [idOf(short), short.kind, short.position, short.subject],
  );
};

/** The finding of a check that has thrown; null for an error that says nothing of the data. */
export const findingIn = async (error: unknown, log: Pick<EventStore, 'faults'>): Promise<Finding | null> => {
  if (error instanceof TreeFault) return { kind: error.kind, position: error.position, subject: '', reason: error.message };
  const [first] = [...(await log.faults())].sort((one, other) => one.position - other.position);
  if (first) return { kind: 'events', position: first.position, subject: '', reason: first.reason };
  return error instanceof DamagedEvent ? { kind: 'events', position: null, subject: '', reason: error.message } : null;
};

interface FindingsWatch {
  /** With the rights of casework. */
  readonly pool: Pool;
  readonly handler: CommandHandler;
  readonly now: () => Instant;
  readonly onError: ServiceContext['onError'];
}
const WATCH_MS = 2_000;
const EACH_ROUND = 100;

/** Records the findings as alarms: events that auditors and the audit administrator read. Several instances of casework record each once. */
export const findingsWatch = ({ pool, handler, now, onError }: FindingsWatch) =>
  workLoop({
    work: async () => {
      const { rows } = await pool.query<{ id: string; kind: string; position: string | null; subject: string }>(
        `SELECT id, kind, position::text, subject FROM administration.findings WHERE NOT recorded ORDER BY found_at, id LIMIT ${EACH_ROUND}`,
      );
      for (const { id, kind, position, subject } of rows) {
        const answer = await handler.execute({
          commandId: `finding/${id}`,
          type: 'RecordSelfCheckFinding',
          actor: SYSTEM,
          at: now(),
          data: { findingId: id, kind, position: position === null ? null : Number(position), subject },
        });
        failUnless(answer, 'finding-recorded');
        await pool.query('UPDATE administration.findings SET recorded = true WHERE id = $1', [id]);
      }
    },
    pollMs: WATCH_MS,
    onError: (error) => onError(error, 'the alarms of the self-check'),
  });
