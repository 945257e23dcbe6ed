import type { UseQueryResult } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { Problem } from '../api/client.ts';
import { ProvisionList } from './provision.tsx';

/** Says what a person can do after a failure. */
const ADVICE: Readonly<Record<string, string>> = {
  unreachable: '请检查网络后重试。',
  'not-authenticated': '请重新登录。',
  'not-authorised': '如确需办理，请由有相应职责的人员登录后办理。',
  'too-many-requests': '请稍候一分钟再试。',
  'stale-version': '案卷刚有新的记录，请重新载入后核对。',
};

/** A refusal with its words, its provisions and the fields that it names. */
export const ProblemBox = ({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) => {
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
        {ADVICE[problem.code] ?? ''} 代码：<span className="code">{problem.code}</span>
      </p>
      {onRetry && <Button onClick={onRetry}>重试</Button>}
    </div>
  );
};

/** Shows data that are asked for: a placeholder at first, a refusal with its words, or the content. Old data stay while new ones come. */
export const Loaded = <T,>({
  query,
  children,
  lines = 4,
}: {
  readonly query: UseQueryResult<T>;
  readonly children: (data: NoInfer<T>) => ReactNode;
  readonly lines?: number;
}) => {
  const { data, error, isPending, isError, refetch } = query;
  if (isPending)
    return (
      <div aria-busy="true">
        <span className="visually-hidden" role="status">
          正在载入
        </span>
        <Skeleton active paragraph={{ rows: lines }} />
      </div>
    );
  return (
    <>
      {isError && <ProblemBox error={error} onRetry={() => void refetch()} />}
      {data !== undefined && children(data)}
    </>
  );
};

export const Empty = ({ children }: { readonly children: ReactNode }) => <p className="soft">{children}</p>;
