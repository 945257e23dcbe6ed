import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { HealthCheckService, HealthIndicatorService, type HealthCheckResult } from '@nestjs/terminus';
import { until } from '@minglu/event-store';
import { Access, EVERYONE } from './access.js';
import { PROBES } from './injection-tokens.js';

/** A condition for readiness. /health shows `details` to everyone, so they must hold no secrets. */
export interface HealthProbe {
  readonly name: string;
  readonly check: () => Promise<{ readonly up: boolean; readonly details: Readonly<Record<string, unknown>> }>;
}

/** Milliseconds that a probe or a source of metrics has: `/health` must answer within two seconds while a part of the service waits. */
const PROBE_MS = 1_700;

/** The outcome of a probe or a source. Rejects if it does not come in time; the work goes on, and its outcome is dropped. */
export const inTime = <T>(work: Promise<T>): Promise<T> => until(AbortSignal.timeout(PROBE_MS), work);

/** Callers share a running check, so that many of them cost one connection. A check that has not ended in time is not waited for again. */
export const shared = ({ name, check }: HealthProbe): HealthProbe => {
  let running: { readonly result: ReturnType<HealthProbe['check']>; readonly begun: number } | undefined;
  return {
    name,
    check: () => {
      if (running && performance.now() - running.begun < PROBE_MS) return running.result;
      const own = { result: check().finally(() => running === own && (running = undefined)), begun: performance.now() };
      running = own;
      return own.result;
    },
  };
};

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    @Inject(PROBES) private readonly probes: readonly HealthProbe[],
  ) {}

  @Get()
  @Access(EVERYONE)
  @ApiOperation({ summary: '是否就绪 / ready: database, lag' })
  ready(): Promise<HealthCheckResult> {
    return this.health.check(
      this.probes.map(({ name, check }) => async () => {
        const indicator = this.indicators.check(name);
        try {
          const { up, details } = await inTime(check());
          return up ? indicator.up(details) : indicator.down(details);
        } catch {
          return indicator.down({ cause: 'no answer in time' });
        }
      }),
    );
  }

  @Get('live')
  @Access(EVERYONE)
  @ApiOperation({ summary: '是否在运行 / live' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }
}
