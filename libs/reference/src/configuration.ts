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

/** The programs of an installation that have settings; `standalone` is all of them in one process. */
const CONFIGURED = ['casework', 'query', 'audit', 'materials', 'publisher', 'procedure', 'gateway', 'standalone'] as const;
const service = () => oneOf(...CONFIGURED);
const variable = () => Type.String({ pattern: '^[A-Z][A-Z0-9_]{0,63}$' });
/** A longer value is shown by its beginning and its hash. */
const value = () => Type.String({ maxLength: 500 });

export const configurationEvents = {
  ConfigurationChanged: defineEvent({
    type: 'ConfigurationChanged',
    version: 1,
    title: { zh: '配置已变更', en: 'Configuration changed' },
    freeText: { document: ['changes[].variable', 'changes[].before', 'changes[].after'] },
    classification: 'RESTRICTED',
    /** A value is null where the variable was not set. Of a secret it is the id of the key, never the secret. */
    payload: record({
      service: service(),
      changes: Type.Array(record({ variable: variable(), before: nullable(value()), after: nullable(value()) }), {
        minItems: 1,
        maxItems: 200,
      }),
    }),
  }),
};
type ConfigurationEvent = EventOf<typeof configurationEvents>;

/** The settings of one program at its last start, by variable. */
type Configuration = Readonly<Record<string, string>>;

/** One stream for each program. Only the audit administrator reads its events. */
export const configurations: StreamCategory<Configuration, ConfigurationEvent> = {
  name: 'configuration',
  events: configurationEvents,
  initial: {},
  evolve: (state, { data }) =>
    Object.fromEntries(
      Object.entries({ ...state, ...Object.fromEntries(data.changes.map(({ variable: name, after }) => [name, after])) }).filter(
        (entry): entry is [string, string] => entry[1] !== null,
      ),
    ),
};
export const configuration = (of: string) => ref(configurations, of);

/** The differences from the settings before, in the order of the names. */
export const changesOf = (before: Configuration, after: Configuration) =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .sort()
    .filter((name) => before[name] !== after[name])
    .map((name) => ({ variable: name, before: before[name] ?? null, after: after[name] ?? null }));

/** Records the settings with which a program started, as far as they differ from those of its last start (decisions 46). */
export const recordConfiguration = referenceAct({
  command: 'RecordConfiguration',
  route: null,
  title: { zh: '登记配置', en: 'Record the configuration' },
  legalBasis: [BASIS],
  payload: record({
    service: service(),
    settings: Type.Array(record({ variable: variable(), value: value() }), { maxItems: 100 }),
  }),
  example: () => ({ service: 'gateway', settings: [{ variable: 'MINGLU_REQUESTS_PER_MINUTE', value: '600' }] }),
  by: { system: () => true },
  on: (data) => [configuration(data.service)],
  decide: ({ data }, { state }) => {
    const changes = changesOf(state, Object.fromEntries(data.settings.map((one) => [one.variable, one.value])));
    return changes.length === 0
      ? refuse('configuration-unchanged', BASIS, '配置没有变化', 'the configuration is the same as before', { service: data.service })
      : accept([newEvent(configurationEvents.ConfigurationChanged, { service: data.service, changes })]);
  },
});
