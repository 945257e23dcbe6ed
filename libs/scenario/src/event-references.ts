import type { Bilingual } from '@minglu/kernel';
import { malformed } from './format.js';
import { mismatches } from './match.js';
import type { ScenarioEvent } from './port.js';
import { textOf } from './reading.js';
import type { SourceNode } from './source.js';

/**
 * A mapping with this key stands for the id of an event of an earlier step: `{ $event: label }` if the step had one event, or
 * `{ $event: label/Type }`. Its other keys are fields of the event, for a step with several events of the type.
 */
const KEY = '$event';

/** The events of the labelled steps so far. */
export type LabelledEvents = ReadonlyMap<string, readonly ScenarioEvent[]>;

/** A reference that names no event, or more than one. */
export class UnresolvedReference extends Error {
  constructor(
    readonly reference: unknown,
    /** The types of the events of the step. */
    readonly types: readonly string[],
    readonly reason: Bilingual,
  ) {
    super(reason.en);
  }
}

/** Throws {@link MalformedScenario} for a reference to a label that no earlier step has. */
export const checkReferences = (node: SourceNode, labels: ReadonlySet<string>): void => {
  if (node.kind === 'scalar') return;
  if (node.kind === 'list') return node.items.forEach((item) => checkReferences(item, labels));
  for (const [key, { value }] of node.entries) {
    if (key !== KEY) checkReferences(value, labels);
    else {
      const [label] = partsOf(textOf(value, KEY));
      const known = [...labels].join(', ') || '–';
      if (!labels.has(label))
        throw malformed(
          value.place,
          `此前没有标签为 “${label}” 的步骤；已有：${known}`,
          `no earlier step has the label "${label}"; there are: ${known}`,
        );
    }
  }
};

/** The label, and the type of the event if it is given. */
const partsOf = (reference: string): readonly [label: string, type: string | undefined] => {
  const [label, ...type] = reference.split('/');
  return [label!, type.length === 0 ? undefined : type.join('/')];
};

/** A value with the ids of events in place of its references. Throws {@link UnresolvedReference}. */
export const withEventIds = <T>(value: T, events: LabelledEvents): T => resolved(value, events) as T;

const resolved = (value: unknown, events: LabelledEvents): unknown => {
  if (Array.isArray(value)) return value.map((item) => resolved(item, events));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, resolved(item, events)] as const);
  return Object.hasOwn(value, KEY) ? eventId(Object.fromEntries(entries), events) : Object.fromEntries(entries);
};

const eventId = (reference: Readonly<Record<string, unknown>>, events: LabelledEvents): string => {
  const { [KEY]: named, ...fields } = reference;
  const [label, type] = partsOf(String(named));
  const ofStep = events.get(label) ?? [];
  const matching = ofStep.filter((event) => (type === undefined || event.type === type) && mismatches(fields, event.data).length === 0);
  if (matching.length === 1) return matching[0]!.eventId;
  const types = ofStep.map((event) => event.type);
  throw new UnresolvedReference(
    reference,
    types,
    matching.length === 0
      ? { zh: '该步骤没有这样的事件', en: 'the step has no such event' }
      : { zh: '该步骤有几个这样的事件，须写明类型或者字段', en: 'the step has several such events: name the type or a field' },
  );
};
