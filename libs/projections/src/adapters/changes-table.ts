import { hash } from 'node:crypto';
import type { Classification, Instant, RecordedEvent } from '@minglu/kernel';
import { hashOf, type StoredEvent } from '@minglu/event-store';
import type { PoolClient } from 'pg';
import type { DossierView } from '../dossier-view.js';
import { AUDIENCES } from '../listing.js';
import { classificationsOf, statusFor, type Visibility } from '../visibility.js';

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

const ROWS_PER_WRITE = 1_000;

/** The place is the one under which the lists have the dossier. */
const insert = async (schema: string, tx: PoolClient, rows: readonly NumberedChange[]): Promise<void> => {
  for (let from = 0; from < rows.length; from += ROWS_PER_WRITE)
    await tx.query(
      `INSERT INTO ${schema}.changes (number, level, case_id, place, position, hash, event_id, type, occurred_at, recorded_at, reached,
         all_status, party_status, public_status, all_version, party_version, public_version, all_chain, party_chain, public_chain)
       SELECT n.number, n.level, n."caseId", l.place, n.position, decode(n.hash, 'hex'), n."eventId", n.type, n."occurredAt", n."recordedAt", n.reached,
         n.status->>'all', n.status->>'party', n.status->>'public',
         (n.version->>'all')::int, (n.version->>'party')::int, (n.version->>'public')::int,
         decode(n.chains->>'all', 'hex'), decode(n.chains->>'party', 'hex'), decode(n.chains->>'public', 'hex')
       FROM json_to_recordset($1::json) AS n(number bigint, level smallint, "caseId" text, position bigint, hash text, "eventId" uuid, type text,
         "occurredAt" timestamptz, "recordedAt" timestamptz, reached timestamptz, status json, version json, chains json)
       JOIN ${schema}.listed l ON l.audience = 'all' AND l.case_id = n."caseId"`,
      [JSON.stringify(rows.slice(from, from + ROWS_PER_WRITE))],
    );
};

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

/**
 * Takes the changes over into the new tables of a rebuild, with their numbers: cursors of callers go on from them. Where the old tables have an event
 * that the log lacks, new numbers are given from there on. A cursor behind it is then refused, since its reader has seen an event that is no more.
 */
export const changesCarrier = (from: string, to: string) => {
  const carried = new Set<number>();
  const missing = (changes: readonly NewChange[]) => changes.filter(({ position }) => !carried.has(position));

  /** Copies the numbers that changes have by now. The old tables may be in use meanwhile. */
  const copy = async (tx: PoolClient, changes: readonly NewChange[]): Promise<void> => {
    const all = missing(changes);
    for (let at = 0; at < all.length; at += ROWS_PER_WRITE) {
      const some = new Map(all.slice(at, at + ROWS_PER_WRITE).map((change) => [change.position, change]));
      const { rows } = await tx.query<ChainColumns & { number: string; position: string; hash: string; reached: Date }>(
        `SELECT number, position, encode(hash, 'hex') AS hash, reached, ${columnsOf()} FROM ${from}.changes WHERE position = ANY($1::bigint[])`,
        [[...some.keys()]],
      );
      const known = rows.flatMap(({ number, position, hash: own, reached, ...chains }) => {
        const change = some.get(Number(position))!;
        return change.hash === own ? [{ ...change, number: Number(number), reached: reached.toISOString(), chains: chainsIn(chains) }] : [];
      });
      await insert(to, tx, known);
      for (const { position } of known) carried.add(position);
    }
  };
  return {
    copy,
    /** Copies the rest, and numbers those that the old tables do not have, in the order of the log. The old tables must not be in use. */
    finish: async (tx: PoolClient, changes: readonly NewChange[]): Promise<void> => {
      await copy(tx, changes);
      const lost = await tx.query<{ position: string }>(
        `DELETE FROM ${to}.changes WHERE number >=
           (SELECT min(number) FROM ${from}.changes old WHERE NOT EXISTS (SELECT FROM ${to}.changes kept WHERE kept.number = old.number))
         RETURNING position`,
      );
      for (const { position } of lost.rows) carried.delete(Number(position));
      const lastChain = (one: Visibility): string =>
        `encode(coalesce((SELECT ${one}_chain FROM ${to}.changes WHERE level <= ${levelOf(one)} ORDER BY number DESC LIMIT 1), ''), 'hex') AS ${one}_chain`;
      const { rows } = await tx.query<CounterRow>(
        `SELECT coalesce(max(number), 0) AS last, max(reached) AS reached, ${AUDIENCES.map(lastChain).join(', ')} FROM ${to}.changes`,
      );
      await setCounter(to, tx, counterIn(rows[0]!));
      await writeChanges(to, tx, missing(changes));
    },
  };
};
