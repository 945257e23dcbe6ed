import { malformed } from './format.js';
import type { SourceNode, SourceScalar } from './source.js';

/** The variables of a fixture, by name. */
export type Vars = ReadonlyMap<string, SourceNode>;

const REFERENCE = /\$\{([^}]*)\}/g;
const ONE_REFERENCE = /^\$\{([^}]*)\}$/;

/**
 * Replaces `${name}` in every string below a node, except in keys. In quotes the result is text: `"${year}"` becomes
 * `"2024"`. Without quotes, `${year}` becomes the value of the variable with its type.
 * Throws {@link MalformedScenario} for an unknown variable.
 */
export const fill = (node: SourceNode, vars: Vars): SourceNode => {
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => fill(item, vars)) };
  if (node.kind === 'map')
    return { ...node, entries: new Map([...node.entries].map(([key, entry]) => [key, { ...entry, value: fill(entry.value, vars) }])) };
  if (typeof node.value !== 'string' || !node.value.includes('${')) return node;
  const whole = node.plain ? ONE_REFERENCE.exec(node.value) : null;
  if (whole) return { ...given(whole[1]!, node, vars), place: node.place };
  const text = node.value.replace(REFERENCE, (_, name: string) => textOf(name, node, vars));
  return { ...node, value: text, text };
};

const given = (name: string, at: SourceScalar, vars: Vars): SourceNode => {
  const value = vars.get(name);
  if (value) return value;
  const known = [...vars.keys()].join(', ') || '–';
  throw malformed(at.place, `变量 \${${name}} 没有给出；已给出：${known}`, `the variable \${${name}} is not given; given: ${known}`);
};

const textOf = (name: string, at: SourceScalar, vars: Vars): string => {
  const value = given(name, at, vars);
  if (value.kind === 'scalar') return value.text;
  throw malformed(
    at.place,
    `变量 \${${name}} 不是一个值，不能写进文字`,
    `the variable \${${name}} is not a single value and cannot stand inside text`,
  );
};
