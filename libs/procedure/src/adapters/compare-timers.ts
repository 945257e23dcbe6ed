import { categoryOf, type EventRegistry, type Instant } from '@minglu/kernel';
import { decodeStored, inTransaction, type EventStore } from '@minglu/event-store';
import { subjectOfDeadline, type Deadline } from '@minglu/regulation';
import type { Pool } from 'pg';
import { caseOf, deadlineProcess, type DossierDeadlines } from '../deadline-process.js';
import { TIMERS } from './migrations.js';

interface CompareOptions {
  /** With the rights of `minglu_audit`, or as the owner, and without limits of time. */
  readonly pool: Pool;
  readonly log: Pick<EventStore, 'readAll'>;
  readonly registry: EventRegistry;
  readonly onProgress?: (done: number) => Promise<void>;
}

/** A timer that does not follow from the log. */
export interface TimerFault {
  /** Of the event that has set it. */
  readonly position: number;
  readonly reason: string;
}

interface TimerRow {
  readonly stream: string;
  readonly kind: string;
  readonly of: string;
  readonly deadline: string;
  readonly dueAt: Date;
  readonly provisional: boolean;
  readonly position: string;
}

/** Folds the deadlines of all cases again, as far as the timers have taken each stream, and compares all timers. Changes nothing. */
export const compareTimers = async ({
  pool,
  log,
  registry,
  onProgress,
}: CompareOptions): Promise<{ readonly events: number; readonly fault: TimerFault | null }> => {
  const { versions, rows } = await inTransaction(pool, async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    const marks = await tx.query<{ stream_id: string; version: number }>(
      'SELECT stream_id, version FROM procedure.watermarks WHERE consumer = $1',
      [TIMERS.name],
    );
    const timers = await tx.query<TimerRow>(
      `SELECT stream_id AS stream, kind, of_id AS of, deadline, due_at AS "dueAt", provisional, set_position::text AS position FROM procedure.timers`,
    );
    return { versions: new Map(marks.rows.map((row) => [row.stream_id, row.version])), rows: timers.rows };
  });
  const states = new Map<string, DossierDeadlines>();
  const setAt = new Map<Deadline, number>();
  /** When the last event of each stream with open deadlines was recorded. */
  const recordedAt = new Map<string, Instant>();
  let events = 0;
  for await (const page of log.readAll()) {
    for (const stored of page) {
      const { streamId, streamVersion, position } = stored;
      if (categoryOf(streamId) !== 'dossier' || streamVersion > (versions.get(streamId) ?? 0)) continue;
      const before = states.get(streamId) ?? { caseId: caseOf(streamId), open: [] };
      const after = deadlineProcess.evolve(before, { kind: 'event', event: decodeStored(stored, registry) });
      for (const deadline of before.open) if (!after.open.includes(deadline)) setAt.delete(deadline);
      for (const deadline of after.open) if (!setAt.has(deadline)) setAt.set(deadline, position);
      if (after.open.length === 0) states.delete(streamId);
      else states.set(streamId, after);
      recordedAt.set(streamId, stored.recordedAt);
    }
    events += page.length;
    await onProgress?.(events);
  }
  return { events, fault: firstFault(rows, states, setAt, recordedAt) };
};

const firstFault = (
  rows: readonly TimerRow[],
  states: ReadonlyMap<string, DossierDeadlines>,
  setAt: ReadonlyMap<Deadline, number>,
  recordedAt: ReadonlyMap<string, Instant>,
): TimerFault | null => {
  const keyOf = (stream: string, kind: string, of: string): string => JSON.stringify([stream, kind, of]);
  const wanted = new Map(
    [...states].flatMap(([stream, { open }]) =>
      open.map((deadline) => [keyOf(stream, deadline.kind, subjectOfDeadline(deadline)), { stream, deadline }] as const),
    ),
  );
  const faults: TimerFault[] = [];
  for (const row of rows) {
    const key = keyOf(row.stream, row.kind, row.of);
    const deadline = wanted.get(key)?.deadline;
    wanted.delete(key);
    const position = deadline ? setAt.get(deadline)! : Number(row.position);
    const isSame =
      deadline !== undefined &&
      row.deadline === JSON.stringify(deadline) &&
      row.dueAt.getTime() === Date.parse(deadline.endsAt) &&
      row.provisional === deadline.provisional &&
      Number(row.position) === position;
    if (!isSame) faults.push({ position, reason: `the timer ${row.kind} of ${row.of} in ${row.stream} is not as it follows from the log` });
  }
  // A timer that has fired and was refused goes with the next event of its case. So it may lack only where an event came after its end.
  for (const { stream, deadline } of wanted.values())
    if (deadline.provisional || recordedAt.get(stream)! < deadline.endsAt)
      faults.push({ position: setAt.get(deadline)!, reason: `the timer ${deadline.kind} of ${subjectOfDeadline(deadline)} is missing` });
  return faults.sort((one, other) => one.position - other.position)[0] ?? null;
};
