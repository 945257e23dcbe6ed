import { STATUS_NAMES, type Flag } from '@minglu/dossier';
import type { Deadline } from '@minglu/regulation';
import type { VisibleDossier } from './visibility.js';

/** The statuses that a reader may be shown, in Chinese. */
export const STATUS_LABELS: Readonly<Record<VisibleDossier['status'], string>> = { ...STATUS_NAMES, PUBLICITY_ENDED: '公示期满' };

/** The names of the deadlines, as officers call that which is due. */
export const DEADLINE_NAMES: Readonly<Record<Deadline['kind'], string>> = {
  'publicity-window': '公示期满',
  supplement: '报送补正材料',
  'creation-cycle': '创建期满，报送自评估',
  'review-request': '申请评审',
  rectification: '完成整改并报送',
  'statement-window': '陈述、申辩',
  'objection-handling': '核查并答复异议',
  'campaign-window': '申报截止',
  'takes-effect': '决定生效',
  'report-acceptance': '举报受理',
  'report-handling': '举报办理',
  'hearing-request': '申请听证',
  reconsideration: '申请行政复议',
  litigation: '提起行政诉讼',
};

/** The flags of a dossier in an officer's words. */
export const FLAG_LABELS: Readonly<Record<Flag, string>> = {
  CYCLE_ENDED: '创建周期届满',
  OVERDUE: '创建逾期',
  SUPPLEMENT_OVERDUE: '补正逾期',
  PRIORITY: '优先',
  REMINDER_DUE: '应提醒并责令整改',
  RECTIFYING: '整改中',
  RECTIFICATION_OVERDUE: '整改逾期',
  STREAK_AMBIGUOUS: '连续一星待认定',
  HEARING_REQUESTED: '已申请听证',
  UNDER_INVESTIGATION: '调查中',
};

/** The fields of a dossier and of its submissions, as a difference names them. */
export const FIELD_NAMES: Readonly<Record<string, string>> = {};

/** Statuses, flags, kinds and outcomes that stand as values. */
export const WORDS: Readonly<Record<string, string>> = {};
