import type { ArgumentsHost } from '@nestjs/common';
import { LogWentBack } from '@minglu/event-store';
import { TAKES_COMMAND } from './problem.js';
import { ProblemFilter } from './problem.filter.js';

/** The answer to a request that failed, and the errors that were reported. */
const answerTo = (error: unknown, method = 'GET', config: object = {}) => {
  const answer: { status?: number; body?: unknown; headers: Record<string, unknown> } = { headers: {} };
  const reply = {
    status: (status: number) => Object.assign(reply, void (answer.status = status)),
    header: (name: string, value: unknown) => Object.assign(reply, void (answer.headers[name] = value)),
    send: (body: unknown) => void (answer.body = body),
  };
  const host = {
    switchToHttp: () => ({ getResponse: () => reply, getRequest: () => ({ method, routeOptions: { url: '/a', config } }) }),
  } as unknown as ArgumentsHost;
  const reported: unknown[] = [];
  new ProblemFilter((one) => void reported.push(one)).catch(error, host);
  return { ...answer, reported };
};

describe('a request to a process whose log was restored', () => {
  it.each(['GET', 'POST'])('%s is told to come again: the process ends, and its successor answers', (method) => {
    const { status, body, headers, reported } = answerTo(new LogWentBack(7, 'the log ends at 3'), method);
    expect([status, body, headers['retry-after'], reported]).toEqual([503, expect.objectContaining({ code: 'service-away' }), 2, []]);
  });
  it.each([
    ['GET', {}, 'internal error'],
    ['POST', TAKES_COMMAND, 'internal error; the outcome is not known: repeat it with the same Idempotency-Key'],
    ['POST', {}, 'internal error; the outcome is not known: look whether it was done, then try again'],
    ['PUT', {}, 'internal error; the outcome is not known: look whether it was done, then try again'],
  ])('%s with %j is told of a key only if the route takes one', (method, config, en) => {
    expect(answerTo(new Error('x'), method, config).body).toMatchObject({ code: 'internal-error', message: { en } });
  });
  it('any other error is reported, and its details are not sent', () => {
    const { status, body, reported } = answerTo(new Error('secret'));
    expect([status, reported]).toEqual([500, [new Error('secret')]]);
    expect(JSON.stringify(body)).not.toContain('secret');
  });
});
