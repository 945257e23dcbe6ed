import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { BY_CURSOR } from '../api/pages-of.ts';
import { flagName, flags, statuses, statusName } from '../names.ts';
import { caseColumn, PROVINCE } from '../parts/columns.tsx';
import { LoadMore } from '../parts/load-more.tsx';
import { Mark, toneOf } from '../parts/mark.tsx';
import { Page } from '../parts/page.tsx';
import { Loaded } from '../parts/states.tsx';
import { DataTable, type Column } from '../parts/table.tsx';
import { useSession } from '../session.tsx';
import { optionsOf, ProgrammeFilter, ProvinceFilter, SeveralFilter, TextFilter, useFilters } from './filters.tsx';
import { nextDeadline } from './next-deadline.tsx';

type Listed = Schemas['ListedDossierDto'];

const COLUMNS: readonly Column<Listed>[] = [
  caseColumn('申请单位'),
  { title: '类别', value: ({ programme }) => (programme === 'city' ? '名城' : '名园') },
  PROVINCE,
  { title: '状态', value: ({ status }) => <Mark tone={toneOf(status)}>{statusName(status)}</Mark> },
  {
    title: '标记',
    value: (row) => (
      <span className="row">
        {row.flags.map((flag) => (
          <Mark key={flag} tone="warn">
            {flagName(flag)}
          </Mark>
        ))}
      </span>
    ),
  },
  { title: '最近期限', value: nextDeadline },
];

const STATUSES = optionsOf(statuses).filter(({ value }) => value !== 'NONE');
const FLAGS = optionsOf(flags);
const SORTS = optionsOf({ '-changed': '最近变化在前', deadline: '期限近者在前', name: '按名称', status: '按状态', opened: '按立卷先后' });

export const Cases = () => {
  const [search, set] = useFilters();
  const { role } = useSession();
  const filters = {
    limit: 50,
    sort: (search['sort'] ?? '-changed') as '-changed',
    ...(search['q'] ? { q: search['q'] } : {}),
    ...(search['programme'] ? { programme: search['programme'] as 'city' } : {}),
    ...(search['province'] ? { province: search['province'] } : {}),
    ...(search['status'] ? { status: search['status'].split(',') as Listed['status'][] } : {}),
    ...(search['flag'] ? { flag: search['flag'].split(',') as Listed['flags'] } : {}),
    ...(search['year'] ? { year: Number(search['year']) } : {}),
    ...(search['campaign'] ? { campaign: search['campaign'] } : {}),
    ...(search['deadlineBefore'] ? { deadlineBefore: search['deadlineBefore'], openDeadlines: 'true' as const } : {}),
  };
  const query = useInfiniteQuery({
    queryKey: ['dossiers', filters],
    ...BY_CURSOR,
    queryFn: ({ pageParam, signal }) =>
      dataOf(api.GET('/dossiers', { params: { query: { ...filters, ...(pageParam ? { cursor: pageParam } : {}) } }, signal })),
  });
  return (
    <Page
      title="案卷"
      extra={
        role === 'applicant' && (
          <Link to="/act/$command" params={{ command: 'OpenApplication' }}>
            建立申请
          </Link>
        )
      }
    >
      <form className="card row" role="search" aria-label="筛选案卷" onSubmit={(event) => event.preventDefault()}>
        <TextFilter label="名称、拼音首字母或文号" value={search['q']} onSearch={(q) => set({ q })} />
        <ProgrammeFilter value={search['programme']} onChange={(programme) => set({ programme })} />
        <ProvinceFilter value={search['province']} onChange={(province) => set({ province })} />
        <SeveralFilter label="状态" value={search['status']} options={STATUSES} onChange={(status) => set({ status })} />
        <SeveralFilter label="标记" value={search['flag']} options={FLAGS} width={150} onChange={(flag) => set({ flag })} />
        <Select
          aria-label="排序"
          style={{ width: 150 }}
          value={search['sort'] ?? '-changed'}
          options={SORTS}
          onChange={(sort: string) => set({ sort })}
        />
        <Button onClick={() => set(Object.fromEntries(Object.keys(search).map((name) => [name, undefined])))}>清除条件</Button>
      </form>
      <Loaded query={query}>
        {({ pages }) => {
          const { total, totalIsExact } = pages[0]!;
          const rows = pages.flatMap(({ items }) => items);
          return (
            <section className="card" aria-label="案卷列表">
              <DataTable
                caption={`${total === null ? '' : `共 ${totalIsExact ? '' : '至少 '}${total} 件，`}已列出 ${rows.length} 件`}
                columns={COLUMNS}
                rows={rows}
                keyOf={({ caseId }) => caseId}
                empty="没有符合条件的案卷。"
                isPaged
              />
              <p className="row noprint">
                <LoadMore query={query} />
              </p>
            </section>
          );
        }}
      </Loaded>
    </Page>
  );
};
