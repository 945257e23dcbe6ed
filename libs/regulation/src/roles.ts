/** The roles of actors. `system` is the deadline scheduler and other processes, and never counts as a person (decisions 13). */
export const ROLES = [
  'applicant',
  'municipal-authority',
  'provincial-authority',
  'provincial-government',
  'ministry-officer',
  'ministry-approver',
  'ministry-admin',
  'expert',
  'auditor',
  'public',
  'subscriber',
  'system',
] as const;

export type Role = (typeof ROLES)[number];

/** The roles of persons and programs in Chinese. */
export const ROLE_NAMES: Readonly<Record<string, string>> = {
  applicant: '申报单位',
  'municipal-authority': '市级主管部门',
  'provincial-authority': '省级主管部门',
  'provincial-government': '省级人民政府',
  'ministry-officer': '部经办人',
  'ministry-approver': '部审批人',
  'ministry-admin': '部管理员',
  expert: '专家',
  auditor: '审计员',
  public: '公众',
  subscriber: '订阅方',
} satisfies Record<Exclude<Role, 'system'>, string>;

/** The ministry, as an organisation. */
export const MINISTRY = 'MIIT';
/** The roles of officers and auditors of the ministry, who see all of every case. */
export const MINISTRY_ROLES: readonly string[] = ['ministry-officer', 'ministry-approver', 'ministry-admin', 'auditor'] satisfies Role[];

/** The roles that a program may have. A program counts as no person, so it takes none that decides or is a party (decisions 13). */
export const SERVICE_ROLES: readonly string[] = ['auditor', 'subscriber'] satisfies Role[];

/** False for a role of the ministry in the name of another organisation. An identity provider may not know that these belong together. */
export const isHeldRightly = ({ role, org }: { readonly role: string; readonly org: string }): boolean =>
  !MINISTRY_ROLES.includes(role) || org === MINISTRY;
