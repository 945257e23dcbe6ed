import type { StoredEvent } from '@minglu/event-store';
import type { Batch, KafkaMessage } from 'kafkajs';
import type { PoolClient } from 'pg';
import type { branchGuard } from './branch-guard.js';
import type { BatchOutcome, Inbox } from './inbox.js';
import { eventOf, recordAsJson } from './record.js';

interface PartitionBatchOptions {
  readonly consumer: string;
  readonly schema: string;
  readonly inbox: Inbox;
  readonly guard: Pick<ReturnType<typeof branchGuard>, 'ownOf'>;
  readonly onInvalid?: (reason: string) => void;
}

/**
 * Takes messages of one partition inside an open transaction: stores invalid records and missing ranges, applies the
 * events, and stores the next offset.
 */
export const partitionBatches = ({ consumer, schema, inbox, guard, onInvalid }: PartitionBatchOptions) => {
  const storedOffset = async ({ topic, partition }: Batch, tx: PoolClient): Promise<bigint> => {
    const { rows } = await tx.query<{ next: string }>(
      `SELECT next::text FROM ${schema}.offsets WHERE consumer = $1 AND topic = $2 AND part = $3`,
      [consumer, topic, partition],
    );
    return BigInt(rows[0]?.next ?? 0);
  };
  /** `reset`: the topic was created again, so a smaller offset replaces the stored one. */
  const saveOffset = ({ topic, partition }: Batch, next: bigint, reset: boolean, tx: PoolClient) =>
    tx.query(
      `INSERT INTO ${schema}.offsets (consumer, topic, part, next) VALUES ($1, $2, $3, $4)
       ON CONFLICT (consumer, topic, part) DO UPDATE SET next = EXCLUDED.next WHERE ${schema}.offsets.next < EXCLUDED.next OR $5`,
      [consumer, topic, partition, next.toString(), reset],
    );

  return async (
    batch: Batch,
    messages: readonly KafkaMessage[],
    tx: PoolClient,
  ): Promise<{ readonly outcome: BatchOutcome; readonly events: readonly StoredEvent[] }> => {
    const storeInvalid = async (offset: string, reason: string, record: unknown): Promise<void> => {
      await tx.query(
        `INSERT INTO ${schema}.foreign_records (consumer, topic, part, at, reason, record) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
        [consumer, batch.topic, batch.partition, offset, reason, JSON.stringify(record)],
      );
      onInvalid?.(reason);
    };

    const stored = await storedOffset(batch, tx);
    const reset = stored > BigInt(batch.highWatermark);
    if (reset)
      await storeInvalid(stored.toString(), 'its topic ends before what was taken of it', {
        stood: stored.toString(),
        end: batch.highWatermark,
      });

    // The topics are neither compacted nor expired, so offsets are dense. A missing range means lost records: store it, never skip it.
    let next = reset ? 0n : stored;
    const taken = new Map<StoredEvent, KafkaMessage>();
    for (const message of messages) {
      const offset = BigInt(message.offset);
      if (offset > next)
        await storeInvalid(next.toString(), 'what came before it on its topic is gone', {
          from: next.toString(),
          to: (offset - 1n).toString(),
        });
      if (offset >= next) next = offset + 1n;
      const event = eventOf(message);
      if ('invalid' in event) await storeInvalid(message.offset, event.invalid, recordAsJson(message));
      else taken.set(event, message);
    }
    const events = await guard.ownOf([...taken.keys()]);
    for (const event of events) taken.delete(event);
    for (const message of taken.values()) await storeInvalid(message.offset, NOT_IN_LOG, recordAsJson(message));

    const outcome = await inbox.take(events, tx);
    await saveOffset(batch, next, reset, tx);
    return { outcome, events };
  };
};

const NOT_IN_LOG = 'the log does not have it';
