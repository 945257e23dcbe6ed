import {
  dayOf,
  decoder,
  epochMs,
  fold,
  id,
  instantOf,
  type Actor,
  type Bilingual,
  type Classification,
  type EventRegistry,
  type Instant,
  type RecordedEvent,
} from '@minglu/kernel';
import type { DossierEvent } from '@minglu/dossier';
import { decodeStored, type EventStore } from '@minglu/event-store';
import { campaigns, workCalendar, type Campaign, type CampaignEvent } from '@minglu/reference';
import type { Deadline, PolicyValues, WorkCalendar } from '@minglu/regulation';
import { Brackets, type DataSource } from 'typeorm';
import { asOf, viewOf, type DossierView, type RecordedDeadline } from '../dossier-view.js';
import { receiptOf, type Receipt } from '../receipt.js';
import type { ParkTitle } from '../priority.js';
import { maySee, sightOf, visible, type Beside, type Sight, type VisibleDossier } from '../visibility.js';
import { CALENDAR, POLICIES } from '../settings-view.js';
import { CampaignRow, DeadlineRow, DossierRow, SettingsRow } from './entities.js';

/** Two clocks: what held at `at`, as far as it was known by `knownAt`. */
export interface Bitemporal {
  readonly at: Instant;
  readonly knownAt: Instant;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Give it back as `cursor` for the next page; null at the end. */
  readonly next: string | null;
}

export interface VisibleEvent {
  /** 1, 2, 3, … over what this viewer sees. */
  readonly version: number;
  readonly eventId: string;
  readonly type: string;
  readonly data: DossierEvent['data'];
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly legalBasis: readonly string[];
  readonly rulePackage: string;
  readonly calendarVersion: number | null;
  readonly classification: Classification;
  readonly actor: Partial<Actor>;
  readonly receipt: Receipt;
  readonly position?: number;
  readonly streamVersion?: number;
  readonly commandId?: string;
  readonly correlationId?: string;
  readonly causationId?: string | null;
}

/** The questions that can be asked. Each is answered for a viewer, who never learns of what he may not see. */
export interface ReadModel {
  readonly dossier: (viewer: Actor, id: string, when?: Bitemporal) => Promise<VisibleDossier | null>;
  readonly dossiers: (viewer: Actor, cursor: string | null, limit: number) => Promise<Page<VisibleDossier>>;
  readonly history: (viewer: Actor, id: string, when?: Bitemporal) => Promise<readonly VisibleEvent[] | null>;
  /** Deadlines of a publicity, case or campaign, oldest first. */
  readonly deadlines: (viewer: Actor, of: string, when?: Bitemporal) => Promise<readonly RecordedDeadline[]>;
}

export const readModel = (source: DataSource, log: Pick<EventStore, 'readStream'>, registry: EventRegistry): ReadModel => {
  const dossiers = source.getRepository(DossierRow);

  const find = async (id: string): Promise<DossierRow | null> =>
    // 案卷标识在前：称号可以与另一案卷同名。
    isId(id) ? ((await dossiers.findOneBy({ caseId: id })) ?? dossiers.findOneBy({ titleId: id })) : null;
  const events = async (row: DossierRow): Promise<RecordedEvent<DossierEvent>[]> =>
    (await log.readStream(row.view.streamId)).map((stored) => decodeStored(stored, registry) as RecordedEvent<DossierEvent>);
  const viewAt = async (row: DossierRow, when: Bitemporal | undefined): Promise<DossierView | undefined> =>
    when ? viewOf(asOf(await events(row), when.at, when.knownAt)) : row.view;
  const shown = (viewer: Actor, view: DossierView | undefined, beside?: Beside): VisibleDossier | null =>
    view?.state.subject ? visible(view, sightOf(viewer, view.state.subject), beside) : null;
  /** The titles of the parks in these cities. */
  const parkTitles = async (cities: readonly string[]): Promise<readonly (ParkTitle & { readonly cityCode: string })[]> =>
    cities.length === 0
      ? []
      : dossiers
          .createQueryBuilder('d')
          .select('d.cityCode', 'cityCode')
          .addSelect("d.view->'state'->'title'->>'effectiveDate'", 'from')
          .addSelect("d.view->'state'->>'closedOn'", 'until')
          .where('d.cityCode IN (:...cities)', { cities })
          .andWhere("d.view->'state'->'subject'->>'programme' = 'park'")
          .andWhere('d.titleId IS NOT NULL')
          .getRawMany();
  const settings = async (): Promise<Beside['settings']> => {
    const rows = await source.getRepository(SettingsRow).find();
    const stateOf = (streamId: string) => rows.find((row) => row.streamId === streamId)?.view.state;
    return {
      policies: (stateOf(POLICIES) ?? {}) as PolicyValues,
      calendar: (stateOf(CALENDAR) ?? workCalendar.category.initial) as WorkCalendar,
    };
  };
  const isCity = ({ view }: DossierRow): boolean => view.state.subject?.programme === 'city';

  return {
    dossier: async (viewer, id, when) => {
      const row = await find(id);
      const found =
        row &&
        shown(viewer, await viewAt(row, when), {
          parks: await parkTitles(isCity(row) ? [row.cityCode] : []),
          settings: when ? null : await settings(),
        });
      // 称号尚未授予之时，其标识也还不存在。
      return found && (found.caseId === id || found.titleId === id) ? found : null;
    },
    dossiers: async (viewer, cursor, limit) => {
      if (cursor !== null && !isId(cursor)) return { items: [], next: null };
      const query = dossiers
        .createQueryBuilder('d')
        .orderBy('d.caseId')
        .take(limit + 1);
      if (cursor !== null) query.andWhere('d.caseId > :cursor', { cursor });
      if (sightOf(viewer, NOBODY) !== 'all') {
        query.andWhere(
          new Brackets((may) => {
            may.where('d.publicStatus IS NOT NULL');
            if (viewer.role === 'applicant') may.orWhere('d.applicant = :org', { org: viewer.org });
            if (viewer.role === 'provincial-government' || viewer.role === 'provincial-authority')
              may.orWhere('d.provinceCode = :org', { org: viewer.org });
            if (viewer.role === 'municipal-authority') may.orWhere('d.cityCode = :org', { org: viewer.org });
          }),
        );
      }
      const rows = await query.getMany();
      const page = rows.slice(0, limit);
      const parks = await parkTitles([...new Set(page.filter(isCity).map(({ cityCode }) => cityCode))]);
      const beside = { settings: await settings() };
      const items = page.flatMap(
        ({ view, cityCode }) => shown(viewer, view, { ...beside, parks: parks.filter((one) => one.cityCode === cityCode) }) ?? [],
      );
      return { items, next: rows.length > limit ? page.at(-1)!.caseId : null };
    },
    history: async (viewer, id, when) => {
      const row = await find(id);
      if (!row || !shown(viewer, row.view)) return null;
      const sight = sightOf(viewer, row.view.state.subject!);
      const all = await events(row);
      return (when ? asOf(all, when.at, when.knownAt) : all)
        .filter((event) => maySee(sight, event))
        .map((event, index) => shownEvent(event, index + 1, sight, registry.definition(event.event.type).title));
    },
    deadlines: async (viewer, of, when) => {
      if (!isId(of)) return [];
      const campaign = await source.getRepository(CampaignRow).findOneBy({ campaignId: of });
      if (campaign) {
        const known = (await log.readStream(campaign.view.streamId)).map(
          (stored) => decodeStored(stored, registry) as RecordedEvent<CampaignEvent>,
        );
        const state = fold(
          campaigns,
          (when ? asOf(known, when.at, when.knownAt) : known).map(({ event }) => event),
        );
        return state ? [campaignWindow(state)] : [];
      }
      const found = await source.getRepository(DeadlineRow).find({ where: { of }, order: { caseId: 'ASC', ordinal: 'ASC' } });
      const cases = [...new Set(found.map(({ caseId }) => caseId))];
      const views = await Promise.all(
        cases.map(async (caseId) => {
          const row = await find(caseId);
          return row ? shown(viewer, await viewAt(row, when)) : null;
        }),
      );
      return views.flatMap((view) => view?.deadlines.filter((deadline) => deadline.of === of) ?? []);
    },
  };
};

/** An event as a viewer sees it. Its place in the log and in the stream, and who acted, are the ministry's to know. */
const shownEvent = (
  { event, eventId, metadata, recordedAt, position, streamVersion }: RecordedEvent<DossierEvent>,
  version: number,
  sight: Sight,
  title: Bilingual,
): VisibleEvent => ({
  version,
  eventId,
  type: event.type,
  data: sight === 'all' ? event.data : withoutPersons(event.data),
  occurredAt: metadata.occurredAt,
  recordedAt,
  legalBasis: metadata.legalBasis,
  rulePackage: metadata.rulePackage,
  calendarVersion: metadata.calendarVersion,
  classification: metadata.classification,
  actor: sight === 'all' ? metadata.actor : { role: metadata.actor.role, org: metadata.actor.org },
  receipt: receiptOf(event, metadata, title, sight),
  ...(sight === 'all'
    ? { position, streamVersion, commandId: metadata.commandId, correlationId: metadata.correlationId, causationId: metadata.causationId }
    : {}),
});

/** Who acted is kept in some events because the rules ask for another person later; it is not shown outside the ministry. */
const withoutPersons = (data: DossierEvent['data']): DossierEvent['data'] =>
  Object.fromEntries(Object.entries(data).filter(([field]) => field !== 'servedBy' && field !== 'closedBy')) as DossierEvent['data'];

/** What cannot be an id is not looked up: PostgreSQL would refuse some of it (NUL) as an error. */
const isId = decoder(id());

/** A subject that nobody is a party to: who sees all of it sees all of everything. */
const NOBODY = {
  caseId: '-',
  programme: 'city',
  applicant: '-',
  applicantName: '-',
  cityCode: '-',
  cityName: '-',
  cityClass: 'prefecture-city',
  provinceCode: '-',
} as const;

const campaignWindow = ({ campaignId, closesAt, opensAt }: Campaign): RecordedDeadline => {
  const lastDay = dayOf(instantOf(epochMs(closesAt) - 1));
  const rule: Deadline['rule'] = { unit: 'stated', amount: 0, from: dayOf(opensAt), until: lastDay, basis: [] };
  return {
    kind: 'campaign-window',
    of: campaignId,
    rule,
    endsAt: closesAt,
    lastDay,
    workingDays: [],
    provisional: false,
    calendarVersion: 0,
    open: true,
  };
};
