import { Body, Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsString, MaxLength } from 'class-validator';
import type { Instant } from '@minglu/kernel';
import type { InternalTokens } from './auth/internal-tokens.js';
import { Access, EVERYONE } from './access.js';
import { instantFrom } from './instant-from.js';
import { requireInternalToken } from './require-internal-token.js';
import { MOVE_CLOCK, INTERNAL_TOKENS } from './injection-tokens.js';

class MoveClockDto {
  @IsString()
  @MaxLength(40)
  to!: string;
  /** True: sets the clock without running the deadlines that have become due. */
  @IsOptional()
  @IsBoolean()
  only?: boolean;
}

/**
 * Moves the clock of a service in scenario mode and, unless `only`, runs the deadlines that become due.
 * `head`: the position of the last event afterwards, if the service reads the log.
 */
type MoveClock = (to: Instant, only: boolean) => Promise<{ readonly head?: number }>;

/** Moves the scenario clock. Mounted only if the service was started with `MINGLU_CLOCK=scenario`. */
@ApiExcludeController()
@Controller('internal/clock')
export class ScenarioClockController {
  constructor(
    @Inject(MOVE_CLOCK) private readonly moveClock: MoveClock,
    @Inject(INTERNAL_TOKENS) private readonly internalTokens: InternalTokens,
  ) {}

  @Post()
  @HttpCode(200)
  @Access(EVERYONE)
  async move(
    @Body() { to, only = false }: MoveClockDto,
    @Headers('x-minglu-internal') token?: string,
  ): Promise<{ readonly head?: number }> {
    await requireInternalToken(this.internalTokens, token);
    return this.moveClock(instantFrom(to), only);
  }
}
