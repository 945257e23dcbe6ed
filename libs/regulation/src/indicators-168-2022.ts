import { NATIONAL_AVERAGE, type IndicatorSystem } from './indicators.js';

/**
 * 中国软件名城指标体系, the annex of the Measure: 52 indicators in four weighted areas, and 4 add-on items without points.
 * Which level-3 indicator stands under which level-2 one follows the reading order of the table in the source; `type`
 * is our reading. Its first day is that of the Measure (Art. 28), which the source does not give.
 */
export const indicators168: IndicatorSystem = {
  versionId: '168-2022',
  effectiveFrom: null,
  tree: [
    {
      id: 'A',
      zh: '产业实力',
      en: 'industry_strength',
      weight: 20,
      count_level2: 4,
      count_level3: 9,
      children: [
        {
          id: 'A1',
          zh: '产业规模',
          en: 'industry_scale',
          children: [
            { id: 'A1.1', zh: '软件业务收入', en: 'software_business_revenue', type: 'numeric', control: 'CTRL1', note_ref: 1 },
            { id: 'A1.2', zh: '纳入统计范围软件企业数量', en: 'enterprises_in_statistical_scope', type: 'numeric' },
          ],
        },
        {
          id: 'A2',
          zh: '发展增速',
          en: 'growth',
          children: [
            { id: 'A2.1', zh: '软件业务收入增速', en: 'software_revenue_growth_rate', type: 'numeric', control: 'CTRL2', note_ref: 2 },
            { id: 'A2.2', zh: '亿元以上软件企业数量增速', en: 'growth_of_100m_yuan_enterprises', type: 'numeric' },
            { id: 'A2.3', zh: '软件从业人员数增速', en: 'growth_of_software_employees', type: 'numeric' },
          ],
        },
        {
          id: 'A3',
          zh: '产业效益',
          en: 'efficiency',
          children: [
            { id: 'A3.1', zh: '全员劳动生产率', en: 'overall_labour_productivity', type: 'numeric' },
            {
              id: 'A3.2',
              zh: '软件业利润率',
              en: 'software_profit_margin',
              type: 'numeric',
              note_ref: 3,
              source_typography: '软件业 3利润率',
            },
            { id: 'A3.3', zh: '软件业对城市GDP增长贡献率', en: 'contribution_to_city_gdp_growth', type: 'numeric' },
          ],
        },
        {
          id: 'A4',
          zh: '产业结构',
          en: 'structure',
          children: [{ id: 'A4.1', zh: '关键软件业务收入占比', en: 'key_software_revenue_share', type: 'numeric' }],
        },
      ],
    },
    {
      id: 'B',
      zh: '创新能力',
      en: 'innovation_capacity',
      weight: 35,
      count_level2: 4,
      count_level3: 23,
      children: [
        {
          id: 'B1',
          zh: '企业培育',
          en: 'enterprise_cultivation',
          children: [
            { id: 'B1.1', zh: '国家鼓励的软件企业数量占比', en: 'state_encouraged_enterprise_share', type: 'numeric' },
            { id: 'B1.2', zh: '上市软件企业数量占比', en: 'listed_enterprise_share', type: 'numeric' },
            { id: 'B1.3', zh: '高成长性企业数量占比', en: 'high_growth_enterprise_share', type: 'numeric' },
            { id: 'B1.4', zh: '行业企业剥离软件业务成立子公司的数量', en: 'spun_off_software_subsidiaries', type: 'numeric' },
            { id: 'B1.5', zh: '企业兼并重组情况', en: 'mergers_and_restructuring', type: 'qualitative' },
          ],
        },
        {
          id: 'B2',
          zh: '人力保障',
          en: 'talent',
          children: [
            { id: 'B2.1', zh: '获国家级软件奖项人才数量', en: 'national_award_talent', type: 'numeric' },
            { id: 'B2.2', zh: '软件素质教育', en: 'software_literacy_education', type: 'qualitative' },
            { id: 'B2.3', zh: '软件及相关专业在校生占全部在校生比重', en: 'software_major_student_share', type: 'numeric' },
            { id: 'B2.4', zh: '特色化示范性软件学院建设情况', en: 'model_software_schools', type: 'qualitative' },
            { id: 'B2.5', zh: '高层次软件人才引培数量', en: 'high_level_talent', type: 'numeric' },
          ],
        },
        {
          id: 'B3',
          zh: '产品创新',
          en: 'product_innovation',
          children: [
            { id: 'B3.1', zh: '代表性软件产品发展情况', en: 'representative_products', type: 'qualitative' },
            { id: 'B3.2', zh: '软件专利、著作权数量增速', en: 'patent_copyright_growth', type: 'numeric' },
            { id: 'B3.3', zh: '软件领域标准制修订数量', en: 'standards_count', type: 'numeric' },
            { id: 'B3.4', zh: '国家级软件专项数量', en: 'national_special_projects', type: 'numeric' },
            { id: 'B3.5', zh: '软件创新载体数量', en: 'innovation_platforms', type: 'numeric' },
            { id: 'B3.6', zh: '软件研发投入强度', en: 'rd_intensity', type: 'numeric' },
          ],
        },
        {
          id: 'B4',
          zh: '开源发展',
          en: 'open_source_development',
          children: [
            { id: 'B4.1', zh: '国内开源基金会捐赠人数量', en: 'foundation_donors', type: 'numeric' },
            { id: 'B4.2', zh: '主导知名开源项目数量', en: 'led_known_projects', type: 'numeric' },
            { id: 'B4.3', zh: '知名开源项目贡献情况', en: 'contribution_to_known_projects', type: 'composite' },
            { id: 'B4.4', zh: '开源商业化企业数量', en: 'commercial_open_source_enterprises', type: 'numeric' },
            { id: 'B4.5', zh: '开源社区活跃度', en: 'community_activity', type: 'composite' },
            { id: 'B4.6', zh: '开源教育普及情况', en: 'open_source_education', type: 'qualitative' },
            { id: 'B4.7', zh: '开源文化传播活动数量', en: 'open_source_events', type: 'numeric' },
          ],
        },
      ],
    },
    {
      id: 'C',
      zh: '应用水平',
      en: 'application_level',
      weight: 24,
      count_level2: 3,
      count_level3: 8,
      children: [
        {
          id: 'C1',
          zh: '重大工程应用',
          en: 'major_project_application',
          children: [
            { id: 'C1.1', zh: '重大工程软件应用情况', en: 'major_project_usage', type: 'qualitative' },
            { id: 'C1.2', zh: '软件应用试点示范行业覆盖度', en: 'pilot_industry_coverage', type: 'numeric' },
          ],
        },
        {
          id: 'C2',
          zh: '产业发展应用',
          en: 'industrial_application',
          children: [
            { id: 'C2.1', zh: '重点行业软件支出金额及占比', en: 'key_industry_spend_and_share', type: 'numeric', parts: 2 },
            { id: 'C2.2', zh: '重点行业应用场景开放情况', en: 'key_industry_scenarios', type: 'qualitative' },
            { id: 'C2.3', zh: '重点行业软件应用成效', en: 'key_industry_effect', type: 'qualitative' },
          ],
        },
        {
          id: 'C3',
          zh: '城市服务应用',
          en: 'city_service_application',
          children: [
            { id: 'C3.1', zh: '重点领域软件支出金额及占比', en: 'key_field_spend_and_share', type: 'numeric', parts: 2 },
            { id: 'C3.2', zh: '重点领域应用场景开放情况', en: 'key_field_scenarios', type: 'qualitative' },
            { id: 'C3.3', zh: '重点领域软件应用成效', en: 'key_field_effect', type: 'qualitative' },
          ],
        },
      ],
    },
    {
      id: 'D',
      zh: '发展环境',
      en: 'development_environment',
      weight: 21,
      count_level2: 6,
      count_level3: 12,
      children: [
        {
          id: 'D1',
          zh: '政策环境',
          en: 'policy',
          children: [
            { id: 'D1.1', zh: '落实国家软件发展战略及规划情况', en: 'national_strategy_implementation', type: 'qualitative' },
            { id: 'D1.2', zh: '软件专项政策制定及实施情况', en: 'special_policies', type: 'qualitative' },
          ],
        },
        {
          id: 'D2',
          zh: '载体环境',
          en: 'carriers',
          children: [
            { id: 'D2.1', zh: '国家级软件园区数量', en: 'national_parks', type: 'numeric' },
            { id: 'D2.2', zh: '软件公共服务平台数量', en: 'public_service_platforms', type: 'numeric' },
          ],
        },
        {
          id: 'D3',
          zh: '资金环境',
          en: 'funding',
          children: [
            { id: 'D3.1', zh: '软件业发展扶持资金总额及增速', en: 'support_fund_total_and_growth', type: 'numeric', parts: 2 },
            { id: 'D3.2', zh: '软件业投融资支持情况', en: 'investment_financing_support', type: 'composite' },
            { id: 'D3.3', zh: '软件业增值税退税额占比', en: 'vat_refund_share', type: 'numeric' },
          ],
        },
        {
          id: 'D4',
          zh: '开源支持',
          en: 'open_source_support',
          children: [
            { id: 'D4.1', zh: '开源软件政策制定及实施情况', en: 'open_source_policies', type: 'qualitative' },
            { id: 'D4.2', zh: '开源软件发展扶持资金总额及增速', en: 'open_source_fund_total_and_growth', type: 'numeric', parts: 2 },
          ],
        },
        {
          id: 'D5',
          zh: '行业活动',
          en: 'industry_events',
          children: [{ id: 'D5.1', zh: '软件重大活动数量', en: 'major_events', type: 'numeric' }],
        },
        {
          id: 'D6',
          zh: '组织保障',
          en: 'organisation',
          children: [
            { id: 'D6.1', zh: '软件“一把手”工程建设情况', en: 'top_leader_project', type: 'qualitative' },
            { id: 'D6.2', zh: '软件业运行监测体系建设情况', en: 'monitoring_system', type: 'qualitative' },
          ],
        },
      ],
    },
    {
      id: 'X',
      zh: '附加项',
      en: 'add_on',
      weight: null,
      count_level2: 3,
      count_level3: 4,
      children: [
        {
          id: 'X1',
          zh: '重大突破',
          en: 'breakthroughs',
          children: [
            { id: 'X1.1', zh: '软件核心技术研发取得重大突破情况', en: 'core_technology_breakthrough', type: 'qualitative' },
            { id: 'X1.2', zh: '软件产业链“补短板”取得重大突破情况', en: 'weak_link_breakthrough', type: 'qualitative' },
          ],
        },
        {
          id: 'X2',
          zh: '生态影响力',
          en: 'ecosystem_influence',
          children: [{ id: 'X2.1', zh: '行业地位及特色方向影响力', en: 'industry_position', type: 'qualitative' }],
        },
        {
          id: 'X3',
          zh: '满意度调查',
          en: 'satisfaction',
          children: [{ id: 'X3.1', zh: '软件企业及从业人员满意度调查', en: 'enterprise_employee_satisfaction_survey', type: 'composite' }],
        },
      ],
    },
  ],
  controls: [
    { id: 'CTRL1', indicator: 'A1.1', zh: '创建控制性指标：软件业务收入不低于500亿元', op: '>=', value: 500, unit: '亿元', note: 1 },
    {
      id: 'CTRL2',
      indicator: 'A2.1',
      zh: '创建控制性指标：软件业务收入增速不低于全国软件业务收入平均增速',
      op: '>=',
      value: NATIONAL_AVERAGE,
      note: 2,
    },
  ],
};

/** The notes of the annex, by number. */
export const indicatorNotes168: Readonly<Record<number, string>> = {
  1: '创建控制性指标：软件业务收入不低于500亿元',
  2: '创建控制性指标：软件业务收入增速不低于全国软件业务收入平均增速',
  3: '软件业：是指“软件和信息技术服务业”，下同',
};
