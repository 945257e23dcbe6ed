import { useQueries, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Select } from 'antd';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { minuteOf } from '../../dates.ts';
import { word } from '../../names.ts';
import { Mark, type Tone } from '../../parts/mark.tsx';
import { Card } from '../../parts/page.tsx';
import { Empty, Failed, Loaded } from '../../parts/states.tsx';
import { DataTable } from '../../parts/table.tsx';
import { ReferencePage } from './frame.tsx';

type System = Schemas['IndicatorSystemDto'];

/** One row of a system: an indicator of any level, or a control. */
interface Row {
  readonly id: string;
  readonly level: string;
  readonly text: string;
}
const rowsOf = ({ tree, controls }: System): readonly Row[] => [
  ...tree.flatMap((area) => [
    { id: area.id, level: '一级', text: `${area.zh}${area.weight === null ? '（附加项）' : `（${area.weight} 分）`}` },
    ...area.children.flatMap((group) => [
      { id: group.id, level: '二级', text: group.zh },
      ...group.children.map((one) => ({ id: one.id, level: '三级', text: `${one.zh}（${word(one.type)}）` })),
    ]),
  ]),
  ...controls.map(({ id, zh, unit }) => ({ id, level: '控制性', text: `${zh}${unit ? `（${unit}）` : ''}` })),
];

interface Difference extends Row {
  readonly kind: '新增' | '删除' | '变动';
  readonly before: string;
  readonly after: string;
}
const TONES: Readonly<Record<Difference['kind'], Tone>> = { 新增: 'ok', 删除: 'bad', 变动: 'warn' };
const differencesOf = (before: System, after: System): readonly Difference[] => {
  const [old, now] = [before, after].map((one) => new Map(rowsOf(one).map((row) => [`${row.level} ${row.id}`, row]))) as [
    Map<string, Row>,
    Map<string, Row>,
  ];
  return [
    ...[...now].flatMap(([key, row]): Difference[] => {
      const was = old.get(key);
      if (was === undefined) return [{ ...row, kind: '新增', before: '—', after: row.text }];
      return was.text === row.text ? [] : [{ ...row, kind: '变动', before: was.text, after: row.text }];
    }),
    ...[...old].flatMap(([key, row]): Difference[] => (now.has(key) ? [] : [{ ...row, kind: '删除', before: row.text, after: '—' }])),
  ];
};

const Tree = ({ system }: { readonly system: System }) => (
  <>
    <Card title="各级指标">
      {system.tree.map((area) => (
        <details key={area.id} open>
          <summary className="strong">
            {area.id} {area.zh}
            {area.weight === null ? '（附加项）' : `（${area.weight} 分）`}
          </summary>
          <ul>
            {area.children.map((group) => (
              <li key={group.id}>
                {group.id} {group.zh}
                <ul>
                  {group.children.map((one) => (
                    <li key={one.id}>
                      <span className="number">{one.id}</span> {one.zh} <span className="small soft">{word(one.type)}</span>{' '}
                      {one.control && <Mark tone="warn">控制性指标</Mark>}
                    </li>
                  ))}
                </ul>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </Card>
    <Card title="创建控制性指标">
      <DataTable
        caption="须达到的数值"
        rows={system.controls}
        keyOf={({ id }) => id}
        columns={[
          { title: '编号', value: ({ id }) => id },
          { title: '指标', value: ({ indicator }) => indicator },
          { title: '要求', value: ({ zh }) => zh },
          { title: '单位', value: ({ unit }) => unit ?? '—' },
        ]}
      />
    </Card>
  </>
);

/** The versions of the indicator system, one as a tree, or the difference between two. */
export const Indicators = () => {
  const search = useSearch({ from: '/reference/indicators' }) as Readonly<Record<string, string | undefined>>;
  const navigate = useNavigate({ from: '/reference/indicators' });
  const list = useQuery({ queryKey: ['indicator-systems'], queryFn: ({ signal }) => dataOf(api.GET('/indicator-systems', { signal })) });
  const shown = search['version'] ?? list.data?.inForce ?? list.data?.items.at(-1)?.versionId;
  const other = search['with'];
  const systems = useQueries({
    queries: [shown, other].map((version) => ({
      queryKey: ['indicator-system', version],
      enabled: version !== undefined,
      staleTime: Infinity,
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        dataOf(api.GET('/indicator-systems/{version}', { params: { path: { version: version! } }, signal })),
    })),
  });
  const [system, compared] = systems;
  const choose = (name: 'version' | 'with') => (value: string | undefined) =>
    void navigate({ search: { ...search, [name]: value }, replace: true });
  return (
    <ReferencePage title="指标体系">
      <Loaded query={list}>
        {({ items, inForce }) => (
          <>
            {items.length === 0 && <Empty>尚未发布指标体系。</Empty>}
            <div className="card row">
              <label htmlFor="system-version">版次</label>
              <Select
                id="system-version"
                style={{ minWidth: 200 }}
                value={shown}
                options={items.map(({ versionId }) => ({
                  value: versionId,
                  label: `${versionId}${versionId === inForce ? '（现行）' : ''}`,
                }))}
                onChange={choose('version')}
              />
              <label htmlFor="system-with">与之比较</label>
              <Select
                id="system-with"
                style={{ minWidth: 200 }}
                allowClear
                value={other}
                placeholder="不比较"
                options={items
                  .filter(({ versionId }) => versionId !== shown)
                  .map(({ versionId }) => ({ value: versionId, label: versionId }))}
                onChange={choose('with')}
              />
              {items
                .filter(({ versionId }) => versionId === shown)
                .map(({ versionId, effectiveFrom, publishedAt, indicators }) => (
                  <span key={versionId} className="soft">
                    {indicators} 项三级指标；{effectiveFrom ? `自 ${effectiveFrom} 起适用` : '一直适用'}；记录于 {minuteOf(publishedAt)}
                  </span>
                ))}
            </div>
            {other !== undefined && compared!.isError && <Failed query={compared!} />}
            {system?.data && compared?.data && (
              <Card title={`${compared.data.versionId} 与 ${system.data.versionId} 的差异`}>
                <DataTable<Difference>
                  caption={`自 ${compared.data.versionId} 到 ${system.data.versionId}`}
                  rows={differencesOf(compared.data, system.data)}
                  keyOf={({ kind, level, id }) => `${kind} ${level} ${id}`}
                  empty="两个版次没有差异。"
                  columns={[
                    { title: '变动', value: ({ kind }) => <Mark tone={TONES[kind]}>{kind}</Mark> },
                    { title: '级别', value: ({ level }) => level },
                    { title: '编号', value: ({ id }) => id },
                    { title: '原', value: ({ before }) => before },
                    { title: '现', value: ({ after }) => after },
                  ]}
                />
              </Card>
            )}
            {shown !== undefined && (
              <Loaded query={system!} lines={10}>
                {(data) => <Tree system={data} />}
              </Loaded>
            )}
          </>
        )}
      </Loaded>
    </ReferencePage>
  );
};
