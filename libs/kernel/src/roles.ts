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
  'system-admin',
  'security-admin',
  'audit-admin',
  'public',
  'subscriber',
  'witness',
  'system',
] as const;

export type Role = (typeof ROLES)[number];

/** The roles of persons and programs in Chinese, as messages to officers name them. */
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
  'system-admin': '系统管理员',
  'security-admin': '安全管理员',
  'audit-admin': '审计管理员',
  public: '公众',
  subscriber: '订阅方',
  witness: '见证人',
} satisfies Record<Exclude<Role, 'system'>, string>;

/** A role in Chinese. A text that is no role stays as it is. */
export const roleName = (role: string): string => (role === 'system' ? '系统' : (ROLE_NAMES[role] ?? role));
