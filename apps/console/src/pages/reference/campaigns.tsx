import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { minuteOf } from '../../dates.ts';
import { word } from '../../names.ts';
import { Mark } from '../../parts/mark.tsx';
import { Card } from '../../parts/page.tsx';
import { Loaded } from '../../parts/states.tsx';
import { DataTable } from '../../parts/table.tsx';
import { useSession } from '../../session.tsx';
import { ReferencePage } from './frame.tsx';

type Campaign = Schemas['CampaignDto'];

const stateOf = ({ opensAt, closesAt, closed }: Campaign): readonly [string, 'ok' | 'info' | 'plain'] => {
  const now = new Date().toISOString();
  if (closed) return ['已结束', 'plain'];
  return now < opensAt ? ['未开始', 'info'] : now < closesAt ? ['填报中', 'ok'] : ['填报已截止', 'plain'];
};

export const Campaigns = () => {
  const { role } = useSession();
  const query = useQuery({ queryKey: ['campaigns'], queryFn: ({ signal }) => dataOf(api.GET('/campaigns', { signal })) });
  return (
    <ReferencePage
      title="年度工作"
      extra={
        role === 'ministry-admin' && (
          <>
            <Link to="/act/$command" params={{ command: 'OpenCampaign' }}>
              启动年度工作
            </Link>
            <Link to="/act/$command" params={{ command: 'ExtendCampaign' }}>
              延长填报时间
            </Link>
          </>
        )
      }
    >
      <Loaded query={query}>
        {({ items }) => (
          <Card title="各年度的填报时间">
            <DataTable<Campaign>
              caption="申报、评审、评估的年度工作，填报的起止（北京时间），历次延长"
              rows={items}
              keyOf={({ campaignId }) => campaignId}
              empty="尚未启动年度工作。"
              columns={[
                { title: '年度', value: ({ year }) => year, isNumber: true },
                { title: '称号', value: ({ programme }) => (programme === 'city' ? '中国软件名城' : '中国软件名园') },
                { title: '事项', value: ({ track }) => word(track) },
                {
                  title: '状态',
                  value: (one) => {
                    const [name, tone] = stateOf(one);
                    return <Mark tone={tone}>{name}</Mark>;
                  },
                },
                { title: '开始', value: ({ opensAt }) => minuteOf(opensAt) },
                { title: '截止', value: ({ closesAt }) => minuteOf(closesAt) },
                { title: '文号', value: ({ documentNumber }) => documentNumber },
                {
                  title: '延长',
                  value: ({ extensions }) =>
                    extensions.map(({ eventId, closesAt, documentNumber, reason }) => (
                      <div key={eventId}>
                        延至 {minuteOf(closesAt)}：{reason}（{documentNumber}）
                      </div>
                    )),
                },
                { title: '标识', value: ({ campaignId }) => <span className="code">{campaignId}</span> },
              ]}
            />
          </Card>
        )}
      </Loaded>
    </ReferencePage>
  );
};
