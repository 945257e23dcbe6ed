import type { Day, Decimal, Instant } from '@minglu/kernel';
import type { MaterialKind } from '@minglu/regulation';
import type { Dossier } from './state.js';

/** The case for which an example payload is made. `day`: the day of the act. */
export interface ExampleCase {
  readonly dossier: Dossier;
  readonly caseId: string;
  readonly titleId: string;
  /** Division code of the city of the case. */
  readonly cityCode: string;
  readonly day: string;
}

/** A payload as a caller writes it: days, instants and decimals are strings. */
export type Plain<T> = T extends Day | Instant | Decimal
  ? string
  : T extends readonly (infer One)[]
    ? readonly Plain<One>[]
    : T extends object
      ? { readonly [K in keyof T]: Plain<T[K]> }
      : T;

export const EXAMPLE_SHA256 = 'a'.repeat(64);

export const exampleMaterials = (...kinds: readonly MaterialKind[]) =>
  kinds.map((kind) => ({ kind, name: `${kind}.pdf`, sha256: EXAMPLE_SHA256 }));

/** Software revenue (软件业务收入) and its growth, the two control indicators. */
export const exampleFigures = (revenue: string, growth: string, dataYear: number) => [
  { indicator: 'A1.1', value: revenue, unit: '亿元', dataYear, source: '市统计局' },
  { indicator: 'A2.1', value: growth, unit: '%', dataYear, source: '市统计局' },
];
