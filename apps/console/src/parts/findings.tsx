import { Problem, type Schemas } from '../api/client.ts';
import { Mark } from './mark.tsx';
import { DataTable } from './table.tsx';

type Finding = Schemas['FindingDto'];

const findingsOf = (of: unknown): readonly Finding[] => {
  const found = of instanceof Problem ? of.details['findings'] : (of as { readonly findings?: unknown } | null)?.findings;
  return Array.isArray(found) ? (found as Finding[]) : [];
};

/** What was found in a table, cell by cell: in a refusal, or in the answer of an import. Nothing without findings. */
export const Findings = ({ of }: { readonly of: unknown }) => {
  const rows = findingsOf(of);
  if (rows.length === 0) return null;
  const errors = rows.filter(({ severity }) => severity === 'error').length;
  return (
    <DataTable
      caption={errors > 0 ? `表中须改正的 ${errors} 处；改好后重新选择文件` : `读取时的 ${rows.length} 处提示，不影响导入`}
      rows={rows.map((finding, index) => ({ ...finding, index }))}
      keyOf={({ index }) => String(index)}
      columns={[
        {
          title: '单元格',
          value: ({ cell, row }) => <span className="code strong">{cell ?? (row === null ? '整表' : `第 ${row} 行`)}</span>,
        },
        { title: '列', value: ({ column }) => column ?? '' },
        {
          title: '类别',
          value: ({ severity }) => <Mark tone={severity === 'error' ? 'bad' : 'info'}>{severity === 'error' ? '错误' : '提示'}</Mark>,
        },
        { title: '说明', value: ({ zh }) => zh },
        { title: '工作表', value: ({ sheet }) => sheet ?? '' },
      ]}
    />
  );
};
