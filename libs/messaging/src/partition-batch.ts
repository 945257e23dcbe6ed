import type { StoredEvent } from '@minglu/event-store';
import type { Batch, KafkaMessage } from 'kafkajs';
import type { PoolClient } from 'pg';
import { NOT_IN_LOG, type branchGuard } from './branch-guard.js';
import type { BatchOutcome, Inbox } from './inbox.js';
import { isEpochRecord } from './epoch-record.js';
import { OTHER_CONTENT, storeForeign } from './foreign-records.js';
import { eventOf, recordAsJson } from './record.js';
import type { recordVerifier } from './record-signature.js';

const OTHER_LOG = 'of another log';
const logIdOf = ({ headers }: KafkaMessage): string => String(headers?.['ce_logid']);

interface PartitionBatchOptions {
  readonly consumer: string;
  readonly schema: string;
  readonly inbox: Inbox;
  readonly onInvalid?: (reason: string) => void;
}

/** The event of a message, or the reason why it has none that counts. Null for an epoch record: the log itself tells which events are lost. */
type Judged = ReturnType<typeof eventOf> | null;
interface JudgedMessage {
  readonly message: KafkaMessage;
  readonly event: Judged;
  /** Whether an operator has to look at a message without an event. */
  readonly alarm: boolean;
}

interface JudgeOptions {
  readonly guard: Pick<ReturnType<typeof branchGuard>, 'ownOf'>;
  /** Reason why a record is not authentic, null if it is. */
  readonly verify: ReturnType<typeof recordVerifier>;
}

/**
 * Reads messages, verifies them and compares them with the log. To be called before the transaction that takes them, since the guard
 * uses a connection of the same pool. Transactions that each wait for a second connection would wait for ever.
 */
export const judgedBy = ({ guard, verify }: JudgeOptions) => {
  const authentic = (message: KafkaMessage): Judged => {
    const { key, value, headers } = message;
    const event = isEpochRecord(message) && key && value ? null : eventOf(message);
    if (event !== null && 'invalid' in event) return event;
    const invalid = verify({ key: key!, value: value!, headers: headers! });
    return invalid === null ? event : { invalid };
  };
  return async (messages: readonly KafkaMessage[]): Promise<readonly JudgedMessage[]> => {
    const read = messages.map((message) => ({ message, event: authentic(message) }));
    const logIds = new Map(
      read.flatMap(({ message, event }) => (event === null || 'invalid' in event ? [] : [[event, logIdOf(message)] as const])),
    );
    const { own, logId } = await guard.ownOf([...logIds.keys()], (event) => logIds.get(event)!);
    return read.map(({ message, event }) => {
      if (event !== null && 'invalid' in event) return { message, event, alarm: true };
      if (logIdOf(message) !== logId) return { message, event: { invalid: OTHER_LOG }, alarm: true };
      if (event === null || own.has(event)) return { message, event, alarm: true };
      // The publisher signed it before a restore lost its event.
      return { message, event: { invalid: NOT_IN_LOG }, alarm: false };
    });
  };
};

/**
 * Takes messages of one partition inside an open transaction: stores invalid records and missing ranges, applies the
 * events, and stores the next offset.
 */
export const partitionBatches = ({ consumer, schema, inbox, onInvalid }: PartitionBatchOptions) => {
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
    messages: readonly JudgedMessage[],
    tx: PoolClient,
  ): Promise<{ readonly outcome: BatchOutcome; readonly events: readonly StoredEvent[] }> => {
    const storeInvalid = async (offset: string, reason: string, record: unknown, alarm = true): Promise<void> => {
      await storeForeign({ schema, consumer, topic: batch.topic, part: batch.partition, at: offset, reason, record, alarm }, tx);
      onInvalid?.(reason);
    };

    const stored = await storedOffset(batch, tx);
    const reset = stored > BigInt(batch.highWatermark);
    if (reset)
      await storeInvalid(
        stored.toString(),
        'its topic ends before what was taken of it',
        {
          stood: stored.toString(),
          end: batch.highWatermark,
        },
        false,
      );

    // The topics are neither compacted nor expired, so offsets are dense. A missing range means lost records: store it, never skip it.
    let next = reset ? 0n : stored;
    const messageOf = new Map<StoredEvent, KafkaMessage>();
    for (const { message, event, alarm } of messages) {
      const offset = BigInt(message.offset);
      if (offset > next)
        await storeInvalid(
          next.toString(),
          'what came before it on its topic is gone',
          {
            from: next.toString(),
            to: (offset - 1n).toString(),
          },
          false,
        );
      if (offset >= next) next = offset + 1n;
      if (event === null) continue;
      if ('invalid' in event) await storeInvalid(message.offset, event.invalid, recordAsJson(message), alarm);
      else messageOf.set(event, message);
    }
    const events = [...messageOf.keys()];

    const outcome = await inbox.take(events, tx, async (event) => {
      const message = messageOf.get(event)!;
      await storeInvalid(message.offset, OTHER_CONTENT, recordAsJson(message));
    });
    await saveOffset(batch, next, reset, tx);
    return { outcome, events };
  };
};
