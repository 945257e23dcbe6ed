import { isDecimal, type Actor, type Decimal, type Instant, type RecordedEvent } from '@minglu/kernel';
import type { DossierEvent } from '@minglu/dossier';
import { boundOf, type Figure, type Material } from '@minglu/regulation';

/** Where an applicant states figures, in the order of the procedure. */
export const STAGES = [
  'application',
  'target-breakdown',
  'progress',
  'self-assessment',
  'enhancement-plan',
  'monitoring',
  'evaluation',
] as const;
export type Stage = (typeof STAGES)[number];

/** One figure as one event states it. */
export interface Statement {
  readonly stage: Stage;
  readonly caseId: string;
  readonly eventId: string;
  readonly type: string;
  readonly position: number;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly by: Actor;
  /** The id of an indicator; for a row of a plan, its words. */
  readonly indicator: string;
  readonly dataYear: number;
  readonly value: Decimal;
  readonly unit: string;
  /** Where the reporter has it from, in his words; null in a plan. */
  readonly source: string | null;
  /** The field of the payload that has the value, like `figures[0].value`. */
  readonly field: string;
  /** The files that the event names. The payload has no page. */
  readonly materials: readonly Material[];
  /** Of a progress report or of monitoring: its period as written. */
  readonly period: string | null;
  /** Of monitoring: the publisher of the data and the release. */
  readonly publisher: string | null;
  readonly release: string | null;
  /** False for a part of a year, and for a period in other words. Such a figure is not compared with that of a year. */
  readonly isWholeYear: boolean;
  /** The value before approved corrections; absent if there are none. */
  readonly recorded?: Decimal;
}

/** A period that names a whole year. */
const WHOLE = /^(?:年|年度|年?全年)?$/u;

/** A figure of an earlier year than its period is one of that whole year. Words that name no year say nothing. */
const isOfWholeYear = (period: string | null, dataYear: number): boolean => {
  if (period === null) return true;
  const [, year, rest = ''] = /^((?:19|20|21)\d\d)(.*)$/u.exec(period.trim()) ?? [];
  return year !== undefined && (dataYear < Number(year) || (dataYear === Number(year) && WHOLE.test(rest)));
};

type Fields = Pick<Statement, 'indicator' | 'dataYear' | 'value' | 'unit' | 'source' | 'field' | 'isWholeYear'>;
interface Stated {
  readonly stage: Stage;
  readonly materials: readonly Material[];
  readonly period: string | null;
  readonly publisher: string | null;
  readonly release: string | null;
  readonly rows: readonly Fields[];
}

const rowsOf = (figures: readonly Figure[], period: string | null = null): readonly Fields[] =>
  figures.map(({ indicator, dataYear, value, unit, source }, index) => ({
    indicator,
    dataYear,
    value,
    unit,
    source,
    field: `figures[${index}].value`,
    isWholeYear: isOfWholeYear(period, dataYear),
  }));

interface Target {
  readonly indicator: string;
  readonly unit: string;
  readonly baselineYear?: number | null;
  readonly baseline?: string | null;
}
/** The baselines of a plan that are exact numbers. A target is no figure, and a qualified baseline (超, 约) is none either. */
const baselines = (targets: readonly Target[], list: string): readonly Fields[] =>
  targets.flatMap(({ indicator, unit, baselineYear, baseline }, index) => {
    const bound = boundOf(baseline ?? null, unit);
    return bound?.kind === 'exactly' && baselineYear
      ? [
          {
            indicator,
            dataYear: baselineYear,
            value: bound.value,
            unit,
            source: null,
            field: `${list}[${index}].baseline`,
            isWholeYear: true,
          },
        ]
      : [];
  });

const plain = (stage: Stage, rows: readonly Fields[], materials: readonly Material[] = []): Stated => ({
  stage,
  rows,
  materials,
  period: null,
  publisher: null,
  release: null,
});

const statedBy = ({ type, data }: DossierEvent): Stated | null => {
  switch (type) {
    case 'ApplicationSubmitted':
      return plain('application', rowsOf(data.figures), data.materials);
    case 'SelfAssessmentSubmitted':
      return plain('self-assessment', rowsOf(data.figures), data.materials);
    case 'EvaluationSubmitted':
      return plain('evaluation', rowsOf(data.figures), data.materials);
    case 'ProgressReported':
      return { ...plain('progress', rowsOf(data.figures, data.period)), period: data.period };
    case 'MonitoringDataReceived':
      return {
        ...plain('monitoring', rowsOf(data.figures, data.period)),
        period: data.period,
        publisher: data.source,
        release: data.release,
      };
    case 'TargetBreakdownFiled':
      return plain('target-breakdown', baselines(data.targets, 'targets'));
    case 'EnhancementPlanFiled':
      return plain('enhancement-plan', baselines(data.goals, 'goals'));
    default:
      return null;
  }
};

/** The figures that an event states, in its order. Empty for events that state none. */
export const statementsIn = ({ event, eventId, position, metadata, recordedAt }: RecordedEvent<DossierEvent>): readonly Statement[] => {
  const stated = statedBy(event);
  if (!stated) return [];
  const { rows, ...shared } = stated;
  const { caseId } = event.data as { readonly caseId: string };
  const { occurredAt, actor } = metadata;
  const about = { ...shared, caseId, eventId, type: event.type, position, occurredAt, recordedAt, by: actor };
  return rows.map((row) => ({ ...about, ...row }));
};

/** An approved correction, as far as it concerns figures. */
export interface FigureCorrection {
  readonly eventId: string;
  readonly field: string;
  readonly value?: unknown;
}

/** Statements as they read after approved corrections of their values. Only a decimal replaces one. */
export const corrected = (statements: readonly Statement[], corrections: readonly FigureCorrection[]): readonly Statement[] =>
  corrections.length === 0
    ? statements
    : statements.map((one) => {
        const value = corrections.findLast(({ eventId, field, value }) => eventId === one.eventId && field === one.field && isValue(value));
        return value ? { ...one, value: value.value as Decimal, recorded: one.value } : one;
      });
const isValue = (value: unknown): value is Decimal => typeof value === 'string' && isDecimal(value);
