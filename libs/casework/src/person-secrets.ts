import type { Referred } from '@minglu/kernel';
import type { EventStore, PersonKey, Secret } from '@minglu/event-store';
import type { AdmittedCommand } from './admission.js';
import { isErased, type Vault } from './vault.js';

/** For so many milliseconds a key is not asked for again. An append under a key that is destroyed meanwhile is a conflict. */
const REMEMBERED_MS = 5_000;
const MOST_REMEMBERED = 1_000;

/** The keys of persons who filed just now, wrapped. Many filings at a time of one person ask the log once. */
const recentKeys = (vault: Vault, log: Pick<EventStore, 'personKey'>) => {
  const recent = new Map<string, { readonly key: Promise<PersonKey>; readonly until: number }>();
  const forget = (subject: string): void => void recent.delete(subject);
  return {
    forget,
    of: (subject: string): Promise<PersonKey> => {
      const known = recent.get(subject);
      const now = performance.now();
      if (known && now < known.until) return known.key;
      for (const [old, { until }] of recent) if (until <= now || recent.size >= MOST_REMEMBERED) forget(old);
      const key = log.personKey(vault.personKey(subject));
      recent.set(subject, { key, until: now + REMEMBERED_MS });
      key.catch(() => forget(subject));
      return key;
    },
  };
};

/**
 * The vault rows of a command under the key of the person that they are about. He files it, or the sealed field is his to which they belong. A
 * command that names no person asks the log nothing.
 */
export const personSecrets = (vault: Vault, log: Pick<EventStore, 'personKey' | 'findSecret'>) => {
  const keys = recentKeys(vault, log);
  return {
    of: async ({ act, data, person, secrets }: AdmittedCommand, referred: readonly Referred[]): Promise<readonly Secret[]> => {
      if (secrets.length === 0) return secrets;
      if (person !== null) {
        const key = await keys.of(person);
        return secrets.map((secret) => vault.under(secret, key));
      }
      const kept = act.sealedWith?.(data as never, referred);
      const older = kept ? await log.findSecret(kept.ref) : null;
      if (!older || isErased(older)) return secrets;
      const { subject, personKey, wrappedKey } = older;
      return secrets.map((secret) =>
        personKey === undefined ? vault.beside(secret, older) : vault.under(secret, { subject, id: personKey, wrappedKey }),
      );
    },
    /** The key of the person has changed: it is asked for again. */
    forget: ({ person }: AdmittedCommand): void => {
      if (person !== null) keys.forget(person);
    },
  };
};
