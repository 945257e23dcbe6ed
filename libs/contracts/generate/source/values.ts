import type { FunctionLikeDeclaration } from 'typescript';
import type { Module } from './modules.js';

/** A value as far as the source states it. An expression has several if it has branches. */
export type Value =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: Values }
  /** `open`: it may have further fields. */
  | { readonly kind: 'record'; readonly fields: ReadonlyMap<string, () => Values>; readonly open: boolean }
  | { readonly kind: 'function'; readonly node: FunctionLikeDeclaration; readonly scope: Scope }
  | { readonly kind: 'unknown' };
export type Values = readonly Value[];

/** The names inside a function. Names of the module and its imports are not in it. Values are computed when they are asked for. */
export interface Scope {
  readonly module: Module;
  readonly names: ReadonlyMap<string, () => Values>;
}

export const UNKNOWN: Values = [{ kind: 'unknown' }];
/** Stands in a text for a part that only the running program knows. */
export const GAP = '…';

export const textValue = (text: string): Value => ({ kind: 'text', text });

/** The values of a field. */
export const property = (values: Values, name: string): Values =>
  values.flatMap((value) => {
    if (value.kind === 'record') return value.fields.get(name)?.() ?? (value.open ? UNKNOWN : []);
    return value.kind === 'unknown' ? UNKNOWN : [];
  });

/** The items of lists, and the values of all fields of records. */
export const itemsOf = (values: Values): Values =>
  values.flatMap((value) => {
    if (value.kind === 'list') return value.items;
    if (value.kind === 'record') return [...value.fields.values()].flatMap((field) => field());
    return UNKNOWN;
  });

/** The texts of values, items of lists included; {@link GAP} for other values. */
export const textsOf = (values: Values): readonly string[] => [
  ...new Set(values.flatMap((value) => (value.kind === 'text' ? [value.text] : value.kind === 'list' ? textsOf(value.items) : [GAP]))),
];
