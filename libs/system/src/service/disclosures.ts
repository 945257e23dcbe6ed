import { isErased, KeyMissing, vault, type Keys } from '@minglu/casework';
import { decodeStored, type EventStore } from '@minglu/event-store';
import { ProblemException, type Disclosures } from '@minglu/http';
import { categoryOf, type Sealed } from '@minglu/kernel';
import { registry } from '../command-handler.js';

/** Sealed fields under these names say who a person is. They stay sealed. */
const NAMES_A_PERSON = ['identity', 'name', 'contact', 'approvedBy'];

interface SealedField {
  readonly field: string;
  readonly sealed: Sealed;
  readonly isPersonal: boolean;
}

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
      const fields = sealedIn(event.data as Readonly<Record<string, unknown>>);
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

/** The sealed fields of a payload, also in records. The new value of a correction is as personal as the field that it corrects. */
const sealedIn = (data: Readonly<Record<string, unknown>>, path = ''): readonly SealedField[] =>
  Object.entries(data).flatMap(([name, value]) => {
    if (typeof value !== 'object' || value === null) return [];
    const field = path ? `${path}.${name}` : name;
    if (!isSealed(value)) return sealedIn(value as Readonly<Record<string, unknown>>, field);
    // So is the reason, which may say it.
    const corrected = (name === 'newValue' || name === 'reason') && typeof data['field'] === 'string' ? data['field'] : '';
    const names = [...field.split('.'), ...corrected.split(/[.[]/)];
    return [{ field, sealed: value, isPersonal: names.some((one) => NAMES_A_PERSON.includes(one)) }];
  });

const isSealed = (value: object): value is Sealed => Object.keys(value).sort().join() === 'commitment,ref';
