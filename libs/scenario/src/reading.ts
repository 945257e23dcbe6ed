import { parseInstant, type Instant } from '@minglu/kernel';
import { malformed } from './format.js';
import type { SourceMap, SourceNode } from './source.js';

// Readers for the values of a file. Each throws MalformedScenario at the wrong value.

export const mapOf = (node: SourceNode, what: string): SourceMap => {
  if (node.kind === 'map') return node;
  throw malformed(node.place, `“${what}” 应为键值映射`, `"${what}" must be a mapping`);
};

/** The entries of a mapping. Only the given keys are allowed. */
export const fieldsOf = <K extends string>(node: SourceNode, what: string, allowed: readonly K[]): Partial<Record<K, SourceNode>> => {
  const fields: Partial<Record<K, SourceNode>> = {};
  for (const [key, { keyPlace, value }] of mapOf(node, what).entries) {
    if (!(allowed as readonly string[]).includes(key)) {
      const keys = allowed.join(', ');
      throw malformed(
        keyPlace,
        `“${what}” 中没有 “${key}” 这个键；可用：${keys}`,
        `"${key}" is not a key of "${what}"; it may have: ${keys}`,
      );
    }
    fields[key as K] = value;
  }
  return fields;
};

/** A mandatory field. The error has the place of the mapping that lacks it. */
export const required = (field: SourceNode | undefined, owner: SourceNode, what: string, key: string): SourceNode => {
  if (field) return field;
  throw malformed(owner.place, `“${what}” 缺少 “${key}”`, `"${what}" lacks "${key}"`);
};

export const textOf = (node: SourceNode, what: string): string => {
  if (node.kind === 'scalar' && typeof node.value === 'string' && node.value !== '') return node.value;
  const hint = node.kind === 'scalar' && node.value !== null && node.value !== '';
  throw malformed(node.place, `“${what}” 应为文字${hint ? '，请加引号' : ''}`, `"${what}" must be text${hint ? ': quote it' : ''}`);
};

export const instantOf = (node: SourceNode, what: string): Instant => {
  const instant = parseInstant(textOf(node, what));
  if (instant) return instant;
  const written = node.kind === 'scalar' ? node.text : '';
  throw malformed(
    node.place,
    `“${what}” 应为带时区的时刻（如 2025-10-11T00:00:00+08:00），而不是 “${written}”`,
    `"${what}" must be an instant that exists, with its offset (2025-10-11T00:00:00+08:00), not "${written}"`,
  );
};

export const booleanOf = (node: SourceNode, what: string): boolean => {
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
  throw malformed(node.place, `“${what}” 应为 true 或 false`, `"${what}" must be true or false`);
};

export const trueOf = (node: SourceNode, what: string): true => {
  if (node.kind === 'scalar' && node.value === true) return true;
  throw malformed(node.place, `“${what}” 只能是 true`, `"${what}" can only be true`);
};

export const countOf = (node: SourceNode, what: string): number => {
  if (node.kind === 'scalar' && typeof node.value === 'number' && Number.isInteger(node.value) && node.value >= 0) return node.value;
  throw malformed(node.place, `“${what}” 应为非负整数`, `"${what}" must be a whole number, 0 or more`);
};

export const listOf = <T>(node: SourceNode, what: string, read: (item: SourceNode, what: string) => T): readonly T[] => {
  if (node.kind === 'list') return node.items.map((item) => read(item, what));
  throw malformed(node.place, `“${what}” 应为列表`, `"${what}" must be a list`);
};

/** One value, or a list of them. */
export const oneOrMore = <T>(node: SourceNode, what: string, read: (item: SourceNode, what: string) => T): readonly T[] =>
  node.kind === 'list' ? listOf(node, what, read) : [read(node, what)];

/** A mapping from arbitrary names to values of one kind. */
export const namedOf = <T>(node: SourceNode, what: string, read: (value: SourceNode, what: string) => T): ReadonlyMap<string, T> =>
  new Map([...mapOf(node, what).entries].map(([name, { value }]) => [name, read(value, `${what}.${name}`)]));

/** `read(node)`, or undefined without a node. */
export const optional = <T>(node: SourceNode | undefined, read: (node: SourceNode) => T): T | undefined => (node ? read(node) : undefined);
