import type { ClaimHolder, StoredEvent } from './port.js';
import { plainArray, textArray } from './parameters.js';
import { gather } from './gathering.js';
import { EVENT_COLUMNS, storedEvent, type EventRow } from './stored-event.js';

/** Runs a statement that is prepared under a name; values come back as text. */
export type Rows = <R extends (string | null)[]>(name: string, text: string, values: unknown[]) => Promise<R[]>;

// Each place of the arrays is looked up by itself, in order: a LATERAL subquery with an ORDER BY or a LIMIT of its own
// cannot become a join with the whole table.
const STREAMS = `
  SELECT ${EVENT_COLUMNS}, wanted.place
    FROM unnest($1::text[], $2::int[]) WITH ORDINALITY AS wanted(stream, after, place),
         LATERAL (SELECT * FROM events WHERE stream_id = wanted.stream AND stream_version > wanted.after ORDER BY stream_version) AS event`;
const CLAIMS = `
  SELECT claim.stream_id, claim.released, wanted.place
    FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS wanted(kind, id, place),
         LATERAL (SELECT * FROM claims WHERE kind = wanted.kind AND id = wanted.id LIMIT 1) AS claim`;

/**
 * The look-ups that every command makes, gathered: commands at work at the same time ask in the same turn, and a query
 * each would cost as much as their appends.
 */
export const lookUps = (rows: Rows, batches: number) => {
  const streams = gather<{ readonly streamId: string; readonly after: number }, readonly StoredEvent[]>(
    async (wanted) => {
      const found = await rows<[...EventRow, string]>('streams', STREAMS, [
        textArray(wanted.map(({ streamId }) => streamId)),
        plainArray(wanted.map(({ after }) => after)),
      ]);
      const answers = wanted.map((): StoredEvent[] => []);
      for (const row of found) {
        const place = Number(row[12]) - 1;
        const event = storedEvent(row);
        if (event.streamVersion !== wanted[place]!.after + answers[place]!.push(event))
          throw new Error(`stream ${event.streamId} has a gap before ${event.streamVersion}`);
      }
      return answers;
    },
    { batches },
  );
  const claims = gather<{ readonly kind: string; readonly id: string }, ClaimHolder | null>(
    async (wanted) => {
      const found = await rows<[string, string, string]>('claims', CLAIMS, [
        textArray(wanted.map(({ kind }) => kind)),
        textArray(wanted.map(({ id }) => id)),
      ]);
      const answers = wanted.map((): ClaimHolder | null => null);
      for (const [streamId, released, place] of found) answers[Number(place) - 1] = { streamId, held: released === 'f' };
      return answers;
    },
    { batches },
  );
  return {
    stream: (streamId: string, after: number) => streams.add({ streamId, after }),
    claim: (kind: string, id: string) => claims.add({ kind, id }),
    close: async () => void (await Promise.all([streams.close(), claims.close()])),
  };
};
