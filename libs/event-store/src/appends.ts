import pg from 'pg';
import { APPEND_SQL, appendParameters, outcomeOf, prepareAppend, type OutcomeRow, type PreparedAppend } from './append-batch.js';
import { batcher } from './batcher.js';
import type { SeenEvent } from './log-watch.js';
import type { Append, AppendOutcome } from './port.js';
import { openClient } from './session.js';
import { asText } from './stored-event.js';
import { retryTransient } from './transient-errors.js';

/** An append was sent and not answered in time: it may have taken effect, or may still. */
export class OutcomeUnknown extends Error {
  constructor(cause: unknown) {
    super('the append was sent and not answered', { cause });
  }
}

interface Sending {
  readonly append: PreparedAppend;
  /** Attempts that were sent and not answered. Each may have taken effect. */
  unanswered: number;
}

interface AppendsOptions {
  readonly config: pg.ClientConfig;
  readonly patienceMs: number;
  /** Milliseconds that one attempt has. The connection is then closed, and the attempt repeated. */
  readonly attemptMs: number;
  /** The furthest event that this process has seen. */
  readonly seen: () => SeenEvent | null;
  readonly onAppended: (place: SeenEvent) => void;
}

/** Group commit: the appends of concurrent calls go to the server together, on a connection of their own. */
export const groupedAppends = ({ config, patienceMs, attemptMs, seen, onAppended }: AppendsOptions) => {
  const writer = pipelined(config);
  const attempt = async (batch: readonly Sending[], values: (string | Buffer)[]): Promise<readonly OutcomeRow[]> => {
    const client = await writer.client();
    for (const one of batch) one.unanswered += 1;
    try {
      const query = { name: 'append', text: APPEND_SQL, values, rowMode: 'array', types: asText, query_timeout: attemptMs } as const;
      return (await client.query<OutcomeRow>(query)).rows;
    } catch (error) {
      if (isUndone(error)) for (const one of batch) one.unanswered -= 1;
      throw error;
    }
  };
  const send = async (batch: readonly Sending[], signal: AbortSignal): Promise<readonly AppendOutcome[]> => {
    try {
      const values = appendParameters(
        batch.map(({ append }) => append),
        seen() ?? undefined,
      );
      // A batch whose connection was lost may have been committed: its commands are then answered `repeated`.
      const rows = await retryTransient(() => attempt(batch, values), patienceMs, signal);
      return rows.map((row, i) => {
        const { append } = batch[i]!;
        const outcome = outcomeOf(row, append);
        const hash = append.seals.at(-1)?.hash;
        if (outcome.outcome === 'appended' && hash) onAppended({ position: outcome.position, hash });
        return outcome;
      });
    } catch (error) {
      const gone = removedFileIn(error);
      if (gone === null) throw error;
      if (batch.length === 1) return [{ outcome: 'conflict', on: 'file', id: gone }];
      // The error does not say which command it is, and the others of the batch must not fail with it.
      const outcomes: AppendOutcome[] = [];
      for (const one of batch) outcomes.push(...(await send([one], signal)));
      return outcomes;
    }
  };
  const batches = batcher<Sending, AppendOutcome>(
    send,
    // Two batches: while the server works on one, the callers of the other prepare their next commands.
    { batches: 2, minShare: 32, weight: ({ append }) => weightOf(append) },
  );
  return {
    append: async (append: Append, signal?: AbortSignal): Promise<AppendOutcome> => {
      const sending: Sending = { append: prepareAppend(append), unanswered: 0 };
      try {
        return await batches.add(sending, signal);
      } catch (error) {
        throw sending.unanswered > 0 ? new OutcomeUnknown(error) : error;
      }
    },
    /** Accepts no more appends; resolves when all accepted ones are answered and the connection is closed. */
    close: async (): Promise<void> => {
      await batches.close();
      await writer.end();
    },
  };
};

/** SQLSTATE of a log that keeps files: an event has the digest of a file that was removed. Its detail is the digest. */
const FILE_REMOVED = 'ML002';
const removedFileIn = (error: unknown): string | null =>
  error instanceof pg.DatabaseError && error.code === FILE_REMOVED ? (error.detail ?? '') : null;

/** True if the server answered that the statement failed: it was rolled back. A server that goes down (57P) may have committed it. */
const isUndone = (error: unknown): boolean => error instanceof pg.DatabaseError && !/^(?:08|57P)/.test(error.code ?? '');

/** One connection that accepts a query before the last one is answered. A lost connection is replaced at the next call. */
const pipelined = (config: pg.ClientConfig) => {
  let current: Promise<pg.Client> | undefined;
  const connect = (): Promise<pg.Client> => {
    const connecting = openClient({ ...config, pipeline: true });
    const forget = () => {
      if (current === connecting) current = undefined;
    };
    connecting.then((client) => client.on('error', forget).on('end', forget), forget);
    return connecting;
  };
  return {
    client: () => (current ??= connect()),
    end: async () => (await current?.catch(() => undefined))?.end(),
  };
};

const weightOf = ({ writes, secrets }: PreparedAppend): number => {
  let weight = 0;
  for (const { events } of writes) for (const { payload, metadata } of events) weight += payload.length + metadata.length;
  for (const { ciphertext } of secrets) weight += ciphertext.length;
  return weight;
};
