import { plainArray, textArray } from './array-parameters.js';
import { batcher } from './batcher.js';
import type { ClaimHolder, StoredEvent } from './port.js';
import { assertUndamaged } from './log-watch.js';
import { EVENT_COLUMNS, type EventRow } from './stored-event.js';

/** Runs a statement that is prepared under a name; values come back as text. It is not repeated once the signal is aborted. */
export type RunPrepared = <R extends (string | null)[]>(
  name: string,
  text: string,
  values: unknown[],
  signal?: AbortSignal,
) => Promise<R[]>;

// Each element of the arrays is looked up by itself, in order.
// A LATERAL subquery with its own ORDER BY or LIMIT cannot become a join with the whole table.
const STREAMS = `
  SELECT ${EVENT_COLUMNS}, wanted.ordinal
    FROM unnest($1::text[], $2::int[]) WITH ORDINALITY AS wanted(stream, after, ordinal),
         LATERAL (SELECT * FROM events WHERE stream_id = wanted.stream AND stream_version > wanted.after ORDER BY stream_version) AS event`;
const CLAIMS = `
  SELECT claim.stream_id, claim.released, wanted.ordinal
    FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS wanted(kind, id, ordinal),
         LATERAL (SELECT * FROM claims WHERE kind = wanted.kind AND id = wanted.id LIMIT 1) AS claim`;

/**
 * The lookups that every command makes, batched. Concurrent commands ask in the same turn of the event loop; a query for
 * each would cost as much as their appends.
 */
export const batchedLookups = (run: RunPrepared, batches: number, eventOf: (row: [...EventRow, string]) => StoredEvent) => {
  const streams = batcher<{ readonly streamId: string; readonly after: number }, readonly StoredEvent[]>(
    async (wanted, signal) => {
      const found = await run<[...EventRow, string]>(
        'streams',
        STREAMS,
        [textArray(wanted.map(({ streamId }) => streamId)), plainArray(wanted.map(({ after }) => after))],
        signal,
      );
      const answers = wanted.map((): StoredEvent[] => []);
      for (const row of found) {
        const index = Number(row[12]) - 1;
        const event = eventOf(row);
        if (event.streamVersion !== wanted[index]!.after + answers[index]!.push(event))
          throw new Error(`stream ${event.streamId} has a gap before version ${event.streamVersion}`);
      }
      return answers;
    },
    { batches },
  );
  const claims = batcher<{ readonly kind: string; readonly id: string }, ClaimHolder | null>(
    async (wanted, signal) => {
      const found = await run<[string, string, string]>(
        'claims',
        CLAIMS,
        [textArray(wanted.map(({ kind }) => kind)), textArray(wanted.map(({ id }) => id))],
        signal,
      );
      const answers = wanted.map((): ClaimHolder | null => null);
      for (const [streamId, released, ordinal] of found) answers[Number(ordinal) - 1] = { streamId, held: released === 'f' };
      return answers;
    },
    { batches },
  );
  return {
    // A damaged event rejects the question about its own stream, not the others of the batch.
    stream: async (streamId: string, after: number, upTo: number, signal?: AbortSignal) => {
      const found = await streams.add({ streamId, after }, signal);
      const events = upTo - after < found.length ? found.slice(0, Math.max(0, upTo - after)) : found;
      events.forEach(assertUndamaged);
      return events;
    },
    claim: (kind: string, id: string, signal?: AbortSignal) => claims.add({ kind, id }, signal),
    close: async () => void (await Promise.all([streams.close(), claims.close()])),
  };
};
