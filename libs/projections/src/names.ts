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

/** Kinds and outcomes that stand as values in a dossier. */
const VALUE_NAMES: Readonly<Record<string, string>> = {
  open: '未答复',
  dismissed: '不成立',
  'standard-unmet': '未达标准',
  clerical: '文字差错',
  fraud: '弄虚作假',
  withdrawn: '已撤回',
  substantiated: '属实',
  'not-substantiated': '不属实',
  'cancel-qualification': '取消创建资格',
  exit: '退出',
  closed: '已结束',
  waived: '已放弃',
  none: '无',
  received: '已收到',
  adopted: '已采纳',
  rejected: '未采纳',
  requested: '已申请',
  held: '已举行',
  refused: '未准许',
  voided: '已撤销',
  denied: '不予授予',
  pass: '通过',
  fail: '未通过',
  city: '名城',
  park: '名园',
  'two-consecutive-one-star': '连续两年一星',
  'steady-growth': '稳增长',
  'information-infrastructure': '信息基础设施',
  other: '其他',
  'titled-parks': '名园数量',
  met: '达到',
  unmet: '未达到',
  'not-reported': '未填报',
  'no-reference': '无参照值',
  reconsideration: '行政复议',
  litigation: '行政诉讼',
  'direct-municipality': '直辖市',
  'sub-provincial-city': '副省级市',
  'separately-planned-city': '计划单列市',
  'prefecture-city': '地级市',
  'prefecture-unit': '地级行政区',
};

/** The values of a dossier in an officer's words: statuses, flags, deadlines, kinds and outcomes. */
export const WORDS: Readonly<Record<string, string>> = { ...STATUS_LABELS, ...FLAG_LABELS, ...DEADLINE_NAMES, ...VALUE_NAMES };
/** A value in an officer's words; the value itself where it has none. */
export const wordOf = (value: string): string => (Object.hasOwn(WORDS, value) ? WORDS[value]! : value);
