import type { EventRegistry } from '@minglu/kernel';
import { checkpointTable, placeIn, transactionOn, withConnection, type EventStore, type StoredEvent } from '@minglu/event-store';
import { advance, authenticInbox, comparedInbox, inbox, inboxMigration, type Watermark } from '@minglu/messaging';
import type { Pool } from 'pg';
import { projectionMigrations } from './migrations.js';
import { changesCarrier, type NewChange } from './changes-table.js';
import type { FigureRow } from './figures-table.js';
import { takeOffIndexes } from './indexes-later.js';
import { projector, rowFold, WRITTEN_ONCE } from './projector.js';
import { copies, type TableShape } from './row-writer.js';

export interface RebuildOptions {
  /** Connections of the owner of the schemas. */
  readonly owner: Pool;
  readonly log: Pick<EventStore, 'head' | 'look' | 'readAll' | 'readStreams'>;
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

/** Events whose rows are written together. */
const EVENTS_PER_WRITE = 2_000;

const WATERMARKS: TableShape = {
  table: 'watermarks',
  columns: { consumer: 'text', stream_id: 'text', version: 'int', hashes: 'bytea' },
};
/** Tables whose rows are written once, by COPY. Their indexes are made afterwards. */
const LOADED: ReadonlySet<string> = new Set([...WRITTEN_ONCE, WATERMARKS.table]);

interface OfStream extends Watermark {
  readonly streamId: string;
}
/** Rows that wait to be written: streams that were read to their end, with the changes and figures of their events. */
interface Batch {
  events: number;
  readonly ended: OfStream[];
  readonly changes: NewChange[];
  readonly figures: FigureRow[];
}
const emptyBatch = (): Batch => ({ events: 0, ended: [], changes: [], figures: [] });

/**
 * Builds a second read model from the log and swaps it with the one in use. The log is read stream by stream: a row is folded, written and let go, so
 * the memory does not grow with the log. The server writes while the next events are read.
 *
 * Queries and the consumer go on meanwhile. The swap is one transaction; a rebuild that is killed before it changes nothing.
 * The next rebuild starts from the beginning. Resolves to the number of events. Throws if another rebuild is running.
 */
export const rebuild = ({ owner, log, registry, consumer, checkpoint, pageSize = 500, onProgress }: RebuildOptions): Promise<number> =>
  withConnection(owner, async (client, discard) => {
    const { rows } = await client.query<{ free: boolean }>('SELECT pg_try_advisory_lock($1) AS free', [LOCK]);
    if (!rows[0]!.free) throw new Error('another rebuild is under way');
    let writing: Promise<unknown> = Promise.resolve();
    try {
      await client.query(`DROP SCHEMA IF EXISTS ${NEXT} CASCADE; ${tablesIn(NEXT)}`);
      const indexes = await takeOffIndexes(client, NEXT, [...LOADED]);
      const ofChanges = await takeOffIndexes(client, NEXT, ['changes']);
      const carrier = changesCarrier('query', NEXT);
      await carrier.begin(client);

      const fold = rowFold(registry, NEXT);
      const tables = copies(NEXT, LOADED);
      /** The events that cannot be handled, each with the later events of its stream. */
      const blocked = new Map<string, StoredEvent[]>();
      let batch = emptyBatch();
      const write = async ({ ended, changes, figures }: Batch): Promise<void> => {
        await fold.write(
          client,
          ended.map(({ streamId }) => streamId),
        );
        await fold.writeFigures(client, figures);
        await carrier.add(client, changes);
        await tables.write(
          client,
          WATERMARKS,
          ended.flatMap(({ streamId, version, hashes }) => (version > 0 ? [[consumer, streamId, version, `\\x${hashes}`]] : [])),
        );
      };
      /** Begins to write. The server does so while the next page is folded. */
      const writeOn = async (): Promise<void> => {
        const full = batch;
        batch = emptyBatch();
        await writing;
        writing = write(full);
        writing.catch(() => undefined); // thrown where it is awaited
      };
      let open: OfStream = { streamId: '', version: 0, parked: false, hashes: '' };
      const add = (event: StoredEvent): void => {
        const { streamId } = event;
        if (open.streamId !== streamId) {
          open = { streamId, version: 0, parked: false, hashes: '' };
          batch.ended.push(open);
        }
        batch.events += 1;
        const waiting = blocked.get(streamId);
        if (waiting) return void waiting.push(event);
        try {
          const noted = fold.apply(event);
          if (noted) batch.changes.push(noted.change);
          if (noted) batch.figures.push(...noted.figures);
          advance(open, event);
        } catch {
          blocked.set(streamId, [event]);
        }
      };
      let at = 0;
      const counted = async function* (pages: AsyncIterable<readonly StoredEvent[]>, upTo: number) {
        for await (const page of pages) {
          yield page;
          at += page.length;
          onProgress?.(at, upTo);
        }
      };

      const head = await log.head();
      for await (const page of counted(log.readStreams({ upTo: head, pageSize }), head))
        for (const event of page) {
          // Only between two streams: a row that is written is let go.
          if (batch.events >= EVENTS_PER_WRITE && event.streamId !== open.streamId) await writeOn();
          add(event);
        }
      await writeOn();
      await writing;
      await transactionOn(client, discard, () => indexes.putBack());
      await carrier.copy(client);
      await transactionOn(client, discard, () => ofChanges.putBack());

      // The events since then, and those that cannot be handled, are taken as in service: the inbox parks with the same reasons.
      const { take } = inbox({ consumer, schema: NEXT, handler: projector(registry, NEXT, carrier.add) });
      const takeUpTo = async (upTo: number): Promise<void> => {
        for await (const page of counted(log.readAll({ after: at, upTo, pageSize }), upTo)) await take(page, client);
      };
      await transactionOn(client, discard, async () => {
        if (blocked.size > 0) await take([...blocked.values()].flat(), client);
        await takeUpTo(await log.head());
      });

      // The swap: stop the consumer of the old read model, take the events recorded meanwhile, then rename the schema.
      await transactionOn(client, discard, async () => {
        // The consumer locks in this order too: it reads its offset first, and records invalid records before it moves a watermark.
        await client.query('LOCK TABLE query.offsets, query.foreign_records, query.checkpoints, query.watermarks IN ACCESS EXCLUSIVE MODE');
        await takeUpTo(await log.head());
        await carrier.finish(client);
        const place = placeIn(await log.look(at), at);
        for (const name of [checkpoint, consumer]) await checkpointTable(`${NEXT}.checkpoints`, name).raise(client, place);
        await client.query(`INSERT INTO ${NEXT}.offsets SELECT * FROM query.offsets`);
        await client.query(`INSERT INTO ${NEXT}.foreign_records SELECT * FROM query.foreign_records`);
        await client.query(`DROP SCHEMA query CASCADE; ALTER SCHEMA ${NEXT} RENAME TO query`);
      });
      return at;
    } finally {
      await writing.catch(() => undefined);
      // A connection that still holds the lock must not go back to the pool.
      await client.query('SELECT pg_advisory_unlock($1)', [LOCK]).catch(discard);
    }
  });
