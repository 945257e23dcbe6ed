import { Link } from '@tanstack/react-router';
import { Page, Card } from '../parts/page.tsx';
import { signInAddress } from '../session.tsx';

/** The home of a visitor without a session. */
export const PublicHome = () => (
  <Page title="中国软件名城、中国软件名园">
    <div className="columns">
      <div>
        <Card title="公示">
          <p>
            通过评审的，在门户网站公示五个工作日。公示期内，任何单位和个人可以提出异议。
            <Link to="/publicities">查看公示，提出异议</Link>
          </p>
        </Card>
        <Card title="称号">
          <p>
            <Link to="/titles">称号名册</Link>列明每个称号的持有者、授予之日、历年星级和现状，并可查询某日是否有效。
          </p>
        </Card>
      </div>
      <Card title="办理">
        <p>
          申报单位、主管部门、专家和部内人员请<a href={signInAddress()}>登录</a>。
        </p>
      </Card>
    </div>
  </Page>
);
