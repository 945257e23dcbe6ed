import { Link } from '@tanstack/react-router';
import { Card, Page } from '../parts/page.tsx';
import { ProvisionList } from '../parts/provision.tsx';

/** What each page is for, and the articles on which it rests. */
const TOPICS: readonly (readonly [title: string, text: string, provisions: readonly string[]])[] = [
  [
    '申请',
    '申报单位在年度工作的填报时间内建立申请、上传材料、填写指标数据后报送。',
    ['measure-2022/7', 'measure-2022/9', 'notice-2023-278/4'],
  ],
  ['形式审查和创建', '材料不全的，一次性告知补正。审查通过的，启动创建，创建周期自启动之日起算。', ['measure-2022/11', 'measure-2022/15']],
  [
    '评审和公示',
    '自评之后申请评审。评审通过的公示五个工作日，期间任何人可以提出异议。',
    ['measure-2022/16', 'measure-2022/17', 'measure-2022/18'],
  ],
  [
    '授予、评估和退出',
    '授予称号后每年评估、评星。整改不力或者弄虚作假的，依程序退出。',
    ['measure-2022/19', 'measure-2022/22', 'measure-2022/25'],
  ],
];

export const Help = () => (
  <Page title="帮助">
    {TOPICS.map(([title, text, provisions]) => (
      <Card key={title} title={title}>
        <p>{text}</p>
        <p className="small soft">
          依据 <ProvisionList ids={provisions} />
        </p>
      </Card>
    ))}
    <Card title="用 Excel 导入">
      <p>
        案卷的“现在可以办理”、年度评估和批次页有导入的入口。先下载模板，填好后选择文件并试办：有错误的单元格逐个列出，改好再选一次。试办不作记录；确认后整表一次记录。
      </p>
    </Card>
    <Card title="异议和举报">
      <p>
        在<Link to="/publicities">公示栏</Link>提出异议，或者<Link to="/report">举报</Link>。办理后给出回执号，请保存，
        <Link to="/receipts">凭回执号查询</Link>办理情况。
      </p>
    </Card>
    <Card title="键盘">
      <p>Tab 键依次移动，Enter 键打开。时间轴上，左右方向键逐件移动，Home、End 键到最初、最新。页首“跳到正文”略过菜单。</p>
    </Card>
    <Card title="时间和期限">
      <p>时间均为北京时间。期限届满之日以 24 时为止；按工作日计算的，依国务院办公厅公布的放假安排。尚未公布的，标明“暂定”。</p>
      <p>
        <Link to="/provisions">查看全部条文</Link>
      </p>
    </Card>
  </Page>
);
