import { Body, Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsObject, IsOptional, IsString, MaxLength } from 'class-validator';
import type { Actor, Refusal } from '@minglu/kernel';
import type { InternalTokens } from './auth/internal-tokens.js';
import type { CommandHandler } from '@minglu/casework';
import { Access, EVERYONE } from './access.js';
import { instantFrom } from './instant-from.js';
import { Time, type RequestTime } from './request-time.js';
import { requireInternalToken } from './require-internal-token.js';
import { COMMAND_HANDLER, INTERNAL_TOKENS, SYSTEM_ACTOR } from './injection-tokens.js';
import { TAKES_COMMAND } from './problem.js';

/** The body of POST /internal/commands: a system command with its effective instant. */
class SystemCommandDto {
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

export interface SystemCommandResponse {
  /** Null if the command was accepted. */
  readonly refusal: Refusal | null;
}

/** System commands of the processes. Internal: the gateway does not route here, and callers need an internal token. */
@ApiExcludeController()
@Controller('internal/commands')
export class SystemCommandsController {
  constructor(
    @Inject(COMMAND_HANDLER) private readonly handler: CommandHandler,
    @Inject(INTERNAL_TOKENS) private readonly internalTokens: InternalTokens,
    @Inject(SYSTEM_ACTOR) private readonly actor: Actor,
  ) {}

  @Post()
  @RouteConfig(TAKES_COMMAND)
  @HttpCode(200)
  @Access(EVERYONE)
  async give(
    @Body() { at, causationId = null, ...command }: SystemCommandDto,
    @Time() { signal }: RequestTime,
    @Headers('x-minglu-internal') token?: string,
  ): Promise<SystemCommandResponse> {
    await requireInternalToken(this.internalTokens, token);
    const answer = await this.handler.execute({ ...command, causationId, actor: this.actor, at: instantFrom(at) }, signal);
    return { refusal: answer.outcome === 'refused' ? answer.refusal : null };
  }
}
