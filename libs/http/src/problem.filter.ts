import {
  Catch,
  HttpException,
  ServiceUnavailableException,
  type ArgumentsHost,
  type ExceptionFilter,
  type ValidationError,
} from '@nestjs/common';
import { ClockWrong } from '@minglu/casework';
import { isTransient, LogWentBack, OutcomeUnknown } from '@minglu/event-store';
import { UnreadableEvent } from '@minglu/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { countProblem } from './http-metrics.js';
import {
  away,
  internalError,
  outcomeUnknown,
  PROBLEM_TYPE,
  ProblemException,
  requestProblem,
  purposeOf,
  RETRY_AFTER,
  type Problem,
  type Purpose,
} from './problem.js';
import { refusalHeader } from './refused-sign-ins.js';

/** The problem of parameters or of a body that its class does not allow, with a pointer to each field. */
export const invalidParameters = (errors: readonly ValidationError[]): ProblemException => {
  const issues = errors.flatMap((error) => issuesIn(error, ''));
  return requestProblem(400, { issues });
};
/** A fault, with a JSON pointer to the field. */
interface Issue {
  readonly path: string;
  readonly problem: string;
}
const issuesIn = ({ property, constraints = {}, children = [] }: ValidationError, within: string): readonly Issue[] => [
  ...Object.values(constraints).map((problem) => ({ path: `${within}/${property}`, problem })),
  ...children.flatMap((child) => issuesIn(child, `${within}/${property}`)),
];

/** Turns every error into a problem document. Unexpected errors are logged, and their details are not sent. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly onUnexpected: (error: unknown) => void) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    // The time was over, and the caller has his answer.
    if (reply.sent) return;
    // Not ready is no error: the health report is sent as it is, because it names the failed probe.
    if (error instanceof ServiceUnavailableException && isHealth(error.getResponse())) {
      void reply.status(503).send(error.getResponse());
      return;
    }
    const problem = this.problemFor(error, purposeOf(http.getRequest<FastifyRequest>()));
    countProblem(http.getRequest<FastifyRequest>(), problem.code);
    const retryAfter = RETRY_AFTER[problem.status];
    if (retryAfter !== undefined) void reply.header('retry-after', retryAfter);
    if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
    for (const [name, value] of Object.entries(refusalHeader(problem.code))) void reply.header(name, value);
    void reply.status(problem.status).header('content-type', PROBLEM_TYPE).send(problem);
  }

  private problemFor(error: unknown, purpose: Purpose): Problem {
    if (error instanceof ProblemException) return error.problem;
    if (error instanceof ClockWrong)
      return new ProblemException('clock-wrong', `时钟有误（相差 ${error.seconds} 秒），校正之前暂停办理`, error.message, {
        of: error.of,
        seconds: error.seconds,
      }).problem;
    if (error instanceof OutcomeUnknown) return outcomeUnknown(purpose === 'command' ? 'command' : 'writing').problem;
    // The process ends, and its successor answers from the log as it is.
    if (error instanceof LogWentBack) return away(purpose).problem;
    // TypeORM has the error of the driver inside its own.
    if (isTransient(error) || isTransient((error as { driverError?: unknown }).driverError)) return away(purpose).problem;
    if (error instanceof HttpException && error.getStatus() < 500) {
      const [status, response] = [error.getStatus(), error.getResponse()];
      const issues = typeof response === 'object' ? (response as { message?: unknown }).message : response;
      return { ...requestProblem(status, status === 404 ? {} : { issues }).problem, status };
    }
    // Errors of Fastify itself: a body that is too large or of another type.
    const status = (error as { statusCode?: unknown }).statusCode;
    if (typeof status === 'number' && status >= 400 && status < 500) return { ...requestProblem(status).problem, status };
    this.onUnexpected(error);
    if (error instanceof UnreadableEvent)
      return new ProblemException(
        'record-unreadable',
        '本案有一条记录无法读取，已报警',
        'a record of this case cannot be read; an alarm is raised',
      ).problem;
    return internalError(purpose).problem;
  }
}

/** True for the report of a failed health check (Terminus). */
const isHealth = (response: string | object): boolean => typeof response === 'object' && 'status' in response && 'details' in response;
