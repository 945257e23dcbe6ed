import { categoryOf, type EventRegistry, type RecordedEvent } from '@minglu/kernel';
import { decodeStored, type StoredEvent, type SubscriptionHandler } from '@minglu/event-store';
import { subjectOfDeadline, type Deadline } from '@minglu/regulation';
import type { PoolClient } from 'pg';
import { caseOf, deadlineProcess, type DossierDeadlines } from '../deadline-process.js';

/** Keeps the timers of all dossiers, and requests a recomputation when a work calendar changes. */
export const timerTable =
  (registry: EventRegistry): SubscriptionHandler<PoolClient> =>
  async (page, tx) => {
    const dossiers = page.filter(({ streamId }) => categoryOf(streamId) === 'dossier');
    const table = await openTable(tx, [...new Set(dossiers.map(({ streamId }) => streamId))]);
    for (const stored of page) {
      if (categoryOf(stored.streamId) === 'dossier') table.apply(decodeStored(stored, registry));
      else if (categoryOf(stored.streamId) === 'work-calendar') {
        await table.flush();
        await requestRecomputation(tx, stored, registry);
      }
    }
    await table.flush();
  };

/** The timers of some dossiers, folded in memory. `flush` writes the changed dossiers back. */
const openTable = async (tx: PoolClient, streams: readonly string[]) => {
  const states = new Map<string, DossierDeadlines>(streams.map((stream) => [stream, { caseId: caseOf(stream), open: [] }]));
  const setAt = new Map<Deadline, number>();
  if (streams.length) {
    const { rows } = await tx.query<TimerRow>(
      'SELECT stream_id, deadline, set_position::int FROM procedure.timers WHERE stream_id = ANY($1) AND NOT fired ORDER BY set_position',
      [streams],
    );
    for (const { stream_id: stream, deadline, set_position } of rows) {
      const open = JSON.parse(deadline) as Deadline;
      setAt.set(open, set_position);
      states.set(stream, { caseId: caseOf(stream), open: [...states.get(stream)!.open, open] });
    }
  }
  let changed = new Set<string>();
  return {
    apply: (event: RecordedEvent) => {
      const before = states.get(event.streamId)!;
      const after = deadlineProcess.evolve(before, { kind: 'event', event });
      if (after === before) return;
      for (const deadline of after.open) if (!setAt.has(deadline)) setAt.set(deadline, event.position);
      states.set(event.streamId, after);
      changed.add(event.streamId);
    },
    flush: async () => {
      if (changed.size === 0) return;
      const rows = [...changed].flatMap((stream) => states.get(stream)!.open.map((deadline) => ({ stream, deadline })));
      await tx.query('DELETE FROM procedure.timers WHERE stream_id = ANY($1)', [[...changed]]);
      await tx.query(
        `INSERT INTO procedure.timers (stream_id, kind, of_id, deadline, due_at, provisional, set_position)
         SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::boolean[], $7::bigint[])`,
        [
          rows.map(({ stream }) => stream),
          rows.map(({ deadline }) => deadline.kind),
          rows.map(({ deadline }) => subjectOfDeadline(deadline)),
          rows.map(({ deadline }) => JSON.stringify(deadline)),
          rows.map(({ deadline }) => deadline.endsAt),
          rows.map(({ deadline }) => deadline.provisional),
          rows.map(({ deadline }) => setAt.get(deadline)!),
        ],
      );
      changed = new Set();
    },
  };
};

interface TimerRow {
  stream_id: string;
  deadline: string;
  set_position: number;
}

/** Requests a new count from every dossier with an open deadline, in the order in which the deadlines began. */
const requestRecomputation = async (tx: PoolClient, stored: StoredEvent, registry: EventRegistry): Promise<void> => {
  const { rows } = await tx.query<{ stream_id: string; open: string[] }>(
    'SELECT stream_id, array_agg(deadline ORDER BY set_position) AS open FROM procedure.timers WHERE NOT fired GROUP BY stream_id ORDER BY min(set_position)',
  );
  const event = decodeStored(stored, registry);
  const commands = rows.flatMap(({ stream_id: stream, open }) => {
    const decision = deadlineProcess.decide(
      { caseId: caseOf(stream), open: open.map((deadline) => JSON.parse(deadline) as Deadline) },
      { kind: 'event', event },
    );
    return 'commands' in decision ? decision.commands.map((command) => ({ stream, command })) : [];
  });
  if (commands.length === 0) return;
  await tx.query(
    `INSERT INTO procedure.outbox (position, ordinal, stream_id, command_id, command)
     SELECT $1, c.ordinal, c.stream, c.id, c.command FROM unnest($2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS c(stream, id, command, ordinal)`,
    [
      stored.position,
      commands.map(({ stream }) => stream),
      commands.map(({ command }) => command.commandId),
      commands.map(({ command }) => JSON.stringify(command)),
    ],
  );
};
