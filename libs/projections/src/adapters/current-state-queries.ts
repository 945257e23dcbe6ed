import { dayOf, type Instant, type Ref } from '@minglu/kernel';
import { standing } from '@minglu/dossier';
import { evaluationYears, policies, succession, workCalendar } from '@minglu/reference';
import { Brackets, type DataSource } from 'typeorm';
import { campaignWindow } from '../campaign-view.js';
import type { DossierView } from '../dossier-view.js';
import { notFiledIn } from '../not-filed.js';
import type { ParkTitle } from '../priority.js';
import type { ReminderSettings } from '../reminders.js';
import { reportDeadlines } from '../report-view.js';
import { idsWithin, inOneCity, type Place } from '../territory.js';
import { dossierFor, seesAll, type Moment } from '../visibility.js';
import { CampaignRow, DeadlineRow, DossierRow, ReportRow, SettingsRow } from './entities.js';
import { isId } from './ids.js';
import type { CurrentStateQueries } from './read-model.js';

const STATE = "d.view->'state'";

const PLACES = ['applicant', 'cityCode', 'provinceCode'] as const;
/** The columns in which the organisation of a role stands if it is a party. A park that moved is found by its own id. */
const PARTIES: Readonly<Record<string, readonly (typeof PLACES)[number][]>> = {
  applicant: ['applicant'],
  'municipal-authority': ['applicant', 'cityCode'],
  'provincial-authority': PLACES,
  'provincial-government': PLACES,
};

/** Reads the tables of the read model. Names, places and jurisdiction are those of today. */
export const currentStateQueries = (source: DataSource, clock: () => Instant): CurrentStateQueries => {
  const dossiers = source.getRepository(DossierRow);

  const find = async (id: string): Promise<DossierRow | null> =>
    // The id of a case goes first: a title may have the id of another case.
    isId(id) ? ((await dossiers.findOneBy({ caseId: id })) ?? dossiers.findOneBy({ titleId: id })) : null;
  /** The titles of parks that may lie in the cities of these rows. */
  const parkTitles = async (rows: readonly DossierRow[], now: Moment): Promise<readonly (ParkTitle & Place)[]> => {
    const cities = [...new Set(rows.filter(isCity).flatMap(({ cityCode, view }) => [cityCode, ...idsWithin(cityOf(view, now), now)]))];
    if (cities.length === 0) return [];
    return dossiers
      .createQueryBuilder('d')
      .select('d.applicant', 'applicant')
      .addSelect('d.cityCode', 'cityCode')
      .addSelect(`${STATE}->'title'->>'effectiveDate'`, 'from')
      .addSelect(`${STATE}->>'closedOn'`, 'until')
      .where('(d.cityCode IN (:...cities) OR d.applicant IN (:...cities))', { cities })
      .andWhere(`${STATE}->'subject'->>'programme' = 'park'`)
      .andWhere('d.titleId IS NOT NULL')
      .getRawMany();
  };
  /** The settings by which reminders are counted, and the divisions and parks of today. */
  const reference = async (): Promise<{ readonly settings: ReminderSettings; readonly now: Moment }> => {
    const rows = await source.getRepository(SettingsRow).find();
    const stateOf = <S>({ category, id }: Ref<S>): S =>
      (rows.find(({ streamId }) => streamId === `${category.name}/${id}`)?.view.state as S | undefined) ?? category.initial;
    return {
      settings: { policies: stateOf(policies), calendar: stateOf(workCalendar), notHeld: stateOf(evaluationYears).notHeld },
      now: { at: clock(), succession: stateOf(succession) },
    };
  };
  const isCity = ({ view }: DossierRow): boolean => view.state.subject?.programme === 'city';
  const cityOf = ({ state }: DossierView, { at, succession: known }: Moment): string => standing(state, known, at).subject!.cityCode;
  /** Parks count for a city by the territory of the day of its application. */
  const parksOf = (row: DossierRow, parks: readonly (ParkTitle & Place)[], { at, succession: known }: Moment): readonly ParkTitle[] => {
    const on = row.view.state.application?.submittedOn ?? dayOf(at);
    return parks.filter((park) => inOneCity(park, row, known, on));
  };
  /** The rows that may belong to a city, a province, a park or its operator today. `name`: of the parameter of the query. */
  const within = (name: string, columns: readonly string[], org: string, now: Moment) =>
    new Brackets((or) => {
      const ids = idsWithin(org, now);
      for (const column of columns) or.orWhere(`d.${column} IN (:...${name})`, { [name]: ids });
    });

  return {
    dossier: async (viewer, id) => {
      const row = await find(id);
      if (!row) return null;
      const { settings, now } = await reference();
      return dossierFor(viewer, row.view, now, now, { parks: parksOf(row, await parkTitles([row], now), now), settings });
    },
    dossiers: async (viewer, cursor, limit, division) => {
      if (cursor !== null && !isId(cursor)) return { items: [], next: null };
      const { settings, now } = await reference();
      const query = dossiers
        .createQueryBuilder('d')
        .orderBy('d.caseId')
        .take(limit + 1);
      if (cursor !== null) query.andWhere('d.caseId > :cursor', { cursor });
      if (division !== undefined) query.andWhere(within('division', PLACES, division, now));
      if (!seesAll(viewer)) {
        query.andWhere(
          new Brackets((or) => {
            or.where('d.publicStatus IS NOT NULL');
            const columns = Object.hasOwn(PARTIES, viewer.role) ? PARTIES[viewer.role]! : [];
            if (columns.length > 0) or.orWhere(within('own', columns, viewer.org, now));
            if (viewer.role === 'expert')
              or.orWhere(`${STATE}->>'status' = 'UNDER_REVIEW' AND (${STATE}->'review'->'members')::jsonb @> to_jsonb(:person::text)`, {
                person: viewer.person,
              });
          }),
        );
      }
      const rows = await query.getMany();
      const page = rows.slice(0, limit);
      const parks = await parkTitles(page, now);
      const items = page.flatMap((row) => {
        const dossier = dossierFor(viewer, row.view, now, now, { settings, parks: parksOf(row, parks, now) });
        if (!dossier || (division !== undefined && ![dossier.cityCode, dossier.provinceCode].includes(division))) return [];
        // A plan may have a hundred rows: it is shown with its dossier alone.
        const { plans: _, ...item } = dossier;
        return [item];
      });
      return { items, next: rows.length > limit ? page.at(-1)!.caseId : null };
    },
    notFiled: async (viewer, campaignId) => {
      const campaign = isId(campaignId) ? await source.getRepository(CampaignRow).findOneBy({ campaignId }) : null;
      if (!campaign) return null;
      const titled = await dossiers.createQueryBuilder('d').where('d.titleId IS NOT NULL').orderBy('d.caseId').getMany();
      const { settings, now } = await reference();
      const states = titled.map(({ view }) => standing(view.state, now.succession, now.at));
      return notFiledIn(campaign.view.state, states, settings.notHeld, viewer);
    },
    deadlines: async (viewer, of) => {
      if (!isId(of)) return [];
      const campaign = await source.getRepository(CampaignRow).findOneBy({ campaignId: of });
      if (campaign) return [campaignWindow(campaign.view.state)];
      const report = await source.getRepository(ReportRow).findOneBy({ reportId: of });
      if (report) return reportDeadlines(viewer, report.view.state);
      const deadlines = await source.getRepository(DeadlineRow).find({ where: { of }, order: { caseId: 'ASC', ordinal: 'ASC' } });
      const cases = [...new Set(deadlines.map(({ caseId }) => caseId))];
      const rows = await Promise.all(cases.map(find));
      const { now } = await reference();
      return rows.flatMap(
        (row) => (row && dossierFor(viewer, row.view, now, now)?.deadlines.filter((deadline) => deadline.of === of)) ?? [],
      );
    },
  };
};
