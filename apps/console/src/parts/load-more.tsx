import { Button } from 'antd';
import type { ReactNode } from 'react';

/** The button for the next page of a list; nothing on the last page. */
export const LoadMore = ({
  query: { hasNextPage, isFetchingNextPage, fetchNextPage },
  children = '载入更多',
}: {
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => Promise<unknown>;
  };
  readonly children?: ReactNode;
}) =>
  hasNextPage && (
    <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
      {children}
    </Button>
  );
