import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { provinceName, word } from '../names.ts';
import { DownloadButton } from '../parts/download-button.tsx';
import { Mark, toneOf } from '../parts/mark.tsx';
import { Page } from '../parts/page.tsx';
import { Loaded } from '../parts/states.tsx';
import { DataTable } from '../parts/table.tsx';

type Title = Schemas['RegisteredTitleDto'];

/** Stars in words, so that a reader without sight hears them. */
const starsOf = ({ results }: Title): string =>
  results.map(({ year, stars }) => `${year}：${stars === null ? '未评星' : `${stars} 星`}`).join('；') || '尚无评估结果';

export const Titles = () => {
  const search = useSearch({ from: '/titles' }) as Readonly<Record<string, string | undefined>>;
  const navigate = useNavigate({ from: '/titles' });
  const filters = { limit: 100, ...(search['q'] ? { q: search['q'] } : {}) };
  const query = useInfiniteQuery({
    queryKey: ['titles', filters],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      dataOf(api.GET('/titles', { params: { query: { ...filters, ...(pageParam ? { cursor: pageParam } : {}) } }, signal })),
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  return (
    <Page
      title="称号名册"
      extra={
        <>
          <DownloadButton path="/tables/titles/export.xlsx" name="titles.xlsx">
            导出 Excel
          </DownloadButton>
          <DownloadButton path="/tables/titles/export.csv" name="titles.csv">
            导出 CSV
          </DownloadButton>
        </>
      }
    >
      <form className="card row" role="search" aria-label="查找称号" onSubmit={(event) => event.preventDefault()}>
        <Input.Search
          style={{ maxWidth: 320 }}
          aria-label="名称或拼音首字母"
          placeholder="名称或拼音首字母"
          defaultValue={search['q']}
          allowClear
          onSearch={(q) => void navigate({ search: { ...search, q }, replace: true })}
        />
      </form>
      <Loaded query={query}>
        {({ pages }) => (
          <section className="card" aria-label="名册">
            <DataTable<Title>
              caption="称号、持有者、授予之日、历年星级和现状"
              rows={pages.flatMap(({ items }) => items)}
              keyOf={({ titleId }) => titleId}
              empty="名册中没有符合条件的称号。"
              columns={[
                {
                  title: '持有者',
                  value: ({ caseId, applicantName }) => (
                    <Link to="/cases/$caseId" params={{ caseId }}>
                      {applicantName}
                    </Link>
                  ),
                },
                { title: '称号', value: ({ programme }) => (programme === 'city' ? '中国软件名城' : '中国软件名园') },
                { title: '省份', value: ({ provinceCode }) => provinceName(provinceCode) },
                { title: '授予之日', value: ({ conferredOn }) => conferredOn },
                { title: '历年星级', value: starsOf },
                {
                  title: '现状',
                  value: ({ state, endedOn }) => <Mark tone={toneOf(state)}>{`${word(state)}${endedOn ? `（${endedOn}）` : ''}`}</Mark>,
                },
              ]}
            />
            {query.hasNextPage && (
              <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                载入更多
              </Button>
            )}
          </section>
        )}
      </Loaded>
    </Page>
  );
};
