import { dayOf, fold, streamId, type Actor, type EventRegistry, type Instant, type RecordedEvent } from '@minglu/kernel';
import { dossiers, type Dossier, type DossierEvent } from '@minglu/dossier';
import { decodeStored, logWithin, type EventStore } from '@minglu/event-store';
import { turns } from '@minglu/http';
import {
  confirmations,
  succession,
  successions,
  type ConfirmationEvent,
  type CorrectionEvent,
  type SuccessionEvent,
} from '@minglu/reference';
import { correctedView } from '../corrected-view.js';
import { approvedIn, correctionsStream, type ApprovedCorrection } from '../corrections-view.js';
import { asOf, viewFold, type Bitemporal, type DossierView } from '../dossier-view.js';
import { titleDays, type ParkTitle } from '../priority.js';
import { inOneCity } from '../territory.js';
import { seesAll, visibilityNow, type Moment, type Visibility } from '../visibility.js';
import { isId } from './ids.js';
import { paced } from './pace.js';
import { titledParks } from './titled-parks.js';

type Recorded = RecordedEvent<DossierEvent>;
/** The log of one request. */
export type RequestLog = Pick<EventStore, 'readStream' | 'findClaim'>;

/** Events of a stream that are read and decoded at a time. */
const CHUNK = 500;
/** So many longer histories are read at a time, and so many wait. */
const LONG = turns(3, 32);
const TOO_MANY = { zh: '正在查询的历史过多，请稍后再试', en: 'too many long histories are being read: try again later' };

export const streamOf = (caseId: string): string => `${dossiers.name}/${caseId}`;

/** Reads the streams behind questions about the past. */
export const dossierReader = (
  log: Pick<EventStore, 'readStream' | 'findClaim' | 'readPublic' | 'within'>,
  registry: EventRegistry,
  clock: () => Instant,
) => {
  const parks = titledParks(log);
  return (signal?: AbortSignal) => readerOf(logWithin(log, signal), parks, registry, clock, signal);
};
export type DossierReader = ReturnType<ReturnType<typeof dossierReader>>;

/** The reader of one request. */
const readerOf = (
  log: RequestLog & Pick<EventStore, 'readPublic'>,
  parks: ReturnType<typeof titledParks>,
  registry: EventRegistry,
  clock: () => Instant,
  signal?: AbortSignal,
) => {
  /** In chunks and in slices: a long history must not hold up other callers while it is decoded. */
  const read = async <E extends RecordedEvent>(stream: string, hashes?: Map<string, Uint8Array>): Promise<readonly E[]> => {
    const events: E[] = [];
    const chunk = async (): Promise<boolean> => {
      const stored = await log.readStream(stream, events.length, events.length + CHUNK);
      await paced(
        stored,
        (one) => {
          events.push(decodeStored(one, registry) as E);
          hashes?.set(one.eventId, one.contentHash);
        },
        signal,
      );
      return stored.length === CHUNK;
    };
    const others = async (): Promise<void> => {
      while (await chunk());
    };
    if (await chunk()) await LONG.take(others, TOO_MANY, signal);
    return events;
  };
  const readDossier = (stream: string, hashes?: Map<string, Uint8Array>) => read<Recorded>(stream, hashes);

  /** The events of a dossier. The id of a case goes first: a title may have the id of another case. */
  const find = async (id: string, hashes?: Map<string, Uint8Array>): Promise<readonly Recorded[]> => {
    if (!isId(id)) return [];
    const own = await readDossier(streamOf(id), hashes);
    if (own.length > 0) return own;
    const holder = await log.findClaim('title', id);
    return holder ? readDossier(holder.streamId, hashes) : [];
  };

  /** The view of a history; undefined for an empty one. */
  const viewOf = async (history: readonly Recorded[]): Promise<DossierView | undefined> => {
    const add = viewFold();
    let view: DossierView | undefined;
    await paced(history, (event) => (view = add(event)), signal);
    return view;
  };

  /** The part of a dossier that a viewer may see now, by its whole history; null if there is none. */
  const visibilityOfNow = async (viewer: Actor, history: readonly Recorded[], now: Moment): Promise<Visibility | null> => {
    if (history.length === 0) return null;
    return seesAll(viewer) ? 'all' : visibilityNow(viewer, (await viewOf(history))!, now);
  };

  /** The divisions and parks of today, and as of a point of the past. A change counts from its own day; only the knowledge of it is recorded. */
  const moments = async (when?: Bitemporal): Promise<{ readonly now: Moment; readonly asked: Moment }> => {
    const changes = await read<RecordedEvent<SuccessionEvent>>(streamId(successions, succession.id));
    const known = (by?: Instant) =>
      fold(
        successions,
        changes.flatMap(({ event, recordedAt }) => (by === undefined || recordedAt <= by ? [event] : [])),
      );
    const now = { at: clock(), succession: known() };
    return { now, asked: when ? { at: when.at, succession: known(when.knownAt) } : now };
  };

  /** The approved corrections of the events of a stream, oldest first. */
  const correctionsOf = async (stream: string, when?: Bitemporal): Promise<readonly ApprovedCorrection[]> => {
    const all = await read<RecordedEvent<CorrectionEvent>>(correctionsStream(stream));
    // A correction says how the record should have read from its first day. Only the knowledge of it has a later day.
    return approvedIn(when ? all.filter(({ recordedAt }) => recordedAt <= when.knownAt) : all);
  };

  /** A dossier at the instant as recorded, and its corrections, which change no status and no deadline. */
  const viewAsOf = async (stored: readonly Recorded[], when: Bitemporal) => {
    const view = await viewOf(asOf(stored, when.at, when.knownAt));
    return view && { view, corrections: await correctionsOf(view.streamId, when) };
  };

  /** The titles of the parks in the city of a dossier; none for a park. The territory is that of the day of the application. */
  const parkTitles = async ({ subject, application }: Dossier, when: Bitemporal, asked: Moment): Promise<readonly ParkTitle[]> => {
    if (subject?.programme !== 'city') return [];
    const on = application?.submittedOn ?? dayOf(asked.at);
    const own = (await parks(log)).filter((park) => inOneCity(park, subject, asked.succession, on));
    const titled = await Promise.all(own.map(async ({ streamId: stream }) => viewAsOf(await readDossier(stream), when)));
    return titled.flatMap((park) => (park ? titleDays(correctedView(park.view, park.corrections).view) : []));
  };

  /** The second person who confirmed a single-handed act; null while there is none. */
  const confirmation = async ({ event, eventId }: Recorded, visibility: Visibility, when?: Bitemporal): Promise<string | null> => {
    if (visibility !== 'all' || !('singleHanded' in event.data)) return null;
    const confirmed = await read<RecordedEvent<ConfirmationEvent>>(streamId(confirmations, eventId));
    return fold(
      confirmations,
      (when ? asOf(confirmed, when.at, when.knownAt) : confirmed).map((one) => one.event),
    );
  };

  return { log, read, readDossier, find, viewOf, visibilityOfNow, moments, correctionsOf, viewAsOf, parkTitles, confirmation };
};
