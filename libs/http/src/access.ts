import { createParamDecorator, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { Actor } from '@minglu/kernel';
import type { FastifyRequest } from 'fastify';
import type { Tokens } from './auth/tokens.js';
import { ProblemException } from './problem.js';

const ACCESS = 'minglu:access';
/** Everyone, also without a token: what they then see or may do is decided by role and jurisdiction. */
export const EVERYONE = '*';

/** The roles that may call a route. A route that does not say is closed. */
export const Access = (...roles: readonly string[]) => SetMetadata(ACCESS, roles);

type WithActor = FastifyRequest & { actor?: Actor };
/** Who calls. */
export const Caller = createParamDecorator(
  (_: unknown, context: ExecutionContext): Actor => context.switchToHttp().getRequest<WithActor>().actor!,
);

/** Knows the caller by the token, and lets in who is named; deny by default. */
export class AccessGuard implements CanActivate {
  constructor(
    private readonly tokens: Tokens,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<WithActor>();
    const actor = await this.tokens.actorOf(request.headers.authorization);
    if (!actor) throw new ProblemException('not-authenticated', '访问令牌无效或已过期', 'the token is not valid or has expired');
    const allowed =
      this.reflector.getAllAndOverride<readonly string[] | undefined>(ACCESS, [context.getHandler(), context.getClass()]) ?? [];
    if (!allowed.includes(EVERYONE) && !allowed.includes(actor.role)) {
      throw new ProblemException('not-authorised', `${actor.role} 无权访问`, `${actor.role} may not call this`, { role: actor.role });
    }
    request.actor = actor;
    return true;
  }
}
