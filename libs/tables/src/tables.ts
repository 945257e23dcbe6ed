import type { IndicatorSystem } from '@minglu/regulation';
import { evaluationResults } from './evaluation-results.js';
import { figureTables } from './figure-tables.js';
import { planTables } from './plan-tables.js';
import { summaryTable } from './summary-table.js';
import type { Table } from './table.js';
import { titleRegister } from './title-register.js';

/** All tables. @param system the indicator system of the tables of figures and targets; null for none */
export const tablesBy = (system: IndicatorSystem | null): readonly Table[] => [
  ...figureTables(system),
  ...planTables(system),
  evaluationResults,
  summaryTable,
  titleRegister,
];

export const tableNamed = (name: string, system: IndicatorSystem | null = null): Table | undefined =>
  tablesBy(system).find((one) => one.name === name);
