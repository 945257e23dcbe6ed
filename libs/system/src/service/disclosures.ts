import { isErased, KeyMissing, sealedFields, vault, type Keys } from '@minglu/casework';
import { decodeStored, type EventStore } from '@minglu/event-store';
import { ProblemException, type Disclosures } from '@minglu/http';
import { categoryOf } from '@minglu/kernel';
import { registry } from '../registry.js';

/** Opens the sealed texts of events. Only casework can: it alone holds the key of the vault. */
export const disclosuresOf = (keys: Pick<Keys, 'vault' | 'vaultPrevious'>, store: Pick<EventStore, 'within'>): Disclosures => {
  const { open, matches } = vault(keys.vault, keys.vaultPrevious);
  const isCommitted: typeof matches = (secret, sealed) => {
    try {
      return matches(secret, sealed);
    } catch (error) {
      throw error instanceof KeyMissing ? keyIsChanging() : error;
    }
  };
  return {
    find: async (eventId, signal) => {
      const log = store.within(signal);
      const [stored] = await log.findEvents([eventId]);
      if (!stored) return null;
      const { event, streamId } = decodeStored(stored, registry);
      const fields = sealedFields(event.data as Readonly<Record<string, unknown>>);
      const [personal, readable] = [fields.filter(({ isPersonal }) => isPersonal), fields.filter(({ isPersonal }) => !isPersonal)];
      if (readable.length === 0) return null;
      return {
        subject: streamId.slice(categoryOf(streamId).length + 1),
        open: async () => {
          const texts: Record<string, string> = {};
          const erased: string[] = [];
          for (const { field, sealed } of readable) {
            const secret = await log.findSecret(sealed.ref);
            if (secret && isErased(secret)) erased.push(field);
            else if (secret && isCommitted(secret, sealed)) texts[field] = open(secret);
            else throw new Error(`the vault has not the text to which ${field} of ${eventId} is committed`);
          }
          return { texts, erased, withheld: personal.map(({ field }) => field).sort() };
        },
      };
    },
  };
};

/** A process that was started before the key of the vault changed. */
const keyIsChanging = (): ProblemException =>
  new ProblemException(
    'service-away',
    '保险库密钥正在更换，本服务重新启动后才能打开，请稍后再试',
    'the key of the vault is changing: this service opens the text after its next start',
  );
