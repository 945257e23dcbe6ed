import type { Keys } from '@minglu/casework';
import { signingKeyFrom } from '@minglu/messaging';

/** The settings of the keys of records, for services on this machine whose keys come from one master key. */
export const recordKeys = ({ records }: Pick<Keys, 'records'>) => ({
  MINGLU_RECORD_SIGNING_KEY: Buffer.from(records).toString('hex'),
  MINGLU_RECORD_PUBLIC_KEYS: signingKeyFrom(records).publicKey,
});
