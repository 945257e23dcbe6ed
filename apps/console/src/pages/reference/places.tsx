import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { BY_CURSOR } from '../../api/pages-of.ts';
import { minuteOf } from '../../dates.ts';
import { word } from '../../names.ts';
import { PROVINCE } from '../../parts/columns.tsx';
import { LoadMore } from '../../parts/load-more.tsx';
import { Card } from '../../parts/page.tsx';
import { Loaded } from '../../parts/states.tsx';
import { DataTable } from '../../parts/table.tsx';
import { useSession } from '../../session.tsx';
import { ProvinceFilter, TextFilter, useFilters } from '../filters.tsx';
import { ReferencePage } from './frame.tsx';

type Division = Schemas['DivisionDto'];
type Park = Schemas['ParkDto'];
const PAGE = 100;
const BECAME: Readonly<Record<Division['changes'][number]['kind'], string>> = {
  renamed: '更名为',
  recoded: '变更代码，仍为',
  merged: '并入',
  upgraded: '升格为',
};

/** Divisions with the names and codes that they had before. */
export const Divisions = () => {
  const [search, set] = useFilters();
  const { role } = useSession();
  const asked = { ...(search['q'] ? { q: search['q'] } : {}), ...(search['province'] ? { province: search['province'] } : {}) };
  const query = useInfiniteQuery({
    queryKey: ['divisions', asked],
    ...BY_CURSOR,
    queryFn: ({ pageParam, signal }) =>
      dataOf(api.GET('/divisions', { params: { query: { ...asked, limit: PAGE, ...(pageParam ? { behind: pageParam } : {}) } }, signal })),
  });
  return (
    <ReferencePage
      title="行政区划"
      extra={
        role === 'ministry-admin' && (
          <Link to="/act/$command" params={{ command: 'RecordDivisionChange' }}>
            登记区划变更
          </Link>
        )
      }
    >
      <form className="card row" role="search" aria-label="查找行政区划" onSubmit={(event) => event.preventDefault()}>
        <TextFilter label="名称、原名称或代码" value={search['q']} onSearch={(q) => set({ q })} />
        <ProvinceFilter value={search['province']} onChange={(province) => set({ province })} />
      </form>
      <Loaded query={query} lines={8}>
        {({ pages }) => (
          <Card title={`共 ${pages[0]?.total ?? 0} 个`}>
            <DataTable<Division>
              caption="行政区划的代码、名称、类别，以及由此而来的变更"
              rows={pages.flatMap(({ items }) => items)}
              isPaged
              keyOf={({ code }) => code}
              columns={[
                { title: '代码', value: ({ code }) => <span className="number">{code}</span> },
                { title: '名称', value: ({ name }) => name },
                { title: '类别', value: ({ class: kind }) => word(kind) },
                PROVINCE,
                { title: '可申请名城', value: ({ isEligible }) => (isEligible ? '是' : '否') },
                {
                  title: '原名称和变更',
                  value: ({ changes }) =>
                    changes.map(({ kind, code, name, newName, effectiveDate, documentNumber }) => (
                      <div key={`${code} ${effectiveDate}`}>
                        {effectiveDate} {name ?? '原名不详'}（{code}）{BECAME[kind]}
                        {newName}，{documentNumber}
                      </div>
                    )),
                },
              ]}
            />
            <LoadMore query={query} />
          </Card>
        )}
      </Loaded>
    </ReferencePage>
  );
};

/** The registered parks with their recorded changes. */
export const Parks = () => {
  const { role } = useSession();
  const query = useQuery({ queryKey: ['parks'], queryFn: ({ signal }) => dataOf(api.GET('/parks', { signal })) });
  return (
    <ReferencePage
      title="软件园区"
      extra={
        role === 'ministry-admin' && (
          <>
            <Link to="/act/$command" params={{ command: 'RegisterPark' }}>
              登记园区
            </Link>
            <Link to="/act/$command" params={{ command: 'RecordParkChange' }}>
              登记园区变更
            </Link>
          </>
        )
      }
    >
      <Loaded query={query}>
        {({ items }) => (
          <Card title="登记的园区">
            <DataTable<Park>
              caption="园区的标识、登记的名称、今日的名称和运营单位、登记的变更"
              rows={items}
              keyOf={({ parkId }) => parkId}
              empty="尚未登记园区。"
              columns={[
                { title: '标识', value: ({ parkId }) => <span className="code">{parkId}</span> },
                { title: '登记的名称', value: ({ name }) => name },
                { title: '今日的名称', value: ({ now }) => now.name },
                { title: '所在市', value: ({ now }) => now.cityCode },
                { title: '统一社会信用代码', value: ({ creditCode }) => creditCode ?? '—' },
                { title: '登记时间', value: ({ registeredAt }) => minuteOf(registeredAt) },
                {
                  title: '变更',
                  value: ({ changes }) =>
                    changes.map(({ changeId, kind, newName, operatorName, effectiveDate, documentNumber }) => (
                      <div key={changeId}>
                        {effectiveDate} {word(kind)}：{operatorName ?? newName}（{documentNumber}）
                      </div>
                    )),
                },
              ]}
            />
          </Card>
        )}
      </Loaded>
    </ReferencePage>
  );
};
