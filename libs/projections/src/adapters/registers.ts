import type { Actor } from '@minglu/kernel';
import { workCalendar } from '@minglu/reference';
import type { PolicyValues, WorkCalendar } from '@minglu/regulation';
import { Brackets, type DataSource } from 'typeorm';
import { campaignWindow } from '../campaign-view.js';
import type { DossierView } from '../dossier-view.js';
import type { ParkTitle } from '../priority.js';
import { CALENDAR, POLICIES } from '../settings-view.js';
import { sightOf, visible, type Beside, type VisibleDossier } from '../visibility.js';
import { CampaignRow, DeadlineRow, DossierRow, SettingsRow } from './entities.js';
import { isId } from './ids.js';
import type { Registers } from './questions.js';

/** Answers from the read model's own tables. */
export const registers = (source: DataSource): Registers => {
  const dossiers = source.getRepository(DossierRow);

  const find = async (id: string): Promise<DossierRow | null> =>
    // 案卷标识在前：称号可以与另一案卷同名。
    isId(id) ? ((await dossiers.findOneBy({ caseId: id })) ?? dossiers.findOneBy({ titleId: id })) : null;
  const shown = (viewer: Actor, view: DossierView, beside?: Beside): VisibleDossier | null =>
    view.state.subject ? visible(view, sightOf(viewer, view.state.subject), beside) : null;
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
    dossier: async (viewer, id) => {
      const row = await find(id);
      return row && shown(viewer, row.view, { parks: await parkTitles(isCity(row) ? [row.cityCode] : []), settings: await settings() });
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
    deadlines: async (viewer, of) => {
      if (!isId(of)) return [];
      const campaign = await source.getRepository(CampaignRow).findOneBy({ campaignId: of });
      if (campaign) return [campaignWindow(campaign.view.state)];
      const found = await source.getRepository(DeadlineRow).find({ where: { of }, order: { caseId: 'ASC', ordinal: 'ASC' } });
      const cases = [...new Set(found.map(({ caseId }) => caseId))];
      const rows = await Promise.all(cases.map(find));
      return rows.flatMap((row) => (row && shown(viewer, row.view)?.deadlines.filter((deadline) => deadline.of === of)) ?? []);
    },
  };
};

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
