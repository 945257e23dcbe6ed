import { dayOf, type Actor } from '@minglu/kernel';
import { ProblemException } from '@minglu/http';
import { division, type Figure, type IndicatorSystem } from '@minglu/regulation';
import { STATUS_LABELS, type VisibleEvent } from '@minglu/projections';
import type { HistoryPage, ListPosition, ReadModel } from '@minglu/projections/adapters';
import { NO_STARS } from '../evaluation-results.js';
import { describedIndicator, figureEventOf } from '../figure-tables.js';
import { PROGRAMME_LABELS, TITLE_STATE_LABELS } from '../labels.js';
import { planEventOf, planRows } from '../plan-tables.js';
import type { Row, Table } from '../table.js';
import type { AskedDto } from './tables.dto.js';

const PAGE = 200;

/**
 * The rows of a table as a viewer sees them, page by page: from the same questions as the JSON lists. Only the page at hand is in memory, of
 * figures and results the whole report.
 */
export const exportedPages = (
  model: ReadModel,
  viewer: Actor,
  table: Table,
  asked: AskedDto,
  system: IndicatorSystem | null,
  signal: AbortSignal,
): AsyncGenerator<readonly Row[]> => {
  switch (table.name) {
    case 'titles':
      return titles(model, viewer, asked);
    case 'evaluation-results':
      return onePage(results(model, viewer, asked.year!));
    case 'summary-table':
      return parks(model, viewer, asked);
    default: {
      const events = eventsOf(model, viewer, asked.dossier!, figureEventOf(table.name) ?? planEventOf(table.name)!, signal);
      return onePage(planEventOf(table.name) === null ? figures(events, system) : plan(events));
    }
  }
};

async function* onePage(rows: Promise<readonly Row[]>): AsyncGenerator<readonly Row[]> {
  yield await rows;
}

const placeName = (code: string): string => division(code)?.name ?? code;
const present = (row: Readonly<Record<string, Row[string] | undefined>>): Row =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined && value !== null && value !== '')) as Row;

/** All pages of a list. */
async function* pagesOf<Item, After>(
  page: (after: After | null) => Promise<{ readonly items: readonly Item[]; readonly next: After | null }>,
  rowOf: (item: Item) => Row,
): AsyncGenerator<readonly Row[]> {
  for (let after: After | null = null; ;) {
    const { items, next }: { readonly items: readonly Item[]; readonly next: After | null } = await page(after);
    yield items.map(rowOf);
    if (next === null) return;
    after = next;
  }
}

const titles = (model: ReadModel, viewer: Actor, { programme, province, state, q }: AskedDto) => {
  const filter = {
    ...(programme === undefined ? {} : { programme }),
    ...(province === undefined ? {} : { province }),
    ...(state === undefined ? {} : { titleState: state }),
    ...(q === undefined ? {} : { q }),
  };
  return pagesOf(
    (after: ListPosition | null) => model.titles(viewer, { filter, sort: 'name', descending: false, after, limit: PAGE }),
    (one) =>
      present({
        titleId: one.titleId,
        name: one.applicantName,
        formerNames: one.formerNames.map(({ name }) => name).join('、'),
        programme: PROGRAMME_LABELS[one.programme],
        province: placeName(one.provinceCode),
        city: one.cityName,
        state: TITLE_STATE_LABELS[one.state],
        conferredOn: one.conferredOn,
        endedOn: one.endedOn,
        results: one.results.map((result) => `${result.covers.join('、')}年：${starsText(result)}`).join('；'),
        caseId: one.caseId,
      }),
  );
};
const starsText = ({ stars, rank }: { readonly stars: number | null; readonly rank: number | null }): string =>
  `${stars === null ? NO_STARS : `${stars}星`}${rank === null ? '' : `（第${rank}名）`}`;

const results = async (model: ReadModel, viewer: Actor, year: number): Promise<readonly Row[]> => {
  const { items } = await model.evaluation(viewer, year);
  return items.map(({ result, filed, ...one }): Row => ({
    ...present({
      titleId: one.titleId,
      name: one.applicantName,
      programme: PROGRAMME_LABELS[one.programme],
      city: placeName(one.cityCode),
      filed: filed === null ? null : filed ? '是' : '否',
      covers: result?.covers.join('、'),
    }),
    ...(result ? { stars: result.stars, ...(result.rank === null ? {} : { rank: result.rank }) } : {}),
  }));
};

const parks = (model: ReadModel, viewer: Actor, { campaign, province, status }: AskedDto): AsyncGenerator<readonly Row[]> => {
  const filter = {
    programme: 'park' as const,
    campaign: campaign!,
    province: province!,
    ...(status === undefined ? {} : { status }),
  };
  return pagesOf(
    (after: ListPosition | null) => model.dossiers(viewer, { filter, sort: 'name', descending: false, after, limit: PAGE }),
    (one) => present({ caseId: one.caseId, name: one.applicantName, city: one.cityName, status: STATUS_LABELS[one.status] }),
  );
};

/** The events of a type in the history of a case, as the viewer sees them. */
async function* eventsOf(model: ReadModel, viewer: Actor, id: string, type: string, signal: AbortSignal): AsyncGenerator<VisibleEvent> {
  for (let after: number | null = 0; after !== null;) {
    const page: HistoryPage | null = await model.history(viewer, id, undefined, signal, { after, limit: PAGE });
    if (!page) throw new ProblemException('unknown-id', `没有标识为 ${id} 的案卷或称号`, `there is no case or title ${id}`, { id });
    yield* page.items.filter((event) => event.type === type);
    after = page.next;
  }
}

/** The targets of the last plan. */
const plan = async (events: AsyncIterable<VisibleEvent>): Promise<readonly Row[]> => {
  let rows: readonly Row[] = [];
  for await (const { data, occurredAt } of events) rows = planRows(data as never, dayOf(occurredAt));
  return rows;
};

/** The figures of the last report of each period. */
const figures = async (events: AsyncIterable<VisibleEvent>, system: IndicatorSystem | null): Promise<readonly Row[]> => {
  const latest = new Map<string, readonly Row[]>();
  for await (const { data, occurredAt } of events) {
    const report = data as unknown as Report;
    const period = report.evaluationYear ?? report.period;
    const rows = report.figures.map((one): Row =>
      present({
        indicator: one.indicator,
        ...(system ? describedIndicator(system, one.indicator) : {}),
        value: one.value,
        unit: one.unit,
        dataYear: one.dataYear,
        source: one.source,
        period: period === undefined ? undefined : [period, report.release].filter(Boolean).join(' '),
        reportedOn: report.submittedOn ?? report.assessedOn ?? report.reportedOn ?? report.receivedOn ?? dayOf(occurredAt),
      }),
    );
    latest.set(`${period ?? ''} ${report.source ?? ''} ${report.release ?? ''}`, rows);
  }
  return [...latest.values()].flat();
};

/** The fields that the events with figures share. */
interface Report {
  readonly figures: readonly Figure[];
  readonly evaluationYear?: number;
  readonly period?: string;
  readonly release?: string;
  readonly source?: string;
  readonly submittedOn?: string;
  readonly assessedOn?: string;
  readonly reportedOn?: string;
  readonly receivedOn?: string;
}
