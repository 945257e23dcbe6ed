import { Body, Controller, Headers, HttpCode, Param, Post, Query, Res, type Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { routesOf, type Actor, type AnyAct, type RouteOfAct, type TSchema } from '@minglu/kernel';
import { Access, Caller, EVERYONE } from './access.js';
import { CommandRequests, TrialDto, type CommandHeaders } from './command-requests.js';
import { ProblemException, TAKES_COMMAND } from './problem.js';
import { Time, type RequestTime } from './request-time.js';

type Handler = (
  this: { readonly requests: CommandRequests },
  path: Readonly<Record<string, string>>,
  body: unknown,
  trial: TrialDto,
  headers: CommandHeaders,
  actor: Actor,
  time: RequestTime,
  reply: FastifyReply,
) => Promise<unknown>;

/**
 * A controller with the routes of all acts, made from their definitions. It is left out of the description by reflection: the description
 * of these routes is generated from the acts, too.
 */
export const commandRoutesController = (acts: readonly AnyAct[]): Type => {
  @ApiExcludeController()
  @Controller()
  class CommandRoutesController {
    constructor(readonly requests: CommandRequests) {}
  }
  for (const route of routesOf(acts)) addRoute(CommandRoutesController.prototype, route);
  return CommandRoutesController;
};

const addRoute = (prototype: object, route: RouteOfAct): void => {
  const name = `${route.method} ${route.path}`;
  const handler: Handler = async function (path, body, trial, headers, actor, { signal }, reply) {
    const data = payloadOf(route, path, body);
    return this.requests.give({ type: route.act.command, data, actor, headers, isTrial: trial['dry-run'] === 'true', signal }, reply);
  };
  Object.defineProperty(prototype, name, { value: handler, writable: true, configurable: true });
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name)!;
  // The pattern of Fastify writes the fields of the path with a colon.
  for (const decorate of [Post(route.path.replaceAll(/\{(\w+)\}/g, ':$1')), HttpCode(201), Access(EVERYONE), RouteConfig(TAKES_COMMAND)])
    decorate(prototype, name, descriptor);
  for (const [index, parameter] of [Param(), Body(), Query(), Headers(), Caller(), Time(), Res({ passthrough: true })].entries())
    parameter(prototype, name, index);
  Reflect.defineMetadata('design:paramtypes', [Object, Object, TrialDto, Object, Object, Object, Object], prototype, name);
};

/**
 * The payload of the act: the body with the fields of the path.
 * @throws ProblemException if the body is no object, or names another thing than the path
 */
const payloadOf = (
  { act, fields }: Pick<RouteOfAct, 'act' | 'fields'>,
  path: Readonly<Record<string, string>>,
  body: unknown = {},
): Record<string, unknown> => {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new ProblemException('invalid-request', '请求内容须为 JSON 对象', 'the body must be a JSON object');
  const { properties } = act.payload as unknown as { readonly properties: Readonly<Record<string, TSchema & { readonly type?: string }>> };
  const named = Object.fromEntries(fields.map((field) => [field, valueOf(properties[field]!.type, path[field]!)]));
  const other = fields.find((field) => Object.hasOwn(body, field) && (body as Record<string, unknown>)[field] !== named[field]);
  if (other !== undefined)
    throw new ProblemException('other-id', `请求内容中的 ${other} 与地址不符`, `${other} in the body is not that of the address`, {
      issues: [{ path: `/${other}`, problem: 'must equal the value in the address' }],
    });
  return { ...body, ...named };
};

/** A year in a path is a text; in a payload it is a number. */
const valueOf = (type: string | undefined, text: string): unknown =>
  type === 'integer' && /^[0-9]{1,9}$/.test(text) ? Number(text) : text;
