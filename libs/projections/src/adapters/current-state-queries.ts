import { dayOf, type Instant, type Ref } from '@minglu/kernel';
import { standing } from '@minglu/dossier';
import { evaluationYears, policies, succession, workCalendar } from '@minglu/reference';
import { Brackets, In, type DataSource } from 'typeorm';
import { campaignWindow } from '../campaign-view.js';
import { correctedView } from '../corrected-view.js';
import { correctionsStream, type ApprovedCorrection } from '../corrections-view.js';
import type { DossierView } from '../dossier-view.js';
import { notFiledIn } from '../not-filed.js';
import { titleDays, type ParkTitle } from '../priority.js';
import type { ReminderSettings } from '../reminders.js';
import { reportDeadlines } from '../report-view.js';
import { idsWithin, inOneCity, type Place } from '../territory.js';
import { dossierFor, seesAll, type DossierContext, type Moment } from '../visibility.js';
import { CampaignRow, CorrectionsRow, DeadlineRow, DossierRow, ReportRow, SettingsRow } from './entities.js';
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
  /** The approved corrections of each of these dossiers. */
  const correctionsOf = async (rows: readonly DossierRow[]): Promise<(row: DossierRow) => readonly ApprovedCorrection[]> => {
    const streamOf = ({ view }: DossierRow) => correctionsStream(view.streamId);
    const found = rows.length === 0 ? [] : await source.getRepository(CorrectionsRow).findBy({ streamId: In(rows.map(streamOf)) });
    const byStream = new Map(found.map(({ streamId, view }) => [streamId, view.corrections]));
    return (row) => byStream.get(streamOf(row)) ?? [];
  };
  /** The titles of parks that may lie in the cities of these rows. */
  const parkTitles = async (rows: readonly DossierRow[], now: Moment): Promise<readonly (ParkTitle & Place)[]> => {
    const cities = [...new Set(rows.filter(isCity).flatMap(({ cityCode, view }) => [cityCode, ...idsWithin(cityOf(view, now), now)]))];
    if (cities.length === 0) return [];
    const parks = await dossiers
      .createQueryBuilder('d')
      .where('(d.cityCode IN (:...cities) OR d.applicant IN (:...cities))', { cities })
      .andWhere(`${STATE}->'subject'->>'programme' = 'park'`)
      .andWhere('d.titleId IS NOT NULL')
      .getMany();
    const corrections = await correctionsOf(parks);
    return parks.flatMap((park) =>
      titleDays(correctedView(park.view, corrections(park)).view).map((days) => ({
        ...days,
        applicant: park.applicant,
        cityCode: park.cityCode,
      })),
    );
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
  /** Data from outside each dossier. Parks count for a city by the territory of the day of its application. */
  const contextOf = async (
    rows: readonly DossierRow[],
    { settings, now }: Awaited<ReturnType<typeof reference>>,
  ): Promise<(row: DossierRow) => Partial<DossierContext>> => {
    const [corrections, parks] = [await correctionsOf(rows), await parkTitles(rows, now)];
    return (row) => {
      const on = row.view.state.application?.submittedOn ?? dayOf(now.at);
      return { corrections: corrections(row), parks: parks.filter((park) => inOneCity(park, row, now.succession, on)), settings };
    };
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
      const current = await reference();
      return dossierFor(viewer, row.view, current.now, current.now, (await contextOf([row], current))(row));
    },
    dossiers: async (viewer, cursor, limit, division) => {
      if (cursor !== null && !isId(cursor)) return { items: [], next: null };
      const current = await reference();
      const { now } = current;
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
      const context = await contextOf(page, current);
      const items = page.flatMap((row) => {
        // A plan may have a hundred rows: it is shown with its dossier alone, and so are its corrections.
        const { plans: __, ...view } = row.view;
        const dossier = dossierFor(viewer, view, now, now, context(row));
        if (!dossier || (division !== undefined && ![dossier.cityCode, dossier.provinceCode].includes(division))) return [];
        const { plans: _, ...item } = dossier;
        return [item];
      });
      return { items, next: rows.length > limit ? page.at(-1)!.caseId : null };
    },
    notFiled: async (viewer, campaignId) => {
      const campaign = isId(campaignId) ? await source.getRepository(CampaignRow).findOneBy({ campaignId }) : null;
      if (!campaign) return null;
      const titled = await dossiers.createQueryBuilder('d').where('d.titleId IS NOT NULL').orderBy('d.caseId').getMany();
      const corrections = await correctionsOf(titled);
      const { settings, now } = await reference();
      // Names as corrected, and as of today; whether a title is to be evaluated follows the record.
      const states = titled.map((row) => {
        const { view } = correctedView(row.view, corrections(row));
        return standing({ ...row.view.state, subject: view.state.subject }, now.succession, now.at);
      });
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
