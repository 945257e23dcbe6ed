import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Select } from 'antd';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { minuteOf } from '../../dates.ts';
import { eventName, fieldName, roleName, word } from '../../names.ts';
import { LoadMore } from '../../parts/load-more.tsx';
import { Card, Page } from '../../parts/page.tsx';
import { Loaded } from '../../parts/states.tsx';
import { DataTable } from '../../parts/table.tsx';

type Entry = Schemas['LogEntryDto'];

const CATEGORIES = [
  ['configuration', '配置变更', '各程序启动时的设置与上次启动相比的变动。密钥只记其标识。'],
  ['refused-sign-ins', '被拒绝的登录', '每分钟被拒绝的登录次数，按来源网络的散列合计。'],
  ['authority', '角色和委托', '角色的授予、收回，委托的起止，各有办理人和理由。'],
  ['login', '登录', '何人何时登录、退出。'],
] as const;
const PAGE = 500;
/** Events that one answer of the log looks at where it filters. */
const LOOKED_AT = 20_000;

/** The content of an entry as pairs of a name and a value. */
const Content = ({ data }: { readonly data: Entry['data'] }) => {
  const changes = data?.['changes'];
  if (Array.isArray(changes))
    return (
      <ul>
        {(changes as { variable: string; before: string | null; after: string | null }[]).map(({ variable, before, after }) => (
          <li key={variable}>
            <span className="code">{variable}</span>：{before ?? '（未设）'} → {after ?? '（未设）'}
          </li>
        ))}
      </ul>
    );
  return (
    <ul>
      {Object.entries(data ?? {}).map(([name, value]) => (
        <li key={name}>
          <span className="soft">{fieldName(name)}</span> {typeof value === 'string' ? word(value) : JSON.stringify(value)}
        </li>
      ))}
    </ul>
  );
};

/** The record of the administration (三员), for the audit administrator. */
export const AdministrationRecords = () => {
  const search = useSearch({ from: '/admin/records' }) as Readonly<Record<string, string | undefined>>;
  const navigate = useNavigate({ from: '/admin/records' });
  const [category, name, meaning] = CATEGORIES.find(([id]) => id === search['category']) ?? CATEGORIES[0];
  const query = useInfiniteQuery({
    queryKey: ['log', category],
    initialPageParam: { after: '0', from: 0 },
    queryFn: ({ pageParam, signal }) =>
      dataOf(api.GET('/log', { params: { query: { category, after: pageParam.after, limit: PAGE } }, signal })),
    getNextPageParam: ({ items, cursor, head }, _, { from }) => {
      const reached = items.length === PAGE ? items.at(-1)!.position : from + LOOKED_AT;
      return cursor !== null && reached < head ? { after: cursor, from: reached } : undefined;
    },
  });
  return (
    <Page title="管理记录">
      <div className="card row">
        <label htmlFor="record-kind">种类</label>
        <Select
          id="record-kind"
          style={{ minWidth: 180 }}
          value={category}
          options={CATEGORIES.map(([value, label]) => ({ value, label }))}
          onChange={(next: string) => void navigate({ search: { category: next }, replace: true })}
        />
        <span className="soft">{meaning}</span>
      </div>
      <Loaded query={query} lines={8}>
        {({ pages }) => (
          <Card title={name}>
            <DataTable<Entry>
              caption={`${name}，最近的在前`}
              rows={pages.flatMap(({ items }) => items).reverse()}
              keyOf={({ eventId }) => eventId}
              columns={[
                { title: '位次', value: ({ position }) => position, isNumber: true },
                { title: '时间', value: ({ recordedAt }) => minuteOf(recordedAt) },
                { title: '事项', value: ({ type }) => (type === undefined ? '不予显示' : eventName(type)) },
                {
                  title: '办理人',
                  value: ({ metadata }) => (metadata ? `${metadata.actor.person}（${roleName(metadata.actor.role)}）` : '—'),
                },
                { title: '内容', value: ({ data, unreadable }) => (unreadable ? `记录损坏：${unreadable}` : <Content data={data} />) },
              ]}
            />
            <LoadMore query={query}>继续读取较新的记录</LoadMore>
          </Card>
        )}
      </Loaded>
    </Page>
  );
};
