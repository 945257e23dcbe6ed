import type { Append, EventStore, PersonKey, Secret } from './port.js';

const isReadable = ({ wrappedKey }: Secret): boolean => wrappedKey.some((byte) => byte !== 0);

/** The keys of persons in memory, over the rows of the vault: as `vault_keys` and its functions. */
export const memoryKeys = (secrets: Map<string, Secret>) => {
  /** By id; a destroyed key has no wrapped key. */
  const keys = new Map<string, { readonly subject: string; readonly wrappedKey: Uint8Array | null }>();
  const living = (subject: string) => [...keys].flatMap(([id, key]) => (key.subject === subject && key.wrappedKey ? [id] : []));
  const withKey = (secret: Secret): Secret =>
    secret.personKey ? { ...secret, wrappedKey: keys.get(secret.personKey)?.wrappedKey ?? new Uint8Array() } : secret;
  const readable = (key: string): readonly Secret[] =>
    [...secrets.values()].filter((one) => (one.personKey ?? one.subject) === key).filter((one) => isReadable(withKey(one)));
  const isLive = (key: string): boolean => (keys.get(key)?.wrappedKey ?? null) !== null || readable(key).length > 0;

  return {
    find: (ref: string): Secret | null => {
      const secret = secrets.get(ref);
      return secret ? withKey(secret) : null;
    },
    of: (fresh: PersonKey): PersonKey => {
      const [id] = living(fresh.subject);
      if (id !== undefined) return { subject: fresh.subject, id, wrappedKey: keys.get(id)!.wrappedKey! };
      keys.set(fresh.id, fresh);
      return fresh;
    },
    filedUnder: (subject: string): Awaited<ReturnType<EventStore['filedUnder']>> => {
      const [key] = [...living(subject), ...(readable(subject).length > 0 ? [subject] : [])];
      if (key === undefined) return null;
      const rows = readable(key);
      return { key, texts: rows.length, streams: [...new Set(rows.flatMap(({ streamId }) => streamId ?? []))] };
    },
    /** A key that an append cannot use or destroy as it was decided; null if there is none. */
    staleFor: ({ secrets: added, erasures = [] }: Append): string | null =>
      added.find(({ personKey }) => personKey && !keys.get(personKey)?.wrappedKey)?.personKey ??
      erasures.find(({ key, texts }) => !isLive(key) || readable(key).length !== texts)?.key ??
      null,
    destroy: (key: string): void => {
      const person = keys.get(key);
      if (person) keys.set(key, { ...person, wrappedKey: null });
      for (const secret of secrets.values())
        if (!secret.personKey && secret.subject === key)
          secrets.set(secret.ref, { ...secret, wrappedKey: new Uint8Array(secret.wrappedKey.length) });
    },
  };
};
