import { isDay } from '@minglu/kernel';
import { malformed, type DeadlinePattern, type EventPattern, type Expectation, type Questions, type RefusalPattern } from './format.js';
import type { AsOf } from './port.js';
import { booleanOf, countOf, fieldsOf, instantOf, listOf, mapOf, namedOf, oneOrMore, optional, required, textOf } from './reading.js';
import { valueOf, type SourceNode } from './source.js';

const QUESTIONS = ['status', 'flags', 'notFlags', 'deadline'] as const;
/** Expectations that only a command can have. */
const OF_COMMANDS = ['refused', 'warnings'] as const;
const OF_ALL = ['events', 'event', ...QUESTIONS, 'asOf', 'public'] as const;

export const NO_EXPECTATION: Expectation = {
  eventPatterns: [],
  warnings: [],
  asOf: [],
  publicCounts: new Map(),
  status: new Map(),
  flags: new Map(),
  notFlags: new Map(),
  deadlines: [],
};

/** Reads the `expect` of a step. */
export const parseExpectation = (node: SourceNode, ofCommand: boolean): Expectation => {
  const fields = fieldsOf(node, 'expect', [...OF_ALL, ...OF_COMMANDS]);
  for (const key of OF_COMMANDS) {
    if (fields[key] && !ofCommand)
      throw malformed(fields[key].place, `“${key}” 只能用于有 “do” 的步骤`, `"${key}" can only be expected of a step with "do"`);
  }
  return {
    events: optional(fields.events, (value) => listOf(value, 'events', textOf)),
    eventPatterns: optional(fields.event, (value) => oneOrMore(value, 'event', eventPattern)) ?? [],
    refused: optional(fields.refused, refusalPattern),
    warnings: optional(fields.warnings, (value) => listOf(value, 'warnings', textOf)) ?? [],
    asOf: optional(fields.asOf, (value) => oneOrMore(value, 'asOf', asOf)) ?? [],
    publicCounts: optional(fields.public, (value) => namedOf(value, 'public', countOf)) ?? new Map(),
    ...questions(fields),
  };
};

const questions = (fields: Partial<Record<(typeof QUESTIONS)[number], SourceNode>>): Questions => ({
  status: optional(fields.status, (value) => namedOf(value, 'status', textOf)) ?? new Map(),
  flags: optional(fields.flags, (value) => namedOf(value, 'flags', flagList)) ?? new Map(),
  notFlags: optional(fields.notFlags, (value) => namedOf(value, 'notFlags', flagList)) ?? new Map(),
  deadlines: optional(fields.deadline, (value) => oneOrMore(value, 'deadline', deadlinePattern)) ?? [],
});

const flagList = (node: SourceNode, what: string) => listOf(node, what, textOf);

/** `{ at, knownAt (default: at), … }` */
const asOf = (node: SourceNode): AsOf & Questions => {
  const fields = fieldsOf(node, 'asOf', ['at', 'knownAt', ...QUESTIONS]);
  const at = instantOf(required(fields.at, node, 'asOf', 'at'), 'asOf.at');
  return { at, knownAt: optional(fields.knownAt, (value) => instantOf(value, 'asOf.knownAt')) ?? at, ...questions(fields) };
};

/** `{ type, …fields }`: every key but `type` is a field of the event. */
const eventPattern = (node: SourceNode): EventPattern => {
  const { entries } = mapOf(node, 'event');
  const type = textOf(required(entries.get('type')?.value, node, 'event', 'type'), 'event.type');
  return {
    type,
    fields: Object.fromEntries([...entries].filter(([key]) => key !== 'type').map(([key, { value }]) => [key, valueOf(value)])),
  };
};

/** `true`, `{ basis }`, `{ code }` or both. */
const refusalPattern = (node: SourceNode): RefusalPattern => {
  if (node.kind === 'scalar' && node.value === true) return {};
  if (node.kind !== 'map' || node.entries.size === 0)
    throw malformed(node.place, '“refused” 应为 true、{ basis } 或 { code }', '"refused" must be true, { basis } or { code }');
  const { basis, code } = fieldsOf(node, 'refused', ['basis', 'code']);
  return {
    basis: optional(basis, (value) => textOf(value, 'refused.basis')),
    code: optional(code, (value) => textOf(value, 'refused.code')),
  };
};

const deadlinePattern = (node: SourceNode): DeadlinePattern => {
  const { of, kind, endsAt, workingDays, provisional } = fieldsOf(node, 'deadline', ['of', 'kind', 'endsAt', 'workingDays', 'provisional']);
  return {
    of: textOf(required(of, node, 'deadline', 'of'), 'deadline.of'),
    kind: textOf(required(kind, node, 'deadline', 'kind'), 'deadline.kind'),
    endsAt: optional(endsAt, (value) => instantOf(value, 'deadline.endsAt')),
    workingDays: optional(workingDays, (value) => listOf(value, 'deadline.workingDays', dayText)),
    provisional: optional(provisional, (value) => booleanOf(value, 'deadline.provisional')),
  };
};

const dayText = (node: SourceNode, what: string): string => {
  const text = textOf(node, what);
  if (isDay(text)) return text;
  throw malformed(node.place, `“${text}” 不是存在的日期（应为 YYYY-MM-DD）`, `"${text}" is not a day that exists (YYYY-MM-DD)`);
};
