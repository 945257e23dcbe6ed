import type { Instant, EventRegistry, Refusal } from '@minglu/kernel';
import { inTransaction, type EventStore } from '@minglu/event-store';
import { logConsumer, type Consumer } from '@minglu/messaging';
import type { Deadline } from '@minglu/regulation';
import type { Pool, PoolClient } from 'pg';
import { caseOf, deadlineProcess, type SystemCommand } from '../deadline-process.js';
import { TIMERS } from './migrations.js';
import { timerTable } from './timer-table.js';

/** Sends a system command to the command handler. Resolves to the refusal, or to undefined if the command was accepted. */
export type SendSystemCommand = (command: SystemCommand, at: Instant) => Promise<Refusal | undefined>;

export interface DeadlineSchedulerOptions {
  readonly pool: Pool;
  readonly log: Pick<EventStore, 'head' | 'look' | 'readAll'>;
  readonly registry: EventRegistry;
  readonly send: SendSystemCommand;
  /**
   * Called when a command fails, or with null when the log cannot be followed. A refusal is no failure.
   * The remaining commands are still sent; the failed one is tried again in the next run.
   */
  readonly onError: (error: unknown, command: SystemCommand | null) => void;
}

/** Durable scheduler of the deadlines: its timers and its outbox are in the database. */
export interface DeadlineScheduler {
  /** Sends all commands that are due at this instant, in order. Resolves to the number of commands that were answered. */
  readonly runDueDeadlines: (now: Instant) => Promise<number>;
  /** The instant of the next timer; null if none is set. */
  readonly nextDue: () => Promise<Instant | null>;
  /** Position of the log up to which the timers are set. */
  readonly position: () => Promise<number>;
  /** Commands that failed in the last run: they got no answer. */
  readonly failing: () => number;
  /** Seconds for which the oldest due deadline has waited at this instant; 0 if none is due. */
  readonly oldestDueSeconds: (now: Instant) => Promise<number>;
  /** The events that it cannot handle: each stops the deadlines of its own case only. And whether it stands on the log. */
  readonly consumer: Pick<Consumer, 'appliedCount' | 'parkedAndInvalid' | 'parkedSeconds' | 'alarms' | 'standing'>;
}

export const deadlineScheduler = ({ pool, log, registry, send, onError }: DeadlineSchedulerOptions): DeadlineScheduler => {
  const follower = logConsumer({
    ...TIMERS,
    pool,
    log,
    checkpoints: 'procedure.checkpoints',
    handler: timerTable(registry),
    onError: (error) => onError(error, null),
    onCommitted: ({ parked }) => {
      for (const { streamId, streamVersion, reason } of parked)
        onError(new Error(`${streamId} @${streamVersion} was set aside, the deadlines of its case are held: ${reason}`), null);
    },
  });
  let failing = 0;

  /** Locks one due row, sends its command and records the outcome, in one transaction. */
  const sendNext = (lockNext: (tx: PoolClient) => Promise<DueCommand | null>, now: Instant): Promise<'answered' | 'failed' | 'none'> =>
    inTransaction(pool, async (tx) => {
      const due = await lockNext(tx);
      if (!due) return 'none';
      const { isAnswered, outcome } = await send(due.command, now).then(
        (refusal) => ({ isAnswered: true, outcome: refusal ? `refused: ${refusal.code}` : 'accepted' }),
        (error: unknown) => {
          onError(error, due.command);
          return { isAnswered: false, outcome: `failed: ${String(error)}` };
        },
      );
      await due.record(isAnswered, outcome);
      return isAnswered ? 'answered' : 'failed';
    });

  return {
    runDueDeadlines: async (now) => {
      const failed = new Set<string>();
      let answered = 0;
      for (;;) {
        // No timer fires before the table has reached the end of the log.
        await follower.catchUp();
        let result = await sendNext((tx) => lockRequest(tx, failed), now);
        if (result === 'none') result = await sendNext((tx) => lockTimer(tx, now, failed), now);
        failing = failed.size;
        if (result === 'none') return answered;
        if (result === 'answered') answered += 1;
      }
    },
    nextDue: async () => {
      await follower.catchUp();
      const { rows } = await pool.query<{ due: Date | null }>(
        `SELECT min(due_at) AS due FROM procedure.timers t WHERE NOT fired AND NOT provisional AND ${NOT_HELD}`,
      );
      return rows[0]?.due?.toISOString() ?? null;
    },
    position: follower.position,
    failing: () => failing,
    oldestDueSeconds: async (now) => {
      const { rows } = await pool.query<{ seconds: number | null }>(
        `SELECT extract(epoch FROM $1::timestamptz - min(due_at))::float8 AS seconds FROM procedure.timers WHERE NOT fired AND NOT provisional`,
        [now],
      );
      return Math.max(0, rows[0]!.seconds ?? 0);
    },
    consumer: follower,
  };
};

/** Excludes the case of a parked event: the event may have changed or ended its deadlines. */
const NOT_HELD = `NOT EXISTS (SELECT FROM procedure.watermarks w WHERE w.consumer = '${TIMERS.name}' AND w.stream_id = t.stream_id AND w.parked)`;

/** A command whose row is locked until the transaction ends. */
interface DueCommand {
  readonly command: SystemCommand;
  /** Writes the outcome into the row. */
  readonly record: (isAnswered: boolean, outcome: string) => Promise<void>;
}

/** Locks the oldest request of the outbox that has not failed in this run. */
const lockRequest = async (tx: PoolClient, failed: Set<string>): Promise<DueCommand | null> => {
  const { rows } = await tx.query<{ command_id: string; command: string }>(
    `SELECT command_id, command FROM procedure.outbox t WHERE NOT done AND command_id <> ALL($1) AND ${NOT_HELD}
     ORDER BY position, ordinal LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [[...failed]],
  );
  const [row] = rows;
  if (!row) return null;
  return {
    command: JSON.parse(row.command) as SystemCommand,
    record: async (isAnswered, outcome) => {
      if (!isAnswered) failed.add(row.command_id);
      await tx.query('UPDATE procedure.outbox SET done = $2, outcome = $3 WHERE command_id = $1', [row.command_id, isAnswered, outcome]);
    },
  };
};

/** Locks the earliest due timer. It skips the dossiers whose deadlines wait for a recomputation. */
const lockTimer = async (tx: PoolClient, now: Instant, failed: Set<string>): Promise<DueCommand | null> => {
  const { rows } = await tx.query<{ stream_id: string; kind: string; of_id: string; deadline: string }>(
    `SELECT stream_id, kind, of_id, deadline FROM procedure.timers t
     WHERE NOT fired AND NOT provisional AND due_at <= $1 AND stream_id || '/' || kind || '/' || of_id <> ALL($2)
       AND NOT EXISTS (SELECT FROM procedure.outbox o WHERE o.stream_id = t.stream_id AND NOT o.done) AND ${NOT_HELD}
     ORDER BY due_at, set_position, kind LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [now, [...failed]],
  );
  const [row] = rows;
  if (!row) return null;
  const decision = deadlineProcess.decide(
    { caseId: caseOf(row.stream_id), open: [JSON.parse(row.deadline) as Deadline] },
    { kind: 'time', now },
  );
  if (!('commands' in decision))
    throw new Error(`the timer table and the deadline process disagree about ${row.stream_id}: ${decision.ignored}`);
  return {
    command: decision.commands[0]!,
    record: async (fired, outcome) => {
      if (!fired) failed.add(`${row.stream_id}/${row.kind}/${row.of_id}`);
      await tx.query('UPDATE procedure.timers SET fired = $4, outcome = $5 WHERE stream_id = $1 AND kind = $2 AND of_id = $3', [
        row.stream_id,
        row.kind,
        row.of_id,
        fired,
        outcome,
      ]);
    },
  };
};
