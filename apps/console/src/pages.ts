/** The pages of the menu, with the roles that see them; all roles without a list. */
export interface MenuPage {
  readonly to: string;
  readonly title: string;
  readonly roles?: readonly string[];
}

const MINISTRY = ['ministry-officer', 'ministry-approver', 'ministry-admin'];
const OFFICES = ['applicant', 'municipal-authority', 'provincial-authority', 'provincial-government', ...MINISTRY, 'expert', 'auditor'];

const PAGES: readonly MenuPage[] = [
  { to: '/', title: '首页' },
  { to: '/cases', title: '案卷', roles: OFFICES },
  { to: '/investigations', title: '调查', roles: ['ministry-officer', 'ministry-approver', 'auditor'] },
  { to: '/publicities', title: '公示栏' },
  { to: '/titles', title: '称号名册' },
  { to: '/evaluations', title: '年度评估' },
  { to: '/campaigns', title: '批次', roles: OFFICES },
  { to: '/statistics', title: '统计' },
  { to: '/reference/calendars', title: '基础数据' },
  { to: '/admin/corrections', title: '更正记录', roles: ['ministry-officer', 'ministry-approver'] },
  { to: '/admin/persons', title: '人员和角色', roles: ['security-admin', 'audit-admin'] },
  { to: '/admin/access-log', title: '查阅记录', roles: ['audit-admin'] },
  { to: '/admin/records', title: '管理记录', roles: ['audit-admin'] },
  { to: '/operations', title: '运行情况', roles: ['auditor', 'system-admin'] },
];

export const pagesFor = (role: string): readonly MenuPage[] => PAGES.filter(({ roles }) => roles === undefined || roles.includes(role));
