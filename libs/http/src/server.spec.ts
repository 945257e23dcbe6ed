import { connect, type AddressInfo } from 'node:net';
import { fastify, type FastifyInstance } from 'fastify';
import { PROBLEM_TYPE, type ProblemException } from './problem.js';
import { acceptStrictJson } from './strict-body.js';
import { cutUnfinishedRequests, serverOptions } from './server.js';

describe('the HTTP server', () => {
  let app: FastifyInstance;
  beforeEach(async () => {
    app = fastify(serverOptions({ requestMs: 400 }));
    acceptStrictJson(app);
    cutUnfinishedRequests(app);
    app.setErrorHandler((error, _, reply) => {
      const { problem } = error as ProblemException;
      return reply.status(problem.status).type(PROBLEM_TYPE).send(problem);
    });
    app.post('/', ({ body }) => body ?? null);
    await app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(() => app.close());

  /** Sends bytes and waits until the server closes the connection. Resolves to its answer. */
  const exchange = (bytes: string | Buffer): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
      let answer = '';
      socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
      socket.on('error', reject).on('close', () => resolve(answer));
      socket.write(bytes);
    });
  const post = (body: Buffer, type = 'application/json'): Buffer =>
    Buffer.concat([
      Buffer.from(`POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n`),
      body,
    ]);

  it.each([
    ['the headers of a request stop half-way', 'POST / HTTP/1.1\r\nhost: a\r\ncontent-le'],
    ['its body stops half-way', 'POST / HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{"a"'],
  ])('answers 408 and closes the connection when %s', async (_, bytes) => {
    const answer = await exchange(bytes);
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(answer).toContain('"code":"request-timeout"');
  });

  it.each([
    ['is no HTTP', 'hello\r\n\r\n', 400, 'invalid-request'],
    ['has a malformed address', 'GET /%zz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n', 400, 'invalid-request'],
    ['has headers that are too large', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'header-too-large'],
  ])('answers a problem document to a request that %s', async (_, bytes, status, code) => {
    const answer = await exchange(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain(`"code":"${code}"`);
  });

  it('is stopped at once although half a request has arrived', async () => {
    const half = exchange('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\ncontent-type: application/json\r\n\r\n{').catch(() => 'cut');
    await new Promise((resolve) => app.server.once('request', resolve));
    await app.close();
    expect(await half).not.toContain('200');
  });

  it('takes a body in UTF-8 as it is, and refuses another charset', async () => {
    expect(await exchange(post(Buffer.from('{"city":"广州"}')))).toContain('{"city":"广州"}');
    expect(await exchange(post(Buffer.from('{"city":"广州"}'), 'application/json; charset=gb18030'))).toMatch(/^HTTP\/1.1 415 /);
  });
});
