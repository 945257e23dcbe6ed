import { Button } from 'antd';
import { useMemo, type ReactNode } from 'react';
import { saveCsv } from '../api/download.ts';
import { BarChart, type BarData } from './bar-chart.tsx';
import { Card } from './page.tsx';
import { Empty } from './states.tsx';
import { DataTable } from './table.tsx';

type Cell = string | number | null;

/** A picture with the same data as a table and as CSV. */
export const FigureCard = ({
  title,
  note,
  head,
  rows,
  picture,
}: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly picture: ReactNode;
}) => (
  <Card title={title} extra={rows.length > 0 && <Button onClick={() => saveCsv(`${title}.csv`, [head, ...rows])}>导出 CSV</Button>}>
    {note && <p className="soft">{note}</p>}
    {rows.length === 0 ? (
      <Empty>还没有数据。</Empty>
    ) : (
      <div className="figure">
        <div>{picture}</div>
        <DataTable<readonly Cell[]>
          caption={`${title}：数据表`}
          rows={rows}
          keyOf={([first]) => String(first)}
          columns={head.map((name, index) => ({
            title: name,
            isNumber: index > 0,
            value: (row) => row[index] ?? '—',
          }))}
        />
      </div>
    )}
  </Card>
);

/** Bars with their table and CSV. The first column has the names; each other one is a series. */
export const BarCard = ({
  title,
  note,
  unit,
  head,
  rows,
  bars,
}: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly unit: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** The columns that are drawn. */
  readonly bars: readonly number[];
}) => {
  const data = useMemo(
    (): BarData => ({
      label: title,
      unit,
      categories: rows.map(([name]) => String(name)),
      series: bars.map((index) => ({ name: head[index]!, values: rows.map((row) => row[index] as number | null) })),
    }),
    [title, unit, head, rows, bars],
  );
  return <FigureCard title={title} note={note} head={head} rows={rows} picture={<BarChart data={data} />} />;
};
