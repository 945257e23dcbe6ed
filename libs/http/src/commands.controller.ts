import { Body, Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { IsObject, IsString, Matches, MaxLength } from 'class-validator';
import { randomUUID } from 'node:crypto';
import type { Actor, Warning } from '@minglu/kernel';
import type { Clock, Command } from '@minglu/casework';
import type { LogPlace } from '@minglu/event-store';
import { Access, Caller, EVERYONE } from './access.js';
import type { ConsistencyTokens } from './consistency-token.js';
import { ExecuteCommand } from './execute-command.js';
import { CLOCK, CONSISTENCY_TOKENS, PLACE_AT, WAKE } from './injection-tokens.js';
import { ProblemException } from './problem.js';
import { Time, type RequestTime } from './request-time.js';

/** The body of POST /commands: a command type and its fields, as in libs/contracts/commands. */
class CommandDto implements Pick<Command, 'type' | 'data'> {
  @ApiProperty({ example: 'OpenApplication' })
  @IsString()
  @MaxLength(64)
  @Matches(/^[A-Z][A-Za-z]+$/)
  type!: string;

  @ApiProperty({ type: Object, description: '字段见 libs/contracts/commands / the fields are those of libs/contracts/commands' })
  @IsObject()
  data!: Record<string, unknown>;
}

/** The answer to an accepted command. It holds no stream versions, because they would reveal restricted events. */
interface CommandResponse {
  readonly commandId: string;
  /** Consistency token: a query with this `after` waits until the command's events can be seen. */
  readonly after: string;
  readonly events: readonly { readonly eventId: string; readonly type: string }[];
  readonly warnings: readonly Warning[];
  readonly repeated: boolean;
}

/** W3C Trace Context in the format of version 00; other values are dropped. */
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
/** The ETag of GET /dossiers/{id}: the version that this caller can see. */
const ETAG = /^"([0-9]{1,9})"$/;
const IDEMPOTENCY_KEY = /^[A-Za-z0-9._:-]{8,128}$/;

@ApiTags('commands')
@ApiBearerAuth()
@Controller('commands')
export class CommandsController {
  constructor(
    private readonly bus: CommandBus,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(WAKE) private readonly wake: () => void,
    @Inject(PLACE_AT) private readonly placeAt: (position: number) => Promise<LogPlace>,
    @Inject(CONSISTENCY_TOKENS) private readonly consistencyTokens: ConsistencyTokens,
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
  @ApiResponse({
    status: 503,
    description:
      '暂时无法办理（service-away，未作记录）或结果不明（outcome-unknown，请以同一标识重新提交）/ not recorded (service-away), or not known (outcome-unknown: repeat it with the same id)',
  })
  @ApiResponse({ status: 422, description: '依规定不予办理 / refused by a provision (application/problem+json)' })
  async give(
    @Body() { type, data }: CommandDto,
    @Caller() actor: Actor,
    @Time() { signal }: RequestTime,
    @Headers('Idempotency-Key') key?: string,
    @Headers('If-Match') ifMatch?: string,
    @Headers('traceparent') traceparent?: string,
  ): Promise<CommandResponse> {
    if (key !== undefined && !IDEMPOTENCY_KEY.test(key))
      throw new ProblemException(
        'invalid-request',
        'Idempotency-Key 须为 8–128 个字母、数字或 . _ : -',
        'Idempotency-Key: 8 to 128 letters, digits or . _ : -',
      );
    if (ifMatch !== undefined && !ETAG.test(ifMatch))
      throw new ProblemException('invalid-request', 'If-Match 须为查询所得的 ETag', 'If-Match is the ETag of a query');
    // Each caller has a namespace of command ids: no id can collide with the system's or another caller's.
    const namespace = `http/${actor.role}/${actor.org}/${actor.person}/`;
    const commandId = `${namespace}${key ?? randomUUID()}`;
    const answer = await this.bus.execute(
      new ExecuteCommand(
        {
          commandId,
          type,
          data,
          actor,
          at: this.clock.now(),
          ...(ifMatch === undefined ? {} : { ifVersion: Number(ETAG.exec(ifMatch)![1]) }),
          traceparent: traceparent !== undefined && TRACEPARENT.test(traceparent) ? traceparent : null,
        },
        signal,
      ),
    );
    if (answer.outcome === 'refused') throw ProblemException.of(answer.refusal);
    this.wake();
    const { position, events, warnings, repeated } = answer;
    return {
      commandId: commandId.slice(namespace.length),
      after: this.consistencyTokens.issue('after', await this.placeAt(position), { count: events.length }),
      events: events.map(({ eventId, type: event }) => ({ eventId, type: event })),
      warnings,
      repeated,
    };
  }
}
