import { applyDecorators, createParamDecorator, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { ApiExtension } from '@nestjs/swagger';
import type { Actor } from '@minglu/kernel';
import type { FastifyRequest } from 'fastify';
import { PUBLIC_ACTOR, type AccessTokens } from './auth/access-tokens.js';
import { notAuthorised } from './auth/claims.js';
import { ProblemException } from './problem.js';

const ACCESS = 'minglu:access';
/** All callers, also without a token. Role and jurisdiction then decide on each act and field. */
export const EVERYONE = '*';

/** The roles that may call a route, each only for an organisation that has it. A route without this decorator is closed. OpenAPI names them. */
export const Access = (...roles: readonly string[]) => applyDecorators(SetMetadata(ACCESS, roles), ApiExtension('x-roles', roles));

type AuthenticatedRequest = FastifyRequest & { actor?: Actor };
/** Parameter decorator: the actor of the request. */
export const Caller = createParamDecorator(
  (_: unknown, context: ExecutionContext): Actor => context.switchToHttp().getRequest<AuthenticatedRequest>().actor!,
);

/** The roles that see the figures of the services. */
export const FIGURE_READERS: readonly string[] = ['auditor', 'system-admin'];
/** Whether an actor sees figures that count restricted events. */
export const mayAudit =
  ({ isHeldRightly }: AccessTokens) =>
  (actor: Actor): boolean =>
    FIGURE_READERS.includes(actor.role) && isHeldRightly(actor);

/** The header in which a holder of several roles names the one he acts in. */
const ROLE_HEADER = 'minglu-role';
/** The header in which a delegate names the person whose work he does. */
const ON_BEHALF_OF_HEADER = 'minglu-on-behalf-of';

/**
 * The actor of a request by its headers.
 *
 * @throws ProblemException `not-authenticated`, or those of {@link AccessTokens.actorOf}
 */
export const actorOfRequest = async (
  accessTokens: AccessTokens,
  { headers, raw }: Pick<FastifyRequest, 'headers' | 'raw'>,
): Promise<Actor> => {
  const [role, onBehalfOf] = [headers[ROLE_HEADER], headers[ON_BEHALF_OF_HEADER]].map((one) => (typeof one === 'string' ? one : undefined));
  const actor = namesCallerTwice(raw) ? null : await accessTokens.actorOf(headers.authorization, role, onBehalfOf);
  if (!actor) throw notAuthenticated();
  return actor;
};

export const notAuthenticated = (): ProblemException =>
  new ProblemException('not-authenticated', '访问令牌无效或已过期', 'the token is not valid or has expired');

/** For a caller without a token, where the public may not act. */
export const tokenNeeded = (): ProblemException =>
  new ProblemException('not-authenticated', '办理此事须有访问令牌', 'this needs an access token');

/** Whether the caller is named twice. Of a header that comes twice Node keeps the first, and a proxy before us may have judged the other. */
export const namesCallerTwice = ({ rawHeaders }: FastifyRequest['raw']): boolean =>
  ['authorization', ROLE_HEADER, ON_BEHALF_OF_HEADER].some((name) => repeats(rawHeaders, name));

/** Whether a header comes more than once. */
const repeats = (rawHeaders: readonly string[], name: string): boolean =>
  rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === name).length > 1;

/** Authenticates the caller by the access token and checks the route's roles. Deny by default. */
export class AccessGuard implements CanActivate {
  constructor(
    private readonly accessTokens: AccessTokens,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const actor = await actorOfRequest(this.accessTokens, request);
    const allowed =
      this.reflector.getAllAndOverride<readonly string[] | undefined>(ACCESS, [context.getHandler(), context.getClass()]) ?? [];
    if (!allowed.includes(EVERYONE) && !(allowed.includes(actor.role) && this.accessTokens.isHeldRightly(actor)))
      throw actor === PUBLIC_ACTOR ? tokenNeeded() : notAuthorised(actor);
    request.actor = actor;
    return true;
  }
}
