import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { Empty } from './states.tsx';

export interface Column<T> {
  readonly title: string;
  readonly value: (row: T) => ReactNode;
  readonly isNumber?: boolean;
}

const SHOWN = 100;

/** A plain table. Long lists are shown in parts, so that ten thousand rows stay quick. */
export const DataTable = <T,>({
  caption,
  columns,
  rows,
  keyOf,
  empty = '没有符合条件的记录。',
  isPaged = false,
}: {
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly empty?: string;
  /** The page itself brings the rows in parts: all that it has are shown. */
  readonly isPaged?: boolean;
}) => {
  const [cut, setShown] = useState(SHOWN);
  const shown = isPaged ? rows.length : cut;
  if (rows.length === 0) return <Empty>{empty}</Empty>;
  return (
    <>
      <div className="tablewrap" tabIndex={0} role="region" aria-label={caption}>
        <table className="data">
          <caption>{caption}</caption>
          <thead>
            <tr>
              {columns.map(({ title, isNumber }) => (
                <th key={title} scope="col" className={isNumber ? 'number' : undefined}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row) => (
              <tr key={keyOf(row)}>
                {columns.map(({ title, value, isNumber }) => (
                  <td key={title} className={isNumber ? 'number' : undefined}>
                    {value(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > shown && (
        <p className="noprint">
          <Button onClick={() => setShown(shown + SHOWN)}>再显示 {Math.min(SHOWN, rows.length - shown)} 行</Button>
          <span className="soft"> 共 {rows.length} 行</span>
        </p>
      )}
    </>
  );
};
