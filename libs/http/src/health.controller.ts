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
          const { up, details } = await check();
          return up ? indicator.up(details) : indicator.down(details);
        } catch {
          return indicator.down('no answer');
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
