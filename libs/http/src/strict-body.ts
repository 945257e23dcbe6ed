import type { FastifyInstance } from 'fastify';
import { ProblemException, requestProblem } from './problem.js';
import { NotStrictJson, parseStrictJson, type JsonFault } from './strict-json.js';

const MESSAGES: Readonly<Record<JsonFault, readonly [zh: string, en: string]>> = {
  'invalid-request': ['请求内容不是 JSON', 'the body is not JSON'],
  'invalid-utf-8': ['请求内容不是 UTF-8 编码', 'the body is not UTF-8'],
  'duplicate-key': ['同一对象中有重复的键', 'an object has a key twice'],
  'too-deep': ['嵌套超过 32 层', 'more than 32 levels'],
  'forbidden-key': ['键 __proto__ 和 constructor.prototype 不予接受', 'the keys __proto__ and constructor.prototype are not accepted'],
  'forbidden-character': ['文字含有 NUL 或半个代理对', 'a text holds NUL or half a surrogate pair'],
};

/** The server takes bodies in JSON and UTF-8 only, and reads each by {@link parseStrictJson}. */
export const acceptStrictJson = (server: Pick<FastifyInstance, 'removeAllContentTypeParsers' | 'addContentTypeParser'>): void => {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, ({ headers }, body, done) => {
    if (!isUtf8(headers['content-type'] ?? '') || (headers['content-encoding'] ?? 'identity') !== 'identity')
      return done(requestProblem(415));
    try {
      done(null, parseStrictJson(body));
    } catch (error) {
      done(error instanceof NotStrictJson ? problemOf(error) : (error as Error));
    }
  });
};

const problemOf = ({ fault, pointer }: NotStrictJson): ProblemException => {
  const [zh, en] = MESSAGES[fault];
  return pointer === null
    ? new ProblemException(fault, zh, en)
    : new ProblemException(fault, `${zh}：${pointer || '/'}`, `${en}: ${pointer || '/'}`, { pointer });
};

/** False if the content type declares another charset. Without one JSON is UTF-8. */
const isUtf8 = (contentType: string): boolean =>
  [...contentType.matchAll(/;\s*charset\s*=\s*("?)([^";]*)\1/gi)].every(([, , charset]) => /^utf-?8$/i.test(charset!.trim()));
