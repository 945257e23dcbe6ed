import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Page } from '../../parts/page.tsx';
import { useSession } from '../../session.tsx';

const SEES_ALL = ['ministry-officer', 'ministry-approver', 'ministry-admin', 'auditor'];
const PAGES = [
  ['/reference/calendars', '放假安排', 'all'],
  ['/reference/campaigns', '年度工作', 'all'],
  ['/reference/indicators', '指标体系', 'all'],
  ['/reference/divisions', '行政区划', 'all'],
  ['/reference/policies', '办理口径', 'held'],
  ['/reference/parks', '软件园区', 'ministry'],
] as const;

/** A page of reference data, with links to the others that this reader may see. */
export const ReferencePage = ({
  title,
  extra,
  children,
}: {
  readonly title: string;
  readonly extra?: ReactNode;
  readonly children: ReactNode;
}) => {
  const { role } = useSession();
  const shown = PAGES.filter(([, , readers]) => readers === 'all' || (readers === 'held' ? role !== 'public' : SEES_ALL.includes(role)));
  return (
    <Page title={title} extra={extra}>
      <nav aria-label="基础数据" className="noprint">
        <ul className="tabs">
          {shown.map(([to, name]) => (
            <li key={to}>
              <Link to={to} activeProps={{ 'aria-current': 'page' }}>
                {name}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {children}
    </Page>
  );
};
