import { Type, type Bilingual } from '@minglu/kernel';
import { isPolicyKey, policyDefinitions, type PolicyKey } from './policies.js';

// The Measure gives its articles no headings. These short titles are ours.
const measure = {
  'measure-2022/1': { zh: '目的和依据', en: 'purpose and basis' },
  'measure-2022/2': { zh: '定义', en: 'definition' },
  'measure-2022/3': { zh: '原则', en: 'principles' },
  'measure-2022/4': { zh: '管理职责', en: 'competence' },
  'measure-2022/5': { zh: '指标体系', en: 'indicator system' },
  'measure-2022/6': { zh: '优先创建', en: 'priority' },
  'measure-2022/7': { zh: '申请主体和途径', en: 'who may apply, and how' },
  'measure-2022/8': { zh: '申请条件', en: 'conditions' },
  'measure-2022/9': { zh: '工作机构', en: 'working body' },
  'measure-2022/10': { zh: '申请材料', en: 'application materials' },
  'measure-2022/11': { zh: '形式审查和启动创建', en: 'formal review and start of creation' },
  'measure-2022/12': { zh: '推进机制和进展报送', en: 'mechanism and progress reports' },
  'measure-2022/13': { zh: '动员宣传', en: 'publicity work' },
  'measure-2022/14': { zh: '省级指导督促', en: 'provincial guidance' },
  'measure-2022/15': { zh: '创建周期', en: 'creation cycle' },
  'measure-2022/16': { zh: '自评和评审申请', en: 'self-assessment and request for review' },
  'measure-2022/17': { zh: '专家评审', en: 'expert review' },
  'measure-2022/18': { zh: '公示或改进意见', en: 'publicity, or improvement opinion' },
  'measure-2022/19': { zh: '授予称号', en: 'conferral' },
  'measure-2022/20': { zh: '发展提升计划', en: 'enhancement plan' },
  'measure-2022/21': { zh: '省级支持', en: 'provincial support' },
  'measure-2022/22': { zh: '部级支持', en: 'ministerial support' },
  'measure-2022/23': { zh: '信息采集和动态监测', en: 'data collection and monitoring' },
  'measure-2022/24': { zh: '年度评估和退出', en: 'annual evaluation and exit' },
  'measure-2022/25': { zh: '隐瞒事实、弄虚作假', en: 'concealment and fraud' },
  'measure-2022/26': { zh: '称号和标志物的使用', en: 'use of title and insignia' },
  'measure-2022/27': { zh: '解释', en: 'interpretation' },
  'measure-2022/28': { zh: '施行和废止', en: 'entry into force and repeal' },
  'measure-2022/annex': { zh: '指标体系和创建控制性指标', en: 'indicator system and control indicators' },
} as const satisfies Readonly<Record<string, Bilingual>>;

const notices = {
  'notice-2023-277/1.1': { zh: '名城评估对象', en: 'cities to be evaluated' },
  'notice-2023-277/1.2': { zh: '名园评审对象', en: 'parks to be reviewed' },
  'notice-2023-277/2.1': { zh: '省级组织工作', en: 'provincial organisation' },
  'notice-2023-277/2.2': { zh: '评估材料要求和把关', en: 'evaluation materials and their check' },
  'notice-2023-277/2.3': { zh: '园区自评和评审申请的审核', en: 'park self-assessment and approvals' },
  'notice-2023-277/3.1': { zh: '名城评估材料', en: 'evaluation materials of cities' },
  'notice-2023-277/3.2': { zh: '名园评审材料', en: 'review materials of parks' },
  'notice-2023-277/4.1': { zh: '名城评估报送方式和时间', en: 'channel and window for cities' },
  'notice-2023-277/4.2': { zh: '名园评审报送方式和时间', en: 'channel and window for parks' },
  'notice-2023-278/1': { zh: '申请对象', en: 'who may apply' },
  'notice-2023-278/2.1': { zh: '名城申请材料', en: 'application materials of cities' },
  'notice-2023-278/2.2': { zh: '名园申请材料', en: 'application materials of parks' },
  'notice-2023-278/3.1': { zh: '省级统筹把关', en: 'provincial coordination and check' },
  'notice-2023-278/3.2': { zh: '地市级组织指导', en: 'municipal organisation' },
  'notice-2023-278/3.3': { zh: '材料完整、真实、合规', en: 'complete, true and compliant materials' },
  'notice-2023-278/3.4': { zh: '已签备忘录城市不重复申请', en: 'cities with a memorandum do not apply again' },
  'notice-2023-278/3.5': { zh: '试点园区不重复申请', en: 'pilot parks do not apply again' },
  'notice-2023-278/4': { zh: '申请方式和时间', en: 'channel and window' },
} as const satisfies Readonly<Record<string, Bilingual>>;

const civilCode = {
  'civil-code/201': { zh: '开始当日不计入', en: 'the first day is not counted' },
  'civil-code/202': { zh: '按月、年计算的对应日', en: 'corresponding day of months and years' },
  'civil-code/203': { zh: '期间最后一日的顺延和截止', en: 'end of the last day, and its roll off rest days' },
  'civil-code/204': { zh: '期间计算的特别规定和约定', en: 'special rules prevail' },
} as const satisfies Readonly<Record<string, Bilingual>>;

/** The Personal Information Protection Law (个人信息保护法). */
const personalInformation = {
  'pipl/47': { zh: '个人信息的删除', en: 'erasure of personal information' },
  'pipl/51': { zh: '保护个人信息的措施和操作权限', en: 'measures of protection, and who may open personal information' },
} as const satisfies Readonly<Record<string, Bilingual>>;

/** Short titles of the provisions of the texts. Policies have theirs in policies.ts. */
export const provisions = { ...measure, ...notices, ...civilCode, ...personalInformation } as const;

/**
 * A legal basis of a decision, one of:
 * - an article, `measure-2022/18`
 * - a section of a notice by its own numbers, `notice-2023-278/3.4` for 三（四）
 * - a rule of counting, `civil-code/203`
 * - a rule on personal information, `pipl/47`
 * - a policy, if the text is silent
 */
export type Provision = keyof typeof provisions | PolicyKey;

export const isProvision = (text: string): text is Provision => Object.hasOwn(provisions, text) || isPolicyKey(text);

export const provisionTitle = (provision: Provision): Bilingual =>
  isPolicyKey(provision) ? policyDefinitions[provision].title : provisions[provision];

/** Schema of a provision in a payload: of the Measure, the notices, the Civil Code or the policies. It is a pattern, not the list, so that a record stays readable after a policy is removed. */
export const provision = () =>
  Type.Unsafe<Provision>({ type: 'string', pattern: '^(measure-2022|notice-2023-27[78]|civil-code|policy)/[a-z0-9.-]{1,64}$' });
