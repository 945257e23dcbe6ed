import { applyDecorators, createParamDecorator, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { ApiExtension } from '@nestjs/swagger';
import type { Actor } from '@minglu/kernel';
import type { FastifyRequest } from 'fastify';
import type { AccessTokens } from './auth/access-tokens.js';
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

/** Whether an actor sees figures that count restricted events. */
export const mayAudit =
  ({ isHeldRightly }: AccessTokens) =>
  (actor: Actor): boolean =>
    actor.role === 'auditor' && isHeldRightly(actor);

/** Authenticates the caller by the access token and checks the route's roles. Deny by default. */
export class AccessGuard implements CanActivate {
  constructor(
    private readonly accessTokens: AccessTokens,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const actor = await this.accessTokens.actorOf(request.headers.authorization);
    if (!actor) throw new ProblemException('not-authenticated', '访问令牌无效或已过期', 'the token is not valid or has expired');
    const allowed =
      this.reflector.getAllAndOverride<readonly string[] | undefined>(ACCESS, [context.getHandler(), context.getClass()]) ?? [];
    if (!allowed.includes(EVERYONE) && !(allowed.includes(actor.role) && this.accessTokens.isHeldRightly(actor))) {
      throw new ProblemException(
        'not-authorised',
        `${actor.org} 的 ${actor.role} 无权访问`,
        `${actor.role} of ${actor.org} may not call this`,
        {
          role: actor.role,
          org: actor.org,
        },
      );
    }
    request.actor = actor;
    return true;
  }
}
