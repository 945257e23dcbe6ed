import type { Actor } from '@minglu/kernel';
import { ProblemException } from '@minglu/http';
import { division, type Figure, type IndicatorSystem } from '@minglu/regulation';
import { STATUS_LABELS } from '@minglu/projections';
import type { ReadModel } from '@minglu/projections/adapters';
import { NO_STARS } from '../evaluation-results.js';
import { describedIndicator, figureEventOf } from '../figure-tables.js';
import { PROGRAMME_LABELS, TITLE_STATE_LABELS } from '../labels.js';
import type { Row, Table } from '../table.js';
import type { AskedDto } from './tables.dto.js';

/** Rows of an export at most. A longer list is refused, so that none is cut off unnoticed. */
const MAX_ROWS = 5_000;
const PAGE = 200;

/** The rows of a table as a viewer sees them: from the same questions as the JSON lists. */
export const exportedRows = (
  model: ReadModel,
  viewer: Actor,
  table: Table,
  asked: AskedDto,
  system: IndicatorSystem | null,
  signal: AbortSignal,
): Promise<readonly Row[]> => {
  switch (table.name) {
    case 'titles':
      return titles(model, viewer, asked);
    case 'evaluation-results':
      return results(model, viewer, asked.year!);
    case 'summary-table':
      return parks(model, viewer, asked);
    default:
      return figures(model, viewer, figureEventOf(table.name)!, asked.dossier!, system, signal);
  }
};

const placeName = (code: string): string => division(code)?.name ?? code;
const present = (row: Readonly<Record<string, Row[string] | undefined>>): Row =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined && value !== null && value !== '')) as Row;

/** All pages of a list. */
const allOf = async <Item, After>(
  page: (after: After | null) => Promise<{ readonly items: readonly Item[]; readonly next: After | null }>,
): Promise<readonly Item[]> => {
  const all: Item[] = [];
  for (let after: After | null = null; ;) {
    const { items, next }: { readonly items: readonly Item[]; readonly next: After | null } = await page(after);
    all.push(...items);
    if (all.length > MAX_ROWS) throw tooManyRows();
    if (next === null) return all;
    after = next;
  }
};
const tooManyRows = (): ProblemException =>
  new ProblemException('too-many-rows', `超过 ${MAX_ROWS} 行，请缩小范围`, `more than ${MAX_ROWS} rows: ask for fewer`, { most: MAX_ROWS });

const titles = async (model: ReadModel, viewer: Actor, { programme, province, state, q }: AskedDto) => {
  const filter = {
    ...(programme === undefined ? {} : { programme }),
    ...(province === undefined ? {} : { province }),
    ...(state === undefined ? {} : { titleState: state }),
    ...(q === undefined ? {} : { q }),
  };
  const all = await allOf((after: Parameters<ReadModel['publicities']>[0]) =>
    model.titles(viewer, { filter, sort: 'name', descending: false, after, limit: PAGE }),
  );
  return all.map((one) =>
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
const starsText = ({ stars }: { readonly stars: number | null }): string => (stars === null ? NO_STARS : `${stars}星`);

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
    ...(result ? { stars: result.stars } : {}),
  }));
};

const parks = async (model: ReadModel, viewer: Actor, { campaign, province, status }: AskedDto): Promise<readonly Row[]> => {
  const filter = {
    programme: 'park' as const,
    campaign: campaign!,
    province: province!,
    ...(status === undefined ? {} : { status }),
  };
  const all = await allOf((after: Parameters<ReadModel['publicities']>[0]) =>
    model.dossiers(viewer, { filter, sort: 'name', descending: false, after, limit: PAGE }),
  );
  return all.map((one) => present({ caseId: one.caseId, name: one.applicantName, city: one.cityName, status: STATUS_LABELS[one.status] }));
};

/** The figures of the last report of each period. */
const figures = async (
  model: ReadModel,
  viewer: Actor,
  type: string,
  id: string,
  system: IndicatorSystem | null,
  signal: AbortSignal,
): Promise<readonly Row[]> => {
  const events = await allOf(async (after: number | null) => {
    const page = await model.history(viewer, id, undefined, signal, { after: after ?? 0, limit: PAGE });
    if (!page) throw new ProblemException('unknown-id', `没有标识为 ${id} 的案卷或称号`, `there is no case or title ${id}`, { id });
    return { items: page.items.filter((event) => event.type === type), next: page.next };
  });
  const latest = new Map<string, readonly Row[]>();
  for (const { data, occurredAt } of events) {
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
        reportedOn: report.submittedOn ?? report.assessedOn ?? report.reportedOn ?? report.receivedOn ?? occurredAt.slice(0, 10),
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
