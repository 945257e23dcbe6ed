import type { EventStore } from '@minglu/event-store';
import type { Consumer } from '@minglu/messaging';
import type { Metric, MetricSource } from '@minglu/http';

/** A service with a larger lag is not ready. */
export const MAXIMUM_LAG = 10_000;

/** The position of the last event of the log, and the faults that were found in it. */
export const logMetrics = (log: Pick<EventStore, 'head' | 'faults'>): readonly MetricSource[] => [
  {
    name: 'log',
    read: async () => [{ name: 'minglu_log_head_position', help: 'position of the last event of the log', value: await log.head() }],
  },
  {
    name: 'log-faults',
    read: async () => {
      const counts: Record<string, number> = {};
      for (const { kind } of await log.faults()) counts[kind] = (counts[kind] ?? 0) + 1;
      return metricPerKey(
        'minglu_log_faults',
        'faults of the log that this process has found: damaged, missing, went-back',
        {},
        'kind',
        counts,
      );
    },
  },
];

/** The lag of a subscription that reads the log by position. */
export const subscriptionMetrics = (subscription: string, head: () => Promise<number>, position: () => Promise<number>): MetricSource => ({
  name: subscription,
  read: async () => {
    // The position is read before the head, so that the lag is never negative.
    const at = await position();
    return [
      {
        name: 'minglu_subscription_lag_events',
        help: 'events of the log that a subscription has not yet read',
        labels: { subscription },
        value: (await head()) - at,
      },
    ];
  },
});

type ConsumerCounts = Pick<Consumer, 'appliedCount' | 'parkedAndInvalid' | 'alarms'>;

/** Counts of the applied and parked events and the invalid records of a consumer, from its own tables. The health probe shows them too. */
export const consumerState = async (consumer: ConsumerCounts, isKnown: (type: string) => boolean) => {
  const [taken, { parked, invalid }, alarms] = [await consumer.appliedCount(), await consumer.parkedAndInvalid(), await consumer.alarms()];
  const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);
  const unknown = Object.fromEntries(Object.entries(parked).filter(([type]) => !isKnown(type)));
  return { taken, parked, unknown, invalid, totals: { taken, parked: sum(parked), unknown: sum(unknown), foreign: sum(invalid), alarms } };
};

/** The same counts as metrics. */
export const parkedAndInvalidMetrics = (name: string, consumer: ConsumerCounts, isKnown: (type: string) => boolean): MetricSource => ({
  name,
  read: async () => {
    const { taken, unknown, invalid, totals } = await consumerState(consumer, isKnown);
    return [
      { name: 'minglu_consumer_taken_events', help: 'events that a consumer has taken', labels: { consumer: name }, value: taken },
      {
        name: 'minglu_consumer_parked_events',
        help: 'parked events of a consumer, with the later events of their streams',
        labels: { consumer: name },
        value: totals.parked,
      },
      {
        name: 'minglu_consumer_alarms',
        help: 'records set aside that no operator has acknowledged',
        labels: { consumer: name },
        value: totals.alarms,
      },
      ...metricPerKey(
        'minglu_consumer_unknown_events',
        'parked events of a type that this version does not know',
        { consumer: name },
        'type',
        unknown,
      ),
      ...metricPerKey(
        'minglu_consumer_foreign_records',
        'records that are not events of this log, and missing records',
        { consumer: name },
        'reason',
        invalid,
      ),
    ];
  },
});

/** The counts of a consumer, and its lag on each partition. */
export const consumerMetrics = (
  name: string,
  consumer: ConsumerCounts & Pick<Consumer, 'lag'>,
  isKnown: (type: string) => boolean,
): readonly MetricSource[] => [
  parkedAndInvalidMetrics(name, consumer, isKnown),
  {
    name: `${name}-lag`,
    read: async () =>
      (await consumer.lag()).map(({ of, behind }) => ({
        name: 'minglu_consumer_lag_records',
        help: 'records of a partition that a consumer has not yet read',
        labels: { consumer: name, ...of },
        value: behind,
      })),
  },
];

/** One metric per key. Without keys there is one metric with the value 0: an alert cannot watch an absent series. */
export const metricPerKey = (
  metric: Metric['name'],
  help: string,
  labels: Readonly<Record<string, string>>,
  label: string,
  counts: Readonly<Record<string, number>>,
): readonly Metric[] => {
  const entries = Object.entries(counts);
  return (entries.length > 0 ? entries : [['', 0] as const]).map(([key, value]) => ({
    name: metric,
    help,
    labels: { ...labels, [label]: key },
    value,
  }));
};

/** The command or document that brings a reader back on the log. */
const WAYS_BACK = {
  readModel: 'npm run rebuild -- read-model',
  timers: 'infra/docs/services.md, “After a restore”',
} as const;

/** Health probe that is down while a reader stands on another log, or on a branch that is no more. It names both places, and the way back. */
export const branchProbe = (readers: Readonly<Partial<Record<keyof typeof WAYS_BACK, Consumer['standing']>>>) => ({
  name: 'branch',
  check: async () => {
    const names = Object.keys(readers) as (keyof typeof readers)[];
    const found = await Promise.all(names.map(async (name) => [name, (await readers[name]?.()) ?? null] as const));
    const lost = found.flatMap(([name, cause]) => (cause === null ? [] : [[name, `${cause}; way back: ${WAYS_BACK[name]}`] as const]));
    return { up: lost.length === 0, details: Object.fromEntries(lost) };
  },
});

/** Health probe that is down while an event of a consumer is parked for too long. `details`: the seconds of the oldest of each consumer. */
export const parkedProbe = (consumers: Readonly<Record<string, () => Promise<number | null>>>, patienceSeconds: number) => ({
  name: 'parked',
  check: async () => {
    const ages = await Promise.all(Object.entries(consumers).map(async ([name, age]) => [name, await age()] as const));
    const parked = ages.flatMap(([name, seconds]) => (seconds === null ? [] : [[name, Math.round(seconds)] as const]));
    return { up: parked.every(([, seconds]) => seconds < patienceSeconds), details: Object.fromEntries(parked) };
  },
});
