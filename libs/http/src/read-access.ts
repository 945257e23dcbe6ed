import { SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { Actor } from '@minglu/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RequestTime } from './request-time.js';

/** The kinds of reading that leave a line in the read-access log. */
export const READ_ACTS = [
  'dossier',
  'history',
  'list',
  'title',
  'person',
  'log',
  'event',
  'export',
  'text',
  'material',
  'identity',
  'access-log',
] as const;
export type ReadAct = (typeof READ_ACTS)[number];

/** One reading of a case, with the reader and his address. */
export interface AccessLine {
  readonly act: ReadAct;
  /** The id that the address names: of a case, title, table, event or person. Null for lists. */
  readonly subject: string | null;
  /** The parameters, without words searched for and without tokens. */
  readonly question: string;
  readonly person: string;
  readonly role: string;
  readonly org: string;
  readonly onBehalfOf: string | null;
  /** The reason that the reader gives; null where none is asked. */
  readonly ground: string | null;
  /** The network address of the caller. */
  readonly address: string;
}

/** The read-access log, as those who write it see it. */
export interface ReadAccess {
  /** Resolves to the position of the line once it is durable. */
  readonly record: (line: AccessLine, signal?: AbortSignal) => Promise<number>;
}

interface Trace {
  readonly act: ReadAct;
  /** The parameter of the address that names the subject. */
  readonly parameter: string | null;
  /** A parameter behind the question mark that names the subject where it is given. */
  readonly asked: string | null;
}
const TRACE = 'minglu:read-access';

/**
 * A caller with a role cannot read this route without a line in the read-access log. The line names the thing asked for; it may not exist, or
 * not for the caller.
 *
 * @param parameter the parameter of the address that names the subject
 * @param asked one behind the question mark that names it where it is given; the other then stands in the question
 */
export const LeavesLine = (act: ReadAct, parameter: string | null = null, asked: string | null = null) =>
  SetMetadata(TRACE, { act, parameter, asked } satisfies Trace);
/** This route shows facts that everyone may know, or the caller's own. Each route that reads has one of the two decorators. */
export const LeavesNoLine = (_why: string) => SetMetadata(TRACE, null);

const HELD = 'minglu:held-for-line';
/** The handler begins while its line is written, and its answer is held until the line is durable. Only for one that returns its answer, and changes nothing. */
export const HeldForLine = () => SetMetadata(HELD, true);

/** The declaration of a handler: undefined if it has neither decorator. */
export const traceOf = (reflector: Reflector, handler: () => unknown): Trace | null | undefined =>
  reflector.get<Trace | null | undefined>(TRACE, handler as never);

/** These roles see public facts alone. */
const SEE_PUBLIC_FACTS = ['public', 'subscriber', 'witness'];
/** Their values are not written down: words may name a person, and tokens have no meaning outside. */
const SEALED_PARAMETERS = ['q', 'after', 'cursor'];

/** The case or report of an event; null if there is no such event. */
export type CaseOfEvent = (eventId: string, signal: AbortSignal | undefined) => Promise<string | null>;

/** A request whose answer waits for its line. */
type HeldRequest = FastifyRequest & { line?: Promise<unknown> };

/**
 * Writes the line. A handler begins once it is durable, or at once if its answer is held for the line ({@link HeldForLine}). Without a line
 * there is no answer.
 *
 * @param addressOf the network address of the caller
 * @param caseOfEvent a reading of an event is one of its case
 */
export class ReadAccessTrail implements CanActivate {
  constructor(
    private readonly log: ReadAccess | undefined,
    private readonly reflector: Reflector,
    private readonly addressOf: (request: FastifyRequest) => string,
    private readonly caseOfEvent: CaseOfEvent = async () => null,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const handler = context.getHandler() as () => unknown;
    const trace = traceOf(this.reflector, handler);
    const request = context.switchToHttp().getRequest<HeldRequest & { actor?: Actor; time?: RequestTime }>();
    const { actor } = request;
    if (!trace || !actor || SEE_PUBLIC_FACTS.includes(actor.role)) return true;
    const line = this.record(trace, request, actor);
    if (!this.reflector.get<boolean | undefined>(HELD, handler)) return line.then(() => true);
    request.line = line;
    line.catch(() => undefined); // the answer is refused with it
    return true;
  }

  private async record(
    { act, parameter, asked: behind }: Trace,
    request: FastifyRequest & { time?: RequestTime },
    actor: Actor,
  ): Promise<void> {
    const named = parameter === null ? null : ((request.params as Readonly<Record<string, string>>)[parameter] ?? '');
    const question = parametersIn(request);
    const other = behind === null ? null : (question.get(behind) ?? null);
    const withFirst = (name: string, value: string) => new URLSearchParams([[name, value], ...question]);
    const asked = other || named;
    const of = act === 'event' && asked ? await this.caseOfEvent(asked, request.time?.signal) : null;
    const subject = of ?? asked;
    if (!this.log) throw new Error('this service has no read-access log');
    const line = lineOf(
      {
        act,
        subject: subject && shown(subject),
        // The subject of the line is the case, so the event stands here.
        question: questionIn(of !== null ? withFirst('event', asked!) : other ? withFirst(parameter!, named!) : question),
        ground: shownGround(question.get(GROUND)),
      },
      actor,
      this.addressOf(request),
    );
    await this.log.record(line, request.time?.signal);
  }
}

/** The headers that tell something of an answer. */
const TELLING = ['etag', 'location', 'last-modified'];

/** Holds each answer until its line is durable. */
export const holdForLines = (fastify: Pick<FastifyInstance, 'addHook'>): void => {
  fastify.addHook('onSend', (request: HeldRequest, reply, payload, done) => {
    const { line } = request;
    if (line === undefined) return done(null, payload);
    // The problem in place of the answer waits for no line.
    request.line = undefined;
    line.then(
      () => done(null, payload),
      (error: Error) => {
        for (const name of TELLING) reply.removeHeader(name);
        done(error);
      },
    );
  });
};

type Asked = Pick<AccessLine, 'act' | 'subject' | 'question' | 'ground'>;
export const lineOf = (asked: Asked, { person, role, org, onBehalfOf }: Actor, address: string): AccessLine => ({
  ...asked,
  person,
  role,
  org,
  onBehalfOf: onBehalfOf ?? null,
  address,
});

/** The parameter with the reason of a reader, where a route asks for one. */
const GROUND = 'ground';
const shownGround = (ground: string | null): string | null => (ground === null ? null : shown(ground, 500));

/** Characters that stay as they are in any text. */
const PLAIN = /^[\x20-\x7e]*$/;
/** A bounded text without characters that do not print. PostgreSQL takes no half of a character. */
const shown = (text: string, longest = 128): string => (text.length <= longest && PLAIN.test(text) ? text : bounded(text, longest));
const bounded = (text: string, longest: number): string =>
  Buffer.from(text.replace(/\p{Cc}/gu, '\ufffd').slice(0, longest))
    .toString()
    .replaceAll('\0', '');

/** The parameters as the handler gets them. */
const parametersIn = ({ query }: FastifyRequest): URLSearchParams =>
  new URLSearchParams(
    Object.entries(query as Readonly<Record<string, string | readonly string[]>>).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, one]),
    ),
  );

const questionIn = (parameters: URLSearchParams): string =>
  shown(
    [...parameters]
      .filter(([name]) => name !== GROUND)
      .map(([name, value]) => `${name}=${SEALED_PARAMETERS.includes(name) ? '…' : value}`)
      .join('&'),
    1_000,
  );
