import { day, decoder, nullable, Type, type Bilingual, type Static, type TSchema } from '@minglu/kernel';

/**
 * A rule on which the text is silent. The ministry may set its value by a document (`SetPolicy`).
 * The value is a number, a day, a list, a choice (true or false) or null for none.
 */
interface Policy<S extends TSchema = TSchema> {
  readonly title: Bilingual;
  /** Meaning and effect of the value. */
  readonly meaning: Bilingual;
  /** The article or section that is silent. */
  readonly article: `measure-2022/${number}` | 'notice-2023-277/2.3';
  readonly unit: 'months' | 'working-days' | 'days' | 'persons' | 'years' | 'stars' | 'choice' | 'day' | 'hosts' | 'clues' | 'hours';
  readonly value: S;
  /** Applies until the ministry sets a value. */
  readonly default: Static<S>;
}

const policy = <S extends TSchema>(definition: Policy<S>): Policy<S> => definition;
/** Names of hosts in lower case. */
export const hosts = () =>
  Type.Array(Type.String({ pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)+$', maxLength: 253 }), {
    minItems: 1,
    maxItems: 20,
  });
const count = (maximum: number) => Type.Integer({ minimum: 1, maximum });

export const policyDefinitions = {
  'policy/one-supplement': policy({
    title: { zh: '补正一次为限', en: 'one supplement' },
    meaning: { zh: '每次形式审查只一次性告知补正一次', en: 'the ministry asks for supplements once per formal review (decisions 4)' },
    article: 'measure-2022/11',
    unit: 'choice',
    value: Type.Boolean(),
    default: true,
  }),
  'policy/formal-review-working-days': policy({
    title: { zh: '形式审查提示期', en: 'formal review reminder' },
    meaning: {
      zh: '提交后应告知补正的提示期，只提醒部内，不产生后果',
      en: 'a reminder to the ministry itself, counted from submission, without legal effect (decisions 4)',
    },
    article: 'measure-2022/11',
    unit: 'working-days',
    value: count(250),
    default: 5,
  }),
  'policy/supplement-working-days': policy({
    title: { zh: '补正等待期', en: 'wait for a supplement' },
    meaning: {
      zh: '未写明补正期限的，自告知之日起满此工作日数，部可作出形式审查结论',
      en: 'where no due date was stated, the formal review may be concluded so many working days after the request (decisions 23)',
    },
    article: 'measure-2022/11',
    unit: 'working-days',
    value: count(250),
    default: 10,
  }),
  'policy/effect-ahead-days': policy({
    title: { zh: '决定可提前作出的天数', en: 'days ahead of an effective date' },
    meaning: {
      zh: '启动创建、授予称号、公告退出的日期至多在作出之日后这些天；到日生效',
      en: 'a start, a conferral or an exit may name a day up to so many days ahead, and takes effect on it (decisions 27)',
    },
    article: 'measure-2022/19',
    unit: 'days',
    value: count(366),
    default: 92,
  }),
  'policy/measure-published-on': policy({
    title: { zh: '办法印发日期', en: 'day on which the Measure was issued' },
    meaning: {
      zh: '原办法下的备忘录和称号不得晚于此日；部设定印发日期之前按 2022 年 12 月 31 日计',
      en: 'a memorandum or a title under the rules of 2017 is not of a later day (decisions 27)',
    },
    article: 'measure-2022/28',
    unit: 'day',
    value: day(),
    default: '2022-12-31',
  }),
  'policy/progress-months': policy({
    title: { zh: '创建进展报送周期', en: 'progress report interval' },
    meaning: { zh: '“及时报送”的提示周期，无罚则', en: 'reads 及时 as an interval; a reminder without sanction' },
    article: 'measure-2022/12',
    unit: 'months',
    value: count(36),
    default: 6,
  }),
  'policy/review-request-months': policy({
    title: { zh: '周期届满后提出评审的期限', en: 'time to request the review' },
    meaning: {
      zh: '创建周期届满后逾此期限未申请评审的，标记逾期，由部决定，不自动终止',
      en: 'after the cycle ended, OVERDUE is raised: a task for the ministry, never an end (decisions 5)',
    },
    article: 'measure-2022/15',
    unit: 'months',
    value: count(60),
    default: 6,
  }),
  'policy/panel-minimum': policy({
    title: { zh: '专家评审组最少人数', en: 'smallest panel' },
    meaning: { zh: '回避后的专家人数应为单数且不少于此数', en: 'experts who sit are odd in number and not fewer (decisions 15)' },
    article: 'measure-2022/17',
    unit: 'persons',
    value: count(99),
    default: 5,
  }),
  'policy/recusal': policy({
    title: { zh: '专家回避', en: 'recusal' },
    meaning: {
      zh: '所在城市或单位与申请人相同的专家应当回避',
      en: 'an expert of the applicant’s city or employment must be recused (decisions 15)',
    },
    article: 'measure-2022/17',
    unit: 'choice',
    value: Type.Boolean(),
    default: true,
  }),
  'policy/review-by-system-in-force': policy({
    title: { zh: '评审适用现行指标体系', en: 'review by the system in force' },
    meaning: {
      zh: '评审适用提出评审时现行的指标体系；否则适用申请时的版本',
      en: 'the system in force when the review is requested; otherwise the one pinned at application',
    },
    article: 'measure-2022/5',
    unit: 'choice',
    value: Type.Boolean(),
    default: true,
  }),
  'policy/objection-handling-days': policy({
    title: { zh: '异议核查期限', en: 'objection handling' },
    meaning: {
      zh: '公示期满后核查答复异议的提示期，参照信访工作条例第三十四条六十日',
      en: 'a reminder, by analogy with the 60 days of 信访工作条例 34',
    },
    article: 'measure-2022/19',
    unit: 'days',
    value: count(365),
    default: 60,
  }),
  'policy/conferral-working-days': policy({
    title: { zh: '授予称号提示期', en: 'conferral reminder' },
    meaning: { zh: '公示无异议后授予称号的提示期；未设定则不提示', en: 'a reminder to confer after a clear notice; none until set' },
    article: 'measure-2022/19',
    unit: 'working-days',
    value: nullable(count(250)),
    default: null,
  }),
  'policy/monitoring-months': policy({
    title: { zh: '运行监测报送周期', en: 'monitoring interval' },
    meaning: { zh: '常态化信息采集的周期；未设定则不提示', en: 'interval of the routine data collection; none until set' },
    article: 'measure-2022/23',
    unit: 'months',
    value: nullable(count(12)),
    default: null,
  }),
  'policy/enhancement-plan-months': policy({
    title: { zh: '发展提升计划报送提示期', en: 'enhancement plan reminder' },
    meaning: {
      zh: '授予称号后报送发展提升计划的提示期，无罚则；未设定则不提示',
      en: 'a reminder of the first plan, counted from the conferral, without sanction; none until set',
    },
    article: 'measure-2022/20',
    unit: 'months',
    value: nullable(count(36)),
    default: null,
  }),
  'policy/evaluation-months': policy({
    title: { zh: '年度评估提示期', en: 'yearly evaluation reminder' },
    meaning: {
      zh: '年度终了后开展评估、发布结果的提示期，只提醒部内；未设定则不提示',
      en: 'a reminder to the ministry itself, counted from the end of the year that is evaluated; none until set',
    },
    article: 'measure-2022/24',
    unit: 'months',
    value: nullable(count(24)),
    default: null,
  }),
  'policy/statement-working-days': policy({
    title: { zh: '陈述申辩期', en: 'statement window' },
    meaning: {
      zh: '取消资格或退出前，自告知送达之日起陈述申辩的期限，参照行政处罚法',
      en: 'time to answer a served prior notice, by analogy with 行政处罚法 44, 45, 64 (decisions 10)',
    },
    article: 'measure-2022/25',
    unit: 'working-days',
    value: count(250),
    default: 5,
  }),
  'policy/cooling-off-months': policy({
    title: { zh: '再次申请的间隔', en: 'cooling-off' },
    meaning: {
      zh: '前一案卷终结后再次申请须间隔的月数；未设定则无间隔',
      en: 'months after the closing decision before a new application; none until set, since the text has no ban (decisions 2)',
    },
    article: 'measure-2022/25',
    unit: 'months',
    value: nullable(count(240)),
    default: null,
  }),
  'policy/portal-hosts': policy({
    title: { zh: '门户网站域名', en: 'hosts of the portal' },
    meaning: {
      zh: '公示只在这些域名下发布；未另行设定的，为工业和信息化部门户网站',
      en: 'notices are posted under these hosts alone; the ministry’s portal until set (decisions 30)',
    },
    article: 'measure-2022/18',
    unit: 'hosts',
    value: hosts(),
    default: ['www.miit.gov.cn'],
  }),
  'policy/clues-per-case': policy({
    title: { zh: '每案网上线索上限', en: 'clues over the internet' },
    meaning: {
      zh: '一个案卷网上登记的线索达到此数后，逾期、匿名的不再网上登记；期内实名异议和书面提出的不受限',
      en: 'so many clues of a case are recorded over the internet; objections in time and letters have no limit (decisions 45)',
    },
    article: 'measure-2022/18',
    unit: 'clues',
    value: count(100_000),
    default: 1_000,
  }),
  'policy/delegation-days': policy({
    title: { zh: '委托办理最长天数', en: 'longest delegation' },
    meaning: {
      zh: '一次委托他人代为办理的期间不超过此日历天数',
      en: 'work passes to another person for no more calendar days at a time (decisions 47)',
    },
    article: 'measure-2022/4',
    unit: 'days',
    value: count(3_650),
    default: 92,
  }),
  'policy/personal-data-days': policy({
    title: { zh: '个人信息的保存期限', en: 'time to keep personal data' },
    meaning: {
      zh: '异议、线索、举报所涉事项了结后，仍保存提出人身份和原文的日历天数；期满前不予删除',
      en: 'calendar days for which the identity and the texts of an objector or reporter are kept after the matter has ended (decisions 48)',
    },
    article: 'measure-2022/18',
    unit: 'days',
    value: count(36_500),
    default: 183,
  }),
  'policy/unmasking-hours': policy({
    title: { zh: '查阅身份的时限', en: 'time to read an identity' },
    meaning: {
      zh: '揭示身份的申请经第二人批准后，申请人可查阅的小时数',
      en: 'hours in which an officer may read an identity after a second person has approved it (decisions 48)',
    },
    article: 'measure-2022/18',
    unit: 'hours',
    value: count(720),
    default: 24,
  }),
  'policy/report-acceptance-days': policy({
    title: { zh: '举报受理期限', en: 'acceptance of a report' },
    meaning: {
      zh: '收到举报后决定是否受理的日数；逾期不产生后果',
      en: 'days to accept or refuse a report from the public, without legal effect (decisions 37)',
    },
    article: 'measure-2022/25',
    unit: 'days',
    value: count(365),
    default: 15,
  }),
  'policy/report-handling-days': policy({
    title: { zh: '举报办理期限', en: 'handling of a report' },
    meaning: {
      zh: '受理举报后办结并答复的日数；逾期不产生后果',
      en: 'days to handle an accepted report and answer it, without legal effect (decisions 37)',
    },
    article: 'measure-2022/25',
    unit: 'days',
    value: count(365),
    default: 60,
  }),
  'policy/report-extension-days': policy({
    title: { zh: '举报办理期限的延长', en: 'extension of the handling' },
    meaning: {
      zh: '举报办理期限可延长一次的日数',
      en: 'days by which the handling may be extended once (decisions 37)',
    },
    article: 'measure-2022/25',
    unit: 'days',
    value: count(365),
    default: 30,
  }),
  'policy/park-publicity-working-days': policy({
    title: { zh: '名园公示期', en: 'publicity of a park' },
    meaning: { zh: '名园管理办法文本未见，暂按名城办法五个工作日', en: 'the park measure was not available; as for cities until set' },
    article: 'measure-2022/18',
    unit: 'working-days',
    value: count(250),
    default: 5,
  }),
  'policy/park-creation-years': policy({
    title: { zh: '名园创建周期', en: 'creation cycle of a park' },
    meaning: { zh: '名园管理办法文本未见；未设定则不计周期', en: 'the park measure was not available; no cycle is counted until set' },
    article: 'notice-2023-277/2.3',
    unit: 'years',
    value: nullable(count(10)),
    default: null,
  }),
  'policy/park-maximum-stars': policy({
    title: { zh: '名园最高星级', en: 'highest stars of a park' },
    meaning: { zh: '名园是否评星未见文本；未设定则不评星', en: 'whether parks have stars was not available; none until set' },
    article: 'measure-2022/24',
    unit: 'stars',
    value: nullable(count(5)),
    default: null,
  }),
} as const satisfies Readonly<Record<`policy/${string}`, Policy>>;

export type PolicyKey = keyof typeof policyDefinitions;
type PolicyValue<K extends PolicyKey> = Static<(typeof policyDefinitions)[K]['value']>;
/** The values that the ministry has set. Every other policy has its default. */
export type PolicyValues = { readonly [K in PolicyKey]?: PolicyValue<K> };

export const POLICY_KEYS = Object.keys(policyDefinitions) as readonly PolicyKey[];
export const isPolicyKey = (text: string): text is PolicyKey => Object.hasOwn(policyDefinitions, text);

/** The value that the ministry has set, or the default. A value set to null (none) counts as set. */
export const policyValue = <K extends PolicyKey>(values: PolicyValues, key: K): PolicyValue<K> => {
  const set = values[key];
  return (set === undefined ? policyDefinitions[key].default : set) as PolicyValue<K>;
};

const decoders = new Map(POLICY_KEYS.map((key) => [key, decoder(policyDefinitions[key].value as TSchema)]));

/** A description of why a value is invalid for a policy; null if it is valid. */
export const checkPolicyValue = (key: PolicyKey, value: unknown): string | null => {
  const issues = decoders.get(key)!.issues(value);
  return issues.length === 0 ? null : issues.map((issue) => issue.problem).join('; ');
};
