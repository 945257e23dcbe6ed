import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { saveCsv } from '../api/download.ts';
import { minuteOf } from '../dates.ts';
import { provinceName, statusName, word } from '../names.ts';
import { campaignName, CampaignList } from '../parts/campaign-list.tsx';
import { caseColumn, PROVINCE } from '../parts/columns.tsx';
import { Facts } from '../parts/facts.tsx';
import { Mark } from '../parts/mark.tsx';
import { Card, Page } from '../parts/page.tsx';
import { Loaded } from '../parts/states.tsx';
import { DataTable } from '../parts/table.tsx';
import { TileMap } from '../parts/tile-map.tsx';
import { useSession } from '../session.tsx';
import { ProgrammeFilter, useFilters } from './filters.tsx';

type Overview = Schemas['CampaignOverviewDto'];
const TRACKS = (['creation-application', 'review', 'evaluation'] as const).map((value) => ({ value, label: word(value) }));

/** The campaigns. Each leads to its provinces. */
export const Campaigns = () => {
  const [search, set] = useFilters();
  return (
    <Page title="批次">
      <form className="card row" role="search" aria-label="筛选批次" onSubmit={(event) => event.preventDefault()}>
        <ProgrammeFilter value={search['programme']} onChange={(programme) => set({ programme })} />
        <Select
          aria-label="事项"
          style={{ width: 150 }}
          placeholder="事项"
          allowClear
          value={search['track']}
          options={TRACKS}
          onChange={(track?: string) => set({ track })}
        />
      </form>
      <Card title="全部批次">
        <CampaignList
          caption="每个批次的填报起止（北京时间）。打开后列出各省的案卷"
          isShown={({ programme, track }) => (search['programme'] ?? programme) === programme && (search['track'] ?? track) === track}
        />
      </Card>
    </Page>
  );
};

const Provinces = ({ overview }: { readonly overview: Overview }) => {
  const { campaignId, provinces } = overview;
  const statuses = [...new Set(provinces.flatMap(({ byStatus }) => byStatus.map(({ status }) => status)))];
  const countOf = (row: Overview['provinces'][number], status: string): number =>
    row.byStatus.find((one) => one.status === status)?.dossiers ?? 0;
  return (
    <Card
      title="各省办理情况"
      extra={
        <Button
          onClick={() =>
            saveCsv(`${campaignId}.csv`, [
              ['省份', '案卷数', ...statuses.map(statusName)],
              ...provinces.map((row) => [provinceName(row.provinceCode), row.dossiers, ...statuses.map((status) => countOf(row, status))]),
            ])
          }
        >
          导出 CSV
        </Button>
      }
    >
      <div className="figure">
        {provinces.length > 0 && (
          <TileMap label="各省案卷数" values={new Map(provinces.map(({ provinceCode, dossiers }) => [provinceCode, dossiers]))} />
        )}
        <DataTable
          caption="省份 × 状态"
          rows={provinces}
          keyOf={({ provinceCode }) => provinceCode}
          empty="本批次还没有案卷。"
          columns={[
            {
              title: '省份',
              value: ({ provinceCode }) => (
                <Link to="/cases" search={{ campaign: campaignId, province: provinceCode }}>
                  {provinceName(provinceCode)}
                </Link>
              ),
            },
            { title: '案卷数', value: ({ dossiers }) => dossiers, isNumber: true },
            ...statuses.map((status) => ({
              title: statusName(status),
              value: (row: Overview['provinces'][number]) => countOf(row, status) || '',
              isNumber: true,
            })),
          ]}
        />
      </div>
    </Card>
  );
};

/** Those that may know who has not filed. */
const KNOW_NOT_FILED = [
  'ministry-officer',
  'ministry-approver',
  'ministry-admin',
  'auditor',
  'provincial-government',
  'provincial-authority',
  'municipal-authority',
  'applicant',
];

const NotFiled = ({ campaignId }: { readonly campaignId: string }) => {
  const query = useQuery({
    queryKey: ['not-filed', campaignId],
    queryFn: ({ signal }) => dataOf(api.GET('/campaigns/{id}/not-filed', { params: { path: { id: campaignId } }, signal })),
  });
  return (
    <Card title="未报送">
      <Loaded query={query}>
        {({ evaluationYear, items }) => (
          <DataTable
            caption={`${evaluationYear} 年度须评估而未报送的称号：${items.length} 个`}
            rows={items}
            keyOf={({ titleId }) => titleId}
            empty="没有未报送的称号。"
            columns={[
              caseColumn('持有者'),
              PROVINCE,
              {
                title: '称号',
                value: ({ titleId }) => (
                  <Link to="/titles/$titleId" params={{ titleId }}>
                    {titleId}
                  </Link>
                ),
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
};

/** The acts of this role on the campaign as a whole. */
const CampaignActs = ({ overview: { campaignId, programme, track, year } }: { readonly overview: Overview }) => {
  const { person, role } = useSession();
  const search = { campaignId };
  return (
    <>
      {role === 'provincial-authority' && programme === 'park' && track !== 'evaluation' && (
        <Link to="/imports/$table" params={{ table: 'summary-table' }} search={{ campaignId, province: person!.org }}>
          用 Excel 报送园区汇总表
        </Link>
      )}
      {role === 'provincial-authority' && (
        <Link to="/act/$command" params={{ command: 'ForwardNotice' }} search={search}>
          转发通知
        </Link>
      )}
      {role === 'ministry-admin' && (
        <>
          <Link to="/act/$command" params={{ command: 'ExtendCampaign' }} search={search}>
            延长批次
          </Link>
          <Link to="/act/$command" params={{ command: 'CloseCampaign' }} search={search}>
            关闭批次
          </Link>
        </>
      )}
      {track === 'evaluation' && (
        <Link to="/evaluations/$year" params={{ year: String(year) }}>
          评估年度
        </Link>
      )}
      <Button onClick={() => print()}>打印</Button>
    </>
  );
};

/** A campaign by provinces: how many cases in which status, and who has not filed. */
export const Campaign = () => {
  const { campaignId } = useParams({ from: '/campaigns/$campaignId' });
  const { role } = useSession();
  const query = useQuery({
    queryKey: ['campaign', campaignId],
    queryFn: ({ signal }) => dataOf(api.GET('/campaigns/{id}/overview', { params: { path: { id: campaignId } }, signal })),
  });
  return (
    <Loaded query={query} lines={8} title="批次">
      {(overview) => {
        const { track, opensAt, closesAt, dossiers } = overview;
        const now = new Date().toISOString();
        const isOpen = Date.parse(opensAt) <= Date.parse(now) && Date.parse(now) < Date.parse(closesAt);
        return (
          <Page title={campaignName(overview)} extra={<CampaignActs overview={overview} />}>
            <Card title="批次">
              <Facts
                items={[
                  [
                    '标识',
                    <span key="id" className="code">
                      {campaignId}
                    </span>,
                  ],
                  [
                    '受理时间',
                    <span key="window" className="row number">
                      {minuteOf(opensAt)} 至 {minuteOf(closesAt)}
                      <Mark tone={isOpen ? 'ok' : 'plain'}>{isOpen ? '受理中' : '不在受理时间'}</Mark>
                    </span>,
                  ],
                  ['案卷数', dossiers],
                ]}
              />
            </Card>
            <Provinces overview={overview} />
            {track === 'evaluation' && KNOW_NOT_FILED.includes(role) && <NotFiled campaignId={campaignId} />}
          </Page>
        );
      }}
    </Loaded>
  );
};
