import labels from 'virtual:minglu-labels';

/** Words that only pages show: values of fields that are no part of a difference. */
const PAGE_WORDS: Readonly<Record<string, string>> = {
  objection: '异议',
  clue: '线索',
  report: '举报',
  registered: '已登记',
  answered: '已答复',
  above: '高于',
  'at-least': '不低于',
  about: '约',
  exactly: '等于',
  'at-most': '不高于',
  below: '低于',
  between: '介于',
  finding: '认定',
  proposal: '提出',
  notice: '告知',
  service: '送达',
  statement: '陈述申辩',
  hearing: '听证',
  decision: '决定',
  remedies: '救济告知',
  'set-aside': '撤销',
  PUBLIC: '公开',
  INTERNAL: '内部',
  RESTRICTED: '限制',
  running: '公示中',
  over: '已期满',
  valid: '有效',
  rectification: '整改中',
  exited: '已退出',
  cancelled: '已取消',
  consecutive: '连续两年',
  ambiguous: '待认定',
  'measure-2022': '《中国软件名城管理办法》',
  'notice-2023-277': '工信厅信发函〔2023〕277号',
  'notice-2023-278': '工信厅信发函〔2023〕278号',
  'civil-code': '《民法典》',
  pipl: '《个人信息保护法》',
  policy: '办理口径',
  approval: '审核同意',
  'control-gate': '控制性指标核对',
  'formal-review': '形式审查',
  'start-of-creation': '启动创建',
  'review-conclusion': '评审结论',
  conferral: '授予称号',
  'evaluation-result': '评估结果',
  consequence: '处理决定',
  'target-breakdown': '目标任务分解',
  progress: '创建进展',
  'self-assessment': '自评估',
  'enhancement-plan': '发展提升计划',
  monitoring: '运行监测',
  first: '首次填报',
  same: '一致',
  corrected: '已更正',
  revised: '有修订',
  changed: '有变动',
  contradicted: '相互矛盾',
  'other-unit': '单位不同',
  'part-of-year': '非全年数据',
  numeric: '数值',
  qualitative: '定性',
  composite: '综合',
  'creation-application': '创建申请',
  'purpose-achieved': '处理目的已实现或者无法实现',
  'retention-over': '保存期限届满',
  'consent-withdrawn': '个人撤回同意',
  'unlawful-processing': '违法处理个人信息',
  'other-law': '法律、行政法规规定的其他情形',
  error: '错误',
  dossier: '案卷',
  history: '历史',
  list: '列表',
  title: '称号',
  person: '人员',
  log: '日志',
  event: '事件',
  export: '导出',
  material: '材料',
  identity: '身份',
  'access-log': '查阅记录',
  text: '原文',
  reading: '查阅',
  persons: '人',
  hours: '小时',
  stars: '星',
  clues: '条',
  hosts: '域名',
};

/** The Chinese word for a value of the API. A value without one stays as it is. */
export const word = (value: string): string => labels.words[value] ?? labels.events[value] ?? PAGE_WORDS[value] ?? value;
/** The Chinese name of a field of an event. */
export const fieldName = (field: string): string => labels.fields[field] ?? field;
export const roleName = (role: string): string => labels.roles[role] ?? (role === 'system' ? '系统' : role);
export const statusName = (status: string): string => labels.statuses[status] ?? status;
export const flagName = (flag: string): string => labels.flags[flag] ?? flag;
export const deadlineName = (kind: string): string => labels.deadlines[kind] ?? word(kind);
export const provinceName = (code: string): string => labels.provinces[code] ?? code;
export const eventName = (type: string): string => labels.events[type] ?? type;
export const provinces = labels.provinces;
export const statuses = labels.statuses;
export const flags = labels.flags;

const ARTICLE = /^([a-z0-9-]+)\/(.+)$/;
/** A provision as officers cite it, with its title. */
export const provisionName = (id: string): string => {
  const [, instrument = '', number = ''] = ARTICLE.exec(id) ?? [];
  const title = labels.provisions[id] ?? id;
  if (id.startsWith('policy/')) return `口径：${title}`;
  const place = instrument === 'measure-2022' && number === 'annex' ? '附件' : instrument.startsWith('notice') ? number : `第${number}条`;
  return `${PAGE_WORDS[instrument] ?? instrument}${place}（${title}）`;
};
export const provisionIds = Object.keys(labels.provisions);
export const provisionTitle = (id: string): string => labels.provisions[id] ?? id;
