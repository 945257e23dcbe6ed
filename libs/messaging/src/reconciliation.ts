import { inTransaction } from '@minglu/event-store';
import type { TopicMessages } from 'kafkajs';
import type { Pool, PoolClient } from 'pg';
import { epochRecord, type BegunEpoch, type Fork } from './epoch-record.js';
import type { SigningKey } from './record-keys.js';
import { signRecords, type Unsigned } from './record-signature.js';
import type { TopicEpochRecord } from './kept-epoch-records.js';
import type { Ahead, LostRecord } from './topics-ahead.js';
import type { TopicNames } from './topics.js';

type Client = Pick<Pool | PoolClient, 'query'>;

/**
 * Where each key of a topic parts: before the first event that the log lost. A key whose readers went back at an epoch record parts
 * there, since a newer copy of the log may have its events again. In the order of topics and keys.
 */
export const forksOf = ({ lost, epochs }: Pick<Ahead, 'lost' | 'epochs'>): readonly Fork[] => {
  const forks = new Map<string, Fork>();
  const all = [...lost.map((record) => ({ ...record, version: record.version - 1 })), ...epochs];
  for (const { topic, key, version, predecessor } of all) {
    const known = forks.get(`${topic} ${key}`);
    if (known === undefined || version < known.version) forks.set(`${topic} ${key}`, { topic, key, version, predecessor });
  }
  return [...forks].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, fork]) => fork);
};

/** The last position that topics and log share, as far as the lost records tell; null if none has a position. */
const partsAfter = (lost: readonly LostRecord[]): number | null => {
  const positions = lost.flatMap(({ position }) => position ?? []);
  return positions.length === 0 ? null : Math.min(...positions) - 1;
};

/** The position before the first event of the log that takes the place of a lost one; null if there is none yet. */
const boundOf = async (client: Client, forks: readonly Fork[], topics: TopicNames): Promise<number | null> => {
  const { rows } = await client.query<{ first: string | null }>(
    `SELECT min(position)::text AS first FROM unnest($1::text[], $2::int[], $3::boolean[]) f(key, version, is_public)
     JOIN events e ON e.stream_id = f.key AND CASE WHEN is_public THEN e.public_version ELSE e.stream_version END > f.version`,
    [forks.map(({ key }) => key), forks.map(({ version }) => version), forks.map(({ topic }) => topic === topics.public)],
  );
  const first = rows[0]?.first ?? null;
  return first === null ? null : Number(first) - 1;
};

const audienceOf = (topic: string, topics: TopicNames) => (topic === topics.public ? 'public' : 'internal');

/** The records of the affected keys. */
const recordsOf = (forks: readonly Fork[], epoch: BegunEpoch, logId: string, topics: TopicNames): readonly TopicEpochRecord[] =>
  forks.map((fork) => ({
    topic: fork.topic,
    epoch: epoch.epoch,
    record: epochRecord(fork, epoch, logId, audienceOf(fork.topic, topics)),
  }));

/** Signed epoch records in requests that a topic accepts. */
export const epochRequests = (
  records: readonly TopicEpochRecord[],
  topics: TopicNames,
  signingKey: SigningKey,
): readonly TopicMessages[] => {
  const byTopic = new Map<string, Unsigned[]>();
  for (const { topic, record } of records) byTopic.set(topic, [...(byTopic.get(topic) ?? []), record]);
  return [...byTopic].flatMap(([topic, all]) => {
    const signed = signRecords(all, audienceOf(topic, topics), signingKey);
    return Array.from({ length: Math.ceil(signed.length / RECORDS) }, (_, at) => ({
      topic,
      messages: signed.slice(at * RECORDS, (at + 1) * RECORDS),
    }));
  });
};
/** Most records of one request. */
const RECORDS = 500;

interface LogEpochs {
  readonly logId: string;
  readonly epochs: readonly BegunEpoch[];
}
const epochsOf = async (client: Client): Promise<LogEpochs> => {
  const { rows } = await client.query<{ log_id: string; epoch: number; after: string; hash: string; begun_at: Date }>(
    `SELECT log_id, epoch, after::text, encode(hash, 'hex') AS hash, begun_at FROM epochs, log_identity ORDER BY epoch`,
  );
  const epochs = rows.map(({ epoch, after, hash, begun_at: begun }) => ({
    epoch,
    after: Number(after),
    hash,
    begunAt: begun.toISOString(),
  }));
  return { logId: rows[0]!.log_id, epochs };
};

/**
 * The first epoch of the log to which all its events belong that take the place of lost ones. Its number is higher than those
 * on the topics, so readers can tell the two branches apart. Null if an epoch must begin.
 */
const epochFor = async (client: Client, ahead: Ahead, topics: TopicNames): Promise<(LogEpochs & { readonly epoch: BegunEpoch }) | null> => {
  const { lost, epochs: seen } = ahead;
  const forks = forksOf(ahead);
  const bound = (await boundOf(client, forks, topics)) ?? Infinity;
  const { logId, epochs } = await epochsOf(client);
  const lostEpoch = Math.max(...lost.map(({ epoch }) => epoch));
  const epoch = epochs.find((one) => {
    if (one.epoch <= lostEpoch || one.after > bound) return false;
    const own = new Set(recordsOf(forks, one, logId, topics).map(({ record }) => record.headers['ce_id']));
    // Its own records are of an attempt that was broken off. Others are of a lost branch that had an epoch of this number.
    return seen.every((record) => record.epoch < one.epoch || (record.epoch === one.epoch && own.has(record.id)));
  });
  return epoch === undefined ? null : { logId, epochs, epoch };
};

/** The effect of a reconciliation. */
export interface ReconciliationPlan {
  readonly forks: readonly Fork[];
  /** The last position that topics and log share; null if it is not known. */
  readonly partsAfter: number | null;
  /** The epoch under which the topics go on; null if one must begin. */
  readonly epoch: number | null;
  /** Events of the log after that position: they are published again, or for the first time. */
  readonly events: number;
}

export const reconciliationPlan = async (pool: Pool, ahead: Ahead, topics: TopicNames): Promise<ReconciliationPlan> => {
  const found = await epochFor(pool, ahead, topics);
  const from = found?.epoch.after ?? (await lastShared(pool, ahead, topics));
  const { rows } = await pool.query<{ count: string }>('SELECT count(*) AS count FROM events WHERE position > $1', [from]);
  return {
    forks: forksOf(ahead),
    partsAfter: partsAfter(ahead.lost),
    epoch: found?.epoch.epoch ?? null,
    events: Number(rows[0]!.count),
  };
};

/** The position after which an epoch has to begin. */
const lastShared = async (client: Client, ahead: Ahead, topics: TopicNames): Promise<number> => {
  const { rows } = await client.query<{ head: string }>('SELECT coalesce(max(position), 0)::text AS head FROM events');
  const bound = await boundOf(client, forksOf(ahead), topics);
  return Math.min(...[partsAfter(ahead.lost), bound, Number(rows[0]!.head)].filter((one) => one !== null));
};

/**
 * Asks the publisher to reconcile the topics with the log. Begins an epoch if the log has none for it. Resolves to the epoch.
 * @param owner with the rights of the owner of the schemas
 */
export const requestReconciliation = (owner: Pool, ahead: Ahead, topics: TopicNames, reason: string): Promise<number> =>
  inTransaction(owner, async (tx) => {
    // Of two requests at once the second one finds the epoch of the first.
    await tx.query('LOCK TABLE publisher.reconciliation IN EXCLUSIVE MODE');
    let found = await epochFor(tx, ahead, topics);
    while (found === null) {
      await tx.query('SELECT begin_epoch($1, $2)', [await lastShared(tx, ahead, topics), reason]);
      found = await epochFor(tx, ahead, topics);
    }
    const { epoch } = found.epoch;
    await tx.query(
      `INSERT INTO publisher.reconciliation (epoch) VALUES ($1)
       ON CONFLICT (one) DO UPDATE SET epoch = EXCLUDED.epoch, requested_at = EXCLUDED.requested_at`,
      [epoch],
    );
    return epoch;
  });

/** Whether a request waits for the publisher. */
export const isReconciliationPending = async (pool: Pool): Promise<boolean> =>
  (await pool.query('SELECT FROM publisher.reconciliation')).rowCount === 1;

/**
 * The epoch records that an operator has asked for, with the epoch. Null without a request for
 * these lost records: a request that a restore has brought back names an epoch that its topics know already.
 */
export const requestedRecords = async (
  pool: Pool,
  ahead: Ahead,
  topics: TopicNames,
): Promise<{ readonly epoch: BegunEpoch; readonly records: readonly TopicEpochRecord[] } | null> => {
  const { rows } = await pool.query<{ epoch: number }>('SELECT epoch FROM publisher.reconciliation');
  const [request] = rows;
  const found = request && (await epochFor(pool, ahead, topics));
  if (!found || found.epoch.epoch !== request.epoch) return null;
  return { epoch: found.epoch, records: recordsOf(forksOf(ahead), found.epoch, found.logId, topics) };
};
