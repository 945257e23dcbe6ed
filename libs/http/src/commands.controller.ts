import { Body, Controller, Get, Headers, HttpCode, Inject, Post, Query, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { IsObject, IsString, Matches, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { bodyOf, provisionPath, routesOf, type Actor, type AnyAct, type Bilingual } from '@minglu/kernel';
import type { Command } from '@minglu/casework';
import { LeavesNoLine } from './read-access.js';
import { Access, Caller, EVERYONE } from './access.js';
import { CommandRequests, TrialDto, type CommandResponse, type TrialResponse } from './command-requests.js';
import { ACTS } from './injection-tokens.js';
import { Time, type RequestTime } from './request-time.js';
import { ServedBy } from './served-by.js';
import { TAKES_COMMAND } from './problem.js';

/** The body of POST /commands: a command type and its fields, as in libs/contracts/commands. */
class CommandDto implements Pick<Command, 'type' | 'data'> {
  @ApiProperty({ example: 'OpenApplication', description: '命令，见 GET /commands / the command, see GET /commands' })
  @IsString()
  @MaxLength(64)
  @Matches(/^[A-Z][A-Za-z]+$/)
  type!: string;

  @ApiProperty({ type: Object, description: '字段见 libs/contracts/commands / the fields are those of libs/contracts/commands' })
  @IsObject()
  data!: Record<string, unknown>;
}

class TitleDto implements Bilingual {
  @ApiProperty({ description: '中文 / in Chinese' }) zh!: string;
  @ApiProperty({ description: '英文 / in English' }) en!: string;
}

/** A command as GET /commands lists it. */
class CommandDescription {
  @ApiProperty({ example: 'OpenApplication', description: '命令 / the command' }) command!: string;
  @ApiProperty({ type: TitleDto, description: '名称 / its title' }) title!: TitleDto;
  @ApiProperty({ type: [String], description: '依据 / its provisions' }) legalBasis!: readonly string[];
  @ApiProperty({ type: [String], description: '各条文的地址 / the paths of those provisions' }) provisions!: readonly string[];
  @ApiProperty({ type: [String], description: '可办理者 / the roles that may give it' }) roles!: readonly string[];
  @ApiProperty({ type: [String], description: '方法和地址 / method and path of each route' }) routes!: readonly string[];
  @ApiProperty({ type: Object, description: '内容的 JSON Schema / JSON Schema of the payload as its caller writes it' }) schema!: object;
}
class CommandListDto {
  @ApiProperty({ type: [CommandDescription], description: '全部命令 / all commands' }) items!: readonly CommandDescription[];
}

const describe = (act: AnyAct): CommandDescription => {
  const routes = routesOf([act]);
  return {
    command: act.command,
    title: act.title,
    legalBasis: act.legalBasis,
    provisions: act.legalBasis.map(provisionPath),
    roles: routes[0]?.roles ?? [],
    routes: routes.map(({ method, path }) => `${method} ${path}`),
    schema: { ...bodyOf(act), $id: `urn:minglu:command:${act.command}` },
  };
};

@ApiTags('commands')
@ApiBearerAuth()
@ServedBy('casework')
@Controller('commands')
export class CommandsController {
  /** Made once: the acts do not change while the service runs. */
  private readonly listed: readonly CommandDescription[];

  constructor(
    private readonly requests: CommandRequests,
    @Inject(ACTS) acts: readonly AnyAct[],
  ) {
    this.listed = acts.filter(({ route }) => route !== null).map(describe);
  }

  @Get()
  @LeavesNoLine('the acts that exist')
  @Access(EVERYONE)
  @ApiOperation({ summary: '全部命令：地址、可办理者、依据、内容 / all commands with route, roles, provisions and schema' })
  @ApiOkResponse({ type: CommandListDto })
  list(): CommandListDto {
    return { items: this.listed };
  }

  @Post()
  @RouteConfig(TAKES_COMMAND)
  @HttpCode(201)
  @Access(EVERYONE)
  @ApiOperation({
    summary: '提交一个命令 / give a command',
    description: '供系统使用；每一命令另有自己的地址 / for machines: each command also has a route of its own',
  })
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
  @ApiResponse({ status: 201, description: '已记录 / recorded', schema: { $ref: '#/components/schemas/CommandReceipt' } })
  @ApiResponse({
    status: 200,
    description: '试办的结果，未作记录 / the outcome of a dry run: nothing was recorded',
    schema: { $ref: '#/components/schemas/CommandTrial' },
  })
  @ApiResponse({
    status: 503,
    description:
      '暂时无法办理（service-away，未作记录）或结果不明（outcome-unknown，请以同一标识重新提交）/ not recorded (service-away), or not known (outcome-unknown: repeat it with the same id)',
  })
  @ApiResponse({ status: 422, description: '依规定不予办理 / refused by a provision (application/problem+json)' })
  give(
    @Body() { type, data }: CommandDto,
    @Query() trial: TrialDto,
    @Caller() actor: Actor,
    @Time() { signal }: RequestTime,
    @Headers() headers: Record<string, string>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandResponse | TrialResponse> {
    return this.requests.give({ type, data, actor, headers, isTrial: trial['dry-run'] === 'true', signal }, reply);
  }
}
