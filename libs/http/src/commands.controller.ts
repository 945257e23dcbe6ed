import { Body, Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { IsObject, IsString, Matches, MaxLength } from 'class-validator';
import { randomUUID } from 'node:crypto';
import type { Actor, Warning } from '@minglu/kernel';
import type { Answer, Casework, CommandEnvelope, Clock } from '@minglu/casework';
import { Access, Caller, EVERYONE } from './access.js';
import { ProblemException } from './problem.js';
import { placeOf, type Bookmarks } from './bookmark.js';
import { BOOKMARKS, CASEWORK, CLOCK, ON_ACCEPTED } from './tokens.js';

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
  /** Give it as `after` to a query that should show what this command did. */
  readonly after: string;
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

/** W3C Trace Context, version 00 and its like; anything else is not kept. */
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
/** As GET /dossiers/{id} gives it: the version that this caller can see. */
const ETAG = /^"([0-9]{1,9})"$/;
const IDEMPOTENCY_KEY = /^[A-Za-z0-9._:-]{8,128}$/;

@ApiTags('commands')
@ApiBearerAuth()
@Controller('commands')
export class CommandsController {
  constructor(
    private readonly bus: CommandBus,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ON_ACCEPTED) private readonly accepted: (answer: Answer) => void,
    @Inject(BOOKMARKS) private readonly bookmarks: Bookmarks,
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
  @ApiHeader({
    name: 'If-Match',
    required: false,
    description: '所见案卷的 ETag；已有变化则 412 / the ETag of the dossier as it was seen; 412 when it has changed',
  })
  @ApiHeader({ name: 'traceparent', required: false, description: 'W3C Trace Context' })
  @ApiResponse({ status: 201, description: '已记录 / recorded' })
  @ApiResponse({ status: 422, description: '依规定不予办理 / refused by a provision (application/problem+json)' })
  async give(
    @Body() { type, data }: CommandDto,
    @Caller() actor: Actor,
    @Headers('Idempotency-Key') key?: string,
    @Headers('If-Match') ifMatch?: string,
    @Headers('traceparent') traceparent?: string,
  ): Promise<CommandAnswer> {
    if (key !== undefined && !IDEMPOTENCY_KEY.test(key))
      throw new ProblemException(
        'invalid-request',
        'Idempotency-Key 须为 8–128 个字母、数字或 . _ : -',
        'Idempotency-Key: 8 to 128 letters, digits or . _ : -',
      );
    if (ifMatch !== undefined && !ETAG.test(ifMatch))
      throw new ProblemException('invalid-request', 'If-Match 须为查询所得的 ETag', 'If-Match is the ETag of a query');
    // 标识分属各调用者：既不能冒用系统的，也不能占用他人的。
    const mine = `http/${actor.role}/${actor.org}/${actor.person}/`;
    const commandId = `${mine}${key ?? randomUUID()}`;
    const answer = await this.bus.execute(
      new ExecuteCommand({
        commandId,
        type,
        data,
        actor,
        at: this.clock.now(),
        ...(ifMatch === undefined ? {} : { ifVersion: Number(ETAG.exec(ifMatch)![1]) }),
        traceparent: traceparent !== undefined && TRACEPARENT.test(traceparent) ? traceparent : null,
      }),
    );
    if (answer.outcome === 'refused') throw ProblemException.of(answer.refusal);
    this.accepted(answer);
    const { position, events, warnings, repeated } = answer;
    return {
      commandId: commandId.slice(mine.length),
      after: this.bookmarks.mark(placeOf(position, events)),
      events: events.map(({ eventId, type: event }) => ({ eventId, type: event })),
      warnings,
      repeated,
    };
  }
}
