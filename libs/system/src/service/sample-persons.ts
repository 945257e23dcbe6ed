import { ROLE_NAMES } from '@minglu/kernel';
import type { RoleNames, SamplePerson } from '@minglu/http';

/** The roles that the page of sample persons offers: all but the public, which needs no sign-in. */
export const SAMPLE_ROLES: RoleNames = Object.fromEntries(Object.entries(ROLE_NAMES).filter(([role]) => role !== 'public'));

const sample = (roles: readonly string[], org: string, zh: string, name = `${roles[0]!}${roles.length > 1 ? '-2' : ''}`): SamplePerson => ({
  person: `sample-${name}`,
  roles,
  org,
  zh: `样例：${zh}`,
});

/** The persons of the sample cases, one with two roles, the three administrators, and a subscriber. */
export const SAMPLE_PERSONS: readonly SamplePerson[] = [
  sample(['applicant'], '120000', '天津市申报单位'),
  sample(['applicant'], 'sample-park', '样例软件园申报单位', 'park'),
  sample(['municipal-authority'], '441900', '东莞市工业和信息化局'),
  sample(['provincial-authority'], '440000', '广东省工业和信息化厅'),
  sample(['provincial-government'], '440000', '广东省人民政府'),
  sample(['ministry-officer'], 'MIIT', '部经办人'),
  sample(['ministry-approver'], 'MIIT', '部审批人'),
  sample(['ministry-admin'], 'MIIT', '部管理员'),
  sample(['ministry-officer', 'ministry-approver'], 'MIIT', '部经办人，兼审批人'),
  sample(['expert'], 'MIIT', '评审专家'),
  sample(['auditor'], 'MIIT', '审计员'),
  sample(['system-admin'], 'MIIT', '系统管理员'),
  sample(['security-admin'], 'MIIT', '安全管理员'),
  sample(['audit-admin'], 'MIIT', '审计管理员'),
  sample(['subscriber'], 'sample-subscriber', '订阅单位'),
];
