import type { Referred } from '@minglu/kernel';
import type { EventStore, Secret } from '@minglu/event-store';
import type { AdmittedCommand } from './admission.js';
import { isErased, type Vault } from './vault.js';

/**
 * The vault rows of a command under the key of the person that they are about: the one who files, or the one of the sealed field to which they
 * belong. A command that names no person asks the log nothing.
 */
export const personSecrets = async (
  vault: Vault,
  log: Pick<EventStore, 'personKey' | 'findSecret'>,
  { act, data, person, secrets }: AdmittedCommand,
  referred: readonly Referred[],
): Promise<readonly Secret[]> => {
  if (secrets.length === 0) return secrets;
  if (person !== null) {
    const key = await log.personKey(vault.personKey(person));
    return secrets.map((secret) => vault.under(secret, key));
  }
  const kept = act.sealedWith?.(data as never, referred);
  const older = kept ? await log.findSecret(kept.ref) : null;
  if (!older || isErased(older)) return secrets;
  const { subject, personKey, wrappedKey } = older;
  return secrets.map((secret) =>
    personKey === undefined ? vault.beside(secret, older) : vault.under(secret, { subject, id: personKey, wrappedKey }),
  );
};
