import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { BY_CURSOR } from '../api/pages-of.ts';
import { word } from '../names.ts';
import { HOLDER, PROVINCE } from '../parts/columns.tsx';
import { DownloadButton } from '../parts/download-button.tsx';
import { LoadMore } from '../parts/load-more.tsx';
import { Mark, toneOf } from '../parts/mark.tsx';
import { Page } from '../parts/page.tsx';
import { StarYears } from '../parts/star-years.tsx';
import { Loaded } from '../parts/states.tsx';
import { DataTable, type Column } from '../parts/table.tsx';
import { useSession } from '../session.tsx';
import { ProgrammeFilter, ProvinceFilter, SeveralFilter, TextFilter, useFilters } from './filters.tsx';

type Title = Schemas['RegisteredTitleDto'];

const COLUMNS: readonly Column<Title>[] = [
  HOLDER,
  { title: '称号', value: ({ programme }) => (programme === 'city' ? '中国软件名城' : '中国软件名园') },
  PROVINCE,
  { title: '授予之日', value: ({ conferredOn }) => <span className="number">{conferredOn}</span> },
  { title: '历年星级', value: ({ results }) => <StarYears results={results} /> },
  {
    title: '现状',
    value: ({ state, endedOn }) => <Mark tone={toneOf(state)}>{`${word(state)}${endedOn ? `（${endedOn}）` : ''}`}</Mark>,
  },
];

const STATES = ['valid', 'rectification', 'exited', 'cancelled'] as const;
const FILTERS = ['programme', 'province', 'state', 'q'] as const;

export const Titles = () => {
  const [search, set] = useFilters();
  const { role } = useSession();
  const filters = Object.fromEntries(FILTERS.flatMap((name) => (search[name] ? [[name, search[name]] as const] : [])));
  const query = useInfiniteQuery({
    queryKey: ['titles', filters],
    ...BY_CURSOR,
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        api.GET('/titles', {
          params: {
            query: {
              limit: 100,
              ...(filters as { programme?: 'city'; province?: string; q?: string }),
              ...(search['state'] ? { state: search['state'].split(',') as Title['state'][] } : {}),
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
          signal,
        }),
      ),
  });
  const asked = new URLSearchParams(filters).toString();
  return (
    <Page
      title="称号名册"
      extra={
        <>
          <DownloadButton path={`/tables/titles/export.xlsx?${asked}`} name="titles.xlsx">
            导出 Excel
          </DownloadButton>
          <DownloadButton path={`/tables/titles/export.csv?${asked}`} name="titles.csv">
            导出 CSV
          </DownloadButton>
        </>
      }
    >
      <form className="card row" role="search" aria-label="查找称号" onSubmit={(event) => event.preventDefault()}>
        <TextFilter key={search['q'] ?? ''} label="名称或拼音首字母" value={search['q']} onSearch={(q) => set({ q })} />
        <ProgrammeFilter value={search['programme']} onChange={(programme) => set({ programme })} />
        <ProvinceFilter value={search['province']} onChange={(province) => set({ province })} />
        <SeveralFilter
          label="现状"
          value={search['state']}
          // The public does not see a rectification.
          options={STATES.filter((state) => role !== 'public' || state !== 'rectification').map((value) => ({ value, label: word(value) }))}
          onChange={(state) => set({ state })}
        />
        <Button onClick={() => set(Object.fromEntries(FILTERS.map((name) => [name, undefined])))}>清除条件</Button>
      </form>
      <Loaded query={query}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items);
          return (
            <section className="card" aria-label="名册">
              <DataTable
                caption={`称号、持有者、授予之日、历年星级和现状；已列出 ${rows.length} 个${query.hasNextPage ? '，还有更多' : ''}`}
                rows={rows}
                keyOf={({ titleId }) => titleId}
                empty="名册中没有符合条件的称号。"
                columns={COLUMNS}
                isPaged
              />
              <LoadMore query={query} />
            </section>
          );
        }}
      </Loaded>
    </Page>
  );
};
