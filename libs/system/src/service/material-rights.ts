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
 * Reads the right to a file from the log. A file that no event names costs as many questions as that of another: the time must not tell the two
 * apart. Who sees an event that names the file may read it. So may the organisation that deposited it, and of
 * the ministry those who see all.
 */
export const materialRights = ({ log: ofAll, eventsNaming, isDepositedBy, now }: RightsOptions): MaterialRights => ({
  rightTo: async (reader, sha256, signal) => {
    const log = logWithin(ofAll, signal);
    const naming = await asCorrected(log, await eventsOf(log, await eventsNaming(sha256)));
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

/** Nothing has this id. */
const NO_EVENT = '00000000-0000-0000-0000-000000000000';
const NO_CASE = `${dossiers.name}/-`;

const eventsOf = async (log: Log, ids: readonly string[]): Promise<readonly RecordedEvent[]> =>
  (await log.findEvents(ids.length > 0 ? ids : [NO_EVENT])).map((stored) => decodeStored(stored, registry));

/** A correction names a file in the event that it corrects, as that reads with it. */
const asCorrected = async (log: Log, all: readonly RecordedEvent[]): Promise<readonly RecordedEvent[]> => {
  type Correction = Extract<CorrectionEvent, { type: 'RecordCorrected' }>['data'];
  const correctionIn = ({ event }: RecordedEvent): Correction | null =>
    event.type === 'RecordCorrected' ? (event.data as Correction) : null;
  const corrected = await eventsOf(log, [...new Set(all.flatMap((one) => correctionIn(one)?.targetEventId ?? []))]);
  return all.map((recorded) => {
    const correction = correctionIn(recorded);
    const target = correction && corrected.find(({ eventId }) => eventId === correction.targetEventId);
    if (!target) return recorded;
    return { ...target, event: { ...target.event, data: withCorrection(target.event.data, correction.field, correction.value) } };
  });
};

const partOf = ({ event: { type, data }, metadata }: RecordedEvent) => ({
  data: data as object,
  metadata,
  payload: registry.definition(type).payload,
});
const isSealedIn = (recorded: RecordedEvent, sha256: string): boolean => namingOf(partOf(recorded), sha256)?.sealed ?? false;

/** Cases whose states are read at a time. Few files are named in more. */
const AT_A_TIME = 20;

/** The name that the reader sees: an open one before one of a sealed list. */
const firstSeen = async (
  log: Log,
  naming: readonly RecordedEvent[],
  reader: Actor,
  sha256: string,
  now: () => Instant,
): Promise<NameOfMaterial | null> => {
  const streams = [...new Set(naming.map(({ streamId: stream }) => stream))];
  let sealed: NameOfMaterial | null = null;
  for (let from = 0; from === 0 || from < streams.length; from += AT_A_TIME) {
    const visibilities = await visibilitiesIn(log, reader, streams.slice(from, from + AT_A_TIME), now);
    for (const recorded of naming) {
      const visibility = visibilities.get(recorded.streamId);
      const seen = visibility ? nameSeen(reader, visibility, partOf(recorded), sha256) : null;
      if (seen && !seen.sealed) return seen;
      sealed ??= seen;
    }
  }
  return sealed;
};

/** Parties see cases. In other streams they see the public part. */
const visibilitiesIn = async (
  log: Log,
  reader: Actor,
  streams: readonly string[],
  now: () => Instant,
): Promise<ReadonlyMap<string, Visibility>> => {
  if (seesAll(reader)) return new Map(streams.map((stream) => [stream, 'all']));
  const cases = streams.filter((stream) => categoryOf(stream) === dossiers.name);
  // All in one turn, so that they are one question.
  const [changes, ...states] = await Promise.all([
    stateIn(log, successions, streamId(successions, succession.id)),
    ...(cases.length > 0 ? cases : [NO_CASE]).map((stream) => stateIn(log, dossiers, stream)),
  ]);
  const at = { at: now(), succession: changes };
  const seen = new Map(cases.map((stream, index) => [stream, visibilityOf(reader, standingAt(states[index]!, at))] as const));
  return new Map(streams.map((stream) => [stream, seen.get(stream) ?? 'public']));
};
