import type { Instant } from '@minglu/kernel';
import type { DossierEvent } from '@minglu/dossier';
import { boundOf, printed, type Bound } from '@minglu/regulation';

type Filed = Extract<DossierEvent, { type: 'EnhancementPlanFiled' }>['data'];
type Breakdown = Extract<DossierEvent, { type: 'TargetBreakdownFiled' }>['data'];

/** The latest plans of a dossier as filed: the enhancement plan (发展提升计划, article 20) and the target breakdown (article 12). */
export interface FiledPlans {
  readonly plan?: Omit<Filed, 'caseId' | 'titleId'> & { readonly filedAt: Instant };
  readonly breakdown?: Omit<Breakdown, 'caseId'> & { readonly filedAt: Instant };
}

/** The plans after an event. A later plan replaces the one before. */
export const plansAfter = (before: FiledPlans | undefined, event: DossierEvent, filedAt: Instant): FiledPlans | undefined => {
  if (event.type === 'EnhancementPlanFiled') {
    const { caseId: _, titleId: __, ...plan } = event.data;
    return { ...before, plan: { ...plan, filedAt } };
  }
  return event.type === 'TargetBreakdownFiled' ? { ...before, breakdown: { targets: event.data.targets, filedAt } } : before;
};

/** One row of a plan: each value as the document prints it, and the bound that its words state. */
export interface PlanRow {
  readonly group: string | null;
  readonly indicator: string;
  readonly unit: string;
  readonly baselineYear: number | null;
  /** “—” if the plan states none. */
  readonly baseline: string;
  readonly baselineBound: Bound | null;
  readonly targetYear: number | null;
  readonly target: string;
  /** Null if the words state no number. Nothing is derived from other rows. */
  readonly targetBound: Bound | null;
  readonly responsibleUnits: readonly string[];
}

/** The plans as a viewer reads them. */
export interface PlansShown {
  readonly plan: {
    readonly number: number;
    readonly filedAt: Instant;
    readonly validity: string | null;
    readonly mechanisms: readonly string[];
    readonly goals: readonly PlanRow[];
    readonly phases: readonly {
      readonly name: string;
      readonly from: string | null;
      readonly until: string | null;
      readonly targets: readonly PlanRow[];
    }[];
  } | null;
  readonly breakdown: { readonly filedAt: Instant; readonly targets: readonly PlanRow[] } | null;
}

interface StatedTarget {
  readonly group?: string;
  readonly indicator: string;
  readonly unit: string;
  readonly baselineYear?: number | null;
  readonly baseline?: string | null;
  readonly targetYear?: number | null;
  readonly target: string | null;
  readonly responsibleUnits?: readonly string[];
}

const rowOf = ({ indicator, unit, target, ...stated }: StatedTarget): PlanRow => ({
  group: stated.group ?? null,
  indicator,
  unit,
  baselineYear: stated.baselineYear ?? null,
  baseline: printed(stated.baseline ?? null, unit),
  baselineBound: boundOf(stated.baseline ?? null, unit),
  targetYear: stated.targetYear ?? null,
  target: printed(target, unit),
  targetBound: boundOf(target, unit),
  responsibleUnits: stated.responsibleUnits ?? [],
});

export const plansShown = ({ plan, breakdown }: FiledPlans = {}): PlansShown => ({
  plan: plan
    ? {
        number: plan.plan,
        filedAt: plan.filedAt,
        validity: plan.validity,
        mechanisms: plan.mechanisms,
        goals: plan.goals.map(rowOf),
        phases: plan.phases.map(({ name, from, until, targets }) => ({
          name,
          from: from ?? null,
          until: until ?? null,
          targets: targets.map(rowOf),
        })),
      }
    : null,
  breakdown: breakdown ? { filedAt: breakdown.filedAt, targets: breakdown.targets.map(rowOf) } : null,
});
