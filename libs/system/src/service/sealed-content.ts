import { isErased, KeyMissing, vault, type Keys, type SealedField } from '@minglu/casework';
import type { EventStore } from '@minglu/event-store';
import { ProblemException, type Opening } from '@minglu/http';

/** The content of sealed fields, and the fields that are erased. */
export interface SealedContent {
  readonly texts: Readonly<Record<string, string>>;
  /** The same texts as proofs: each with the reference and the salt of its commitment. */
  readonly openings: readonly Opening[];
  readonly erased: readonly string[];
}

/** Opens sealed fields of an event, once it has compared each with the commitment of the event. */
export const sealedContent = (keys: Pick<Keys, 'vault' | 'vaultPrevious'>) => {
  const { openWithSalt, matches } = vault(keys.vault, keys.vaultPrevious);
  const isCommitted: typeof matches = (secret, sealed) => {
    try {
      return matches(secret, sealed);
    } catch (error) {
      throw error instanceof KeyMissing ? keyIsChanging() : error;
    }
  };
  return async (log: Pick<EventStore, 'findSecret'>, eventId: string, fields: readonly SealedField[]): Promise<SealedContent> => {
    const texts: Record<string, string> = {};
    const openings: Opening[] = [];
    const erased: string[] = [];
    for (const { field, sealed } of fields) {
      const secret = await log.findSecret(sealed.ref);
      if (secret && isErased(secret)) erased.push(field);
      else if (secret && isCommitted(secret, sealed)) {
        const { salt, text } = openWithSalt(secret);
        texts[field] = text;
        openings.push({ ref: sealed.ref, salt, text });
      } else throw new Error(`the vault has not the text to which ${field} of ${eventId} is committed`);
    }
    return { texts, openings, erased };
  };
};

/** A process that was started before the key of the vault changed. */
const keyIsChanging = (): ProblemException =>
  new ProblemException(
    'service-away',
    '保险库密钥正在更换，本服务重新启动后才能打开，请稍后再试',
    'the key of the vault is changing: this service opens the text after its next start',
  );
