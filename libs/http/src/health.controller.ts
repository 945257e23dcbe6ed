import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { HealthCheckService, HealthIndicatorService, type HealthCheckResult } from '@nestjs/terminus';
import { until } from '@minglu/event-store';
import type { Actor } from '@minglu/kernel';
import { LeavesNoLine } from './read-access.js';
import { Access, Caller, EVERYONE } from './access.js';
import { DETAILS_FOR, PROBES } from './injection-tokens.js';
import { ServedBy } from './served-by.js';

/**
 * A condition for readiness. On an exposed service only auditors and the system administrator see its `details`: counts and positions reveal
 * restricted events.
 */
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

const STATES = {
  type: 'object',
  additionalProperties: true,
  description: '各部分的状态，按名称 / the state of each part, by its name',
} as const;
/** The answer of @nestjs/terminus, for OpenAPI. */
class HealthDto {
  @ApiProperty({ enum: ['ok', 'error', 'shutting_down'], description: '是否就绪 / whether it is ready' })
  status!: HealthCheckResult['status'];
  @ApiPropertyOptional({ ...STATES, description: '就绪的各部分 / the parts that are ready' }) info?: object;
  @ApiPropertyOptional({ ...STATES, description: '未就绪的各部分 / the parts that are not' }) error?: object;
  @ApiProperty(STATES) details!: object;
}
class LiveDto {
  @ApiProperty({ enum: ['ok'], description: '在运行 / it runs' }) status!: 'ok';
}

@ApiTags('health')
@ServedBy('gateway')
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    @Inject(PROBES) private readonly probes: readonly HealthProbe[],
    @Inject(DETAILS_FOR) private readonly showsDetailsTo: (caller: Actor) => boolean,
  ) {}

  @Get()
  @LeavesNoLine('no case')
  @Access(EVERYONE)
  @ApiOperation({ summary: '是否就绪；细节仅审计员、系统管理员可见 / ready; only auditors and the system administrator see the details' })
  @ApiOkResponse({ type: HealthDto })
  ready(@Caller() caller: Actor): Promise<HealthCheckResult> {
    const isShown = this.showsDetailsTo(caller);
    return this.health.check(
      this.probes.map(({ name, check }) => async () => {
        const indicator = this.indicators.check(name);
        try {
          const { up, details } = await inTime(check());
          const shown = isShown ? details : {};
          return up ? indicator.up(shown) : indicator.down(shown);
        } catch {
          return indicator.down({ cause: 'no answer in time' });
        }
      }),
    );
  }

  @Get('live')
  @LeavesNoLine('no case')
  @Access(EVERYONE)
  @ApiOperation({ summary: '是否在运行 / live' })
  @ApiOkResponse({ type: LiveDto })
  live(): LiveDto {
    return { status: 'ok' };
  }
}
