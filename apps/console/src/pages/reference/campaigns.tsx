import { Link } from '@tanstack/react-router';
import { minuteOf } from '../../dates.ts';
import { CampaignList } from '../../parts/campaign-list.tsx';
import { Card } from '../../parts/page.tsx';
import { useSession } from '../../session.tsx';
import { ReferencePage } from './frame.tsx';

export const Campaigns = () => {
  const { role } = useSession();
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
      <Card title="各年度的填报时间">
        <CampaignList
          caption="申报、评审、评估的年度工作，填报的起止（北京时间），历次延长"
          columns={[
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
          ]}
        />
      </Card>
    </ReferencePage>
  );
};
