import type { VisibleDossier } from '@minglu/projections';

/** The statuses of a dossier in an officer's words. */
export const STATUS_LABELS: Readonly<Record<VisibleDossier['status'], string>> = {
  NONE: '未立卷',
  PILOT: '试点',
  DRAFT: '填报中',
  CONSENTED: '已获省级人民政府同意',
  SUBMITTED: '已报送',
  SUPPLEMENT: '待补正',
  MUNICIPAL_CHECK: '市级审核',
  PROVINCIAL_CHECK: '省级审核',
  PROVINCIAL_APPROVED: '省级审核同意',
  AT_MINISTRY: '部形式审查',
  READY: '待启动创建',
  CREATING: '创建中',
  REVIEW_REQUESTED: '已申请评审',
  UNDER_REVIEW: '评审中',
  REVIEW_PASSED: '评审通过',
  PUBLICITY_OPEN: '公示中',
  PUBLICITY_ENDED: '公示期满',
  OBJECTION_CHECK: '异议核查',
  CLEARED: '公示无异议',
  TITLED: '已授予称号',
  EXIT_PROPOSED: '拟退出',
  REJECTED: '不予受理',
  WITHDRAWN: '已撤回',
  CREATION_ENDED: '创建终止',
  CANCELLED: '取消创建资格',
  EXITED: '已退出',
};

export const TITLE_STATE_LABELS = { valid: '有效', rectification: '整改中', exited: '已退出', cancelled: '授予已撤销' } as const;
export const PROGRAMME_LABELS = { city: '名城', park: '名园' } as const;
