import { normalForm } from '@minglu/regulation';
import { cellFaults, ruleFaults } from './faults.js';
import type { Import, Row, RowFault, Value } from './table.js';

const isGiven = (value: Value | undefined): boolean => value !== undefined && value !== null;
const given = (row: Row, ...keys: readonly string[]): Row =>
  Object.fromEntries(keys.flatMap((key) => (isGiven(row[key]) ? [[key, row[key]!]] : [])));

/** Units are separated as officers write it: 、 or ；. */
const unitsIn = (text: Value | undefined): object => {
  const units = isGiven(text)
    ? String(text)
        .split(/[、；;\n]/)
        .map((one) => one.trim())
        .filter(Boolean)
    : [];
  return units.length > 0 ? { responsibleUnits: units } : {};
};

const phaseOf = ({ phase }: Row): string | null => (isGiven(phase) ? String(phase) : null);

/** The goals of a plan, and its phases with their targets in the order of the rows. */
export const planPayload = (rows: readonly Row[]): { readonly goals: readonly object[]; readonly phases?: readonly object[] } => {
  const goals: object[] = [];
  const phases = new Map<string, { readonly from: object; readonly targets: object[] }>();
  for (const row of rows) {
    const name = phaseOf(row);
    const core = given(row, 'indicator', 'unit', 'targetYear', 'target');
    if (name === null) goals.push({ ...core, ...given(row, 'baselineYear', 'baseline', 'group'), ...unitsIn(row['responsibleUnits']) });
    else {
      const phase = phases.get(normalForm(name)) ?? { from: { name, ...given(row, 'from', 'until') }, targets: [] };
      phases.set(normalForm(name), phase);
      phase.targets.push(core);
    }
  }
  return { goals, ...(phases.size > 0 ? { phases: [...phases.values()].map(({ from, targets }) => ({ ...from, targets })) } : {}) };
};

/** Fields that the plan has of its goals alone. */
const OF_GOALS = ['baselineYear', 'baseline', 'group', 'responsibleUnits'];
const OF_PHASES = ['from', 'until'];

/** A goal has a year. A target of a phase has its phase, and no baseline. */
export const planRowCheck: Import['check'] = (row) => {
  const others = (keys: readonly string[], fault: () => ReturnType<typeof ruleFaults.notOfPhase>): readonly RowFault[] =>
    keys.filter((key) => isGiven(row[key])).map((key) => ({ key, ...fault() }));
  if (phaseOf(row) !== null) return others(OF_GOALS, ruleFaults.notOfPhase);
  const noYear = isGiven(row['targetYear']) ? [] : [{ key: 'targetYear', ...cellFaults.required('目标年度') }];
  return [...noYear, ...others(OF_PHASES, ruleFaults.withoutPhase)];
};

/** The rows of one phase that state another beginning or end than its first row; and a plan without a goal. */
export const plansThatDiffer: NonNullable<Import['compare']> = (rows) => {
  const first = new Map<string, Row>();
  const faults: { row: number; fault: RowFault }[] = [];
  rows.forEach((row, index) => {
    const name = phaseOf(row);
    if (name === null) return;
    const known = first.get(normalForm(name));
    if (!known) return void first.set(normalForm(name), row);
    for (const key of OF_PHASES)
      if ((row[key] ?? null) !== (known[key] ?? null))
        faults.push({ row: index, fault: { key, ...ruleFaults.otherSpan(name, String(known[key] ?? '')) } });
  });
  if (rows.length > 0 && rows.every((row) => phaseOf(row) !== null))
    faults.push({ row: 0, fault: { key: 'phase', ...ruleFaults.noGoal() } });
  return faults;
};
