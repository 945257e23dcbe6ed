import { textArray } from '@minglu/event-store';
import type { Actor } from '@minglu/kernel';
import { LRUCache } from 'lru-cache';
import type { ApprovedCorrection, CorrectionsView } from '../corrections-view.js';
import { forMoment } from '../for-moment.js';
import type { ReminderSettings } from '../reminders.js';
import { dossierFor, standingAt, visibilityOf, type Concerned, type Visibility, type VisibleDossier } from '../visibility.js';
import { CORRECTIONS, ROW } from './dossier-rows.js';
import type { DossierRow } from './entities.js';
import type { ParksQuestion, parkTitles } from './park-titles.js';
import type { Prepared } from './prepared.js';
import type { CurrentReference } from './settings-memory.js';

/** A dossier as the lists of a day last showed it. */
interface Shown {
  /** Of its row and its corrections. */
  readonly version: string;
  readonly concerned: Concerned;
  readonly parks: ParksQuestion;
  /** By who sees it; null: he may not know of it. A dossier with titled parks is not kept. */
  readonly items: Map<Visibility, VisibleDossier | null>;
}

interface Found extends Omit<DossierRow, 'view'> {
  readonly ordinal: number;
  readonly version: string;
  /** Null if the caller knows this version. */
  readonly view: DossierRow['view'] | null;
  readonly corrections: CorrectionsView | null;
}

/** The version of a row changes with each write of it. A row that the caller knows is not sent again. */
const LISTED = `
  SELECT wanted.ordinal::int, one.version, one."caseId", one."titleId", one.applicant, one."provinceCode", one."cityCode", one."publicStatus",
         CASE WHEN one.version = wanted.known THEN NULL ELSE one.view END AS view,
         CASE WHEN one.version = wanted.known THEN NULL ELSE one.corrections END AS corrections
    FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS wanted(case_id, known, ordinal),
         LATERAL (SELECT ${ROW}, c.view AS corrections, d.xmin::text || ' ' || d.ctid || ' ' || coalesce(c.xmin::text || ' ' || c.ctid, '') AS version
                    FROM query.dossiers d LEFT JOIN ${CORRECTIONS} WHERE d.case_id = wanted.case_id LIMIT 1) AS one`;

/** Dossiers that are remembered as they were shown: about 5 KB each. */
const REMEMBERED = 5_000;

/**
 * The dossiers of a page. Lists show a dossier by its row, its corrections, the settings and the day. So a dossier that was shown is
 * remembered until one of them changes, and the page asks for the rows that have changed.
 */
export const listedDossiers = (sql: Prepared, { questionOf, titles }: ReturnType<typeof parkTitles>) => {
  const stores = forMoment(() => new WeakMap<ReminderSettings, LRUCache<string, Shown>>());
  const storeOf = ({ now, settings }: CurrentReference): LRUCache<string, Shown> => {
    const store = stores(now).get(settings) ?? new LRUCache<string, Shown>({ max: REMEMBERED });
    stores(now).set(settings, store);
    return store;
  };
  const rowsOf = (ids: readonly string[], known: readonly string[]): Promise<Found[]> =>
    sql<Found>('listed', LISTED, [textArray(ids), textArray(known)]);

  /** The dossiers of these cases that the viewer may know of, in this order. */
  const itemsOf = async (viewer: Actor, ids: readonly string[], current: CurrentReference): Promise<readonly VisibleDossier[]> => {
    if (ids.length === 0) return [];
    const store = storeOf(current);
    const { now, settings } = current;
    const before = ids.map((id) => {
      const shown = store.get(id);
      return shown?.items.has(visibilityOf(viewer, shown.concerned)) ? shown : undefined;
    });
    const show = async (rows: readonly Found[]): Promise<void> => {
      const entries = rows.map((row): Shown => {
        const { view } = row;
        if (view === null) return before[row.ordinal - 1]!;
        const { subject, applicantOrg, status, review } = standingAt(view.state, now);
        const known = store.get(row.caseId);
        return known?.version === row.version
          ? known
          : {
              version: row.version,
              concerned: { subject, applicantOrg, status, review },
              parks: questionOf({ ...row, view }, now),
              items: new Map(),
            };
      });
      const parks = await titles(
        entries.map((entry) => entry.parks),
        now,
      );
      const again: string[] = [];
      for (const [index, { caseId, ordinal, view, corrections }] of rows.entries()) {
        const entry = entries[index]!;
        const visibility = visibilityOf(viewer, entry.concerned);
        const remembered = parks[index]!.length === 0 ? entry.items.get(visibility) : undefined;
        if (remembered !== undefined) items[ordinal - 1] = remembered;
        else if (view === null) again.push(caseId);
        else {
          const context = { corrections: corrections?.corrections ?? NONE, parks: parks[index]!, settings };
          // A plan may have a hundred rows: it is shown with its dossier alone, and so are its corrections.
          const { plans: __, ...seen } = view;
          const dossier = dossierFor(viewer, seen, now, now, context);
          const { plans: _, ...item } = dossier ?? ({} as VisibleDossier);
          items[ordinal - 1] = dossier && item;
          if (parks[index]!.length > 0) continue;
          entry.items.set(visibility, items[ordinal - 1]!);
          store.set(caseId, entry);
        }
      }
      // Parks of their cities have a title since.
      if (again.length > 0)
        await show(
          await rowsOf(
            ids,
            ids.map((id, index) => (again.includes(id) ? '' : (before[index]?.version ?? ''))),
          ),
        );
    };
    const items: (VisibleDossier | null)[] = ids.map(() => null);
    await show(
      await rowsOf(
        ids,
        before.map((shown) => shown?.version ?? ''),
      ),
    );
    return items.flatMap((item) => item ?? []);
  };
  return itemsOf;
};

const NONE: readonly ApprovedCorrection[] = [];
