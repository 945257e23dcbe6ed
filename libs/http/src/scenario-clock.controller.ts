import { Body, Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsString, MaxLength } from 'class-validator';
import type { Instant } from '@minglu/kernel';
import type { InternalTokens } from './auth/internal.js';
import { Access, EVERYONE } from './access.js';
import { instantFrom, onlyWithin } from './internal.js';
import { CLOCK_HAND, INTERNAL } from './tokens.js';

export class MoveClockDto {
  @IsString()
  @MaxLength(40)
  to!: string;
  /** Only sets the clock: nothing that is due happens yet. */
  @IsOptional()
  @IsBoolean()
  only?: boolean;
}

/** Moves the clock of a service in scenario mode, and lets happen what falls due; gives where the log then ends, where the service knows it. */
export type ClockHand = (to: Instant, only: boolean) => Promise<{ readonly head?: number }>;

/** The clock of a scenario: there only when the service was started with `MINGLU_CLOCK=scenario`. */
@ApiExcludeController()
@Controller('internal/clock')
export class ScenarioClockController {
  constructor(
    @Inject(CLOCK_HAND) private readonly hand: ClockHand,
    @Inject(INTERNAL) private readonly internal: InternalTokens,
  ) {}

  @Post()
  @HttpCode(200)
  @Access(EVERYONE)
  async move(
    @Body() { to, only = false }: MoveClockDto,
    @Headers('x-minglu-internal') token?: string,
  ): Promise<{ readonly head?: number }> {
    await onlyWithin(this.internal, token);
    return this.hand(instantFrom(to), only);
  }
}
