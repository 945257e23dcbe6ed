import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance, type InjectOptions } from 'fastify';
import { EDGE, protectEdge, type EdgeSettings } from './edge.js';
import { proofOfWork, workIn } from './proof-of-work.js';
import { sharedCounts, type SharedCounts } from './shared-counts.js';

describe('a server that everyone reaches', () => {
  const open: FastifyInstance[] = [];
  afterAll(() => Promise.all(open.map((one) => one.close())));
  const server = async (settings: Partial<EdgeSettings> = {}, trustProxy: string[] = [], counts?: SharedCounts) => {
    const app = fastify({ forceCloseConnections: true, trustProxy: trustProxy.length > 0 ? trustProxy : false });
    await protectEdge(
      app,
      { ...EDGE, ...settings },
      { counts, check: settings.proofOfWorkBits ? proofOfWork(new Uint8Array(32), settings.proofOfWorkBits) : undefined },
    );
    app.get('/read', () => ({}));
    app.post('/write', () => ({}));
    app.get('/health', () => ({}));
    app.get('/docs', (_, reply) => reply.type('text/html').send('<html></html>'));
    app.get('/stream', (_, reply) => {
      reply.hijack();
      reply.raw.writeHead(200, reply.getHeaders() as Record<string, string>).write(':\n\n');
    });
    open.push(app);
    return app;
  };
  const statuses = async (app: FastifyInstance, times: number, options: InjectOptions) => {
    const found: number[] = [];
    for (let n = 0; n < times; n += 1) found.push((await app.inject(options)).statusCode);
    return found;
  };

  it('tells an address that asks too often when to come again, and serves the others', async () => {
    const app = await server({ requestsPerMinute: 2 });
    expect(await statuses(app, 3, { url: '/read', remoteAddress: '192.0.2.1' })).toEqual([200, 200, 429]);
    expect(await statuses(app, 1, { url: '/read', remoteAddress: '192.0.2.2' })).toEqual([200]);
    const { headers, body } = await app.inject({ url: '/read', remoteAddress: '192.0.2.1' });
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(JSON.parse(body)).toMatchObject({ code: 'too-many-requests', status: 429 });
  });
  it('counts the addresses of one IPv6 network together', async () => {
    const app = await server({ requestsPerMinute: 1 });
    expect(await statuses(app, 1, { url: '/read', remoteAddress: '2001:db8:1:2::1' })).toEqual([200]);
    expect(await statuses(app, 1, { url: '/read', remoteAddress: '2001:db8:1:2::9' })).toEqual([429]);
    expect(await statuses(app, 1, { url: '/read', remoteAddress: '2001:db8:1:3::1' })).toEqual([200]);
  });
  it('limits writes without a token by themselves, and never its health', async () => {
    const app = await server({ anonymousWritesPerMinute: 1, requestsPerMinute: 4 });
    expect(await statuses(app, 2, { url: '/write', method: 'POST' })).toEqual([200, 429]);
    expect(await statuses(app, 1, { url: '/write', method: 'POST', headers: { authorization: 'Bearer x' } })).toEqual([200]);
    expect(await statuses(app, 2, { url: '/read' })).toEqual([200, 429]);
    expect(await statuses(app, 5, { url: '/health' })).toEqual([200, 200, 200, 200, 200]);
  });
  it('counts each limit with other servers where they share their counts', async () => {
    const keep = new Map<string, number>();
    const send = (_: number, usage: readonly { caller: string; requests: number }[]) => {
      for (const { caller, requests } of usage) keep.set(caller, (keep.get(caller) ?? 0) + requests);
      return Promise.resolve(usage.map(({ caller }) => ({ caller, requests: keep.get(caller)! })));
    };
    const [one, other] = [sharedCounts(new Uint8Array(32), send, () => 90_000), sharedCounts(new Uint8Array(32), send, () => 90_000)];
    const settings = { requestsPerMinute: 5, anonymousWritesPerMinute: 3 };
    const [first, second] = [await server(settings, [], one), await server(settings, [], other)];
    expect(await statuses(first, 2, { url: '/write', method: 'POST' })).toEqual([200, 200]);
    await one.settle();
    expect(await statuses(second, 1, { url: '/write', method: 'POST' })).toEqual([200]);
    await other.settle();
    expect(await statuses(second, 1, { url: '/write', method: 'POST' })).toEqual([429]);
    expect(await statuses(second, 2, { url: '/read' })).toEqual([200, 429]);
    const { headers } = await second.inject('/read');
    expect(headers['retry-after']).toBe('30');
  });
  it('asks for a proof of work before a write without a token, if its settings say so', async () => {
    const app = await server({ proofOfWorkBits: 4 });
    app.post('/session/logout', () => ({}));
    const write = (headers: Record<string, string> = {}) => app.inject({ method: 'POST', url: '/write', headers });
    const refused = await write();
    expect([refused.statusCode, refused.headers['content-type']]).toEqual([428, 'application/problem+json; charset=utf-8']);
    const { details } = refused.json<{ details: { challenge: string } }>();
    let answer = 0;
    while (workIn(`${details.challenge}:${answer}`) < 4) answer += 1;
    expect((await write({ 'minglu-proof': `${details.challenge}:${answer}` })).statusCode).toBe(200);
    expect((await write({ authorization: 'Bearer x' })).statusCode).toBe(200);
    expect(await statuses(app, 1, { url: '/read' })).toEqual([200]);
    expect(await statuses(app, 1, { url: '/session/logout', method: 'POST' })).toEqual([200]);
    expect(await statuses(await server(), 1, { url: '/write', method: 'POST' })).toEqual([200]);
  });
  it('believes the address that a trusted proxy forwards, and no other', async () => {
    const forwarded = (address: string) => ({ url: '/read', remoteAddress: '192.0.2.1', headers: { 'x-forwarded-for': address } });
    const behind = await server({ requestsPerMinute: 1 }, ['192.0.2.1']);
    expect([...(await statuses(behind, 1, forwarded('198.51.100.1'))), ...(await statuses(behind, 1, forwarded('198.51.100.2')))]).toEqual([
      200, 200,
    ]);
    const direct = await server({ requestsPerMinute: 1 });
    expect([...(await statuses(direct, 1, forwarded('198.51.100.1'))), ...(await statuses(direct, 1, forwarded('198.51.100.2')))]).toEqual([
      200, 429,
    ]);
  });
  it('gives its answers headers that no browser may overlook, and lets the pages at /docs run', async () => {
    const app = await server();
    expect((await app.inject('/read')).headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
    });
    expect((await app.inject('/docs')).headers['content-security-policy']).toBeUndefined();
  });
  it('lets the pages of listed origins call it, and of no others', async () => {
    const app = await server({ corsOrigins: ['https://tool.example'] });
    const allowed = async (origin: string) =>
      (await app.inject({ url: '/read', headers: { origin } })).headers['access-control-allow-origin'];
    expect(await allowed('https://tool.example')).toBe('https://tool.example');
    expect(await allowed('https://other.example')).toBeUndefined();
    const none = await server();
    expect((await none.inject({ url: '/read', headers: { origin: 'https://tool.example' } })).headers).not.toHaveProperty(
      'access-control-allow-origin',
    );
  });
  it('lets one address hold so many event streams, and gives a place back when one is closed', async () => {
    const app = await server({ streamsPerAddress: 2 });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const follow = () =>
      new Promise<IncomingMessage>((resolve, reject) => {
        httpRequest({ host: '127.0.0.1', port, path: '/stream', headers: { accept: 'text/event-stream' } }, resolve)
          .on('error', reject)
          .end();
      });
    const [first] = [await follow(), await follow()];
    const refused = await follow();
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '5']);
    const closed = new Promise((resolve) => first.once('close', resolve));
    first.destroy();
    await closed;
    // The server learns of it a moment later.
    let again = await follow();
    for (let tries = 0; again.statusCode === 429 && tries < 100; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      again = await follow();
    }
    expect(again.statusCode).toBe(200);
  });
});
