import { hash } from 'node:crypto';
import type { Classification, Instant, RecordedEvent } from '@minglu/kernel';
import { copyIn, hashOf, type Cell, type StoredEvent } from '@minglu/event-store';
import type { PoolClient } from 'pg';
import type { DossierView } from '../dossier-view.js';
import { AUDIENCES } from '../listing.js';
import { classificationsOf, statusFor, type Visibility } from '../visibility.js';
import { upserts, type TableShape } from './row-writer.js';

/** The classifications by their levels: an audience sees all up to one. */
const LEVELS: readonly Classification[] = ['PUBLIC', 'INTERNAL', 'RESTRICTED'];
/** The highest level that an audience sees. */
export const levelOf = (audience: Visibility): number => classificationsOf(audience).length - 1;

/** An event of a dossier, with the status and version of the dossier that each audience then saw. */
export interface NewChange {
  readonly level: number;
  readonly caseId: string;
  readonly position: number;
  /** Content hash in hexadecimal. */
  readonly hash: string;
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly status: Readonly<Record<Visibility, string | null>>;
  readonly version: DossierView['versions'];
}

/** @param view the dossier after the event */
export const changeOf = (stored: Pick<StoredEvent, 'contentHash'>, recorded: RecordedEvent, view: DossierView): NewChange => {
  const { streamId, position, eventId, event, metadata, recordedAt } = recorded;
  return {
    level: LEVELS.indexOf(metadata.classification),
    caseId: streamId.slice(streamId.indexOf('/') + 1),
    position,
    hash: hashOf(stored),
    eventId,
    type: event.type,
    occurredAt: metadata.occurredAt,
    recordedAt,
    status: { all: statusFor(view, 'all'), party: statusFor(view, 'party'), public: statusFor(view, 'public') },
    version: view.versions,
  };
};

type Chains = Readonly<Record<Visibility, string>>;
/** The last number, the latest instant of recording, and the chains in hexadecimal. */
interface Counter {
  readonly last: number;
  /** Null before the first change. */
  readonly reached: Instant | null;
  readonly chains: Chains;
}
/** A change with its number and the facts that follow from all before it. Chains are null where the audience does not see it. */
interface NumberedChange extends NewChange {
  readonly number: number;
  readonly reached: Instant;
  readonly chains: Readonly<Record<Visibility, string | null>>;
}

const link = (chain: string, of: string): string => hash('sha256', Buffer.from(chain + of, 'hex')).slice(0, 32);

/** Numbers changes behind a counter. */
const numbered = (
  changes: readonly NewChange[],
  counter: Counter,
): { readonly rows: readonly NumberedChange[]; readonly counter: Counter } => {
  let { last, reached, chains } = counter;
  const rows = changes.map((change) => {
    const { level, hash: own, recordedAt } = change;
    last += 1;
    if (reached === null || recordedAt > reached) reached = recordedAt;
    const sees = (audience: Visibility): boolean => level <= levelOf(audience);
    chains = eachAudience((audience) => (sees(audience) ? link(chains[audience], own) : chains[audience]));
    const after = chains;
    return { ...change, number: last, reached, chains: eachAudience((audience) => (sees(audience) ? after[audience] : null)) };
  });
  return { rows, counter: { last, reached, chains } };
};
const eachAudience = <T>(of: (audience: Visibility) => T): Readonly<Record<Visibility, T>> =>
  Object.fromEntries(AUDIENCES.map((audience) => [audience, of(audience)])) as Record<Visibility, T>;

const columnsOf = (): string => AUDIENCES.map((audience) => `encode(${audience}_chain, 'hex') AS ${audience}_chain`).join(', ');
type ChainColumns = { readonly [K in `${Visibility}_chain`]: string | null };
const chainsIn = (row: ChainColumns): Readonly<Record<Visibility, string | null>> => eachAudience((audience) => row[`${audience}_chain`]);

/** The counter, locked until the end of the transaction. */
const lockCounter = async (schema: string, tx: PoolClient): Promise<Counter> => {
  const { rows } = await tx.query<CounterRow>(
    `SELECT last, nullif(reached, '-infinity') AS reached, ${columnsOf()} FROM ${schema}.change_counter FOR UPDATE`,
  );
  return counterIn(rows[0]!);
};
type CounterRow = ChainColumns & { readonly last: string; readonly reached: Date | null };
const counterIn = ({ last, reached, ...chains }: CounterRow): Counter => ({
  last: Number(last),
  reached: reached?.toISOString() ?? null,
  chains: chainsIn(chains) as Chains,
});

/** The columns of a change without its number, and their cells. */
const CHANGE = {
  level: 'smallint',
  case_id: 'text',
  position: 'bigint',
  hash: 'bytea',
  event_id: 'uuid',
  type: 'text',
  occurred_at: 'timestamptz',
  recorded_at: 'timestamptz',
  all_status: 'text',
  party_status: 'text',
  public_status: 'text',
  all_version: 'int',
  party_version: 'int',
  public_version: 'int',
} as const;
const cellsOf = ({ level, caseId, position, hash: own, eventId, type, occurredAt, recordedAt, status, version }: NewChange): Cell[] => [
  level,
  caseId,
  position,
  bytea(own)!,
  eventId,
  type,
  occurredAt,
  recordedAt,
  status.all,
  status.party,
  status.public,
  version.all,
  version.party,
  version.public,
];
const bytea = (hex: string | null): string | null => (hex === null ? null : `\\x${hex}`);
const CHAINS = AUDIENCES.map((audience) => `${audience}_chain`);

/** The place is the one under which the lists have the dossier. */
const CHANGES: TableShape = {
  table: 'changes',
  columns: { number: 'bigint', ...CHANGE, reached: 'timestamptz', ...Object.fromEntries(CHAINS.map((column) => [column, 'bytea'])) },
  joined: { column: 'place', value: 'l.place', join: "listed l ON l.audience = 'all' AND l.case_id = n.case_id" },
};

const insert = (schema: string, tx: PoolClient, rows: readonly NumberedChange[]): Promise<void> =>
  upserts(schema).write(
    tx,
    CHANGES,
    rows.map((row) => [row.number, ...cellsOf(row), row.reached, ...AUDIENCES.map((audience) => bytea(row.chains[audience]))]),
  );

const setCounter = async (schema: string, tx: PoolClient, { last, reached, chains }: Counter): Promise<void> => {
  await tx.query(
    `UPDATE ${schema}.change_counter SET last = $1, reached = coalesce($2::timestamptz, '-infinity'),
       all_chain = decode($3, 'hex'), party_chain = decode($4, 'hex'), public_chain = decode($5, 'hex')`,
    [last, reached, chains.all, chains.party, chains.public],
  );
};

/** Numbers and writes changes. After the rows of the lists, and last in the transaction: other writers wait from here to its end. */
export const writeChanges = async (schema: string, tx: PoolClient, changes: readonly NewChange[]): Promise<void> => {
  if (changes.length === 0) return;
  const { rows, counter } = numbered(changes, await lockCounter(schema, tx));
  await insert(schema, tx, rows);
  await setCounter(schema, tx, counter);
};

/** The table of a rebuild with the changes that have no number yet. It is temporary: it ends with the session. */
const WAITING = 'waiting_changes';
const ROWS_PER_READ = 5_000;

/**
 * Takes the changes over into the new tables of a rebuild, with their numbers: cursors of callers go on from them. Where the old tables have an event
 * that the log lacks, new numbers are given from there on. A cursor behind it is then refused, since its reader has seen an event that is no more.
 *
 * The server matches them by itself, so that no list of all events is kept in memory.
 */
export const changesCarrier = (from: string, to: string) => {
  const own = Object.keys(CHANGE).join(', ');
  const columns = `${own}, number, place, reached, ${CHAINS.join(', ')}`;
  /** Copies the numbers that the old tables have by now. */
  const carry = (tx: PoolClient) =>
    tx.query(
      `INSERT INTO ${to}.changes (${columns})
       SELECT ${Object.keys(CHANGE)
         .map((column) => `w.${column}`)
         .join(', ')}, o.number, l.place, o.reached, ${CHAINS.map((column) => `o.${column}`).join(', ')}
       FROM ${WAITING} w JOIN ${from}.changes o ON o.position = w.position AND o.hash = w.hash
       JOIN ${to}.listed l ON l.audience = 'all' AND l.case_id = w.case_id ORDER BY o.number`,
    );
  /** Leaves those that have no number yet. */
  const shrink = (tx: PoolClient) =>
    tx.query(
      `CREATE TEMPORARY TABLE still_${WAITING} AS
         SELECT * FROM ${WAITING} w WHERE NOT EXISTS (SELECT FROM ${to}.changes c WHERE c.position = w.position);
       DROP TABLE ${WAITING}; ALTER TABLE still_${WAITING} RENAME TO ${WAITING}; ANALYZE ${WAITING}`,
    );
  return {
    begin: async (tx: PoolClient): Promise<void> => {
      const types = Object.entries(CHANGE).map(([column, type]) => `${column} ${type}`);
      await tx.query(`DROP TABLE IF EXISTS ${WAITING}; CREATE TEMPORARY TABLE ${WAITING} (${types.join(', ')})`);
    },
    /** Notes changes that are to be taken over. */
    add: (tx: PoolClient, changes: readonly NewChange[]): Promise<void> => copyIn(tx, `${WAITING} (${own})`, changes.map(cellsOf)),
    /** Copies the numbers that changes have by now. The old tables may be in use meanwhile. */
    copy: async (tx: PoolClient): Promise<void> => {
      await tx.query(`ANALYZE ${WAITING}`);
      await carry(tx);
      await shrink(tx);
    },
    /** Copies the rest, and numbers those that the old tables do not have, in the order of the log. The old tables must not be in use. */
    finish: async (tx: PoolClient): Promise<void> => {
      await carry(tx);
      await shrink(tx);
      await tx.query(
        `WITH lost AS (DELETE FROM ${to}.changes WHERE number >=
           (SELECT min(number) FROM ${from}.changes old WHERE NOT EXISTS (SELECT FROM ${to}.changes kept WHERE kept.number = old.number))
         RETURNING ${own})
         INSERT INTO ${WAITING} (${own}) SELECT * FROM lost`,
      );
      const lastChain = (one: Visibility): string =>
        `encode(coalesce((SELECT ${one}_chain FROM ${to}.changes WHERE level <= ${levelOf(one)} ORDER BY number DESC LIMIT 1), ''), 'hex') AS ${one}_chain`;
      const { rows } = await tx.query<CounterRow>(
        `SELECT coalesce(max(number), 0) AS last, max(reached) AS reached, ${AUDIENCES.map(lastChain).join(', ')} FROM ${to}.changes`,
      );
      await setCounter(to, tx, counterIn(rows[0]!));
      await tx.query(
        `DECLARE waiting CURSOR FOR SELECT level, case_id AS "caseId", position::float8 AS position, encode(hash, 'hex') AS hash, event_id AS "eventId", type,
           occurred_at AS "occurredAt", recorded_at AS "recordedAt", json_build_object('all', all_status, 'party', party_status, 'public', public_status) AS status,
           json_build_object('all', all_version, 'party', party_version, 'public', public_version) AS version
         FROM ${WAITING} ORDER BY position`,
      );
      for (;;) {
        const { rows: some } = await tx.query<WaitingRow>(`FETCH ${ROWS_PER_READ} FROM waiting`);
        if (some.length === 0) break;
        const changes = some.map((row) => ({
          ...row,
          occurredAt: row.occurredAt.toISOString(),
          recordedAt: row.recordedAt.toISOString(),
        }));
        await writeChanges(to, tx, changes);
      }
      await tx.query(`CLOSE waiting; DROP TABLE ${WAITING}`);
    },
  };
};
type WaitingRow = Omit<NewChange, 'occurredAt' | 'recordedAt'> & { readonly occurredAt: Date; readonly recordedAt: Date };
