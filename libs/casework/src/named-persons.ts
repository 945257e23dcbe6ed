import type { AnyAct, NamedPerson, Referred } from '@minglu/kernel';
import type { EventStore } from '@minglu/event-store';
import { sealedFields } from './sealed-fields.js';

/** A person with the streams where he filed. */
interface Filings {
  readonly subject: string;
  readonly streams: readonly string[];
}
/** Finds the matters of a person and the legal holds on his data: both may stand against an erasure. */
export type Held = (filings: Filings, log: EventStore) => Promise<Pick<NamedPerson, 'matters' | 'legalHolds'>>;
export const heldByNothing: Held = async () => ({ matters: [], legalHolds: [] });

/** The events that a command points to, with the person whom each names if the act asks for that. */
export const withPersons = async (log: EventStore, act: AnyAct, referred: readonly Referred[], held: Held): Promise<readonly Referred[]> =>
  act.asksForPerson ? Promise.all(referred.map(async (one) => ({ ...one, person: await personIn(log, one, held) }))) : referred;

const personIn = async (log: EventStore, { data, streamId }: Referred, held: Held): Promise<NamedPerson | null> => {
  const personal = sealedFields(data).filter(({ isPersonal }) => isPersonal);
  const named = personal.find(({ isOfFiler }) => isOfFiler) ?? personal[0];
  const secret = named && (await log.findSecret(named.sealed.ref));
  if (!secret) return null;
  const { subject } = secret;
  const found = await log.filedUnder(subject);
  const filed = named.isOfFiler;
  if (!found) return { subject, filed, key: null, texts: 0, matters: [], legalHolds: [] };
  // Older rows do not say where they were filed.
  const streams = [...new Set([streamId, ...found.streams])];
  return { subject, filed, key: found.key, texts: found.texts, ...(await held({ subject, streams }, log)) };
};
