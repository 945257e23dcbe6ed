import { useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { Problem } from '../api/client.ts';
import { Page } from './page.tsx';
import { ProvisionList } from './provision.tsx';

/** Says what a person can do after a failure. */
const ADVICE: Readonly<Record<string, string>> = {
  unreachable: '请检查网络后重试。',
  'not-authenticated': '请重新登录。',
  'not-authorised': '如确需办理，请由有相应职责的人员登录后办理。',
  'too-many-requests': '请稍候一分钟再试。',
  'stale-version': '案卷刚有新的记录，请重新载入后核对。',
  'not-found': '请核对标识或者链接。',
};
const AWAY = '请稍后重试；仍不能答复的，请联系系统管理员并告知代码。';
const adviceOn = ({ code, status }: Problem): string => ADVICE[code] ?? (status === 0 || status >= 500 ? AWAY : '');

/** A refusal with its words, its provisions and the fields that it names. */
export const ProblemBox = ({
  error,
  onRetry,
  isBusy = false,
}: {
  readonly error: unknown;
  readonly onRetry?: () => void;
  /** The retry is under way. */
  readonly isBusy?: boolean;
}) => {
  const problem = error instanceof Problem ? error : new Problem('failed', 0, '页面未能完成这一步，请重试。');
  const issues = problem.details['issues'];
  return (
    <div className="problem" role="alert">
      <p className="strong">{problem.zh}</p>
      {Array.isArray(issues) && (
        <ul>
          {(issues as { path?: string; zh?: string; problem?: string }[]).slice(0, 20).map(({ path, zh, problem: text }, index) => (
            <li key={index}>
              {path} {zh ?? text}
            </li>
          ))}
        </ul>
      )}
      {problem.legalBasis.length > 0 && (
        <p>
          依据：
          <ProvisionList ids={problem.legalBasis} />
        </p>
      )}
      <p className="small">
        {adviceOn(problem)} 代码：<span className="code">{problem.code}</span>
      </p>
      {onRetry && (
        <Button aria-busy={isBusy} loading={isBusy} onClick={onRetry}>
          重试
        </Button>
      )}
    </div>
  );
};

/** The place of content that is to come. */
export const Loading = ({ lines }: { readonly lines: number }) => (
  <div aria-busy="true">
    <span className="visually-hidden" role="status">
      正在载入
    </span>
    <Skeleton active paragraph={{ rows: lines }} />
  </div>
);

/** A question that failed. Its button asks all questions of the page again that failed: one press mends the page. */
export const Failed = ({ query: { error, isFetching } }: { readonly query: UseQueryResult<unknown> }) => {
  const queries = useQueryClient();
  const retry = (): void =>
    void queries.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' }, { cancelRefetch: false });
  return <ProblemBox error={error} isBusy={isFetching} onRetry={retry} />;
};

/**
 * Shows data that are asked for: a placeholder at first, a refusal with its words, or the content. Old data stay while new ones come.
 *
 * @param title the title of the page while it has no data, where the data make the title
 */
export const Loaded = <T,>({
  query,
  children,
  lines = 4,
  title,
}: {
  readonly query: UseQueryResult<T>;
  readonly children: (data: NoInfer<T>) => ReactNode;
  readonly lines?: number;
  readonly title?: string;
}) => {
  const { data, isPending, isError } = query;
  if (data !== undefined)
    return (
      <>
        {isError && <Failed query={query} />}
        {children(data)}
      </>
    );
  const content = isPending ? <Loading lines={lines} /> : <Failed query={query} />;
  return title === undefined ? content : <Page title={title}>{content}</Page>;
};

export const Empty = ({ children }: { readonly children: ReactNode }) => <p className="soft">{children}</p>;
