import type { Instant, EventRegistry, Refusal } from '@minglu/kernel';
import { inTransaction, subscribe, type EventStore } from '@minglu/event-store';
import type { Deadline } from '@minglu/regulation';
import type { Pool, PoolClient } from 'pg';
import { caseOf, deadlineProcess, type SystemCommand } from '../deadline-process.js';
import { timerTable } from './timer-table.js';

/** How a system command is given to casework; undefined where it was accepted. */
export type GiveCommand = (command: SystemCommand, at: Instant) => Promise<Refusal | undefined>;

export interface ClockworkOptions {
  readonly pool: Pool;
  readonly log: Pick<EventStore, 'head' | 'readAll'>;
  readonly registry: EventRegistry;
  readonly give: GiveCommand;
  /** Hears of a command that failed (not: was refused); the others go on, and it is tried again in the next round. */
  readonly onError: (error: unknown, command: SystemCommand | null) => void;
}

/** The durable deadline clock. */
export interface Clockwork {
  /** Everything that is due at this instant, in order, until nothing is. Gives the number of commands that were answered. */
  readonly settle: (now: Instant) => Promise<number>;
  /** When the next timer is due; null where none waits. */
  readonly nextDue: () => Promise<Instant | null>;
  readonly position: () => Promise<number>;
}

export const clockwork = ({ pool, log, registry, give, onError }: ClockworkOptions): Clockwork => {
  const follower = subscribe({
    name: 'timers',
    pool,
    log,
    checkpoints: 'procedure.checkpoints',
    handler: timerTable(registry),
    onError: (error) => onError(error, null),
  });

  /** Takes one row that nobody else is at, gives its command, and writes down what became of it, in one transaction. */
  const giveNext = (take: (tx: PoolClient) => Promise<Taken | null>, now: Instant): Promise<'answered' | 'failed' | 'nothing'> =>
    inTransaction(pool, async (tx) => {
      const taken = await take(tx);
      if (!taken) return 'nothing';
      const { done, text } = await give(taken.command, now).then(
        (refusal) => ({ done: true, text: refusal ? `refused: ${refusal.code}` : 'accepted' }),
        (error: unknown) => {
          onError(error, taken.command);
          return { done: false, text: `failed: ${String(error)}` };
        },
      );
      await taken.note(done, text);
      return done ? 'answered' : 'failed';
    });

  const takeFromOutbox =
    (failed: Set<string>) =>
    async (tx: PoolClient): Promise<Taken | null> => {
      const { rows } = await tx.query<{ command_id: string; command: string }>(
        'SELECT command_id, command FROM procedure.outbox WHERE NOT done AND command_id <> ALL($1) ORDER BY position, ordinal LIMIT 1 FOR UPDATE SKIP LOCKED',
        [[...failed]],
      );
      const [row] = rows;
      if (!row) return null;
      return {
        command: JSON.parse(row.command) as SystemCommand,
        note: async (done, outcome) => {
          if (!done) failed.add(row.command_id);
          await tx.query('UPDATE procedure.outbox SET done = $2, outcome = $3 WHERE command_id = $1', [row.command_id, done, outcome]);
        },
      };
    };

  /** The earliest timer that is due, but none of a dossier whose deadlines have yet to be counted again. */
  const takeTimer =
    (now: Instant, failed: Set<string>) =>
    async (tx: PoolClient): Promise<Taken | null> => {
      const { rows } = await tx.query<{ stream_id: string; kind: string; of_id: string; deadline: string }>(
        `SELECT stream_id, kind, of_id, deadline FROM procedure.timers t
         WHERE NOT fired AND NOT provisional AND due_at <= $1 AND stream_id || '/' || kind || '/' || of_id <> ALL($2)
           AND NOT EXISTS (SELECT FROM procedure.outbox o WHERE o.stream_id = t.stream_id AND NOT o.done)
         ORDER BY due_at, set_position, kind LIMIT 1 FOR UPDATE SKIP LOCKED`,
        [now, [...failed]],
      );
      const [row] = rows;
      if (!row) return null;
      const decision = deadlineProcess.decide(
        { caseId: caseOf(row.stream_id), open: [JSON.parse(row.deadline) as Deadline] },
        { kind: 'time', now },
      );
      if (!('commands' in decision)) throw new Error(`the timer of ${row.stream_id} is due and yet is not: ${decision.ignored}`);
      return {
        command: decision.commands[0]!,
        note: async (fired, outcome) => {
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

  return {
    settle: async (now) => {
      const failed = new Set<string>();
      let answered = 0;
      for (;;) {
        // 计时器只在其表已到日志末尾后触发。
        await follower.catchUp();
        let outcome = await giveNext(takeFromOutbox(failed), now);
        if (outcome === 'nothing') outcome = await giveNext(takeTimer(now, failed), now);
        if (outcome === 'nothing') return answered;
        if (outcome === 'answered') answered += 1;
      }
    },
    nextDue: async () => {
      await follower.catchUp();
      const { rows } = await pool.query<{ due: Date | null }>(
        'SELECT min(due_at) AS due FROM procedure.timers WHERE NOT fired AND NOT provisional',
      );
      return rows[0]?.due?.toISOString() ?? null;
    },
    position: follower.position,
  };
};

interface Taken {
  readonly command: SystemCommand;
  readonly note: (done: boolean, outcome: string) => Promise<void>;
}
