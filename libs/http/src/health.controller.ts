import { setTimeout as delay } from 'node:timers/promises';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { HealthCheckService, HealthIndicatorService, type HealthCheckResult } from '@nestjs/terminus';
import { Access, EVERYONE } from './access.js';
import { PROBES } from './injection-tokens.js';

/** A condition for readiness. /health shows `details` to everyone, so they must hold no secrets. */
export interface HealthProbe {
  readonly name: string;
  readonly check: () => Promise<{ readonly up: boolean; readonly details: Readonly<Record<string, unknown>> }>;
}

/** Milliseconds that a probe has. `/health` must answer while a part of the service waits. */
const PROBE_MS = 2_000;

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
          const { up, details } = await within(PROBE_MS, check());
          return up ? indicator.up(details) : indicator.down(details);
        } catch {
          return indicator.down({ cause: 'no answer' });
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

/** Rejects if the work has not ended in time. The work goes on, and its outcome is dropped. */
const within = <T>(ms: number, work: Promise<T>): Promise<T> => {
  const late = new AbortController();
  const limit = delay(ms, undefined, { signal: late.signal }).then(() => Promise.reject(new Error('no answer')));
  return Promise.race([work, limit]).finally(() => {
    limit.catch(() => undefined);
    late.abort();
  });
};
