import { dayOf, type EventRegistry, type Instant, type RecordedEvent } from '@minglu/kernel';
import { decodeStored, logWithin, type EventStore } from '@minglu/event-store';
import { campaigns, parks, succession as successionRef, type CampaignEvent, type ParkEvent } from '@minglu/reference';
import {
  calendarRegister,
  campaignEntry,
  divisionRegister,
  indicatorRegister,
  parkRegister,
  policyRegister,
  type DivisionEntry,
} from '../reference-register.js';
import { stateBy } from '../reference-then.js';
import { referenceMemory } from './reference-memory.js';

type ReferenceLog = Pick<EventStore, 'readStream' | 'streamsOf' | 'within'>;

/** The published reference data, from the streams of the log on which decisions rest. */
export interface ReferenceQueries {
  readonly calendars: (signal: AbortSignal) => Promise<ReturnType<typeof calendarRegister>>;
  readonly policies: (signal: AbortSignal) => Promise<ReturnType<typeof policyRegister>>;
  readonly indicatorSystems: (signal: AbortSignal) => Promise<ReturnType<typeof indicatorRegister>>;
  readonly campaigns: (signal: AbortSignal) => Promise<readonly NonNullable<ReturnType<typeof campaignEntry>>[]>;
  readonly divisions: (signal: AbortSignal) => Promise<readonly DivisionEntry[]>;
  readonly parks: (signal: AbortSignal) => Promise<ReturnType<typeof parkRegister>>;
}

export const referenceQueries = (log: ReferenceLog, registry: EventRegistry, clock: () => Instant): ReferenceQueries => {
  const memory = referenceMemory(log, registry);
  const known = (signal: AbortSignal) => memory(logWithin(log, signal));
  const today = () => dayOf(clock());
  /** The streams of a category with their events. There are some hundreds of campaigns and parks. */
  const all = async <E extends RecordedEvent>(category: string, signal: AbortSignal): Promise<readonly (readonly E[])[]> => {
    const reader = logWithin(log, signal);
    const streams = await reader.streamsOf(category);
    return Promise.all(streams.map(async (id) => (await reader.readStream(id)).map((stored) => decodeStored(stored, registry) as E)));
  };
  let divisions: { readonly events: number; readonly on: string; readonly entries: readonly DivisionEntry[] } | null = null;
  return {
    calendars: async (signal) => calendarRegister((await known(signal)).workCalendar as never),
    policies: async (signal) => policyRegister((await known(signal)).policies as never),
    indicatorSystems: async (signal) => indicatorRegister((await known(signal)).standards as never, today()),
    campaigns: async (signal) =>
      (await all<RecordedEvent<CampaignEvent>>(campaigns.name, signal))
        .flatMap((events) => campaignEntry(events) ?? [])
        .sort((a, b) => b.year - a.year || (a.campaignId < b.campaignId ? -1 : 1)),
    divisions: async (signal) => {
      const events = (await known(signal)).succession;
      // Three thousand divisions follow each change: they are worked out once a day and once a change.
      if (divisions?.events !== events.length || divisions.on !== today())
        divisions = { events: events.length, on: today(), entries: divisionRegister(stateBy(successionRef, events), today()) };
      return divisions.entries;
    },
    parks: async (signal) => {
      const [registered, { succession }] = await Promise.all([all<RecordedEvent<ParkEvent>>(parks.name, signal), known(signal)]);
      return parkRegister(registered.flat(), stateBy(successionRef, succession), today());
    },
  };
};
