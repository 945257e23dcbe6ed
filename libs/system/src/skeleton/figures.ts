import type { Consumer } from '@minglu/messaging';
import type { Metric, MetricSource } from '@minglu/http';

/** More than this many events behind, a service is not ready. */
export const MAXIMUM_LAG = 10_000;

/** The end of the log, as a service sees it. */
export const logFigures = (head: () => Promise<number>): MetricSource => ({
  name: 'log',
  read: async () => [{ name: 'minglu_log_head_position', help: 'position of the last event of the log', value: await head() }],
});

/** How far a subscription that reads the log by position is behind its end. */
export const subscriptionFigures = (subscription: string, head: () => Promise<number>, position: () => Promise<number>): MetricSource => ({
  name: subscription,
  read: async () => {
    // 先读位次，后读末尾：差不会是负数。
    const at = await position();
    return [
      {
        name: 'minglu_subscription_lag_events',
        help: 'events of the log that a subscription has yet to take',
        labels: { subscription },
        value: (await head()) - at,
      },
    ];
  },
});

/** What a consumer has taken and set aside, from its own tables; its probe shows the same. */
export const consumerState = async (consumer: Pick<Consumer, 'taken' | 'aside'>, isKnown: (type: string) => boolean) => {
  const [taken, { parked, foreign }] = [await consumer.taken(), await consumer.aside()];
  const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);
  const unknown = Object.fromEntries(Object.entries(parked).filter(([type]) => !isKnown(type)));
  return { taken, parked, unknown, foreign, totals: { taken, parked: sum(parked), unknown: sum(unknown), foreign: sum(foreign) } };
};

/** What a consumer has taken and set aside. */
export const asideFigures = (
  name: string,
  consumer: Pick<Consumer, 'taken' | 'aside'>,
  isKnown: (type: string) => boolean,
): MetricSource => ({
  name,
  read: async () => {
    const { taken, unknown, foreign, totals } = await consumerState(consumer, isKnown);
    return [
      { name: 'minglu_consumer_taken_events', help: 'events that a consumer has taken', labels: { consumer: name }, value: taken },
      {
        name: 'minglu_consumer_parked_events',
        help: 'events that a consumer has set aside, with those that wait behind them',
        labels: { consumer: name },
        value: totals.parked,
      },
      ...each('minglu_consumer_unknown_events', 'those of them whose type this version does not know', { consumer: name }, 'type', unknown),
      ...each(
        'minglu_consumer_foreign_records',
        'records that are no events of this log, kept aside, and records that are missing',
        { consumer: name },
        'reason',
        foreign,
      ),
    ];
  },
});

/** The same, and how far it is behind on each partition. */
export const consumerFigures = (
  name: string,
  consumer: Pick<Consumer, 'taken' | 'aside' | 'lag'>,
  isKnown: (type: string) => boolean,
): readonly MetricSource[] => [
  asideFigures(name, consumer, isKnown),
  {
    name: `${name}-lag`,
    read: async () =>
      (await consumer.lag()).map(({ of, behind }) => ({
        name: 'minglu_consumer_lag_records',
        help: 'records of a partition that a consumer has yet to take',
        labels: { consumer: name, ...of },
        value: behind,
      })),
  },
];

/** One figure for each key; one without a key, at nothing, where there is none: a series that is absent cannot be watched. */
export const each = (
  figure: Metric['name'],
  help: string,
  labels: Readonly<Record<string, string>>,
  label: string,
  counts: Readonly<Record<string, number>>,
): readonly Metric[] => {
  const found = Object.entries(counts);
  return (found.length > 0 ? found : [['', 0] as const]).map(([key, value]) => ({
    name: figure,
    help,
    labels: { ...labels, [label]: key },
    value,
  }));
};
