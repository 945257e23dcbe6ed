import type { Bilingual, EventDefinition, TSchema } from '@minglu/kernel';

/**
 * The meaning of each field of the public events. One field has one name in all of them. The spec walks all public events. It finds a
 * field without a meaning, a meaning with two names, and two names that are alike and not told apart.
 */
export const PUBLIC_FIELDS: Readonly<Record<string, Bilingual>> = {
  answer: { zh: '解释的内容', en: 'the interpretation given' },
  applicant: { zh: '申报主体：城市的区划代码或园区标识', en: 'who applies: the code of a city, or the id of a park' },
  applicantName: { zh: '申报主体的名称', en: 'name of the applicant' },
  approvers: {
    zh: '城市代码 → 审核其材料的机关代码，与省不同的',
    en: 'code of a city → code of the authority that approves its materials, if not its province',
  },
  authorisationId: { zh: '称号使用授权的标识', en: 'id of the authorisation to use the title' },
  backTo: { zh: '不予授予后返回的阶段', en: 'the stage to which the case returns' },
  campaignId: { zh: '年度工作的标识', en: 'id of the campaign' },
  caseId: { zh: '案卷标识', en: 'id of the case' },
  caseIds: { zh: '一次公示的全部案卷，依公示的顺序', en: 'all cases of the notice, in its order' },
  cause: { zh: '事由（取值）', en: 'why, as a word' },
  changeId: { zh: '变更的标识', en: 'id of the change' },
  cityClass: { zh: '城市的类别', en: 'class of the city' },
  cityCode: { zh: '所在城市的区划代码', en: 'code of the city' },
  cityName: { zh: '所在城市的名称', en: 'name of the city' },
  closedOn: { zh: '案卷终结之日；未终结则无', en: 'day on which the case closed; none while it goes on' },
  closesAt: { zh: '填报截止时点，不含', en: 'instant before which materials may be filed' },
  code: { zh: '变更前的区划代码', en: 'code of the division before the change' },
  controls: { zh: '控制性指标', en: 'control indicators' },
  correctionId: { zh: '更正的标识', en: 'id of the correction' },
  corrects: { zh: '被本公示更正的公示', en: 'the notice that this one corrects' },
  countingConvention: { zh: '计日方法', en: 'how the days are counted' },
  coversYears: { zh: '结果所涵盖的年度，评估年度在末', en: 'years that the result covers, the evaluation year last' },
  cycleEnd: { zh: '创建周期的末日', en: 'last day of the creation cycle' },
  deadline: { zh: '由此起算的期限', en: 'the deadline that it sets' },
  decision: { zh: '所涉决定的事件类型', en: 'type of the event of the decision' },
  decisionEventId: { zh: '所涉决定的事件标识', en: 'id of the event of the decision' },
  disclosed: { zh: '是否对外公开', en: 'whether the public knows' },
  disclosureMode: { zh: '公开方式', en: 'how the start is disclosed' },
  documentNumber: { zh: '文号', en: 'number of the document' },
  effectiveDate: { zh: '生效之日', en: 'day from which it has effect' },
  endsAt: { zh: '公示期的终止时点，不含', en: 'instant before which the window of the notice ends' },
  evaluationYear: { zh: '评估年度', en: 'evaluation year' },
  evaluationYears: { zh: '作为退出依据的评估年度', en: 'evaluation years on which the exit rests' },
  field: { zh: '被更正的字段，用记录时的名称', en: 'the corrected field, by the name under which it is recorded' },
  firstForYears: { zh: '此前无结果的年度', en: 'years for which no title had a result before' },
  firstOfYear: { zh: '同年同类的首次', en: 'the first of its year and kind' },
  ground: { zh: '撤销的途径', en: 'by which way it was set aside' },
  hearingRequest: { zh: '一并变动的听证申请期限', en: 'the time to request a hearing, if it moves too' },
  interpretationId: { zh: '解释的标识', en: 'id of the interpretation' },
  key: { zh: '决定在同类中的标识：结果的年度、不予授予的公示', en: 'which of its type: the year of a result, the notice of a denial' },
  kind: { zh: '变更的种类', en: 'kind of the change' },
  makeupWorkdays: { zh: '调休上班日', en: 'days off that are worked' },
  newClass: { zh: '变更后的类别', en: 'class after the change' },
  newCode: { zh: '变更后的区划代码', en: 'code after the change' },
  newName: { zh: '变更后的名称', en: 'name after the change' },
  of: { zh: '变更的对象', en: 'what was changed' },
  offDays: { zh: '放假日', en: 'days off' },
  oldEndsAt: { zh: '重新计算前的终止时点', en: 'the end before it was counted again' },
  oldStars: { zh: '更正前的星级', en: 'stars before the correction' },
  openedUnder: { zh: '立案时的申报主体标识，与现名不同的', en: 'ids under which the case opened, if others than the applicant of today' },
  opensAt: { zh: '填报开始时点', en: 'instant from which materials may be filed' },
  portalUrl: { zh: '公示网址', en: 'address of the notice' },
  proceedingId: { zh: '程序的标识', en: 'id of the proceeding' },
  programme: { zh: '名城或名园', en: 'city or park' },
  provinceCode: { zh: '省级区划代码', en: 'code of the province' },
  publicityId: { zh: '公示的标识', en: 'id of the notice' },
  publishedAt: { zh: '公示发布的时点', en: 'instant at which the notice was posted' },
  question: { zh: '所解释的问题', en: 'the question that it answers' },
  rank: { zh: '名次', en: 'rank among the titles of the year' },
  reasons: { zh: '理由（文字）', en: 'why, in text' },
  remediesTold: { zh: '是否及如何告知救济', en: 'whether and how the remedies were told' },
  replacedBy: { zh: '替代本公示的公示', en: 'the notice that replaces this one' },
  result: { zh: '公示的结果；对外一律为 closed', en: 'outcome of the notice; outside always closed' },
  revives: { zh: '恢复效力的称号使用授权', en: 'the authorisations of uses that revive' },
  source: { zh: '登记所据', en: 'the source of the record' },
  stars: { zh: '星级；不授星的为空', en: 'stars; null if none are given' },
  startDate: { zh: '创建起始之日', en: 'first day of the creation' },
  supersedes: { zh: '被取代的通知的文号', en: 'number of the notice that it supersedes' },
  takesEffect: { zh: '尚待生效的决定何时生效', en: 'when a decision takes effect that has none yet' },
  targetEventId: { zh: '被更正的事件', en: 'the corrected event' },
  targetType: { zh: '被更正事件的类型', en: 'type of the corrected event' },
  titleId: { zh: '称号的标识', en: 'id of the title' },
  track: { zh: '年度工作的类别', en: 'kind of the campaign' },
  tree: { zh: '指标', en: 'the indicators' },
  value: { zh: '更正后的内容', en: 'the corrected value' },
  variant: { zh: '原办法下的类别', en: 'kind of the title under the earlier rules' },
  versionId: { zh: '指标体系的标识', en: 'id of the indicator system' },
  workingDays: { zh: '公示期的各工作日', en: 'the working days of the window' },
  year: { zh: '年度', en: 'the year that it is about' },
};

type Definition = Pick<EventDefinition<string, TSchema>, 'payload' | 'internal' | 'commonNames'>;
type Fields = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const both = ({ zh, en }: Bilingual): string => `${zh} / ${en}`;
const described = (name: string) => (PUBLIC_FIELDS[name] ? { description: both(PUBLIC_FIELDS[name]) } : {});

/** The fields of a public event for its readers: with their meaning, and with the common name of a field beside its own one. */
export const publicFields = (fields: Fields, { internal = {}, commonNames = {} }: Definition): Fields =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, schema]) => {
      const common = commonNames[name];
      if (common === undefined) return [[name, internal[name] === null ? schema : { ...schema, ...described(name) }]];
      const use = both({ zh: `改用 ${common}；早先的记录没有它`, en: `use ${common}; earlier records lack it` });
      return [
        [name, { ...schema, description: use, deprecated: true }],
        [common, { ...schema, ...described(common), 'x-common-name-of': name }],
      ];
    }),
  );
