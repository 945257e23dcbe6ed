import type { Bilingual } from '@minglu/kernel';
import type { Statement } from '../statement.js';

/** The kinds of findings, in the order of a list. */
export const FINDING_CODES = [
  'contradiction',
  'restated',
  'growth-mismatch',
  'impossible-growth',
  'impossible-value',
  'share-of-no-count',
  'sum-mismatch',
  'same-in-two-years',
  'identical-across-applicants',
  'last-digits',
  'first-digits',
  'repeated-digits',
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

/** A statistical test of digits, with all that is needed to repeat it. */
export interface DigitTest {
  readonly nullHypothesis: Bilingual;
  /** The values that it looked at, and the fewest with which it runs. */
  readonly n: number;
  readonly minimum: number;
  readonly statistic: string;
  readonly threshold: string;
  /** How often it finds something where the null hypothesis holds. */
  readonly falsePositiveRate: string;
}

/** Something for a person to check (一致性提示). It is no accusation: an error, a revision or chance explain it as well. */
export interface Finding {
  readonly code: FindingCode;
  readonly applicant: string;
  /** Null where it is about many indicators. */
  readonly indicator: string | null;
  readonly dataYear: number | null;
  /** The statements that it compares. */
  readonly sources: readonly Statement[];
  /** Null for findings that compare values. */
  readonly test: DigitTest | null;
  readonly sentence: Bilingual;
}

/** The figures of one applicant, over all its dossiers, as corrected. */
export interface ApplicantFigures {
  readonly applicant: string;
  readonly applicantName: string;
  readonly statements: readonly Statement[];
}

const STAGE_NAMES: Readonly<Record<Statement['stage'], Bilingual>> = {
  application: { zh: '申请', en: 'application' },
  'target-breakdown': { zh: '目标任务分解', en: 'target breakdown' },
  progress: { zh: '创建进展', en: 'progress report' },
  'self-assessment': { zh: '自评', en: 'self-assessment' },
  'enhancement-plan': { zh: '发展提升计划', en: 'enhancement plan' },
  monitoring: { zh: '运行监测', en: 'monitoring' },
  evaluation: { zh: '年度评估', en: 'evaluation' },
};

/** A statement in words: 自评中 2024 年 A1.1 为 812.40 亿元. */
export const stated = ({ stage, indicator, dataYear, value, unit }: Statement): Bilingual => ({
  zh: `${STAGE_NAMES[stage].zh}中 ${dataYear} 年 ${indicator} 为 ${value} ${unit}`,
  en: `${indicator} of ${dataYear} is ${value} ${unit} in the ${STAGE_NAMES[stage].en}`,
});

/** Every sentence ends so: a finding is a question and no answer. */
export const toCheck = (zh: string, en: string): Bilingual => ({
  zh: `${zh}。供人工核对，不表示存在问题。`,
  en: `${en}. For a person to check; it states no fault.`,
});
