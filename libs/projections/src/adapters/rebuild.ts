import type { EventRegistry } from '@minglu/kernel';
import { checkpointTable, placeIn, transactionOn, withConnection, type EventStore, type StoredEvent } from '@minglu/event-store';
import { authenticInbox, comparedInbox, inbox, inboxMigration, shortHash } from '@minglu/messaging';
import type { Pool } from 'pg';
import { projectionMigrations } from './migrations.js';
import { foldInMemory, projector } from './projector.js';

export interface RebuildOptions {
  /** Connections of the owner of the schemas. */
  readonly owner: Pool;
  readonly log: Pick<EventStore, 'head' | 'look' | 'readAll'>;
  readonly registry: EventRegistry;
  /** Consumer whose inbox is in the schema of the read model. */
  readonly consumer: string;
  /** Checkpoint of the reader that reads the log directly. */
  readonly checkpoint: string;
  readonly pageSize?: number;
  readonly onProgress?: (done: number, of: number) => void;
}

const NEXT = 'query_next';
/** Advisory lock that a rebuild holds: only one runs at a time. */
const LOCK = 4_812_007;

/** The DDL of the read model and its inbox, for another schema. */
const tablesIn = (schema: string): string =>
  [...projectionMigrations, inboxMigration('query', 'minglu_query'), authenticInbox('query'), comparedInbox('query', 'minglu_audit')]
    .map(({ sql }) => sql.replace(/\bquery\b/g, schema))
    .join('\n');

/**
 * Builds a second read model from the log and swaps it with the one in use. All rows are folded in memory and written once.
 * Queries and the consumer go on meanwhile. The swap is one transaction; a rebuild that is killed before it changes nothing.
 * The next rebuild starts from the beginning. Resolves to the number of events. Throws if another rebuild is running.
 */
export const rebuild = ({ owner, log, registry, consumer, checkpoint, pageSize = 5_000, onProgress }: RebuildOptions): Promise<number> =>
  withConnection(owner, async (client, discard) => {
    const { rows } = await client.query<{ free: boolean }>('SELECT pg_try_advisory_lock($1) AS free', [LOCK]);
    if (!rows[0]!.free) throw new Error('another rebuild is under way');
    try {
      await client.query(`DROP SCHEMA IF EXISTS ${NEXT} CASCADE; ${tablesIn(NEXT)}`);
      const model = foldInMemory(registry, NEXT);
      const versions = new Map<string, number>();
      /** The short hashes of the folded events, by stream. */
      const hashes = new Map<string, string>();
      /** The events that cannot be handled, each with the later events of its stream. */
      const blocked = new Map<string, StoredEvent[]>();
      let at = 0;
      const foldUpTo = async (upTo: number): Promise<void> => {
        for await (const page of log.readAll({ after: at, upTo, pageSize })) {
          for (const event of page) {
            const waiting = blocked.get(event.streamId);
            if (waiting) {
              waiting.push(event);
              continue;
            }
            try {
              model.apply([event]);
              versions.set(event.streamId, event.streamVersion);
              hashes.set(event.streamId, (hashes.get(event.streamId) ?? '') + shortHash(event));
            } catch {
              blocked.set(event.streamId, [event]);
            }
          }
          at += page.length;
          onProgress?.(at, upTo);
        }
      };
      await foldUpTo(await log.head());
      await model.write(client);
      await model.copyChanges(client);

      // The swap: stop the consumer of the old read model, fold the events recorded meanwhile, then rename the schema.
      await transactionOn(client, discard, async () => {
        // The consumer locks in this order too: it reads its offset first, and records invalid records before it moves a watermark.
        await client.query('LOCK TABLE query.offsets, query.foreign_records, query.checkpoints, query.watermarks IN ACCESS EXCLUSIVE MODE');
        await foldUpTo(await log.head());
        await model.write(client);
        await model.finishChanges(client);
        await client.query(
          `INSERT INTO ${NEXT}.watermarks (consumer, stream_id, version, hashes)
           SELECT $1, stream_id, version, decode(hashes, 'hex') FROM unnest($2::text[], $3::int[], $4::text[]) n(stream_id, version, hashes)`,
          [consumer, [...versions.keys()], [...versions.values()], [...hashes.values()]],
        );
        // The inbox parks blocked events, with the same reasons as in service.
        const { take } = inbox({ consumer, schema: NEXT, handler: projector(registry, NEXT) });
        if (blocked.size > 0) await take([...blocked.values()].flat(), client);
        const place = placeIn(await log.look(at), at);
        for (const name of [checkpoint, consumer]) await checkpointTable(`${NEXT}.checkpoints`, name).raise(client, place);
        await client.query(`INSERT INTO ${NEXT}.offsets SELECT * FROM query.offsets`);
        await client.query(`INSERT INTO ${NEXT}.foreign_records SELECT * FROM query.foreign_records`);
        await client.query(`DROP SCHEMA query CASCADE; ALTER SCHEMA ${NEXT} RENAME TO query`);
      });
      return at;
    } finally {
      // A connection that still holds the lock must not go back to the pool.
      await client.query('SELECT pg_advisory_unlock($1)', [LOCK]).catch(discard);
    }
  });
