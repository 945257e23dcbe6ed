import { Body, Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { IsObject, IsString, Matches, MaxLength } from 'class-validator';
import { randomUUID } from 'node:crypto';
import type { Actor, Warning } from '@minglu/kernel';
import type { Answer, Casework, CommandEnvelope } from '../casework/casework.js';
import type { Clock } from '../clock.js';
import { Access, Caller, EVERYONE } from './access.js';
import { ProblemException } from './problem.js';
import { CASEWORK, CLOCK, ON_ACCEPTED } from './tokens.js';

/** A command as it is posted: its name and its fields (libs/contracts/commands). */
export class CommandDto implements Pick<CommandEnvelope, 'type' | 'data'> {
  @ApiProperty({ example: 'OpenApplication' })
  @IsString()
  @MaxLength(64)
  @Matches(/^[A-Z][A-Za-z]+$/)
  type!: string;

  @ApiProperty({ type: Object, description: '字段见 libs/contracts/commands / the fields are those of libs/contracts/commands' })
  @IsObject()
  data!: Record<string, unknown>;
}

/** What a caller is told of an accepted command. Versions of streams are not: they would betray restricted events. */
export interface CommandAnswer {
  readonly commandId: string;
  /** In the log; give it as `after` to a query that should show it. */
  readonly position: number;
  readonly events: readonly { readonly eventId: string; readonly type: string }[];
  readonly warnings: readonly Warning[];
  readonly repeated: boolean;
}

export class ExecuteCommand extends Command<Answer> {
  constructor(readonly envelope: CommandEnvelope) {
    super();
  }
}

@CommandHandler(ExecuteCommand)
export class ExecuteCommandHandler implements ICommandHandler<ExecuteCommand> {
  constructor(@Inject(CASEWORK) private readonly casework: Casework) {}
  execute({ envelope }: ExecuteCommand): Promise<Answer> {
    return this.casework.execute(envelope);
  }
}

const IDEMPOTENCY_KEY = /^[A-Za-z0-9._:-]{8,128}$/;

@ApiTags('commands')
@ApiBearerAuth()
@Controller('commands')
export class CommandsController {
  constructor(
    private readonly bus: CommandBus,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ON_ACCEPTED) private readonly accepted: (answer: Answer) => void,
  ) {}

  @Post()
  @HttpCode(201)
  @Access(EVERYONE)
  @ApiOperation({ summary: '提交一个命令 / give a command' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: '命令标识，8–128 个字符；重复提交得到第一次的答复 / the command id; a repeat is answered as the first time',
  })
  @ApiResponse({ status: 201, description: '已记录 / recorded' })
  @ApiResponse({ status: 422, description: '依规定不予办理 / refused by a provision (application/problem+json)' })
  async give(
    @Body() { type, data }: CommandDto,
    @Caller() actor: Actor,
    @Headers('idempotency-key') key?: string,
    @Headers('traceparent') traceparent?: string,
  ): Promise<CommandAnswer> {
    if (key !== undefined && !IDEMPOTENCY_KEY.test(key))
      throw new ProblemException(
        'invalid-request',
        'Idempotency-Key 须为 8–128 个字母、数字或 . _ : -',
        'Idempotency-Key: 8 to 128 letters, digits or . _ : -',
      );
    // 系统命令的标识另有前缀，调用者不能冒用。
    const commandId = `http/${key ?? randomUUID()}`;
    const answer = await this.bus.execute(
      new ExecuteCommand({ commandId, type, data, actor, at: this.clock.now(), traceparent: traceparent ?? null }),
    );
    if (answer.outcome === 'refused') throw ProblemException.of(answer.refusal);
    this.accepted(answer);
    const { position, events, warnings, repeated } = answer;
    return {
      commandId: commandId.slice('http/'.length),
      position,
      events: events.map(({ eventId, type: event }) => ({ eventId, type: event })),
      warnings,
      repeated,
    };
  }
}
