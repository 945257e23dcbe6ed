import { dayOf, type Actor, type Instant } from '@minglu/kernel';
import { dossiers as dossierCategory, standing } from '@minglu/dossier';
import { authorities, colleaguesOf } from '@minglu/reference';
import { In, MoreThan, type DataSource } from 'typeorm';
import { actionsFor } from '../actions.js';
import { campaignOverview } from '../campaign-overview.js';
import { campaignWindow } from '../campaign-view.js';
import { correctedView } from '../corrected-view.js';
import { correctedCase, correctionsStream, type ApprovedCorrection } from '../corrections-view.js';
import { evaluatedTitle, evaluationOverview, type EvaluatedTitle } from '../evaluation-overview.js';
import { handedOver, type WhoseHandOvers } from '../hand-over-view.js';
import { notFiledIn } from '../not-filed.js';
import { priorityOf, type ParkTitle } from '../priority.js';
import type { ReminderSettings } from '../reminders.js';
import { PUBLIC_VIEWER, publicNotice } from '../publicity-board.js';
import { reportDeadlines } from '../report-view.js';
import { byUrgency, tasksOf, WAITING_STATUSES } from '../tasks.js';
import { placesWithin } from '../territory.js';
import { TITLE_STATES } from '../title-facts.js';
import { registeredTitle, validityOn } from '../title-register.js';
import {
  dossierFor,
  mayKnow,
  seesAll,
  standingAt,
  visibilityNow,
  visibleDossier,
  type DossierContext,
  type Moment,
  type Visibility,
} from '../visibility.js';
import { changeQueries } from './change-queries.js';
import { dossierLists, type ListedPage } from './dossier-lists.js';
import { dossierRows, ROW } from './dossier-rows.js';
import { AuthorityRow, CampaignRow, CorrectionsRow, DeadlineRow, DossierRow, HandOverRow, ReportRow } from './entities.js';
import { isId } from './ids.js';
import { listedDossiers } from './listed-dossiers.js';
import { tagFor } from './lists-table.js';
import type { ListFilter, ListPosition, ListQuestion } from './list-question.js';
import { parkTitles } from './park-titles.js';
import { placesMemory, type RecordedPlace } from './places-memory.js';
import { prepared } from './prepared.js';
import type { CurrentStateQueries } from './read-model.js';
import { isFoundBy } from './search-words.js';
import { settingsMemory } from './settings-memory.js';
import { statisticsFrom } from './statistics.js';

const STATE = "d.view->'state'";

/** The persons at whom a list of colleagues looks. */
const COLLEAGUES = 500;
/** The cases at which an answer about tasks looks, those with the earliest deadlines first. */
const TASK_CASES = 500;

/** The open hand-overs at which an answer about tasks looks. */
const HAND_OVERS = 500;

/** The titles that an overview reads at once. */
const TITLES = 500;

/** Every dossier, in the order of their ids. */
const WHOLE_LIST: ListQuestion = { filter: {}, sort: 'id', descending: false, after: null, limit: 50 };

/** Reads the tables of the read model. Names, places and jurisdiction are those of today. */
export const currentStateQueries = (source: DataSource, clock: () => Instant): CurrentStateQueries => {
  const dossiers = source.getRepository(DossierRow);

  const sql = prepared(source);
  const { whole, titledParks } = dossierRows(sql);
  const memory = settingsMemory(sql, clock);
  const reference = memory.now;
  const places = placesMemory(sql);
  const within = placesWithin();

  /** The approved corrections of each of these dossiers. */
  const correctionsOf = async (rows: readonly DossierRow[]): Promise<(row: DossierRow) => readonly ApprovedCorrection[]> => {
    const streamOf = ({ view }: DossierRow) => correctionsStream(view.streamId);
    const found = rows.length === 0 ? [] : await source.getRepository(CorrectionsRow).findBy({ streamId: In(rows.map(streamOf)) });
    const byStream = new Map(found.map(({ streamId, view }) => [streamId, view.corrections]));
    return (row) => byStream.get(streamOf(row)) ?? [];
  };
  const { questionOf, titles } = parkTitles({ titledParks, correctionsOf });
  /** The titled parks of each dossier. */
  const parksOf = async (
    rows: readonly DossierRow[],
    { now }: { readonly now: Moment },
  ): Promise<(row: DossierRow) => readonly ParkTitle[]> => {
    const found = await titles(
      rows.map((row) => questionOf(row, now)),
      now,
    );
    const parks = new Map(rows.map((row, index) => [row, found[index]!]));
    return (row) => parks.get(row)!;
  };
  const listed = listedDossiers(sql, { questionOf, titles });
  /** Data from outside each dossier. */
  const contextOf = async (
    rows: readonly DossierRow[],
    { settings, now }: { readonly settings: ReminderSettings | null; readonly now: Moment },
  ): Promise<(row: DossierRow) => Partial<DossierContext>> => {
    const [corrections, parks] = [await correctionsOf(rows), await parksOf(rows, { now })];
    return (row) => ({ corrections: corrections(row), parks: parks(row), settings });
  };
  /** The rows of these cases, in this order. */
  const byIds = async (ids: readonly string[]): Promise<readonly DossierRow[]> => {
    if (ids.length === 0) return [];
    const found = await sql<DossierRow>('dossiers', `SELECT ${ROW} FROM query.dossiers d WHERE d.case_id = ANY($1::text[])`, [ids]);
    const rows = new Map(found.map((row) => [row.caseId, row]));
    return ids.flatMap((id) => rows.get(id) ?? []);
  };
  /** The case of a title, also of one whose conferral was set aside. */
  const titled = async (titleId: string): Promise<DossierRow | undefined> => {
    if (!isId(titleId)) return undefined;
    const found = await source.query<{ case_id: string }[]>(
      `SELECT case_id FROM query.listed WHERE audience = 'all' AND tags @> ARRAY[$1]::text[]`,
      [tagFor('all', `title:${titleId}`)],
    );
    return (await byIds(found.map(({ case_id }) => case_id)))[0];
  };
  /** The lists at a moment. Conditions that follow from other dossiers or from corrections are decided case by case: such cases are few. */
  const lists = (now: Moment) => {
    const list = dossierLists(source, places, {
      named: async (wanted) => {
        const corrected = await source.query<CorrectionsRow[]>(
          `SELECT stream_id AS "streamId", view FROM query.corrections
           WHERE jsonb_path_exists(view, '$.corrections[*] ? (@.field == "applicantName")')`,
        );
        const hasName = ({ field, value }: ApprovedCorrection): boolean => field === 'applicantName' && isFoundBy(String(value), wanted);
        const some = corrected.filter(({ view }) => view.corrections.some(hasName));
        const rows = await byIds(some.map(({ streamId }) => correctedCase(streamId)));
        const corrections = await correctionsOf(rows);
        const casesFor = (audience: Visibility) =>
          rows
            .filter((row) => {
              const shown = visibleDossier(row.view, audience, { corrections: corrections(row) });
              return shown !== null && isFoundBy(shown.applicantName, wanted);
            })
            .map(({ caseId }) => caseId);
        return { all: casesFor('all'), party: casesFor('party'), public: casesFor('public') };
      },
      preferred: async (wanted) => {
        const parks = await dossiers
          .createQueryBuilder('d')
          .where('d.titleId IS NOT NULL')
          .andWhere(`${STATE}->'subject'->>'programme' = 'park'`)
          .getMany();
        const hasParks = ({ subject }: RecordedPlace): boolean => {
          const cities = [subject.cityCode, ...within(standingAt({ ...dossierCategory.initial, subject }, now).subject!.cityCode, now)];
          return parks.some(({ applicant, cityCode }) => cities.includes(cityCode) || cities.includes(applicant));
        };
        const inThem = await source.query<{ case_id: string }[]>(
          `SELECT case_id FROM query.listed WHERE audience = 'all' AND place = ANY($1::text[])`,
          [wanted.filter(hasParks).map(({ place }) => place)],
        );
        const rows = await byIds(inThem.map(({ case_id }) => case_id));
        const context = await contextOf(rows, { settings: null, now });
        return rows.filter((row) => priorityOf(row.view.state, context(row).parks ?? []).length > 0).map(({ caseId }) => caseId);
      },
      reviewedBy: async (viewer) => {
        const seats = await source.query<{ case_id: string }[]>(
          `SELECT case_id FROM query.listed WHERE audience = 'party' AND panel <> '{}' AND panel @> ARRAY[$1]::text[]`,
          [viewer.person],
        );
        const rows = await byIds(seats.map(({ case_id }) => case_id));
        return rows.filter(({ view }) => visibilityNow(viewer, view, now) === 'party').map(({ caseId }) => caseId);
      },
    });
    return {
      page: (viewer: Actor, question: ListQuestion) => list.page(viewer, question, now),
      tallies: (viewer: Actor, filter: ListFilter) => list.tallies(viewer, filter, now),
      parts: (viewer: Actor) => list.parts(viewer, now),
    };
  };

  /** A dossier for a viewer; null if he may not know of it. */
  const shown = async (viewer: Actor, id: string) => {
    const found = await whole(id);
    if (!found) return null;
    const { row, stamp } = found;
    const current = await memory.at(stamp);
    // A hidden dossier costs the same questions as an absent one.
    if (!mayKnow(viewer, row.view, current.now)) return null;
    const context = { corrections: found.corrections, parks: (await parksOf([row], current))(row), settings: current.settings };
    const dossier = dossierFor(viewer, row.view, current.now, current.now, context);
    return dossier && { dossier, state: standingAt(row.view.state, current.now), at: current.now.at };
  };

  /** The open hand-overs of a person, oldest first, with the names of cases that he may know of. */
  const handOversOf = async (viewer: Actor, whose: WhoseHandOvers, now: Moment) => {
    const rows = await source
      .getRepository(HandOverRow)
      .createQueryBuilder('h')
      .where("h.view #>> '{state,end}' IS NULL")
      .andWhere("(h.view #>> '{state,asked,to}' = :self OR h.view #>> '{state,asked,person}' = :self)", { self: viewer.person })
      .orderBy("h.view ->> 'since'")
      .limit(HAND_OVERS + 1)
      .getMany();
    const cases = await byIds([...new Set(rows.flatMap(({ view }) => view.state.asked?.caseId ?? []))]);
    const corrections = await correctionsOf(cases);
    const names = new Map(
      cases.map((row) => [row.caseId, dossierFor(viewer, row.view, now, now, { corrections: corrections(row) })?.applicantName ?? null]),
    );
    const items = rows
      .slice(0, HAND_OVERS)
      .flatMap(({ view }) => handedOver(viewer, view, whose, names.get(view.state.asked?.caseId ?? '') ?? null) ?? []);
    return { items, complete: rows.length <= HAND_OVERS };
  };

  return {
    changes: changeQueries(source, {
      parts: async (viewer) => lists((await reference()).now).parts(viewer),
      shown: async (viewer, caseIds) => {
        const { now } = await reference();
        const rows = await byIds(caseIds);
        const corrections = await correctionsOf(rows);
        return new Map(
          rows.flatMap((row) => {
            const dossier = dossierFor(viewer, row.view, now, now, { corrections: corrections(row) });
            return dossier ? [[row.caseId, { audience: visibilityNow(viewer, row.view, now), dossier }] as const] : [];
          }),
        );
      },
    }),
    dossier: async (viewer, id) => (await shown(viewer, id))?.dossier ?? null,
    actions: async (viewer, id) => {
      const found = await shown(viewer, id);
      return found && { dossier: found.dossier, items: actionsFor(viewer, found.dossier, found) };
    },
    dossiers: async (viewer, question = {}) => {
      const current = await reference();
      const { now } = current;
      const { ids, ...page } = await lists(now).page(viewer, { ...WHOLE_LIST, ...question });
      return { items: await listed(viewer, ids, current), ...page };
    },
    tasks: async (viewer, whose) => {
      const current = await reference();
      const { now, settings } = current;
      const question = { ...WHOLE_LIST, filter: { own: true, status: WAITING_STATUSES }, sort: 'deadline', limit: TASK_CASES } as const;
      const { ids, next } = await lists(now).page(viewer, question);
      const rows = await byIds(ids);
      const context = await contextOf(rows, current);
      const tasks = rows.flatMap((row) => {
        const dossier = dossierFor(viewer, row.view, now, now, context(row));
        return dossier ? tasksOf(viewer, dossier, settings, now) : [];
      });
      const items = tasks.filter(({ acts }) => whose === 'all' || (whose === 'mine') === acts.length > 0).sort(byUrgency);
      const given = await handOversOf(viewer, whose, now);
      return { items, handedOver: given.items, complete: next === null && given.complete };
    },
    titles: async (viewer, question = {}) => {
      const current = await reference();
      const { now } = current;
      const asked = { ...WHOLE_LIST, ...question };
      const filter = { ...asked.filter, titleState: asked.filter.titleState ?? TITLE_STATES };
      const { ids, ...page } = await lists(now).page(viewer, { ...asked, filter });
      const rows = await byIds(ids);
      const context = await contextOf(rows, current);
      const items = rows.flatMap((row) => {
        const dossier = dossierFor(viewer, row.view, now, now, context(row));
        return (dossier && registeredTitle(viewer, row.view, dossier, now)) ?? [];
      });
      return { items, ...page };
    },
    title: async (viewer, titleId) => {
      const current = await reference();
      const row = await titled(titleId);
      if (!row) return null;
      const { now } = current;
      const dossier = dossierFor(viewer, row.view, now, now, (await contextOf([row], current))(row));
      const title = dossier && registeredTitle(viewer, row.view, dossier, now);
      return title?.titleId === titleId ? title : null;
    },
    validity: async (viewer, titleId, day) => {
      const { now } = await reference();
      const row = await titled(titleId);
      const validity = row && validityOn(viewer, row.view, now, day);
      return validity?.titleId === titleId ? validity : null;
    },
    evaluation: async (viewer, year) => {
      const current = await reference();
      const { now, settings } = current;
      const list = lists(now);
      const items: EvaluatedTitle[] = [];
      for (let after: ListPosition | null = null; ;) {
        const question = { ...WHOLE_LIST, filter: { titleState: TITLE_STATES }, sort: 'name', after, limit: TITLES } as const;
        const { ids, next }: ListedPage = await list.page(viewer, question);
        const rows = await byIds(ids);
        const corrections = await correctionsOf(rows);
        for (const row of rows) {
          const dossier = dossierFor(viewer, row.view, now, now, { corrections: corrections(row) });
          const title = dossier && evaluatedTitle(viewer, row.view, dossier, now, year);
          if (title) items.push(title);
        }
        if (next === null) break;
        after = next;
      }
      return evaluationOverview(year, items, settings.notHeld);
    },
    campaign: async (viewer, campaignId) => {
      const campaign = isId(campaignId) ? await source.getRepository(CampaignRow).findOneBy({ campaignId }) : null;
      if (!campaign) return null;
      const { now } = await reference();
      return campaignOverview(campaign.view.state, await lists(now).tallies(viewer, { campaign: campaignId }));
    },
    statistics: (viewer, programme) => statisticsFrom(source, seesAll(viewer) ? 'all' : 'public', programme),
    publicities: async (after, limit) => {
      const { now, settings } = await reference();
      const notices = await source.query<{ of_id: string; last_day: string }[]>(
        `SELECT last_day, of_id FROM query.deadlines WHERE kind = 'publicity-window' AND ($1::text IS NULL OR (last_day, of_id) < ($1, $2))
         GROUP BY last_day, of_id ORDER BY last_day DESC, of_id DESC LIMIT $3`,
        [after?.key ?? null, after?.id ?? '', limit + 1],
      );
      const page = notices.slice(0, limit);
      const cases = await source
        .getRepository(DeadlineRow)
        .find({ where: { of: In(page.map(({ of_id }) => of_id)), kind: 'publicity-window' }, order: { caseId: 'ASC' } });
      const rows = await byIds([...new Set(cases.map(({ caseId }) => caseId))]);
      const corrections = await correctionsOf(rows);
      const shown = new Map(
        rows.map((row) => [row.caseId, dossierFor(PUBLIC_VIEWER, row.view, now, now, { corrections: corrections(row) })]),
      );
      const items = page.flatMap(({ of_id }) => {
        const dossiersOf = cases.filter(({ of }) => of === of_id).flatMap(({ caseId }) => shown.get(caseId) ?? []);
        return publicNotice(of_id, dossiersOf, settings.calendar, now.at, dayOf(now.at)) ?? [];
      });
      const last = notices.length > limit ? page.at(-1)! : null;
      return { items, next: last && { key: last.last_day, id: last.of_id } };
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
      const rows = await byIds(cases);
      const { now } = await reference();
      return rows.flatMap((row) => dossierFor(viewer, row.view, now, now)?.deadlines.filter((deadline) => deadline.of === of) ?? []);
    },
    authority: async (person) => (await source.getRepository(AuthorityRow).findOneBy({ person }))?.view.state ?? authorities.initial,
    colleagues: async (viewer, role) => {
      const rows = await source
        .getRepository(AuthorityRow)
        .createQueryBuilder('a')
        .where("a.view->'state'->'grants' @> cast(:grant AS jsonb)", { grant: JSON.stringify([{ role, org: viewer.org }]) })
        .orderBy('a.person')
        .limit(COLLEAGUES + 1)
        .getMany();
      const { now } = await reference();
      const persons = rows.slice(0, COLLEAGUES).map(({ person, view }) => [person, view.state] as const);
      return { items: colleaguesOf(viewer, role, persons, dayOf(now.at)), complete: rows.length <= COLLEAGUES };
    },
    persons: async (behind, limit) => {
      const rows = await source
        .getRepository(AuthorityRow)
        .find({ where: { person: MoreThan(behind) }, order: { person: 'ASC' }, take: limit + 1 });
      const items = rows.slice(0, limit).map(({ person, view }) => ({ person, ...view.state }));
      return { items, next: rows.length > limit ? items.at(-1)!.person : null };
    },
  };
};
