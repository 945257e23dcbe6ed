import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Card, Page } from '../parts/page.tsx';
import { signInAddress, useSession } from '../session.tsx';
import { NotFound } from './not-found.tsx';

export const isSample = (person: string | undefined): boolean => person?.startsWith('sample-') === true;

const Step = ({ number, title, children }: { readonly number: string; readonly title: string; readonly children: ReactNode }) => (
  <Card title={`${number}、${title}`}>{children}</Card>
);

/** Five steps through the sample cases. It exists only for a sample person: their names begin with `sample-`, and production has none. */
export const Tour = () => {
  const { person } = useSession();
  if (!isSample(person?.person)) return <NotFound />;
  const tianjin = { caseId: 'sample-tianjin' };
  const park = { caseId: 'sample-park-case' };
  return (
    <Page title="样例导览">
      <p className="notice">以下均为样例案卷和样例人员，文号并非真实文件。可以随时退出，改以其他样例人员登录。</p>
      <Step number="一" title="看一个案卷的全过程">
        <p>天津市的样例案卷从申请走到授予称号。页面上方是办法规定的路径，下方是每一件记录。</p>
        <p>
          <Link to="/cases/$caseId" params={tianjin}>
            打开天津市的样例案卷
          </Link>
        </p>
        <p>样例软件园的案卷经市、省两级审核和省汇总报送，正在创建。名园的路径与名城不同。</p>
        <p>
          <Link to="/cases/$caseId" params={park}>
            打开样例软件园的案卷
          </Link>
        </p>
      </Step>
      <Step number="二" title="拖动时间轴，查看依据">
        <p>在案卷页的时间轴上，用左右方向键逐件移动：整页随之变化，每件都列出条文、口径、放假安排和证明。</p>
        <p>
          <Link to="/cases/$caseId" params={tianjin} search={{ v: '3' }}>
            打开案卷的第三件
          </Link>
        </p>
      </Step>
      <Step number="三" title="办理一件事">
        <p>以“部经办人”登录后，首页列出待办和剩余的工作日。先核对“将记录什么”，确认后才记录。</p>
        <p className="row">
          <Link to="/">回到待办</Link>
          <a href={signInAddress()}>改以其他样例人员登录</a>
        </p>
      </Step>
      <Step number="四" title="以公众身份查看">
        <p>公示、名册和公开的记录不须登录。提出异议后，凭回执号查询办理情况。</p>
        <p className="row">
          <Link to="/publicities">公示栏</Link>
          <Link to="/titles">称号名册</Link>
          <Link to="/provisions">条文</Link>
        </p>
      </Step>
      <Step number="五" title="核对与管理">
        <p>审计员查看运行情况和检查点；安全管理员授予角色；审计管理员查看查阅记录；部管理员发布放假安排。</p>
        <p className="row">
          <Link to="/reference/calendars">放假安排</Link>
          <Link to="/operations">运行情况</Link>
          <Link to="/help">帮助</Link>
        </p>
      </Step>
    </Page>
  );
};
