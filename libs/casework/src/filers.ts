import type { AnyAct, Filer, Hold, Instant, Referred } from '@minglu/kernel';
import type { EventStore } from '@minglu/event-store';
import { sealedFields } from './sealed-fields.js';

/** A person with the streams where he filed. */
export interface Filings {
  readonly subject: string;
  readonly streams: readonly string[];
}
/** Why the data of a person must be kept: an open case, a time to keep them, a legal hold. Empty: nothing stands against an erasure. */
export type Held = (filings: Filings, at: Instant) => Promise<readonly Hold[]>;

/** The events that a command points to, with the person who filed each if the act asks for that. */
export const withFilers = async (
  log: Pick<EventStore, 'findSecret' | 'filedUnder'>,
  act: AnyAct,
  referred: readonly Referred[],
  held: Held,
  at: Instant,
): Promise<readonly Referred[]> =>
  act.asksWhoFiled ? Promise.all(referred.map(async (one) => ({ ...one, filer: await filerOf(log, one, held, at) }))) : referred;

const filerOf = async (
  log: Pick<EventStore, 'findSecret' | 'filedUnder'>,
  { data, streamId }: Referred,
  held: Held,
  at: Instant,
): Promise<Filer | null> => {
  const named = sealedFields(data).find(({ isOfFiler }) => isOfFiler);
  const secret = named && (await log.findSecret(named.sealed.ref));
  if (!secret) return null;
  const { subject } = secret;
  const found = await log.filedUnder(subject);
  if (!found) return { subject, key: null, texts: 0, holds: [] };
  // Older rows do not say where they were filed.
  const streams = [...new Set([streamId, ...found.streams])];
  return { subject, key: found.key, texts: found.texts, holds: await held({ subject, streams }, at) };
};
