import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { roleMay, type Actor, type AnyAct, type Warning } from '@minglu/kernel';
import type { Clock, Command, CommandAnswer, CommandHandler, TrialAnswer } from '@minglu/casework';
import type { LogPlace } from '@minglu/event-store';
import { tokenNeeded } from './access.js';
import { PUBLIC_ACTOR } from './auth/access-tokens.js';
import type { ConsistencyTokens } from './consistency-token.js';
import { ExecuteCommand } from './execute-command.js';
import {
  ACTS,
  CLOCK,
  COMMAND_HANDLER,
  CONSISTENCY_TOKENS,
  LOCATION_OF,
  MAY_CHOOSE_ID,
  PLACE_AT,
  PROMISE_OF,
  RECEIPTS,
  WAKE,
} from './injection-tokens.js';
import { ProblemException } from './problem.js';
import type { Receipts } from './receipts.controller.js';

/** The path at which a caller can read the new thing of a command; null if no route shows it. */
export type LocationOf = (answer: {
  readonly streamId: string | null;
  readonly created: Readonly<Record<string, string>>;
}) => string | null;

/** Query parameter of every route that takes a command. */
export class TrialDto {
  @ApiPropertyOptional({
    name: 'dry-run',
    enum: ['true', 'false'],
    description:
      'true：只试办，答复将记录的内容或不予办理的理由，不作任何记录 / true: only says what would be recorded or refused; nothing is recorded',
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  'dry-run'?: string;
}

class RecordedEventDto {
  @ApiProperty({ description: '事件标识 / the id of the event' }) eventId!: string;
  @ApiProperty({ description: '事件类型 / its type, as in libs/contracts/events' }) type!: string;
}

/** The answer to an accepted command. It holds no stream versions, because they would reveal restricted events. */
export interface CommandResponse {
  readonly commandId: string;
  /** Consistency token: a query with this `after` waits until the command's events can be seen. */
  readonly after: string;
  readonly events: readonly RecordedEventDto[];
  readonly warnings: readonly Warning[];
  /** The id of the thing that the command made, by its field. */
  readonly created: Readonly<Record<string, string>>;
  /** The number by which the filer can ask about it; for objections and reports. */
  readonly receipt?: string;
  /** A signed note, sealed: the log promises to include the last event. Absent if there was nothing to record. A repeat has the same. */
  readonly promise?: string;
  readonly repeated: boolean;
}

/** The answer to a command that was only tried out. */
export interface TrialResponse {
  readonly dryRun: true;
  readonly events: readonly { readonly type: string; readonly data?: Readonly<Record<string, unknown>> }[];
  readonly warnings: readonly Warning[];
  readonly created: Readonly<Record<string, string>>;
}

/** The headers of a command. */
export type CommandHeaders = Readonly<
  Partial<Record<'idempotency-key' | 'if-match' | 'traceparent' | 'minglu-material-tickets' | 'minglu-hand-over', string>>
>;

/** A command as a request brings it. */
export interface CommandRequest {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly actor: Actor;
  readonly headers: CommandHeaders;
  readonly isTrial: boolean;
  readonly signal: AbortSignal;
}

/** W3C Trace Context in the format of version 00; other values are dropped. */
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
/** The ETag of GET /dossiers/{id}: the version that this caller can see. */
const ETAG = /^"([0-9]{1,9})"$/;
const IDEMPOTENCY_KEY = /^[A-Za-z0-9._:-]{8,128}$/;
/** Callers without a token share one namespace of keys, so a key that others can guess could be taken before its caller sends it. */
const RANDOM_KEY = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
/** The id of a hand-over, as the server or its caller made it. */
const HAND_OVER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** As many as an objection has files. */
const MOST_TICKETS = 100;

/** Gives the commands of all routes to the handler, and writes its answers. */
@Injectable()
export class CommandRequests {
  private readonly acts: ReadonlyMap<string, AnyAct>;

  constructor(
    private readonly bus: CommandBus,
    @Inject(COMMAND_HANDLER) private readonly handler: CommandHandler,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(WAKE) private readonly wake: () => void,
    @Inject(PLACE_AT) private readonly placeAt: (position: number) => Promise<LogPlace>,
    @Inject(PROMISE_OF) private readonly promiseOf: (place: LogPlace) => Promise<string>,
    @Inject(CONSISTENCY_TOKENS) private readonly consistencyTokens: ConsistencyTokens,
    @Inject(LOCATION_OF) private readonly locationOf: LocationOf,
    @Inject(MAY_CHOOSE_ID) private readonly mayChooseId: (actor: Actor, id: string) => boolean,
    @Inject(RECEIPTS) private readonly receipts: Receipts,
    @Inject(ACTS) acts: readonly AnyAct[],
  ) {
    this.acts = new Map(acts.map((act) => [act.command, act]));
  }

  async give(request: CommandRequest, reply: FastifyReply): Promise<CommandResponse | TrialResponse> {
    const { actor, signal } = request;
    const act = this.acts.get(request.type);
    if (act && actor === PUBLIC_ACTOR && !roleMay(act, actor.role)) throw tokenNeeded();
    const newId = act?.newId as string | undefined;
    const chosen = newId === undefined ? undefined : request.data[newId];
    if (newId !== undefined && typeof chosen === 'string' && !this.mayChooseId(actor, chosen)) throw idNotOwn(actor, newId);
    // Each caller has a namespace of command ids: no id can collide with the system's or another caller's.
    const namespace = `http/${actor.role}/${actor.org}/${actor.person}/`;
    const command = commandOf(request, namespace, this.clock);
    if (request.isTrial) return trialResponse(accepted(await this.handler.tryOut(command, signal)), reply);
    const answer = accepted(await this.bus.execute(new ExecuteCommand(command, signal)));
    this.wake();
    const { position, events, warnings, created, repeated } = answer;
    const place = await this.placeAt(position);
    const receipt = this.receipts.numberOf(created);
    const location = this.locationOf({ streamId: events[0]?.streamId ?? null, created });
    if (location !== null) void reply.header('location', location);
    return {
      commandId: command.commandId.slice(namespace.length),
      after: this.consistencyTokens.issue('after', place, { count: events.length }),
      events: events.map(({ eventId, type }) => ({ eventId, type })),
      warnings,
      created,
      ...(receipt === null ? {} : { receipt }),
      ...(position === 0 ? {} : { promise: await this.promiseOf(place) }),
      repeated,
    };
  }
}

const idNotOwn = ({ org, role }: Actor, field: string): ProblemException =>
  role === 'public'
    ? new ProblemException('id-not-own', `${field} 由系统编号，请勿填写`, `${field} is made by the server: leave it out`, {
        issues: [{ path: `/${field}`, problem: 'leave it out' }],
      })
    : new ProblemException(
        'id-not-own',
        `${field} 可不填，由系统编号；自行编号须以“${org}-”开头`,
        `leave ${field} out and the server makes it; an id of your own begins with “${org}-”`,
        { issues: [{ path: `/${field}`, problem: `must begin with ${org}-` }] },
      );

/** @throws ProblemException `invalid-request` for a header of another form */
const commandOf = ({ type, data, actor, headers }: CommandRequest, namespace: string, clock: Clock): Command => {
  const {
    'idempotency-key': key,
    'if-match': ifMatch,
    traceparent,
    'minglu-material-tickets': tickets,
    'minglu-hand-over': handOver,
  } = headers;
  if (key !== undefined && !IDEMPOTENCY_KEY.test(key))
    throw new ProblemException(
      'invalid-request',
      'Idempotency-Key 须为 8–128 个字母、数字或 . _ : -',
      'Idempotency-Key: 8 to 128 letters, digits or . _ : -',
    );
  if (key !== undefined && actor === PUBLIC_ACTOR && !RANDOM_KEY.test(key))
    throw new ProblemException(
      'invalid-request',
      '没有访问令牌时，Idempotency-Key 须为随机的 UUID',
      'Idempotency-Key: a random UUID, for a caller without an access token',
    );
  if (ifMatch !== undefined && !ETAG.test(ifMatch))
    throw new ProblemException('invalid-request', 'If-Match 须为查询所得的 ETag', 'If-Match is the ETag of a query');
  if (handOver !== undefined && !HAND_OVER.test(handOver))
    throw new ProblemException(
      'invalid-request',
      'Minglu-Hand-Over 须为转办的标识',
      'Minglu-Hand-Over is the id of a hand-over, as GET /tasks has it',
    );
  return {
    commandId: `${namespace}${key ?? randomUUID()}`,
    type,
    data,
    actor,
    at: clock.now(),
    ...(tickets === undefined ? {} : { tickets: ticketsIn(tickets) }),
    ...(handOver === undefined ? {} : { handOver }),
    ...(ifMatch === undefined ? {} : { ifVersion: Number(ETAG.exec(ifMatch)![1]) }),
    traceparent: traceparent !== undefined && TRACEPARENT.test(traceparent) ? traceparent : null,
  };
};

/** @throws ProblemException `invalid-request` for tickets of another form, or too many */
const ticketsIn = (text: string): readonly string[] => {
  const tickets = text.split(',').map((one) => one.trim());
  if (tickets.length <= MOST_TICKETS && tickets.every((one) => RANDOM_KEY.test(one))) return tickets;
  throw new ProblemException(
    'invalid-request',
    `Minglu-Material-Tickets 须为上传所得的凭证，逗号分隔，至多 ${MOST_TICKETS} 个`,
    `Minglu-Material-Tickets: the tickets of uploads, with commas, at most ${MOST_TICKETS}`,
  );
};

/** @throws ProblemException with the refusal */
const accepted = <A extends CommandAnswer | TrialAnswer>(answer: A): Extract<A, { readonly outcome: 'accepted' }> => {
  if (answer.outcome === 'refused') throw ProblemException.of(answer.refusal);
  return answer as Extract<A, { readonly outcome: 'accepted' }>;
};

const trialResponse = (
  { events, warnings, created }: Extract<TrialAnswer, { readonly outcome: 'accepted' }>,
  reply: FastifyReply,
): TrialResponse => {
  // Nothing was made, so the answer is not 201.
  void reply.status(200);
  return { dryRun: true, events: events.map(({ type, data }) => ({ type, ...(data ? { data } : {}) })), warnings, created };
};
