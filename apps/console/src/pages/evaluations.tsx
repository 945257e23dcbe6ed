import { useQueries } from '@tanstack/react-query';
import { Link, Navigate, useNavigate, useParams } from '@tanstack/react-router';
import { Button, InputNumber } from 'antd';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { saveCsv } from '../api/download.ts';
import { today } from '../dates.ts';
import { provinceName, word } from '../names.ts';
import { caseColumn, HOLDER, PROVINCE } from '../parts/columns.tsx';
import { DownloadButton } from '../parts/download-button.tsx';
import { Facts } from '../parts/facts.tsx';
import { Mark } from '../parts/mark.tsx';
import { Card, Page } from '../parts/page.tsx';
import { Stars, starWords } from '../parts/star-years.tsx';
import { Failed, Loaded } from '../parts/states.tsx';
import { DataTable } from '../parts/table.tsx';
import { useSession } from '../session.tsx';
import { ProgrammeFilter, ProvinceFilter, useFilters } from './filters.tsx';

type Overview = Schemas['EvaluationOverviewDto'];
type Evaluated = Overview['items'][number];

/** The first year whose titles the measure evaluates, and the last that its forms take. */
const YEARS = { first: 2010, last: 2100 };
/** Years beside each other in the matrix. */
const SHOWN_YEARS = 5;

/** The year before this one: its results are the latest. */
export const Evaluations = () => <Navigate to="/evaluations/$year" params={{ year: String(Number(today().slice(0, 4)) - 1) }} replace />;

const filedWord = ({ filed, result }: Evaluated): string =>
  filed === null ? '—' : filed ? '已报送' : result === null ? '未报送' : '未见报送，有结果';

const Streak = ({ streak }: Pick<Evaluated, 'streak'>) => {
  if (streak === null) return <span className="soft">—</span>;
  return (
    <span className="row">
      <Mark tone={streak.kind === 'consecutive' ? 'bad' : 'warn'}>{word(streak.kind)}一星</Mark>
      <span className="small number">
        {streak.years.join('、')}
        {streak.why ? `（${word(streak.why)}）` : ''}
      </span>
    </span>
  );
};

/** A title over the years: its latest data, and the result of each year. */
interface MatrixRow extends Evaluated {
  readonly byYear: ReadonlyMap<number, Evaluated>;
}

const matrixOf = (overviews: readonly Overview[]): readonly MatrixRow[] => {
  const rows = new Map<string, { readonly latest: Evaluated; readonly byYear: Map<number, Evaluated> }>();
  for (const { year, items } of overviews)
    for (const item of items) {
      const row = rows.get(item.titleId) ?? { latest: item, byYear: new Map<number, Evaluated>() };
      row.byYear.set(year, item);
      rows.set(item.titleId, row);
    }
  return [...rows.values()].map(({ latest, byYear }) => ({ ...latest, byYear }));
};

const Cell = ({ item }: { readonly item: Evaluated | undefined }) => {
  if (item === undefined) return <span className="soft small">未持有</span>;
  if (item.result) return <Stars stars={item.result.stars} />;
  return <span className="small">{item.filed === false ? '未报送' : item.filed ? '待评' : '无结果'}</span>;
};

const cellWords = (item: Evaluated | undefined): string =>
  item === undefined ? '' : item.result ? starWords(item.result.stars) : filedWord(item);

const Matrix = ({
  year,
  years,
  rows,
  notHeld,
}: {
  readonly year: number;
  readonly years: readonly number[];
  readonly rows: readonly MatrixRow[];
  readonly notHeld: ReadonlySet<number>;
}) => (
  <Card
    title="称号 × 年度"
    extra={
      <Button
        onClick={() =>
          saveCsv(`evaluations-${year}.csv`, [
            ['称号标识', '持有者', '省份', ...years.map((one) => `${one} 年`), '连续一星'],
            ...rows.map(({ titleId, applicantName, provinceCode, byYear, streak }) => [
              titleId,
              applicantName,
              provinceName(provinceCode),
              ...years.map((one) => cellWords(byYear.get(one))),
              streak ? `${word(streak.kind)} ${streak.years.join('、')}` : '',
            ]),
          ])
        }
      >
        导出矩阵 CSV
      </Button>
    }
  >
    <DataTable
      caption={`${rows.length} 个称号的历年星级${notHeld.size > 0 ? `；${[...notHeld].join('、')} 年未开展评估` : ''}`}
      rows={rows}
      keyOf={({ titleId }) => titleId}
      empty="该年度没有须评估的称号。"
      columns={[
        HOLDER,
        PROVINCE,
        ...years.map((one) => ({
          title: `${one} 年`,
          value: ({ byYear }: MatrixRow) =>
            notHeld.has(one) ? <span className="soft small">未评估</span> : <Cell item={byYear.get(one)} />,
        })),
        { title: `${year} 年报送`, value: ({ byYear }) => (byYear.has(year) ? filedWord(byYear.get(year)!) : '—') },
        { title: '连续一星', value: (row) => <Streak streak={row.byYear.get(year)?.streak ?? null} /> },
      ]}
    />
  </Card>
);

const NotFiled = ({ items }: { readonly items: readonly Evaluated[] }) => (
  <Card title={`未报送材料（${items.length}）`}>
    <DataTable
      caption="有称号而未报送本年度材料，也没有结果"
      rows={items}
      keyOf={({ titleId }) => titleId}
      empty="没有未报送的称号。"
      columns={[caseColumn('持有者'), PROVINCE]}
    />
  </Card>
);

/** Acts on the results of the year: by Excel, or one by one. */
const YearActs = ({ year }: { readonly year: string }) => {
  const { role } = useSession();
  return (
    <div className="row noprint">
      {role === 'ministry-approver' && (
        <>
          <Link to="/imports/$table" params={{ table: 'evaluation-results' }} search={{ evaluationYear: year }}>
            用 Excel 发布评估结果
          </Link>
          <Link to="/act/$command" params={{ command: 'PublishEvaluationResults' }} search={{ evaluationYear: year }}>
            逐个填写并发布
          </Link>
        </>
      )}
      <DownloadButton path={`/tables/evaluation-results/export.xlsx?year=${year}`} name={`evaluation-results-${year}.xlsx`}>
        导出 Excel
      </DownloadButton>
      <DownloadButton path={`/tables/evaluation-results/export.csv?year=${year}`} name={`evaluation-results-${year}.csv`}>
        导出 CSV
      </DownloadButton>
      <Button onClick={() => print()}>打印</Button>
    </div>
  );
};

/** The evaluation of a year: the matrix of titles and years, streaks, and those that have not filed. */
export const EvaluationYear = () => {
  const { year: text } = useParams({ from: '/evaluations/$year' });
  const [search, set] = useFilters();
  const navigate = useNavigate();
  const given = Number(text);
  const year = Number.isInteger(given) ? Math.min(Math.max(given, YEARS.first), YEARS.last) : YEARS.first;
  const years = Array.from({ length: SHOWN_YEARS }, (_, index) => year - index);
  const all = useQueries({
    queries: years.map((one) => ({
      queryKey: ['evaluation', one],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        dataOf(api.GET('/evaluations/{year}', { params: { path: { year: one } }, signal })),
    })),
  });
  const [own] = all;
  const goTo = (to: number | null): void => {
    if (to !== null) void navigate({ to: '/evaluations/$year', params: { year: String(to) }, search });
  };
  const isAsked = ({ programme, provinceCode }: Evaluated): boolean =>
    (!search['programme'] || programme === search['programme']) && (!search['province'] || provinceCode === search['province']);
  return (
    <Page title={`${year} 年度评估`} extra={<YearActs year={String(year)} />}>
      <form className="card row" aria-label="年度和筛选" onSubmit={(event) => event.preventDefault()}>
        <Button onClick={() => goTo(year - 1)}>上一年</Button>
        <label htmlFor="year">年度</label>
        <InputNumber
          key={year}
          id="year"
          min={YEARS.first}
          max={YEARS.last}
          precision={0}
          defaultValue={year}
          onPressEnter={({ currentTarget }) => goTo(Number((currentTarget as HTMLInputElement).value) || null)}
          onStep={(value) => goTo(Number(value))}
        />
        <Button onClick={() => goTo(year + 1)}>下一年</Button>
        <ProgrammeFilter value={search['programme']} onChange={(programme) => set({ programme })} />
        <ProvinceFilter value={search['province']} onChange={(province) => set({ province })} />
      </form>
      <Loaded query={own!} lines={8}>
        {({ held, titles, notFiled, withoutResult, byStars, items }) => {
          const known = all.flatMap(({ data }) => data ?? []);
          const shownItems = items.filter(isAsked);
          const failed = all.find(({ isError }) => isError);
          const late = shownItems.filter(({ filed, result }) => held && filed === false && result === null);
          return (
            <>
              {failed && failed !== own && <Failed query={failed} />}
              <Card title="概况">
                {!held && <p className="notice">该年度未开展评估。</p>}
                <Facts
                  items={[
                    ['称号', titles],
                    ...byStars.map(({ stars, titles: count }) => [starWords(stars), count] as const),
                    ['尚无结果', withoutResult],
                    ['未报送', items.some(({ filed }) => filed !== null) ? notFiled : null],
                  ]}
                />
              </Card>
              <Matrix
                year={year}
                years={years}
                rows={matrixOf(known).filter(isAsked)}
                notHeld={new Set(known.filter((one) => !one.held).map((one) => one.year))}
              />
              {items.some(({ filed }) => filed !== null) && <NotFiled items={late} />}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
};
