import { useInfiniteQuery } from '@tanstack/react-query';
import { DatePicker, Select } from 'antd';
import dayjs from 'dayjs';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { daysAfter, minuteOf, today } from '../../dates.ts';
import { roleName, word } from '../../names.ts';
import { LoadMore } from '../../parts/load-more.tsx';
import { Card, Page } from '../../parts/page.tsx';
import { Loaded } from '../../parts/states.tsx';
import { DataTable } from '../../parts/table.tsx';
import { TextFilter, useFilters } from '../filters.tsx';

type Line = Schemas['LineDto'];
type Question = NonNullable<Parameters<typeof lines>[0]>;

const lines = (
  query: { person?: string; subject?: string; act?: Line['act']; from?: string; before?: string; after: number; limit: number },
  signal: AbortSignal,
) => dataOf(api.GET('/access-lines', { params: { query }, signal }));
const ACTS: readonly Line['act'][] = [
  'dossier',
  'history',
  'list',
  'title',
  'person',
  'log',
  'event',
  'export',
  'material',
  'identity',
  'access-log',
  'text',
];
const PAGE = 200;
/** Without a first day, so many days are shown. */
const DAYS = 7;

/** The read-access log, for the audit administrator. Reading it leaves a line too. */
export const AccessLog = () => {
  const [search, set] = useFilters();
  const since = search['from'] ?? daysAfter(today(), 1 - DAYS);
  // A date means the end of that day, so a first day is asked for by the day before it.
  const asked: Omit<Question, 'after' | 'limit'> = {
    ...(search['person'] ? { person: search['person'] } : {}),
    ...(search['subject'] ? { subject: search['subject'] } : {}),
    ...(search['act'] ? { act: search['act'] as Line['act'] } : {}),
    from: daysAfter(since, -1),
    ...(search['to'] ? { before: search['to'] } : {}),
  };
  const query = useInfiniteQuery({
    queryKey: ['access-lines', asked],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) => lines({ ...asked, after: pageParam, limit: PAGE }, signal),
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const day = (name: 'from' | 'to', label: string, shown: string | undefined) => (
    <DatePicker
      aria-label={label}
      placeholder={label}
      value={shown ? dayjs(shown) : null}
      onChange={(value) => set({ [name]: value?.format('YYYY-MM-DD') })}
    />
  );
  return (
    <Page title="查阅记录">
      <p className="soft">何人、何时、从何处查阅了什么。记录逐条相连，不可删改；查阅本页也留有记录。未选首日的，显示最近 {DAYS} 日。</p>
      <form className="card row" role="search" aria-label="筛选查阅记录" onSubmit={(event) => event.preventDefault()}>
        <TextFilter label="查阅人" width={200} value={search['person']} onSearch={(person) => set({ person })} />
        <TextFilter label="案卷、称号或人员的标识" width={220} value={search['subject']} onSearch={(subject) => set({ subject })} />
        <Select
          aria-label="查阅的种类"
          style={{ minWidth: 140 }}
          allowClear
          placeholder="全部种类"
          value={search['act']}
          options={ACTS.map((value) => ({ value, label: word(value) }))}
          onChange={(act?: string) => set({ act })}
        />
        {day('from', '首日', since)}
        {day('to', '末日', search['to'])}
      </form>
      <Loaded query={query} lines={8}>
        {({ pages }) => (
          <Card title="记录">
            <DataTable<Line>
              caption="按记录的先后"
              rows={pages.flatMap(({ items }) => items)}
              isPaged
              keyOf={({ position }) => String(position)}
              columns={[
                { title: '位次', value: ({ position }) => position, isNumber: true },
                { title: '时间', value: ({ recordedAt }) => minuteOf(recordedAt) },
                {
                  title: '查阅人',
                  value: ({ person, role, org, onBehalfOf }) =>
                    `${person}（${roleName(role)}，${org}）${onBehalfOf ? `，代 ${onBehalfOf}` : ''}`,
                },
                { title: '种类', value: ({ act }) => word(act) },
                { title: '所查阅', value: ({ subject }) => subject ?? '—' },
                { title: '条件', value: ({ question }) => <span className="code">{question}</span> },
                { title: '理由', value: ({ ground }) => ground ?? '—' },
                { title: '地址', value: ({ address }) => address },
              ]}
            />
            <LoadMore query={query} />
          </Card>
        )}
      </Loaded>
    </Page>
  );
};
