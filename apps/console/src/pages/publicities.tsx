import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { BY_CURSOR } from '../api/pages-of.ts';
import { provinceName, word } from '../names.ts';
import { LoadMore } from '../parts/load-more.tsx';
import { Mark } from '../parts/mark.tsx';
import { Page } from '../parts/page.tsx';
import { Empty, Loaded } from '../parts/states.tsx';

type Notice = Schemas['PublicNoticeDto'];
type NoticeCase = Notice['cases'][number];

const Answer = ({ notice, one }: { readonly notice: Notice; readonly one: NoticeCase }) => {
  const { publicityId, takesObjections } = notice;
  if (takesObjections)
    return (
      <Link
        to="/publicities/$publicityId/objection"
        params={{ publicityId }}
        search={{ caseId: one.caseId, about: one.applicantName, until: notice.lastDay }}
        aria-label={`提出异议：${one.applicantName}`}
      >
        提出异议
      </Link>
    );
  return (
    <Link to="/report" search={{ subject: one.caseId, about: one.applicantName }} aria-label={`举报：${one.applicantName}`}>
      举报
    </Link>
  );
};

const NoticeCard = ({ notice }: { readonly notice: Notice }) => {
  const { publicityId, state, takesObjections, publishedOn, firstDay, lastDay, provisional, workingDaysLeft, cases } = notice;
  const names = cases.map(({ applicantName }) => applicantName).join('、');
  return (
    <section className="card" aria-label={`公示：${names}`} id={publicityId}>
      <div className="row spread">
        <h3>{names}</h3>
        <span className="row">
          <Mark tone={state === 'running' ? 'info' : 'plain'}>{word(state)}</Mark>
          {state === 'running' && (
            <Mark tone={workingDaysLeft <= 1 ? 'warn' : 'ok'}>
              {workingDaysLeft === 0 ? '今日截止' : `还有 ${workingDaysLeft} 个工作日`}
            </Mark>
          )}
          {provisional && <Mark tone="warn">暂定，待放假安排公布</Mark>}
        </span>
      </div>
      <p className="number">
        {publishedOn} 发布；公示期 {firstDay} 至 {lastDay} 24 时
      </p>
      <ul className="plain">
        {cases.map((one) => (
          <li key={one.caseId} className="row spread">
            <span>
              <Link to="/cases/$caseId" params={{ caseId: one.caseId }}>
                {one.applicantName}
              </Link>
              （{provinceName(one.provinceCode)}
              {one.cityName}，{one.programme === 'city' ? '中国软件名城' : '中国软件名园'}）
            </span>
            <span className="noprint">
              <Answer notice={notice} one={one} />
            </span>
          </li>
        ))}
      </ul>
      {state === 'running' && !takesObjections && <p className="soft small">现在不受理异议；反映的情况按举报办理。</p>}
    </section>
  );
};

const Group = ({ title, notices, empty }: { readonly title: string; readonly notices: readonly Notice[]; readonly empty: string }) => (
  <>
    <h2>
      {title}（{notices.length}）
    </h2>
    {notices.length === 0 && <Empty>{empty}</Empty>}
    {notices.map((notice) => (
      <NoticeCard key={notice.publicityId} notice={notice} />
    ))}
  </>
);

/** The board of public notices: those that run, and those of the past, the latest first. */
export const Publicities = () => {
  const query = useInfiniteQuery({
    queryKey: ['publicities'],
    ...BY_CURSOR,
    queryFn: ({ pageParam, signal }) =>
      dataOf(api.GET('/publicities', { params: { query: { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) } }, signal })),
  });
  return (
    <Page
      title="公示栏"
      extra={
        <>
          <Link to="/receipts">凭回执号查询办理情况</Link>
          <Link to="/report">举报</Link>
          <Button onClick={() => print()}>打印</Button>
        </>
      }
    >
      <Loaded query={query}>
        {({ pages }) => {
          const notices = pages.flatMap(({ items }) => items);
          const isRunning = ({ state }: Notice): boolean => state === 'running';
          return (
            <>
              <Group title="正在公示" notices={notices.filter(isRunning)} empty="现在没有正在进行的公示。" />
              <Group title="已结束的公示" notices={notices.filter((one) => !isRunning(one))} empty="没有已结束的公示。" />
              <LoadMore query={query} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
};
