import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import prometheus, { type Registry as PrometheusRegistry } from 'prom-client';
import { Access, EVERYONE } from './access.js';
import type { HealthProbe } from './health.controller.js';
import { FIGURES, PROBES } from './tokens.js';

/** A number as it is now, under a name that Prometheus takes. */
export interface Figure {
  readonly name: `minglu_${string}`;
  readonly help: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Where figures come from, read at each scrape: the same functions from which the probes take theirs. */
export interface FigureSource {
  readonly name: string;
  readonly read: () => Promise<readonly Figure[]>;
}

const { Registry, Gauge, collectDefaultMetrics } = prometheus;
const PATIENCE_MS = 3_000;

/** Of the process: one registry, however many services are in it. */
let process_: PrometheusRegistry | undefined;
const ofProcess = (): PrometheusRegistry => {
  if (!process_) {
    process_ = new Registry();
    collectDefaultMetrics({ register: process_ });
  }
  return process_;
};

export class MetricsController {
  constructor(
    @Inject(PROBES) private readonly probes: readonly HealthProbe[],
    @Inject(FIGURES) private readonly sources: readonly FigureSource[],
  ) {}

  @Get()
  @Header('content-type', Registry.PROMETHEUS_CONTENT_TYPE)
  async metrics(): Promise<string> {
    const [up, read] = await Promise.all([
      Promise.all(
        this.probes.map(async ({ name, check }) => ({
          probe: name,
          up: await inTime(
            check().then((it) => it.up),
            false,
          ),
        })),
      ),
      Promise.all(this.sources.map(async ({ name, read: figures }) => ({ source: name, figures: await inTime(figures(), null) }))),
    ]);
    const registry = new Registry();
    gauge(registry, [
      ...up.map(({ probe, up: well }): Figure => ({
        name: 'minglu_probe_up',
        help: '1 where the part that a probe of /health looks at is well',
        labels: { probe },
        value: Number(well),
      })),
      ...read.map(({ source, figures }): Figure => ({
        name: 'minglu_figures_up',
        help: '1 where a source of figures answered; the figures of one that did not are absent',
        labels: { source },
        value: Number(figures !== null),
      })),
      ...read.flatMap(({ figures }) => figures ?? []),
    ]);
    return Registry.merge([registry, ofProcess()]).metrics();
  }
}

/** Within the house, as /health is: the network says who reaches it, and the gateway does not lead here. */
@ApiExcludeController()
@Controller('metrics')
@Access(EVERYONE)
export class MetricsWithinController extends MetricsController {}

/** Where everyone may knock: counts and positions tell of what is not public. */
@ApiExcludeController()
@Controller('metrics')
@Access('auditor')
export class MetricsForAuditorsController extends MetricsController {}

const gauge = (registry: PrometheusRegistry, figures: readonly Figure[]): void => {
  const gauges = new Map<string, InstanceType<typeof Gauge>>();
  for (const { name, help, labels = {}, value } of figures) {
    const one = gauges.get(name) ?? new Gauge({ name, help, labelNames: Object.keys(labels), registers: [registry] });
    gauges.set(name, one);
    one.set(labels, value);
  }
};

/** What does not answer, or not in time, must not hold up the rest. */
const inTime = <T, U>(answer: Promise<T>, otherwise: U): Promise<T | U> =>
  new Promise((resolve) => {
    const patience = setTimeout(() => resolve(otherwise), PATIENCE_MS);
    const done = (value: T | U): void => {
      clearTimeout(patience);
      resolve(value);
    };
    answer.then(done, () => done(otherwise));
  });
