import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { provinceName, statuses, statusName, word } from '../names.ts';
import { BarCard, FigureCard } from '../parts/chart-card.tsx';
import { Page } from '../parts/page.tsx';
import { Loaded } from '../parts/states.tsx';
import { TileMap } from '../parts/tile-map.tsx';
import { ProgrammeFilter } from './filters.tsx';

type Title = Schemas['RegisteredTitleDto'];
type Statistics = Schemas['StatisticsDto'];
type Programme = 'city' | 'park' | undefined;

const PAGE = 200;

/** All titles that are held today, page by page. */
const heldTitles = async (programme: Programme, signal: AbortSignal): Promise<readonly Title[]> => {
  const titles: Title[] = [];
  for (let cursor: string | null | undefined = undefined; cursor !== null;) {
    const page: Schemas['TitlePageDto'] = await dataOf(
      api.GET('/titles', {
        params: {
          query: { limit: PAGE, state: ['valid', 'rectification'], ...(programme ? { programme } : {}), ...(cursor ? { cursor } : {}) },
        },
        signal,
      }),
    );
    titles.push(...page.items);
    cursor = page.next;
  }
  return titles;
};

/** Titles of each province, and the stars of their latest results. */
const byProvince = (titles: readonly Title[]) => {
  const provinces = new Map<string, { count: number; stars: number; rated: number }>();
  for (const { provinceCode, results } of titles) {
    const tally = provinces.get(provinceCode) ?? { count: 0, stars: 0, rated: 0 };
    const latest = results.toSorted((one, other) => other.year - one.year)[0]?.stars ?? null;
    tally.count += 1;
    if (latest !== null) {
      tally.stars += latest;
      tally.rated += 1;
    }
    provinces.set(provinceCode, tally);
  }
  return [...provinces].toSorted(([one, a], [other, b]) => b.count - a.count || one.localeCompare(other));
};

const COUNTRY_HEAD = ['省份', '有效称号', '最近一次评估的星数合计', '已评星的称号'] as const;

const Country = ({ titles }: { readonly titles: readonly Title[] }) => {
  const provinces = useMemo(() => byProvince(titles), [titles]);
  return (
    <FigureCard
      title="全国称号和星级"
      note={
        <>
          共 {titles.length} 个有效称号。方格只示大致方位，不表示面积和界线。明细见<Link to="/titles">称号名册</Link>。
        </>
      }
      head={COUNTRY_HEAD}
      rows={provinces.map(([code, { count, stars, rated }]) => [provinceName(code), count, stars, rated])}
      picture={
        <TileMap
          label="各省有效称号数"
          values={new Map(provinces.map(([code, { count }]) => [code, count]))}
          detail={new Map(provinces.flatMap(([code, { stars }]) => (stars > 0 ? [[code, `${stars}★`] as const] : [])))}
        />
      }
    />
  );
};

/** Statuses in the order of the procedure. */
const ORDER = Object.keys(statuses);
const inOrder = <T extends { readonly status: string }>(rows: readonly T[]): readonly T[] =>
  rows.toSorted((one, other) => ORDER.indexOf(one.status) - ORDER.indexOf(other.status));

const STEP_HEAD = ['状态', '中位天数', '第 95 百分位天数', '已结束次数', '现处于该状态'] as const;
const STEP_BARS = [1, 2] as const;
const COUNT_BARS = [1] as const;
const OBJECTION_HEAD = ['处理结果', '异议数'] as const;
const DOSSIER_HEAD = ['状态', '案卷数'] as const;

const Charts = ({ statistics: { scope, steps, objections, dossiers } }: { readonly statistics: Statistics }) => {
  const rows = useMemo(
    () => ({
      steps: inOrder(steps).map(({ status, medianDays, p95Days, ended, running }) => [
        statusName(status),
        medianDays,
        p95Days,
        ended,
        running,
      ]),
      objections: (objections?.byOutcome ?? []).map(({ outcome, objections: count }) => [
        outcome === null ? '未答复' : word(outcome),
        count,
      ]),
      dossiers: inOrder(dossiers).map(({ status, dossiers: count }) => [statusName(status), count]),
    }),
    [steps, objections, dossiers],
  );
  return (
    <>
      {scope === 'public' && <p className="notice">以下只由公开的事实统计，不含未公开的办理情况。</p>}
      <BarCard
        title="各步骤用时"
        note="每次处于一个状态的自然日天数，只计已经结束的。"
        unit="天"
        head={STEP_HEAD}
        rows={rows.steps}
        bars={STEP_BARS}
      />
      <BarCard title="案卷按状态" unit="件" head={DOSSIER_HEAD} rows={rows.dossiers} bars={COUNT_BARS} />
      {objections !== null && (
        <BarCard
          title="异议按处理结果"
          note={`共提出 ${objections.filed} 件。`}
          unit="件"
          head={OBJECTION_HEAD}
          rows={rows.objections}
          bars={COUNT_BARS}
        />
      )}
    </>
  );
};

/** The country and the work of the ministry in figures: each picture with its table and CSV. */
export const StatisticsPage = () => {
  const search: Readonly<Record<string, string | undefined>> = useSearch({ from: '/statistics' });
  const navigate = useNavigate({ from: '/statistics' });
  const programme = search['programme'] as Programme;
  const statistics = useQuery({
    queryKey: ['statistics', programme],
    queryFn: ({ signal }) => dataOf(api.GET('/statistics', { params: { query: programme ? { programme } : {} }, signal })),
  });
  const titles = useQuery({ queryKey: ['held-titles', programme], queryFn: ({ signal }) => heldTitles(programme, signal) });
  return (
    <Page
      title="统计"
      extra={<ProgrammeFilter value={programme} onChange={(value) => void navigate({ search: { programme: value }, replace: true })} />}
    >
      <Loaded query={titles} lines={8}>
        {(all) => <Country titles={all} />}
      </Loaded>
      <Loaded query={statistics} lines={12}>
        {(data) => <Charts statistics={data} />}
      </Loaded>
    </Page>
  );
};
