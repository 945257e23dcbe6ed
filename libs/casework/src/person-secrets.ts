import type { Referred, Sealed } from '@minglu/kernel';
import type { EventStore, PersonKey, Secret } from '@minglu/event-store';
import type { AdmittedCommand } from './admission.js';
import { sealedFields } from './sealed-fields.js';
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
 * The vault rows of a command under the key of the person that they are about. He files it, they are written to him, or the sealed field is his to
 * which they belong. A command of none of these asks the log nothing.
 */
export const personSecrets = (vault: Vault, log: Pick<EventStore, 'personKey' | 'findSecret' | 'readStream'>) => {
  const keys = recentKeys(vault, log);
  /** The row of an older sealed field, unless its key was destroyed. */
  const kept = async (field: Sealed | null | undefined): Promise<Secret | null> => {
    const older = field ? await log.findSecret(field.ref) : null;
    return older && !isErased(older) ? older : null;
  };
  const withKeyOf = (older: Secret, secret: Secret): Secret => {
    const { subject, personKey, wrappedKey } = older;
    return personKey === undefined ? vault.beside(secret, older) : vault.under(secret, { subject, id: personKey, wrappedKey });
  };
  /** The first sealed field of a stream: all fields of a filing have one key. */
  const filingOf = async (stream: string): Promise<Sealed | undefined> => {
    const [first] = await log.readStream(stream);
    return first && sealedFields(JSON.parse(first.payload) as Record<string, unknown>)[0]?.sealed;
  };
  return {
    /** @param target the stream that the command writes first */
    of: async (
      { act, data, person, secrets }: AdmittedCommand,
      referred: readonly Referred[],
      target: string | undefined,
    ): Promise<readonly Secret[]> => {
      if (secrets.length === 0) return secrets;
      if (person !== null) {
        const key = await keys.of(person);
        return secrets.map((secret) => vault.under(secret, key));
      }
      const corrected = await kept(act.sealedWith?.(data as never, referred));
      if (corrected) return secrets.map((secret) => withKeyOf(corrected, secret));
      const written = (act.sealedForFiler ?? []).map((field) => (data[field] as Sealed | undefined)?.ref);
      if (target === undefined || !secrets.some(({ ref }) => written.includes(ref))) return secrets;
      const filed = await kept(await filingOf(target));
      return filed ? secrets.map((secret) => (written.includes(secret.ref) ? withKeyOf(filed, secret) : secret)) : secrets;
    },
    /** The key of the person has changed: it is asked for again. */
    forget: ({ person }: AdmittedCommand): void => {
      if (person !== null) keys.forget(person);
    },
  };
};
