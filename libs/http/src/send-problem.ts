import type { FastifyReply } from 'fastify';
import { countProblem } from './http-metrics.js';
import { refusalHeader } from './refused-sign-ins.js';
import { PROBLEM_TYPE, ProblemException, RETRY_AFTER } from './problem.js';

/** Answers with a problem document, outside of Nest. */
export const sendProblem = (reply: FastifyReply, { problem }: ProblemException): FastifyReply => {
  countProblem(reply.request, problem.code);
  const retryAfter = RETRY_AFTER[problem.status];
  if (retryAfter !== undefined) void reply.header('retry-after', retryAfter);
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
  void reply.headers(refusalHeader(problem.code));
  return reply.status(problem.status).type(PROBLEM_TYPE).send(problem);
};

/** The problem of an address that does not exist, or not for this caller. */
export const unknownRoute = (): ProblemException => new ProblemException('unknown-route', '没有这个地址', 'there is no such route');
