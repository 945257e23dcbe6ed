import {
  accept,
  defineEvent,
  newEvent,
  nullable,
  oneOf,
  record,
  ref,
  refuse,
  Type,
  type EventOf,
  type StreamCategory,
} from '@minglu/kernel';
import { referenceAct } from './act.js';

const BASIS = 'measure-2022/4';

/** The parts of the system that its self-check compares with the events. */
const FINDING_KINDS = [
  'events',
  'tree',
  'map',
  'checkpoint',
  'claims',
  'commands',
  'vault',
  'read-model',
  'timers',
  'permissions',
  'materials',
  'topics',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

const finding = {
  /** Of kind, position and subject, so that the same mismatch is recorded once. */
  findingId: Type.String({ pattern: '^[0-9a-f]{16}$' }),
  kind: oneOf(...FINDING_KINDS),
  /** The first bad position of the log; null for a mismatch that no event has caused. */
  position: nullable(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  /** A table, a topic, a digest or an object of the database. Never a person or the content of a record. */
  subject: Type.String({ maxLength: 200 }),
};

export const selfCheckEvents = {
  SelfCheckFailed: defineEvent({
    type: 'SelfCheckFailed',
    version: 1,
    title: { zh: '自检发现不符', en: 'Self-check found a mismatch' },
    freeText: { document: ['subject'] },
    classification: 'RESTRICTED',
    payload: record(finding),
  }),
};
type SelfCheckEvent = EventOf<typeof selfCheckEvents>;

/**
 * One stream for each finding: damage to the event of one finding stops no other. Only auditors and the audit administrator read these
 * events.
 */
export const selfChecks: StreamCategory<boolean, SelfCheckEvent> = {
  name: 'self-check',
  events: selfCheckEvents,
  initial: false,
  evolve: () => true,
};

/** Records a mismatch that a check of the system has found: an alarm (decisions 46). */
export const recordSelfCheckFinding = referenceAct({
  command: 'RecordSelfCheckFinding',
  route: null,
  title: { zh: '登记自检发现', en: 'Record a finding of the self-check' },
  legalBasis: [BASIS],
  payload: selfCheckEvents.SelfCheckFailed.payload,
  example: () => ({ findingId: '0123456789abcdef', kind: 'read-model', position: 12, subject: 'query.dossiers' }),
  by: { system: () => true },
  on: (data) => [ref(selfChecks, data.findingId)],
  decide: ({ data }, { state }) =>
    state
      ? refuse('finding-recorded', BASIS, '该项不符已登记', 'the finding is recorded already', { findingId: data.findingId })
      : accept([newEvent(selfCheckEvents.SelfCheckFailed, data)]),
});
