import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import prometheus, { type Registry as PrometheusRegistry } from 'prom-client';
import { LeavesNoLine } from './read-access.js';
import { Access, EVERYONE, FIGURE_READERS } from './access.js';
import { httpRegistry } from './http-metrics.js';
import { inTime, type HealthProbe } from './health.controller.js';
import { METRIC_SOURCES, PROBES } from './injection-tokens.js';

/** One sample of a gauge. */
export interface Metric {
  readonly name: `minglu_${string}`;
  readonly help: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Samples read at each scrape, by the same functions that the health probes use. */
export interface MetricSource {
  readonly name: string;
  readonly read: () => Promise<readonly Metric[]>;
}

const { Registry, Gauge, collectDefaultMetrics } = prometheus;

/** Metrics of the process. One registry, even if several services run in it: `prom-client` registers its observers once. */
let processRegistry: PrometheusRegistry | undefined;
const processMetrics = (): PrometheusRegistry => {
  if (!processRegistry) {
    processRegistry = new Registry();
    collectDefaultMetrics({ register: processRegistry });
  }
  return processRegistry;
};

class MetricsController {
  constructor(
    @Inject(PROBES) private readonly probes: readonly HealthProbe[],
    @Inject(METRIC_SOURCES) private readonly sources: readonly MetricSource[],
  ) {}

  @Get()
  @LeavesNoLine('no case')
  @Header('content-type', Registry.PROMETHEUS_CONTENT_TYPE)
  async metrics(): Promise<string> {
    const [probes, sources] = await Promise.all([
      Promise.all(
        this.probes.map(async ({ name, check }) => ({
          probe: name,
          up: await inTime(check()).then(
            (result) => result.up,
            () => false,
          ),
        })),
      ),
      Promise.all(this.sources.map(async ({ name, read }) => ({ source: name, metrics: await inTime(read()).catch(() => null) }))),
    ]);
    const registry = new Registry();
    setGauges(registry, [
      ...probes.map(({ probe, up }): Metric => ({
        name: 'minglu_probe_up',
        help: '1 if a probe of /health reports up',
        labels: { probe },
        value: Number(up),
      })),
      ...sources.map(({ source, metrics }): Metric => ({
        name: 'minglu_figures_up',
        help: '1 if a source of metrics answered; otherwise its metrics are absent',
        labels: { source },
        value: Number(metrics !== null),
      })),
      ...sources.flatMap(({ metrics }) => metrics ?? []),
    ]);
    return Registry.merge([registry, httpRegistry(), processMetrics()]).metrics();
  }
}

/** The figures of a process without probes and sources: its requests, memory and event loop. */
export const processFigures = async (): Promise<{ readonly type: string; readonly text: string }> => ({
  type: Registry.PROMETHEUS_CONTENT_TYPE,
  text: await Registry.merge([httpRegistry(), processMetrics()]).metrics(),
});

/** Open on internal services, as /health is: the network restricts access, and the gateway does not route here. */
@ApiExcludeController()
@Controller('metrics')
@Access(EVERYONE)
export class InternalMetricsController extends MetricsController {}

/** On an exposed service, auditors only: counts and positions reveal restricted events. */
@ApiExcludeController()
@Controller('metrics')
@Access(...FIGURE_READERS)
export class AuditorMetricsController extends MetricsController {}

const setGauges = (registry: PrometheusRegistry, metrics: readonly Metric[]): void => {
  const gauges = new Map<string, InstanceType<typeof Gauge>>();
  for (const { name, help, labels = {}, value } of metrics) {
    const gauge = gauges.get(name) ?? new Gauge({ name, help, labelNames: Object.keys(labels), registers: [registry] });
    gauges.set(name, gauge);
    gauge.set(labels, value);
  }
};
