import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { word } from '../names.ts';
import { Mark } from '../parts/mark.tsx';
import { Page } from '../parts/page.tsx';
import { Empty, Loaded } from '../parts/states.tsx';

type Notice = Schemas['PublicNoticeDto'];

const NoticeCard = ({ notice }: { readonly notice: Notice }) => {
  const { publicityId, state, takesObjections, publishedOn, firstDay, lastDay, provisional, workingDaysLeft, cases } = notice;
  return (
    <section className="card" aria-label={`公示 ${publicityId}`}>
      <div className="row spread">
        <h2>{cases.map(({ applicantName }) => applicantName).join('、')}</h2>
        <span className="row">
          <Mark tone={state === 'running' ? 'info' : 'plain'}>{word(state)}</Mark>
          {state === 'running' && <Mark tone={workingDaysLeft <= 1 ? 'warn' : 'ok'}>还有 {workingDaysLeft} 个工作日</Mark>}
          {provisional && <Mark tone="warn">暂定</Mark>}
        </span>
      </div>
      <p className="number">
        {publishedOn} 发布；公示期 {firstDay} 至 {lastDay} 24 时
      </p>
      <ul className="plain">
        {cases.map(({ caseId, programme, applicantName, cityName }) => (
          <li key={caseId} className="row spread">
            <span>
              <Link to="/cases/$caseId" params={{ caseId }}>
                {applicantName}
              </Link>
              （{cityName}，{programme === 'city' ? '中国软件名城' : '中国软件名园'}）
            </span>
            {takesObjections && (
              <Link to="/publicities/$publicityId/objection" params={{ publicityId }} search={{ caseId }}>
                提出异议
              </Link>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
};

/** The board of public notices, the latest first. */
export const Publicities = () => {
  const query = useInfiniteQuery({
    queryKey: ['publicities'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      dataOf(api.GET('/publicities', { params: { query: { limit: 20, ...(pageParam ? { cursor: pageParam } : {}) } }, signal })),
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  return (
    <Page title="公示栏" extra={<Link to="/receipts">凭回执号查询办理情况</Link>}>
      <Loaded query={query}>
        {({ pages }) => {
          const notices = pages.flatMap(({ items }) => items);
          return (
            <>
              {notices.length === 0 && <Empty>没有公示。</Empty>}
              {notices.map((notice) => (
                <NoticeCard key={notice.publicityId} notice={notice} />
              ))}
              {query.hasNextPage && (
                <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  载入更多
                </Button>
              )}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
};
