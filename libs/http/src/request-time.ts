import { createParamDecorator, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { away, outcomeUnknown, purposeOf } from './problem.js';
import { sendProblem } from './send-problem.js';

/** The time that one request has. */
export interface RequestTime {
  /** Aborts when the answer is due and when the caller has left. Its reason is the problem to answer with. */
  readonly signal: AbortSignal;
  /** Time stands still during this work, which has a limit of its own or lasts as long as the caller stays. A second is left after it. */
  readonly paused: <T>(work: Promise<T>) => Promise<T>;
}

/** Milliseconds in which a request must be answered. */
export const ANSWER_MS = 2_500;
/** Work that does not end with the signal is answered for after so many milliseconds. */
const GRACE_MS = 250;
const LEFT_MS = 1_000;

type TimedRequest = FastifyRequest & { time?: RequestTime };
/** Parameter decorator: the {@link RequestTime} of the request. */
export const Time = createParamDecorator(
  (_: unknown, context: ExecutionContext): RequestTime => context.switchToHttp().getRequest<TimedRequest>().time!,
);

/**
 * Gives every request its time, and answers with 503 when that is over. It is a guard: for an interceptor, Nest puts
 * the handler into streams of RxJS. They cost as much as a short question.
 */
export class TimeLimit implements CanActivate {
  constructor(private readonly answerMs = ANSWER_MS) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const [request, reply] = [http.getRequest<TimedRequest>(), http.getResponse<FastifyReply>()];
    const purpose = purposeOf(request);
    const { raw } = reply;
    const answerLate = (): void => {
      // The handler of a stream has begun its answer, and ends it by the signal.
      if (reply.sent || raw.headersSent || raw.destroyed) return;
      sendProblem(reply, purpose === 'reading' ? away(purpose) : outcomeUnknown(purpose));
    };
    const { time, leave } = requestTime(this.answerMs, () => {
      setTimeout(answerLate, GRACE_MS).unref();
      return away(purpose);
    });
    request.time = time;
    raw.once('close', () => leave(raw.writableFinished));
    return true;
  }
}

/** @param reason called when the time is over, or the caller leaves, for the reason of the signal */
export const requestTime = (
  limitMs: number,
  reason: () => Error,
): {
  readonly time: RequestTime;
  /** For the end of the connection. Work goes on only for a caller who has his whole answer: then there is none. */
  readonly leave: (isAnswered?: boolean) => void;
} => {
  const [end, begun] = [new AbortController(), performance.now()];
  let timer: NodeJS.Timeout | undefined;
  const dueIn = (ms: number): void => {
    timer = setTimeout(() => end.abort(reason()), ms);
  };
  dueIn(limitMs);
  return {
    time: {
      signal: end.signal,
      paused: async (work) => {
        clearTimeout(timer);
        try {
          return await work;
        } finally {
          if (!end.signal.aborted) dueIn(Math.max(limitMs - (performance.now() - begun), LEFT_MS));
        }
      },
    },
    leave: (isAnswered = false) => {
      clearTimeout(timer);
      if (!isAnswered) end.abort(reason());
    },
  };
};
