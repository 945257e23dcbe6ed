import type { Bilingual, Day, RecordedEvent } from '@minglu/kernel';
import type { DossierEvent } from '@minglu/dossier';
import { checkControls, yearHasEnded, type ControlCheck, type Figure, type IndicatorSystem } from '@minglu/regulation';
import { groupBy } from './group.js';
import { reliancesIn, type DecisionKind, type Reliance } from './reliance.js';
import { statementsIn, type Statement } from './statement.js';
import { amountKey } from './unit.js';

type Recorded = RecordedEvent<DossierEvent>;

/** A figure that an investigation found false (认定不实), while the finding stands. */
export interface FalseFinding {
  readonly investigationId: string;
  /** The event of the finding. */
  readonly foundBy: string;
  /** The event that states the figure. */
  readonly statedBy: string;
  readonly indicator: string;
  readonly dataYear: number;
  readonly value: string;
  readonly unit: string;
}

/** The findings that stand. One falls with its withdrawal, or when its investigation finds no fraud. */
export const falseFindings = (history: readonly Recorded[]): readonly FalseFinding[] => {
  let standing: readonly FalseFinding[] = [];
  for (const { event, eventId } of history) {
    const { type, data } = event;
    if (type === 'FigureFoundFalse') {
      const { investigationId, eventId: statedBy, indicator, dataYear, value, unit } = data;
      standing = [...standing, { investigationId, foundBy: eventId, statedBy, indicator, dataYear, value, unit }];
    } else if (type === 'FigureFindingWithdrawn')
      standing = standing.filter(
        (one) =>
          one.investigationId !== data.investigationId ||
          one.statedBy !== data.eventId ||
          one.indicator !== data.indicator ||
          one.dataYear !== data.dataYear ||
          one.unit !== (data.unit ?? one.unit),
      );
    else if (type === 'InvestigationClosed' && data.finding === 'not-substantiated')
      standing = standing.filter(({ investigationId }) => investigationId !== data.investigationId);
  }
  return standing;
};

/** A gate as it was recorded, and as it would have been without the false figures. */
interface RecomputedGate {
  readonly recorded: readonly ControlCheck[];
  /** Null if the indicator system of that day is not known. */
  readonly without: readonly ControlCheck[] | null;
  /** Whether an outcome would have been another; null if it cannot be said. */
  readonly isOther: boolean | null;
  /** At the review an unmet gate bars a passing conclusion. At the application it only warns. */
  readonly isBinding: boolean;
}

/** A decision that relied on a false figure. It stands until a person decides otherwise. */
export interface TaintedDecision {
  readonly kind: DecisionKind;
  readonly decision: Recorded;
  readonly basis: string;
  readonly through: string | null;
  readonly setAside: string | null;
  /** The false figures on which it relied, each with the finding on it. */
  readonly figures: readonly (FalseFinding & {
    /** The event, the same or another one, that stated the figure to this decision. */
    readonly statedToItBy: string;
  })[];
  /** Of a control gate. Null for other decisions: none of them is recomputed. */
  readonly gate: RecomputedGate | null;
  readonly remark: Bilingual;
}

/** The standards by which a gate was computed: those that were known to its decision. */
export interface GateStandards {
  readonly system: Pick<IndicatorSystem, 'controls'>;
  readonly averages: Parameters<typeof checkControls>[2];
}

/**
 * The decisions of the dossiers of an applicant that relied on figures found false, in the order of the log. A figure is false wherever the same value
 * of the same indicator and year is stated. Stars and other decisions of persons are listed and never recomputed (decisions 49).
 *
 * @param standardsAt the standards as a gate's decision read them; null if they are not known
 */
export const taintedDecisions = (
  histories: readonly (readonly Recorded[])[],
  standardsAt: (decision: Recorded) => GateStandards | null,
): readonly TaintedDecision[] => {
  const findings = histories.flatMap(falseFindings);
  if (findings.length === 0) return [];
  const byKey = groupBy(findings, figureKey);
  return histories
    .flatMap((history) => {
      const stated = groupBy(history.flatMap(statementsIn), ({ eventId }) => eventId);
      const events = new Map(history.map((one) => [one.eventId, one]));
      return reliancesIn(history).flatMap((reliance): readonly TaintedDecision[] => {
        const statements = stated.get(reliance.basis) ?? [];
        const isFalse = (one: Statement): boolean => one.isWholeYear && byKey.has(figureKey(one));
        const counted = reliance.kind === 'control-gate' ? statements.filter(isOfGate(reliance)) : statements;
        const figures = counted
          .filter(isFalse)
          .flatMap((one) => byKey.get(figureKey(one))!.map((of) => ({ ...of, statedToItBy: one.eventId })));
        if (figures.length === 0) return [];
        const gate =
          reliance.kind === 'control-gate'
            ? recomputed(
                reliance,
                events.get(reliance.basis)!,
                statements.filter((one) => !isFalse(one)),
                standardsAt,
              )
            : null;
        const { kind, decision, basis, through, setAside } = reliance;
        return [{ kind, decision, basis, through, setAside, figures, gate, remark: remarkOn(kind, gate) }];
      });
    })
    .sort((a, b) => a.decision.position - b.decision.position);
};

const figureKey = ({ indicator, dataYear, value, unit }: Pick<Statement, 'indicator' | 'dataYear' | 'value' | 'unit'>): string =>
  `${indicator} ${dataYear} ${amountKey(value, unit)}`;

/** The figures at which a gate looks: all of its control indicators, since without one of them another counts. */
const isOfGate =
  ({ checks }: Reliance) =>
  ({ indicator }: Statement): boolean =>
    checks.some((check) => check.indicator === indicator);

const recomputed = (
  { decision, checks }: Reliance,
  basis: Recorded,
  left: readonly Statement[],
  standardsAt: (decision: Recorded) => GateStandards | null,
): RecomputedGate => {
  const isBinding = decision.event.type === 'ReviewConcluded';
  const standards = standardsAt(decision);
  if (!standards) return { recorded: checks, without: null, isOther: null, isBinding };
  const on = statedOn(basis);
  const counted = on === null ? left : left.filter((one) => yearHasEnded(one, on));
  const figures: readonly Figure[] = counted.map(({ indicator, value, unit, dataYear, source }) => ({
    indicator,
    value,
    unit,
    dataYear,
    source: source ?? '',
  }));
  const without = checkControls(standards.system, figures, standards.averages);
  return { recorded: checks, without, isOther: outcomes(without) !== outcomes(checks), isBinding };
};
const outcomes = (checks: readonly ControlCheck[]): string => checks.map(({ control, outcome }) => `${control} ${outcome}`).join();

/** The day by which a figure counted as one of a year that has ended. */
const statedOn = ({ event }: Recorded): Day | null =>
  event.type === 'ApplicationSubmitted'
    ? event.data.submittedOn
    : event.type === 'SelfAssessmentSubmitted'
      ? (event.data.assessedOn ?? null)
      : null;

const remarkOn = (kind: DecisionKind, gate: RecomputedGate | null): Bilingual => {
  if (gate === null)
    return kind === 'evaluation-result'
      ? {
          zh: '星级由部决定，不作重算；请复核该结果所依据的数据',
          en: 'stars are a decision and are not computed again; look at the data behind the result',
        }
      : {
          zh: '该决定依据了认定不实的数据，仍然有效，请人工复核',
          en: 'the decision relied on a figure found false; it stands until a person decides otherwise',
        };
  if (gate.isOther === null) return { zh: '无法重算控制性指标', en: 'the control gate cannot be computed again' };
  const unmet = gate.without!.filter(({ outcome }) => outcome !== 'met').map(({ control }) => control);
  if (!gate.isOther) return { zh: '剔除不实数据后，控制性指标结论不变', en: 'without the false figures the control gate says the same' };
  return gate.isBinding
    ? {
        zh: `剔除不实数据后，控制性指标未达到：${unmet.join('、')}；评审不得通过`,
        en: `without the false figures the control gate is not met (${unmet.join(', ')}), and a review does not pass`,
      }
    : {
        zh: `剔除不实数据后，控制性指标未达到：${unmet.join('、')}；申请时仅作提示`,
        en: `without the false figures the control gate is not met (${unmet.join(', ')}), which only warns at the application`,
      };
};
