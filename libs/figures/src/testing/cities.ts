import { indicators168, indicatorsOf } from '@minglu/regulation';
import type { Decimal } from '@minglu/kernel';
import type { ApplicantFigures } from '../findings/finding.js';
import type { Stage, Statement } from '../statement.js';

/** Random numbers from 0 to 1 by a seed (mulberry32). */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

export type Random = () => number;
export const between = (random: Random, low: number, high: number): number => low + random() * (high - low);
export const pick = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)]!;

const YEARS = [2021, 2022, 2023, 2024];
/** Which years each report states. The same year comes in several of them. */
const REPORTS: readonly {
  readonly stage: Stage;
  readonly years: readonly number[];
  readonly period: string | null;
  readonly all: boolean;
}[] = [
  { stage: 'application', years: [2021, 2022], period: null, all: true },
  { stage: 'progress', years: [2022, 2023], period: '2024-H1', all: false },
  { stage: 'self-assessment', years: [2023], period: null, all: true },
  { stage: 'evaluation', years: [2024], period: null, all: true },
  { stage: 'monitoring', years: [2023, 2024], period: '2024', all: false },
];
const IN_EVERY_REPORT = ['A1.1', 'A1.2', 'A2.1'];
/** Rows of a plan that the annex does not have, for the test of first digits. */
const PLAN_ROWS = 40;

interface Row {
  readonly indicator: string;
  readonly unit: string;
  readonly places: number;
  /** By year. */
  readonly values: ReadonlyMap<number, number>;
}
const yearly = (of: (year: number, index: number) => number): ReadonlyMap<number, number> =>
  new Map(YEARS.map((year, index) => [year, of(year, index)]));
/** A value that grows from year to year by a factor between two. */
const growing = (random: Random, first: number, least: number, most: number): ReadonlyMap<number, number> => {
  let value = first;
  return yearly((_, index) => (value = index === 0 ? first : value * between(random, least, most)));
};
const magnitude = (random: Random, low: number, high: number): number => 10 ** between(random, low, high);

/** The true figures of a city: totals that grow, whole counts, shares of these counts, rates. */
const rowsOf = (random: Random): readonly Row[] => {
  const revenue = growing(random, magnitude(random, 1.3, 4.1), 1.04, 1.22);
  const enterprises = new Map(
    [...growing(random, 0.8 * revenue.get(2021)! ** 0.8 + 30, 1.01, 1.12)].map(([year, value]) => [year, Math.round(value)]),
  );
  const rate = (indicator: string, low: number, high: number): Row => ({
    indicator,
    unit: '%',
    places: 1,
    values: yearly(() => between(random, low, high)),
  });
  const share = (indicator: string): Row => {
    const part = between(random, 0.03, 0.4);
    const places = pick(random, [1, 2]);
    return { indicator, unit: '%', places, values: new Map([...enterprises].map(([year, n]) => [year, (100 * Math.round(n * part)) / n])) };
  };
  const rows = new Map<string, Row>();
  for (const { id, zh, type, parts } of indicatorsOf(indicators168)) {
    if (type !== 'numeric') continue;
    if (id === 'A1.1') rows.set(id, { indicator: id, unit: '亿元', places: 2, values: revenue });
    else if (id === 'A1.2') rows.set(id, { indicator: id, unit: '家', places: 0, values: enterprises });
    else if (id === 'A2.1')
      rows.set(id, {
        indicator: id,
        unit: '%',
        places: 1,
        values: yearly(
          (year) => 100 * (revenue.get(year)! / (revenue.get(year - 1) ?? revenue.get(year)! / 1.1) - 1) + between(random, -1.5, 1.5),
        ),
      });
    else if (SHARES.includes(id)) rows.set(id, share(id));
    else if (id === 'A3.1')
      rows.set(id, { indicator: id, unit: '万元/人', places: 2, values: growing(random, magnitude(random, 1.5, 2.4), 0.95, 1.15) });
    else if (parts === 2)
      rows.set(id, { indicator: id, unit: '亿元', places: 2, values: growing(random, magnitude(random, 0, 3), 0.9, 1.3) });
    else if (zh.endsWith('数量'))
      rows.set(id, {
        indicator: id,
        unit: '个',
        places: 0,
        values: new Map([...growing(random, magnitude(random, 0.3, 3.3), 0.9, 1.35)].map(([year, value]) => [year, Math.round(value)])),
      });
    else rows.set(id, rate(id, 1, 60));
  }
  return [...rows.values()];
};

/** A number as people write it: sometimes without the zeros behind the point, sometimes in the larger or the smaller unit. */
const written = (random: Random, value: number, { unit, places }: Row): { readonly value: Decimal; readonly unit: string } => {
  if (unit === '亿元' && random() < 0.15) return { value: String(Math.round(value * 10 ** places) * 10 ** (4 - places)), unit: '万元' };
  const text = value.toFixed(places);
  return { value: random() < 0.3 && text.includes('.') ? text.replace(/\.?0+$/u, '') : text, unit };
};
const SHARES = ['B1.1', 'B1.2', 'B1.3'];
/** A later report revises a value a little, or not at all. Counts, and the shares that are computed from them, stay. */
const revised = (random: Random, value: number, { unit, indicator }: Row): number =>
  unit === '家' || unit === '个' || SHARES.includes(indicator) || random() < 0.7
    ? value
    : unit === '%'
      ? value + between(random, -0.15, 0.15)
      : value * between(random, 0.997, 1.003);

/** The figures of an honest city, by seed. */
export const honestCity = (seed: number, hasPlan = false): ApplicantFigures => {
  const random = seeded(seed);
  const rows = rowsOf(random);
  const applicant = `city-${seed}`;
  let position = 0;
  const statement = (stage: Stage, period: string | null, row: Row, dataYear: number, value: number): Statement => ({
    stage,
    caseId: applicant,
    eventId: `${applicant}-${stage}`,
    type: stage,
    position: (position += 1),
    occurredAt: '2025-01-01T00:00:00.000Z',
    recordedAt: '2025-01-01T00:00:00.000Z',
    by: { person: 'p', role: 'applicant', org: applicant },
    indicator: row.indicator,
    dataYear,
    ...written(random, value, row),
    source: '市统计局',
    field: `figures[${position}].value`,
    materials: [],
    period,
    publisher: stage === 'monitoring' ? '市统计局' : null,
    release: null,
    isWholeYear: true,
  });
  const reported = REPORTS.flatMap(({ stage, years, period, all }) =>
    rows
      .filter(({ indicator }) => all || IN_EVERY_REPORT.includes(indicator))
      .flatMap((row) => years.map((year) => statement(stage, period, row, year, revised(random, row.values.get(year)!, row)))),
  );
  const plan = Array.from({ length: hasPlan ? PLAN_ROWS : 0 }, (_, index) => {
    const row: Row = { indicator: `plan-${index}`, unit: '项', places: 0, values: new Map() };
    return statement('enhancement-plan', null, row, 2023, Math.round(magnitude(random, 0.5, 4.5)));
  });
  return { applicant, applicantName: applicant, statements: [...reported, ...plan] };
};
