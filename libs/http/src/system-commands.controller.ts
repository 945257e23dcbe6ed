import { Body, Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsObject, IsOptional, IsString, MaxLength } from 'class-validator';
import type { Actor, Refusal } from '@minglu/kernel';
import type { InternalTokens } from './auth/internal.js';
import type { Casework } from '@minglu/casework';
import { Access, EVERYONE } from './access.js';
import { instantFrom, onlyWithin } from './internal.js';
import { CASEWORK, INTERNAL, SYSTEM_ACTOR } from './tokens.js';

/** A command of the system's own, with the instant at which it holds. */
export class SystemCommandDto {
  @IsString()
  @MaxLength(300)
  commandId!: string;
  @IsString()
  @MaxLength(64)
  type!: string;
  @IsObject()
  data!: Record<string, unknown>;
  @IsOptional()
  @IsString()
  @MaxLength(64)
  causationId?: string | null;
  @IsString()
  @MaxLength(40)
  at!: string;
}

export interface SystemAnswer {
  readonly refusal: Refusal | null;
}

/** The gateway of the processes: only another service of the house may knock, and the proxy does not lead here. */
@ApiExcludeController()
@Controller('internal/commands')
export class SystemCommandsController {
  constructor(
    @Inject(CASEWORK) private readonly casework: Casework,
    @Inject(INTERNAL) private readonly internal: InternalTokens,
    @Inject(SYSTEM_ACTOR) private readonly actor: Actor,
  ) {}

  @Post()
  @HttpCode(200)
  @Access(EVERYONE)
  async give(
    @Body() { at, causationId = null, ...command }: SystemCommandDto,
    @Headers('x-minglu-internal') token?: string,
  ): Promise<SystemAnswer> {
    await onlyWithin(this.internal, token);
    const answer = await this.casework.execute({ ...command, causationId, actor: this.actor, at: instantFrom(at) });
    return { refusal: answer.outcome === 'refused' ? answer.refusal : null };
  }
}
