import { TreeFault } from '@minglu/audit/adapters';
import { isErased, KeyMissing, sealedFields, type Vault } from '@minglu/casework';
import { metadataIn, OPENABLE_ROWS, type Secret, type StoredEvent } from '@minglu/event-store';
import type { Sealed } from '@minglu/kernel';
import type { Pool } from 'pg';

/**
 * The rows that a page of events names beside the log: the command of each event, and its rows of the vault.
 *
 * @throws TreeFault with the first event that has not its rows
 */
export const verifyRows = async (owner: Pool, vault: Pick<Vault, 'matches'>, events: readonly StoredEvent[]): Promise<void> => {
  const named = events.map((event) => ({
    event,
    commandId: metadataIn(event).commandId,
    sealed: sealedFields(JSON.parse(event.payload)).map((field) => field.sealed),
  }));
  const commands = await owner.query<{ command_id: string; position: string }>(
    'SELECT command_id, position::text FROM commands WHERE command_id = ANY($1)',
    [[...new Set(named.map(({ commandId }) => commandId))]],
  );
  const lastOf = new Map(commands.rows.map((row) => [row.command_id, Number(row.position)]));
  const secrets = await owner.query<Secret>(
    `SELECT ref, subject, wrapped_key AS "wrappedKey", ciphertext, person_key AS "personKey" FROM ${OPENABLE_ROWS} WHERE ref = ANY($1)`,
    [named.flatMap(({ sealed }) => sealed.map(({ ref }) => ref))],
  );
  const byRef = new Map(secrets.rows.map((row) => [row.ref, { ...row, personKey: row.personKey ?? undefined }]));
  for (const { event, commandId, sealed } of named) {
    if ((lastOf.get(commandId) ?? 0) < event.position) throw new TreeFault(event.position, 'no command has recorded the event', 'commands');
    for (const one of sealed) {
      const row = byRef.get(one.ref);
      if (!row) throw new TreeFault(event.position, `the vault lacks the row ${one.ref}`, 'vault');
      if (!isErased(row) && !matches(vault, row, one))
        throw new TreeFault(event.position, `the row ${one.ref} of the vault is not that of the event`, 'vault');
    }
  }
};

const matches = (vault: Pick<Vault, 'matches'>, row: Parameters<Vault['matches']>[0], sealed: Sealed): boolean => {
  try {
    return vault.matches(row, sealed);
  } catch (error) {
    if (error instanceof KeyMissing) throw error;
    return false; // the cipher refuses changed bytes
  }
};
