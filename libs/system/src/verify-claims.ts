import { claimsOf } from '@minglu/kernel';
import { TreeFault } from '@minglu/audit/adapters';
import { eventIn, metadataIn, type StoredEvent } from '@minglu/event-store';
import type { Pool } from 'pg';
import { registry } from './registry.js';

interface Held {
  readonly streamId: string;
  readonly released: boolean;
  /** Of the event from which it follows. */
  readonly position: number;
}

/** Folds the claims that follow from events, and compares them with the table. Events come in order, from the first. */
export const claimsCheck = () => {
  const claims = new Map<string, Held>();
  const ofStream = new Map<string, Set<string>>();
  let command: { readonly id: string; readonly events: StoredEvent[] } | null = null;

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
    },
    /** @throws TreeFault with the position of the first event whose claim is not in the table as it follows, or the last position */
    compare: async (owner: Pick<Pool, 'query'>, position: number): Promise<void> => {
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
      if (first) throw new TreeFault(...first);
    },
  };
};
