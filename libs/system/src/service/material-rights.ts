import { categoryOf, streamId, type Actor, type Instant, type RecordedEvent } from '@minglu/kernel';
import type { StoredMaterials } from '@minglu/casework';
import { dossiers } from '@minglu/dossier';
import { decodeStored, logWithin, type EventStore } from '@minglu/event-store';
import { depositorOf, type MaterialRight, type MaterialRights, type Materials } from '@minglu/materials';
import { nameSeen, namingOf, seesAll, standingAt, visibilityOf, type NameOfMaterial, type Visibility } from '@minglu/projections';
import { succession, successions, withCorrection, type CorrectionEvent } from '@minglu/reference';
import { MINISTRY } from '@minglu/regulation';
import { registry } from '../registry.js';
import { stateIn } from '../state-in-log.js';
import type { EventsNaming } from './events-naming.js';

type Log = Pick<EventStore, 'readStream' | 'findEvents'>;

interface RightsOptions {
  readonly log: Log & Pick<EventStore, 'within'>;
  readonly eventsNaming: EventsNaming;
  readonly isDepositedBy: Materials['isDepositedBy'];
  readonly now: () => Instant;
}

/**
 * Reads the right to a file from the log. Who sees an event that names the file may read it. So may the organisation that deposited it, and of
 * the ministry those who see all.
 */
export const materialRights = ({ log: ofAll, eventsNaming, isDepositedBy, now }: RightsOptions): MaterialRights => ({
  rightTo: async (reader, sha256, signal) => {
    const log = logWithin(ofAll, signal);
    const naming = await Promise.all((await log.findEvents(await eventsNaming(sha256))).map((stored) => asCorrected(log, stored)));
    const seen = await firstSeen(log, naming, reader, sha256, now);
    if (seen) return { name: seen.name, needsGround: seen.sealed };
    if (reader.role === 'public' || (reader.org === MINISTRY && !(seesAll(reader) && !naming.some((event) => isSealedIn(event, sha256)))))
      return null;
    return (await isDepositedBy(sha256, reader.org)) ? OWN : null;
  },
});
const OWN: MaterialRight = { name: null, needsGround: false };

/** A file may be named if it is stored and its actor may read it, or has the ticket of its upload. */
export const nameableMaterials = (
  { missing, isDepositedBy }: Pick<Materials, 'missing' | 'isDepositedBy'>,
  { rightTo }: MaterialRights,
): StoredMaterials => ({
  refused: async (digests, { actor, tickets }, signal) => {
    const absent = new Set(await missing(digests));
    const isFree = async (sha256: string): Promise<boolean> => {
      for (const ticket of tickets) if (await isDepositedBy(sha256, depositorOf(ticket).org)) return true;
      return (await rightTo(actor, sha256, signal)) !== null;
    };
    // Each is asked for, stored or not: the time must not tell the two apart.
    const free = await Promise.all(digests.map(isFree));
    return digests.filter((sha256, index) => absent.has(sha256) || !free[index]);
  },
});

/** A correction names a file in the event that it corrects, as that reads with it. */
const asCorrected = async (log: Log, stored: Parameters<typeof decodeStored>[0]): Promise<RecordedEvent> => {
  const recorded = decodeStored(stored, registry);
  if (recorded.event.type !== 'RecordCorrected') return recorded;
  const { targetEventId, field, value } = recorded.event.data as Extract<CorrectionEvent, { type: 'RecordCorrected' }>['data'];
  const [corrected] = await log.findEvents([targetEventId]);
  if (!corrected) return recorded;
  const target = decodeStored(corrected, registry);
  return { ...target, event: { ...target.event, data: withCorrection(target.event.data, field, value) } };
};

const partOf = ({ event: { type, data }, metadata }: RecordedEvent) => ({
  data: data as object,
  metadata,
  payload: registry.definition(type).payload,
});
const isSealedIn = (recorded: RecordedEvent, sha256: string): boolean => namingOf(partOf(recorded), sha256)?.sealed ?? false;

/** The name that the reader sees: an open one before one of a sealed list. */
const firstSeen = async (
  log: Log,
  naming: readonly RecordedEvent[],
  reader: Actor,
  sha256: string,
  now: () => Instant,
): Promise<NameOfMaterial | null> => {
  const known = new Map<string, Visibility>();
  let sealed: NameOfMaterial | null = null;
  for (const recorded of naming) {
    const visibility = known.get(recorded.streamId) ?? (await visibilityIn(log, reader, recorded.streamId, now));
    known.set(recorded.streamId, visibility);
    const seen = nameSeen(reader, visibility, partOf(recorded), sha256);
    if (seen && !seen.sealed) return seen;
    sealed ??= seen;
  }
  return sealed;
};

/** Parties see cases. In other streams they see the public part. */
const visibilityIn = async (log: Log, reader: Actor, stream: string, now: () => Instant): Promise<Visibility> => {
  if (seesAll(reader)) return 'all';
  if (categoryOf(stream) !== dossiers.name) return 'public';
  const changes = await stateIn(log, successions, streamId(successions, succession.id));
  return visibilityOf(reader, standingAt(await stateIn(log, dossiers, stream), { at: now(), succession: changes }));
};
