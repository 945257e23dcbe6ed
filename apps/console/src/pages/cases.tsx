import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Input, Select } from 'antd';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { flagName, flags, provinceName, statuses, statusName } from '../names.ts';
import { Mark, toneOf } from '../parts/mark.tsx';
import { Page } from '../parts/page.tsx';
import { Loaded } from '../parts/states.tsx';
import { DataTable, type Column } from '../parts/table.tsx';
import { useSession } from '../session.tsx';
import { optionsOf, ProgrammeFilter, ProvinceFilter } from './filters.tsx';
import { nextDeadline } from './next-deadline.tsx';

type Listed = Schemas['ListedDossierDto'];

const COLUMNS: readonly Column<Listed>[] = [
  {
    title: '申请单位',
    value: ({ caseId, applicantName }) => (
      <Link to="/cases/$caseId" params={{ caseId }}>
        {applicantName}
      </Link>
    ),
  },
  { title: '类别', value: ({ programme }) => (programme === 'city' ? '名城' : '名园') },
  { title: '省份', value: ({ provinceCode }) => provinceName(provinceCode) },
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

const SORTS = optionsOf({ '-changed': '最近变化在前', deadline: '期限近者在前', name: '按名称', status: '按状态', opened: '按立卷先后' });

export const Cases = () => {
  const search = useSearch({ from: '/cases' }) as Readonly<Record<string, string | undefined>>;
  const navigate = useNavigate({ from: '/cases' });
  const { role } = useSession();
  const set = (change: Readonly<Record<string, string | undefined>>): void =>
    void navigate({ search: { ...search, ...change }, replace: true });
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
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      dataOf(api.GET('/dossiers', { params: { query: { ...filters, ...(pageParam ? { cursor: pageParam } : {}) } }, signal })),
    getNextPageParam: ({ next }) => next ?? undefined,
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
        <Input.Search
          style={{ width: 240 }}
          aria-label="名称、拼音首字母或文号"
          placeholder="名称、拼音首字母或文号"
          defaultValue={search['q']}
          allowClear
          onSearch={(q) => set({ q })}
        />
        <ProgrammeFilter value={search['programme']} onChange={(programme) => set({ programme })} />
        <ProvinceFilter value={search['province']} onChange={(province) => set({ province })} />
        <Select
          aria-label="状态"
          mode="multiple"
          style={{ minWidth: 180 }}
          placeholder="状态"
          maxTagCount={2}
          value={search['status']?.split(',') ?? []}
          options={optionsOf(statuses).filter(({ value }) => value !== 'NONE')}
          onChange={(status: string[]) => set({ status: status.join(',') || undefined })}
        />
        <Select
          aria-label="标记"
          mode="multiple"
          style={{ minWidth: 150 }}
          placeholder="标记"
          maxTagCount={2}
          value={search['flag']?.split(',') ?? []}
          options={optionsOf(flags)}
          onChange={(flag: string[]) => set({ flag: flag.join(',') || undefined })}
        />
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
                {query.hasNextPage && (
                  <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                    载入更多
                  </Button>
                )}
              </p>
            </section>
          );
        }}
      </Loaded>
    </Page>
  );
};
