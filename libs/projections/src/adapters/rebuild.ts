import type { EventRegistry } from '@minglu/kernel';
import type { EventStore, StoredEvent } from '@minglu/event-store';
import { inbox, inboxMigration } from '@minglu/messaging';
import type { Pool } from 'pg';
import { projectionMigrations } from './migrations.js';
import { foldInMemory, projector } from './projector.js';

export interface RebuildOptions {
  /** As the owner of the schemas. */
  readonly owner: Pool;
  readonly log: Pick<EventStore, 'head' | 'readAll'>;
  readonly registry: EventRegistry;
  /** Name of the consumer whose inbox stands beside the read model, and of the checkpoint of the embedded reader. */
  readonly consumer: string;
  readonly checkpoint: string;
  readonly pageSize?: number;
  readonly onProgress?: (done: number, of: number) => void;
}

const NEXT = 'query_next';
/** One rebuild at a time. */
const LOCK = 4_812_007;

/** The read model's tables, with its inbox, in another schema. */
const tablesIn = (schema: string): string =>
  [...projectionMigrations, inboxMigration('query', 'minglu_query')].map(({ sql }) => sql.replace(/\bquery\b/g, schema)).join('\n');

/**
 * Builds the read model anew from the log beside the one in use, and puts it in its place. Everything is folded in memory and each row is
 * written once. Reads go on meanwhile. It can be killed at any moment: until the switch, which is one transaction, nothing of the old one
 * is touched, and the next run begins again.
 */
export const rebuild = async ({
  owner,
  log,
  registry,
  consumer,
  checkpoint,
  pageSize = 5_000,
  onProgress,
}: RebuildOptions): Promise<number> => {
  const client = await owner.connect();
  try {
    const { rows } = await client.query<{ free: boolean }>('SELECT pg_try_advisory_lock($1) AS free', [LOCK]);
    if (!rows[0]!.free) throw new Error('another rebuild is under way');
    await client.query(`DROP SCHEMA IF EXISTS ${NEXT} CASCADE; ${tablesIn(NEXT)}`);
    const model = foldInMemory(registry);
    const versions = new Map<string, number>();
    /** What cannot be handled, with what follows it in its stream. */
    const stuck = new Map<string, StoredEvent[]>();
    let at = 0;
    const take = async (upTo: number): Promise<void> => {
      for await (const page of log.readAll({ after: at, upTo, pageSize })) {
        for (const event of page) {
          const waiting = stuck.get(event.streamId);
          if (waiting) {
            waiting.push(event);
            continue;
          }
          try {
            model.apply([event]);
            versions.set(event.streamId, event.streamVersion);
          } catch {
            stuck.set(event.streamId, [event]);
          }
        }
        at += page.length;
        onProgress?.(at, upTo);
      }
    };
    await take(await log.head());
    await model.write(NEXT, client);

    // 切换：先让在用的读者停在原处，再补上其间记录的，然后一并改名。
    await client.query('BEGIN');
    // 先后与读者相同：它先记下不是我们的消息，再动水位。
    await client.query('LOCK TABLE query.foreign_records, query.checkpoints, query.watermarks IN ACCESS EXCLUSIVE MODE');
    await take(await log.head());
    await model.write(NEXT, client);
    await client.query(`INSERT INTO ${NEXT}.watermarks (consumer, stream_id, version) SELECT $1, * FROM unnest($2::text[], $3::int[])`, [
      consumer,
      [...versions.keys()],
      [...versions.values()],
    ]);
    // 办不成的照在用者的样子搁置，原因也是它自己说的。
    const { take: setAside } = inbox({ consumer, schema: NEXT, handler: projector(registry, NEXT) });
    if (stuck.size > 0) await setAside([...stuck.values()].flat(), client);
    await client.query(`INSERT INTO ${NEXT}.checkpoints (name, position) VALUES ($1, $2)`, [checkpoint, at]);
    await client.query(`INSERT INTO ${NEXT}.offsets SELECT * FROM query.offsets`);
    await client.query(`INSERT INTO ${NEXT}.foreign_records SELECT * FROM query.foreign_records`);
    await client.query(`DROP SCHEMA query CASCADE; ALTER SCHEMA ${NEXT} RENAME TO query`);
    await client.query('COMMIT');
    return at;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [LOCK]).catch(() => undefined);
    client.release();
  }
};
