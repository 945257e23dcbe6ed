import { claimsOf } from '@minglu/kernel';
import { TreeFault } from '@minglu/audit/adapters';
import { eventIn, inTransaction, metadataIn, type EventStore, type StoredEvent } from '@minglu/event-store';
import type { Pool } from 'pg';
import { registry } from '../registry.js';

interface Held {
  readonly streamId: string;
  readonly released: boolean;
  /** Of the event from which it follows. */
  readonly position: number;
}

/** The claims that follow from the events up to a position. With them a later run goes on. */
export interface FoldedClaims {
  readonly position: number;
  readonly claims: readonly (readonly [key: string, held: Held])[];
}
export const NO_CLAIMS: FoldedClaims = { position: 0, claims: [] };

/**
 * Folds the claims that follow from events, and compares them with the table. Events come in order.
 *
 * @param from go on behind its position; by default from the first event
 */
export const claimsCheck = (from: FoldedClaims = NO_CLAIMS) => {
  const claims = new Map<string, Held>(from.claims);
  const ofStream = new Map<string, Set<string>>();
  for (const [key, { streamId }] of from.claims) ofStream.set(streamId, (ofStream.get(streamId) ?? new Set()).add(key));
  let command: { readonly id: string; readonly events: StoredEvent[] } | null = null;
  let position = from.position;

  /** As the append does: the releases of a command come before its claims. */
  const apply = (events: readonly StoredEvent[]): void => {
    const found = events.map((stored) => ({ stored, ...claimsOf([eventIn(stored, registry)], registry.definition) }));
    for (const { stored, releases } of found)
      for (const kind of releases)
        for (const key of ofStream.get(stored.streamId) ?? []) {
          const held = claims.get(key)!;
          if (key.startsWith(`${kind}/`) && held.streamId === stored.streamId && !held.released)
            claims.set(key, { ...held, released: true, position: stored.position });
        }
    for (const { stored, claims: taken } of found)
      for (const { kind, id } of taken) {
        const key = `${kind}/${id}`;
        claims.set(key, { streamId: stored.streamId, released: false, position: stored.position });
        const keys = ofStream.get(stored.streamId) ?? new Set();
        ofStream.set(stored.streamId, keys.add(key));
      }
  };
  const flush = (): void => {
    if (command) apply(command.events);
    command = null;
  };
  return {
    add: (event: StoredEvent): void => {
      const { commandId } = metadataIn(event);
      if (command?.id !== commandId) {
        flush();
        command = { id: commandId, events: [] };
      }
      command!.events.push(event);
      position = event.position;
    },
    /** Without the events of the last command: others of it may follow. */
    folded: (): FoldedClaims => ({ position: position - (command?.events.length ?? 0), claims: [...claims] }),
    /** @throws TreeFault with the position of the first event whose claim is not in the table as it follows, or the last position */
    compare: async (owner: Pick<Pool, 'query'>): Promise<void> => {
      flush();
      const { rows } = await owner.query<{ kind: string; id: string; stream_id: string; released: boolean }>('SELECT * FROM claims');
      const wrong: (readonly [number, string])[] = [];
      const seen = new Set<string>();
      for (const { kind, id, stream_id: streamId, released } of rows) {
        const key = `${kind}/${id}`;
        seen.add(key);
        const held = claims.get(key);
        if (!held) wrong.push([position, `the claim ${key} follows from no event`]);
        else if (held.streamId !== streamId || held.released !== released)
          wrong.push([held.position, `the claim ${key} is not as it follows from the events`]);
      }
      for (const [key, held] of claims) if (!seen.has(key)) wrong.push([held.position, `the claim ${key} is missing`]);
      const first = wrong.sort(([one], [other]) => one - other)[0];
      if (first) throw new TreeFault(...first, 'claims');
    },
  };
};

/** Attempts to compare the claims at one moment while commands go on. */
const ATTEMPTS = 10;

/** Folds the events behind a position too, until claims and log are of one moment. @param pool with the rights of audit, or the owner */
export const compareAtOneMoment = async (
  pool: Pool,
  log: Pick<EventStore, 'readAll'>,
  claims: ReturnType<typeof claimsCheck>,
  verified: number,
): Promise<void> => {
  let at = verified;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    for await (const page of log.readAll({ after: at }))
      for (const event of page) {
        claims.add(event);
        at = event.position;
      }
    const isCompared = await inTransaction(pool, async (tx) => {
      await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      const { rows } = await tx.query<{ head: string }>('SELECT coalesce(max(position), 0)::text AS head FROM events');
      if (Number(rows[0]!.head) !== at) return false;
      await claims.compare(tx);
      return true;
    });
    if (isCompared) return;
  }
  throw new Error('commands kept coming: the claims could not be compared');
};
