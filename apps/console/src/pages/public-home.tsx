import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, dataOf } from '../api/client.ts';
import { Mark } from '../parts/mark.tsx';
import { Card, Page } from '../parts/page.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { signInAddress } from '../session.tsx';

/** The notices that run now, with their days. */
const RunningNotices = () => {
  const query = useQuery({
    queryKey: ['publicities', 'home'],
    queryFn: ({ signal }) => dataOf(api.GET('/publicities', { params: { query: { limit: 20 } }, signal })),
  });
  return (
    <Loaded query={query} lines={2}>
      {({ items }) => {
        const running = items.filter(({ state }) => state === 'running');
        return running.length === 0 ? (
          <Empty>现在没有正在进行的公示。</Empty>
        ) : (
          <ul className="plain">
            {running.map(({ publicityId, cases, lastDay, workingDaysLeft }) => (
              <li key={publicityId} className="row">
                <span>{cases.map(({ applicantName }) => applicantName).join('、')}</span>
                <Mark tone={workingDaysLeft <= 1 ? 'warn' : 'info'}>
                  {workingDaysLeft === 0 ? '今日截止' : `还有 ${workingDaysLeft} 个工作日`}
                </Mark>
                <span className="small soft number">至 {lastDay} 24 时</span>
              </li>
            ))}
          </ul>
        );
      }}
    </Loaded>
  );
};

/** The home of a visitor without a session. */
export const PublicHome = () => (
  <Page title="中国软件名城、中国软件名园">
    <div className="columns">
      <div>
        <Card title="公示">
          <p>通过评审的，在门户网站公示五个工作日。公示期内，任何单位和个人可以提出异议。</p>
          <RunningNotices />
          <p>
            <Link to="/publicities">查看全部公示，提出异议</Link>
          </p>
        </Card>
        <Card title="称号">
          <p>
            <Link to="/titles">称号名册</Link>列明每个称号的持有者、授予之日、历年星级和现状，并可查询某日是否有效。
          </p>
          <p>
            历年<Link to="/evaluations">评估结果</Link>，全国<Link to="/statistics">统计</Link>。
          </p>
        </Card>
      </div>
      <div>
        <Card title="反映情况">
          <ul className="plain">
            <li>
              <Link to="/report">举报</Link>：弄虚作假、数据不实等情况，可以匿名。
            </li>
            <li>
              <Link to="/receipts">凭回执号查询</Link>异议、举报的办理情况。
            </li>
          </ul>
        </Card>
        <Card title="办理">
          <p>
            申报单位、主管部门、专家和部内人员请<a href={signInAddress()}>登录</a>。
          </p>
        </Card>
      </div>
    </div>
  </Page>
);
