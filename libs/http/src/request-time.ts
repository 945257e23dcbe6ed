import { createParamDecorator, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { until } from '@minglu/event-store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { away, outcomeUnknown, purposeOf } from './problem.js';

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

/** Gives every request its time, and answers with 503 when that is over. */
export class TimeLimit implements NestInterceptor {
  constructor(private readonly answerMs = ANSWER_MS) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<TimedRequest>();
    const purpose = purposeOf(request);
    const { time, leave } = requestTime(this.answerMs, () => away(purpose));
    request.time = time;
    const { raw } = http.getResponse<FastifyReply>();
    raw.once('close', () => leave(raw.writableFinished));
    const late = new AbortController();
    const onEnd = (): void => {
      setTimeout(() => late.abort(purpose === 'reading' ? time.signal.reason : outcomeUnknown(purpose)), GRACE_MS).unref();
    };
    time.signal.addEventListener('abort', onEnd, { once: true });
    const answer = until(late.signal, lastValueFrom(next.handle(), { defaultValue: undefined }));
    return from(answer.finally(() => time.signal.removeEventListener('abort', onEnd)));
  }
}

/** @param reason that the signal has when the time is over */
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
