import { fold, type Day, type Instant, type RecordedEvent } from '@minglu/kernel';
import {
  campaigns,
  operatorOn,
  parkOn,
  policies,
  standards,
  systemInForce,
  workCalendar,
  type Campaign,
  type CampaignEvent,
  type ParkEvent,
  type PolicyEvent,
  type StandardEvent,
  type Succession,
  type WorkCalendarEvent,
} from '@minglu/reference';
import {
  divisionOn,
  divisionsOn,
  festivalsOf,
  indicatorsOf,
  isEligibleCity,
  POLICY_KEYS,
  policyDefinitions,
  policyValue,
  type Division,
  type IndicatorSystem,
} from '@minglu/regulation';
import { stateBy } from './reference-then.js';

/** Where a value comes from: the event and its document. */
interface Recorded {
  readonly eventId: string;
  readonly recordedAt: Instant;
  readonly documentNumber: string;
}
const recorded = ({ eventId, recordedAt }: RecordedEvent, documentNumber: string): Recorded => ({ eventId, recordedAt, documentNumber });

/** The work calendars (放假安排) as decisions read them, each year with all its notices, the latest last. */
export const calendarRegister = (events: readonly RecordedEvent<WorkCalendarEvent>[]) => {
  const { version, years } = stateBy(workCalendar, events);
  return {
    version,
    items: Object.entries(years).map(([year, { noticeNumber, offDays, makeupWorkdays }]) => ({
      year: Number(year),
      noticeNumber,
      offDays,
      makeupWorkdays,
      festivals: festivalsOf(Number(year)),
      versions: events
        .filter(({ event }) => event.data.year === Number(year))
        .map((one) => ({
          ...recorded(one, one.event.data.noticeNumber),
          version: one.streamVersion,
          offDays: one.event.data.offDays,
          makeupWorkdays: one.event.data.makeupWorkdays,
        })),
    })),
  };
};

/** The policies (办理口径) with their values of now, and the documents by which the ministry has set them, the latest last. */
export const policyRegister = (events: readonly RecordedEvent<PolicyEvent>[]) => {
  const set = stateBy(policies, events);
  return POLICY_KEYS.map((key) => {
    const { title, meaning, article, unit, default: initial } = policyDefinitions[key];
    const history = events
      .filter(({ event }) => event.data.key === key)
      .map((one) => ({ ...recorded(one, one.event.data.documentNumber), value: one.event.data.value as unknown }));
    const last = history.at(-1);
    return {
      key,
      title,
      meaning,
      article,
      unit,
      value: policyValue(set, key) as unknown,
      default: initial as unknown,
      isDefault: last === undefined,
      documentNumber: last?.documentNumber ?? null,
      since: last?.recordedAt ?? null,
      history,
    };
  });
};

/** The versions of the indicator system (指标体系), in the order of their publication. */
export const indicatorRegister = (events: readonly RecordedEvent<StandardEvent>[], today: Day) => {
  const state = stateBy(standards, events);
  const publishedAt = new Map(
    events.flatMap(({ event, recordedAt }) => (event.type === 'IndicatorSystemPublished' ? [[event.data.versionId, recordedAt]] : [])),
  );
  return {
    inForce: systemInForce(state, today)?.versionId ?? null,
    items: state.systems.map(({ versionId, effectiveFrom, tree, controls }): PublishedSystem => ({
      versionId,
      effectiveFrom,
      tree,
      controls,
      indicators: indicatorsOf({ tree }).length,
      publishedAt: publishedAt.get(versionId)!,
    })),
  };
};
export type PublishedSystem = IndicatorSystem & { readonly indicators: number; readonly publishedAt: Instant };

/** A yearly campaign (年度工作) with its public events; null if it was not opened. */
export const campaignEntry = (events: readonly RecordedEvent<CampaignEvent>[]) => {
  const state: Campaign | null = fold(
    campaigns,
    events.map(({ event }) => event),
  );
  if (!state) return null;
  const { campaignId, programme, track, year, documentNumber, opensAt, closesAt, closed, approvers } = state;
  const extensions = events.flatMap((one) =>
    one.event.type === 'CampaignWindowExtended'
      ? [{ ...recorded(one, one.event.data.documentNumber), closesAt: one.event.data.closesAt, reason: one.event.data.reason }]
      : [],
  );
  return { campaignId, programme, track, year, documentNumber, opensAt, closesAt, closed, approvers, extensions };
};

/** The divisions (行政区划) of a day, with the names and codes that they had before, by all recorded changes. */
export const divisionRegister = ({ divisions: changes }: Pick<Succession, 'divisions'>, on: Day) => {
  const formerOf = new Map<string, FormerDivision[]>();
  for (const change of changes) {
    const now = divisionOn(changes, change.code, on);
    if (!now || change.effectiveDate > on) continue;
    const { kind, code, newCode, newName, effectiveDate, documentNumber } = change;
    // The name before the change: as it stood on the day before it took effect, by the changes that came earlier.
    const earlier = changes.filter((one) => one !== change && one.effectiveDate <= effectiveDate);
    const was = divisionOn(earlier, code, effectiveDate);
    const entry = { kind, code, name: was?.name ?? null, newCode, newName, effectiveDate, documentNumber };
    formerOf.set(now.code, [...(formerOf.get(now.code) ?? []), entry]);
  }
  return divisionsOn(changes, on).map((one) => ({ ...one, isEligible: isEligibleCity(one), changes: formerOf.get(one.code) ?? [] }));
};
interface FormerDivision {
  readonly kind: Succession['divisions'][number]['kind'];
  readonly code: string;
  /** Null if the name before the change is not known. */
  readonly name: string | null;
  readonly newCode: string;
  readonly newName: string;
  readonly effectiveDate: Day;
  readonly documentNumber: string;
}
export type DivisionEntry = Division & { readonly isEligible: boolean; readonly changes: readonly FormerDivision[] };

/** The divisions whose code begins with the words, or whose name or former name contains them. */
export const divisionsFound = (
  entries: readonly DivisionEntry[],
  { q = '', province }: { readonly q?: string | undefined; readonly province?: string | undefined },
): readonly DivisionEntry[] =>
  entries.filter(
    ({ code, name, provinceCode, changes }) =>
      (province === undefined || provinceCode === province) &&
      (q === '' || code.startsWith(q) || name.includes(q) || changes.some((one) => one.code === q || (one.name ?? '').includes(q))),
  );

/** The registered parks (软件园区), as they were registered and as they stand on a day. */
export const parkRegister = (registered: readonly RecordedEvent<ParkEvent>[], { parks }: Pick<Succession, 'parks'>, on: Day) =>
  registered.map(({ event: { data }, recordedAt }) => {
    // The event has its document too, whose files are not shown.
    const place = { parkId: data.parkId, name: data.name, cityCode: data.cityCode };
    return {
      ...place,
      creditCode: data.creditCode ?? null,
      registeredAt: recordedAt,
      now: parkOn(parks, place, on),
      operator: operatorOn(parks, data.parkId, on),
      changes: parks
        .filter(({ parkId }) => parkId === data.parkId)
        .map(({ changeId, kind, newName, newCityCode, operatorName, effectiveDate, documentNumber }) => ({
          changeId,
          kind,
          newName,
          newCityCode,
          operatorName: operatorName ?? null,
          effectiveDate,
          documentNumber,
        })),
    };
  });
