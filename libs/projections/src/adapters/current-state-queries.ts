import type { Actor, Ref } from '@minglu/kernel';
import { evaluationYears, policies, workCalendar } from '@minglu/reference';
import { Brackets, In, type DataSource } from 'typeorm';
import { campaignWindow } from '../campaign-view.js';
import { correctedView } from '../corrected-view.js';
import { correctionsStream, type ApprovedCorrection } from '../corrections-view.js';
import type { DossierView } from '../dossier-view.js';
import { notFiledIn } from '../not-filed.js';
import { titleDays, type ParkTitle } from '../priority.js';
import type { ReminderSettings } from '../reminders.js';
import { reportDeadlines } from '../report-view.js';
import { seesAll, visibilityOf, visibleDossier, type DossierContext, type VisibleDossier } from '../visibility.js';
import { CampaignRow, CorrectionsRow, DeadlineRow, DossierRow, ReportRow, SettingsRow } from './entities.js';
import { isId } from './ids.js';
import type { CurrentStateQueries } from './read-model.js';

const STATE = "d.view->'state'";

/** Reads the tables of the read model. */
export const currentStateQueries = (source: DataSource): CurrentStateQueries => {
  const dossiers = source.getRepository(DossierRow);

  const find = async (id: string): Promise<DossierRow | null> =>
    // The id of a case goes first: a title may have the id of another case.
    isId(id) ? ((await dossiers.findOneBy({ caseId: id })) ?? dossiers.findOneBy({ titleId: id })) : null;
  const visibleTo = (viewer: Actor, view: DossierView, context?: DossierContext): VisibleDossier | null =>
    visibleDossier(view, visibilityOf(viewer, view.state), context);
  /** The approved corrections of each of these dossiers. */
  const correctionsOf = async (rows: readonly DossierRow[]): Promise<(row: DossierRow) => readonly ApprovedCorrection[]> => {
    const streamOf = ({ view }: DossierRow) => correctionsStream(view.streamId);
    const found = rows.length === 0 ? [] : await source.getRepository(CorrectionsRow).findBy({ streamId: In(rows.map(streamOf)) });
    const byStream = new Map(found.map(({ streamId, view }) => [streamId, view.corrections]));
    return (row) => byStream.get(streamOf(row)) ?? [];
  };
  /** The titles of the parks in these cities. */
  const parkTitles = async (cities: readonly string[]): Promise<readonly (ParkTitle & { readonly cityCode: string })[]> => {
    if (cities.length === 0) return [];
    const parks = await dossiers
      .createQueryBuilder('d')
      .where('d.cityCode IN (:...cities)', { cities })
      .andWhere(`${STATE}->'subject'->>'programme' = 'park'`)
      .andWhere('d.titleId IS NOT NULL')
      .getMany();
    const corrections = await correctionsOf(parks);
    return parks.flatMap((park) =>
      titleDays(correctedView(park.view, corrections(park)).view).map((days) => ({ ...days, cityCode: park.cityCode })),
    );
  };
  const settings = async (): Promise<ReminderSettings> => {
    const rows = await source.getRepository(SettingsRow).find();
    const stateOf = <S>({ category, id }: Ref<S>): S =>
      (rows.find(({ streamId }) => streamId === `${category.name}/${id}`)?.view.state as S | undefined) ?? category.initial;
    return { policies: stateOf(policies), calendar: stateOf(workCalendar), notHeld: stateOf(evaluationYears).notHeld };
  };
  const isCity = ({ view }: DossierRow): boolean => view.state.subject?.programme === 'city';
  const contextOf = async (rows: readonly DossierRow[]): Promise<(row: DossierRow) => DossierContext> => {
    const corrections = await correctionsOf(rows);
    const parks = await parkTitles([...new Set(rows.filter(isCity).map(({ cityCode }) => cityCode))]);
    const inForce = await settings();
    return (row) => ({
      corrections: corrections(row),
      parks: parks.filter(({ cityCode }) => cityCode === row.cityCode),
      settings: inForce,
    });
  };

  return {
    dossier: async (viewer, id) => {
      const row = await find(id);
      return row && visibleTo(viewer, row.view, (await contextOf([row]))(row));
    },
    dossiers: async (viewer, cursor, limit) => {
      if (cursor !== null && !isId(cursor)) return { items: [], next: null };
      const query = dossiers
        .createQueryBuilder('d')
        .orderBy('d.caseId')
        .take(limit + 1);
      if (cursor !== null) query.andWhere('d.caseId > :cursor', { cursor });
      if (!seesAll(viewer)) {
        query.andWhere(
          new Brackets((or) => {
            or.where('d.publicStatus IS NOT NULL');
            if (viewer.role === 'applicant') or.orWhere('d.applicant = :org', { org: viewer.org });
            if (viewer.role === 'provincial-government' || viewer.role === 'provincial-authority')
              or.orWhere('d.provinceCode = :org', { org: viewer.org });
            if (viewer.role === 'municipal-authority') or.orWhere('d.cityCode = :org', { org: viewer.org });
            if (viewer.role === 'expert')
              or.orWhere(`${STATE}->>'status' = 'UNDER_REVIEW' AND (${STATE}->'review'->'members')::jsonb @> to_jsonb(:person::text)`, {
                person: viewer.person,
              });
          }),
        );
      }
      const rows = await query.getMany();
      const page = rows.slice(0, limit);
      const context = await contextOf(page);
      const items = page.flatMap((row) => {
        // A plan may have a hundred rows: it is shown with its dossier alone, and so are its corrections.
        const { plans: __, ...view } = row.view;
        const dossier = visibleTo(viewer, view, context(row));
        if (!dossier) return [];
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
      // Names as corrected; whether a title is to be evaluated follows the record.
      const states = titled.map((row) => {
        const { view } = correctedView(row.view, corrections(row));
        return { ...row.view.state, subject: view.state.subject };
      });
      return notFiledIn(campaign.view.state, states, (await settings()).notHeld, viewer);
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
      return rows.flatMap((row) => (row && visibleTo(viewer, row.view)?.deadlines.filter((deadline) => deadline.of === of)) ?? []);
    },
  };
};
