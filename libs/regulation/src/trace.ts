import type { Bilingual } from '@minglu/kernel';
import type { PolicyKey } from './policies.js';
import type { provisions } from './provision.js';

/** The effect of a provision in the system. */
type Effect =
  /** The system refuses, requires or triggers something. */
  | 'rule'
  /** The system records the fact and draws no consequence. */
  | 'record'
  /** The system reminds someone, without a sanction. */
  | 'reminder'
  /** A system can neither do nor record it; the text gives the reason. */
  | 'not-executable';

interface ProvisionMeaning {
  readonly kind: Effect;
  readonly here: Bilingual;
}

type Article = Exclude<keyof typeof provisions, `${'civil-code' | 'pipl'}/${string}`>;

/** Every article of the Measure and every operative section of the two notices. A missing one does not compile. */
export const meanings: { readonly [A in Article]: ProvisionMeaning } = {
  'measure-2022/1': {
    kind: 'record',
    here: { zh: '规则包载明所依据的文件；每一事件载明其条文', en: 'the rule package names its instrument, every event its provisions' },
  },
  'measure-2022/2': {
    kind: 'rule',
    here: { zh: '未经评审、公示的不得授予称号', en: 'no title without a passed review and a public notice' },
  },
  'measure-2022/3': {
    kind: 'not-executable',
    here: { zh: '原则性规定，没有可以办理或拒绝的事项', en: 'a principle: it requires no act and forbids none' },
  },
  'measure-2022/4': {
    kind: 'rule',
    here: { zh: '部负责管理：基础数据和更正只由部办理', en: 'the ministry is competent: reference data and corrections are its own' },
  },
  'measure-2022/5': {
    kind: 'rule',
    here: {
      zh: '指标体系按版本公布，申请时固定、评审时再固定',
      en: 'indicator systems in versions, pinned at application and again at review',
    },
  },
  'measure-2022/6': {
    kind: 'reminder',
    here: { zh: '优先创建只作提示，不免除条件', en: 'priority is a flag with its grounds; it waives nothing' },
  },
  'measure-2022/7': {
    kind: 'rule',
    here: {
      zh: '地级及以上城市；直辖市直接申请，其余经省级人民政府同意',
      en: 'prefecture level and above; direct municipalities alone need no consent',
    },
  },
  'measure-2022/8': {
    kind: 'rule',
    here: { zh: '四项条件逐项审查，由人决定', en: 'the four conditions are examined one by one, and a person decides' },
  },
  'measure-2022/9': {
    kind: 'rule',
    here: { zh: '申请须写明工作机构，变更另记', en: 'an application names the working body; a change of it is recorded' },
  },
  'measure-2022/10': { kind: 'rule', here: { zh: '三种材料缺一不收', en: 'three kinds of material are required' } },
  'measure-2022/11': { kind: 'rule', here: { zh: '形式审查通过后方可启动创建', en: 'creation starts after the formal review has passed' } },
  'measure-2022/12': {
    kind: 'reminder',
    here: { zh: '目标任务分解和进展留存，按周期提示', en: 'target breakdown and progress are recorded; a reminder names the next report' },
  },
  'measure-2022/13': {
    kind: 'not-executable',
    here: { zh: '宣传动员由城市开展，没有须经办理的程序', en: 'publicity work is the city’s own and has no procedure' },
  },
  'measure-2022/14': {
    kind: 'record',
    here: { zh: '省级人民政府的指导、督促留存', en: 'guidance and supervision by the province are recorded' },
  },
  'measure-2022/15': {
    kind: 'rule',
    here: {
      zh: '三年周期；缩短须经同意，原则上不少于二年',
      en: 'three years; shortening needs approval, two years are the floor in principle',
    },
  },
  'measure-2022/16': {
    kind: 'rule',
    here: { zh: '自评、省级人民政府同意后申请评审', en: 'self-assessment and the province’s consent before the review' },
  },
  'measure-2022/17': { kind: 'rule', here: { zh: '专家组人数、回避、方式和结论', en: 'the panel, its recusals, methods and conclusion' } },
  'measure-2022/18': {
    kind: 'rule',
    here: { zh: '通过的公示五个工作日，未通过的给予改进意见', en: 'five working days of notice, or an improvement opinion' },
  },
  'measure-2022/19': {
    kind: 'rule',
    here: { zh: '公示无异议方可授予', en: 'conferred after a public notice without a standing objection' },
  },
  'measure-2022/20': { kind: 'record', here: { zh: '发展提升计划按原文留存', en: 'the enhancement plan is recorded as stated' } },
  'measure-2022/21': { kind: 'not-executable', here: { zh: '省级支持由省自定，不经本系统', en: 'a province’s support is its own affair' } },
  'measure-2022/22': {
    kind: 'not-executable',
    here: { zh: '部级支持另行安排，不经本系统', en: 'the ministry’s support is arranged elsewhere' },
  },
  'measure-2022/23': {
    kind: 'reminder',
    here: {
      zh: '监测数据按期次、来源、版次留存，按周期提示',
      en: 'monitoring data by period, source and release; a reminder names the next',
    },
  },
  'measure-2022/24': {
    kind: 'rule',
    here: {
      zh: '年度评估、星级、提醒整改；连续两年一星提出退出，公告方退出',
      en: 'yearly stars, rectification; after two one-star years an exit is proposed, and the announcement effects it',
    },
  },
  'measure-2022/25': {
    kind: 'rule',
    here: {
      zh: '查实弄虚作假：创建中取消资格，已授予的公告退出',
      en: 'fraud that is found cancels the creation, or leads to the exit of a title',
    },
  },
  'measure-2022/26': {
    kind: 'rule',
    here: { zh: '使用须经同意，随退出终止；擅自使用登记', en: 'uses are authorised and end with the exit; misuse is recorded' },
  },
  'measure-2022/27': {
    kind: 'record',
    here: { zh: '解释、裁定和口径以文件留存', en: 'interpretations, rulings and policies, each by a document' },
  },
  'measure-2022/28': {
    kind: 'rule',
    here: { zh: '规则包有起止日期；原办法下的创建继续', en: 'rule packages with validity; creations under the old rules continue' },
  },
  'measure-2022/annex': {
    kind: 'rule',
    here: {
      zh: '指标和两项控制性指标：申请时提示，评审时把关',
      en: 'indicators and the two controls: a warning at application, a gate at review',
    },
  },
  'notice-2023-277/1.1': { kind: 'rule', here: { zh: '评估对象为已授称号的城市', en: 'cities that hold the title are evaluated' } },
  'notice-2023-277/1.2': { kind: 'rule', here: { zh: '评审对象为试点园区', en: 'pilot parks are reviewed' } },
  'notice-2023-277/2.1': {
    kind: 'record',
    here: { zh: '省级主管部门及时将通知报同级人民政府', en: 'the provincial authority passes the notice on to its government' },
  },
  'notice-2023-277/2.2': {
    kind: 'rule',
    here: { zh: '评估材料须承诺属实，经省级审核同意', en: 'evaluation materials are pledged and approved by the province' },
  },
  'notice-2023-277/2.3': {
    kind: 'rule',
    here: { zh: '园区自评，经地市级、省级审核同意后申请评审', en: 'a park assesses itself; city, then province approve' },
  },
  'notice-2023-277/3.1': { kind: 'rule', here: { zh: '名城评估须有申报表', en: 'an evaluation needs its form' } },
  'notice-2023-277/3.2': { kind: 'rule', here: { zh: '名园评审的三种材料', en: 'the three materials of a park’s review' } },
  'notice-2023-277/4.1': { kind: 'rule', here: { zh: '名城评估填报时间', en: 'the window of the evaluation' } },
  'notice-2023-277/4.2': { kind: 'rule', here: { zh: '名园评审填报时间', en: 'the window of the review of parks' } },
  'notice-2023-278/1': {
    kind: 'rule',
    here: { zh: '申请对象为符合条件的城市、软件园区', en: 'cities and registered software parks apply' },
  },
  'notice-2023-278/2.1': { kind: 'rule', here: { zh: '名城申请材料', en: 'the materials of a city’s application' } },
  'notice-2023-278/2.2': { kind: 'rule', here: { zh: '名园申请材料', en: 'the materials of a park’s application' } },
  'notice-2023-278/3.1': {
    kind: 'rule',
    here: {
      zh: '省级统筹把关：意见、汇总表只列已审核的园区',
      en: 'the province checks: its opinion, and a summary table of approved parks alone',
    },
  },
  'notice-2023-278/3.2': { kind: 'rule', here: { zh: '地市级先审核本地园区', en: 'the city’s authority checks its parks first' } },
  'notice-2023-278/3.3': {
    kind: 'rule',
    here: { zh: '材料须承诺完整、真实、合规', en: 'materials are pledged complete, true and compliant' },
  },
  'notice-2023-278/3.4': {
    kind: 'rule',
    here: { zh: '已签备忘录的城市不需重复申请', en: 'a city with a memorandum does not apply again' },
  },
  'notice-2023-278/3.5': { kind: 'rule', here: { zh: '试点园区不需重复申请', en: 'a pilot park does not apply again' } },
  'notice-2023-278/4': { kind: 'rule', here: { zh: '申请方式和填报时间', en: 'channel and window of the application' } },
};

/** The articles that no system can carry out. A spec checks that there are no others. */
export const NOT_EXECUTABLE: readonly Article[] = ['measure-2022/3', 'measure-2022/13', 'measure-2022/21', 'measure-2022/22'];

/** A text that the Measure relies on and that is not available. Policies, or decisions that the ministry enters, stand in its place. */
interface UnavailableText {
  readonly title: Bilingual;
  /** The article that names it. */
  readonly namedBy: Article;
  readonly status: Bilingual;
  readonly policies: readonly PolicyKey[];
  /** Commands by which the ministry enters its decisions under this text. */
  readonly entered: readonly string[];
}

export const unavailableTexts: readonly UnavailableText[] = [
  {
    title: { zh: '《创建示范活动管理办法（试行）》', en: 'Measures for creation and demonstration activities (trial)' },
    namedBy: 'measure-2022/1',
    status: {
      zh: '第五条以下文本未取得；其周期、复核、退出规则由口径和裁定代行',
      en: 'articles 5 and on are not available; policies and rulings stand for its rules on cycles, reviews and exits',
    },
    policies: [
      'policy/review-request-months',
      'policy/cooling-off-months',
      'policy/statement-working-days',
      'policy/park-creation-years',
      'policy/park-publicity-working-days',
    ],
    entered: ['IssueInterpretation', 'RecordLegalRuling', 'SetPolicy'],
  },
  {
    title: { zh: '评审规范', en: 'review specification' },
    namedBy: 'measure-2022/17',
    status: {
      zh: '文本未取得；人数、回避由口径规定，结论由评审组作出后录入',
      en: 'not available; policies give the size of the panel and its recusals, and the panel’s conclusion is entered',
    },
    policies: ['policy/panel-minimum', 'policy/recusal', 'policy/review-by-system-in-force'],
    entered: ['ConvenePanel', 'RecordReviewMethod', 'ScoreIndicators', 'ConcludeReview'],
  },
];
