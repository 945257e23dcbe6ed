import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { EDGE } from '@minglu/http';
import type { OpenService } from '@minglu/system';
import { openGateway } from './service.js';

/** Milliseconds that the services have; the gateway adds a margin. */
const ANSWER_MS = 150;
const STREAMS = 60;

describe('the gateway, if a service', () => {
  let service: Server;
  let gateway: OpenService;
  let url: string;
  let answer: RequestListener;
  beforeAll(async () => {
    service = createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
    const settings = {
      host: '127.0.0.1',
      port: 0,
      logLevel: 'silent',
      answerMs: ANSWER_MS,
      background: {},
      databaseUrl: null,
      metricsPort: null,
      identity: { oidc: null, publicUrl: null, areGrantsNeeded: false },
      browser: null,
      keys: { sessions: new Uint8Array(32) },
      edge: { ...EDGE, streamsPerAddress: STREAMS },
      upstreams: { casework: address, query: address, audit: 'http://127.0.0.1:1', materials: address },
    };
    const context = { settings, env: {}, log: pino({ level: 'silent' }), onError: () => undefined, giveUp: () => undefined };
    gateway = await openGateway(context, fileURLToPath(new URL('../../../libs/contracts/openapi.json', import.meta.url)));
    await gateway.app.listen({ host: '127.0.0.1', port: 0 });
    url = await gateway.app.getUrl();
  });
  afterAll(async () => {
    await gateway.close();
    service.closeAllConnections();
    service.close();
  });

  const silent: RequestListener = () => undefined;
  const get = (path: string) => fetch(new URL(path, url));
  const command = () =>
    fetch(new URL('/commands', url), { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"type":"A"}' });
  const problemOf = async (response: Response) => [
    response.status,
    ((await response.json()) as { code: string }).code,
    response.headers.get('retry-after'),
  ];

  it('does not answer, gives 503: the outcome of a command is then unknown', async () => {
    answer = silent;
    expect(await problemOf(await get('/dossiers'))).toEqual([503, 'service-away', '2']);
    expect(await problemOf(await command())).toEqual([503, 'outcome-unknown', '2']);
  });
  it('takes a file, gets as long as its sender needs, and gives its answer', async () => {
    answer = (request, response) => {
      let size = 0;
      request.on('data', ({ length }: Buffer) => (size += length)).on('end', () => response.end(JSON.stringify({ size })));
    };
    const parts = 8;
    const slowly = async function* () {
      for (let part = 0; part < parts; part += 1) {
        yield Buffer.alloc(100_000);
        await delay(ANSWER_MS / 2);
      }
    };
    const sent = { method: 'POST', headers: { 'content-type': 'application/pdf' }, body: ReadableStream.from(slowly()), duplex: 'half' };
    const response = await fetch(new URL('/materials', url), sent as unknown as RequestInit);
    expect(await response.json()).toEqual({ size: parts * 100_000 });
  });
  it('refuses a file early, passes its answer on', async () => {
    answer = (request, response) => {
      request.resume();
      response.writeHead(422, { 'content-type': 'application/problem+json' }).end('{"code":"material-refused"}');
    };
    const response = await fetch(new URL('/materials', url), {
      method: 'POST',
      headers: { 'content-type': 'application/pdf' },
      body: Buffer.alloc(8_000_000),
    });
    expect([response.status, await response.text()]).toEqual([422, '{"code":"material-refused"}']);
  });
  it('cannot be reached, gives 503 at once', async () => {
    expect(await problemOf(await get('/log'))).toEqual([503, 'service-away', '2']);
  });
  it('lives and waits for its read model, waits with it; a service that is frozen is not waited for', async () => {
    const waiting: RequestListener = ({ url: path }, response) =>
      path === '/health/live' ? response.end('{}') : void delay(ANSWER_MS + 700).then(() => response.end('{"items":[]}'));
    answer = waiting;
    expect((await get('/dossiers?after=x')).status).toBe(200);
    answer = silent;
    expect(await problemOf(await get('/dossiers?after=x'))).toEqual([503, 'service-away', '2']);
  });
  it('answers a command with a body, passes both on', async () => {
    answer = (request, response) => request.pipe(response.writeHead(201, { 'content-type': 'application/json', 'x-from': 'casework' }));
    const response = await command();
    expect([response.status, response.headers.get('x-from'), await response.text()]).toEqual([201, 'casework', '{"type":"A"}']);
  });
  it('takes a file, passes on each of its bytes', async () => {
    answer = (request, response) => {
      let length = 0;
      request
        .on('data', (chunk: Buffer) => (length += chunk.length))
        .on('end', () => response.end(JSON.stringify([request.headers['content-type']?.split(';')[0], length])));
    };
    const form = new FormData();
    form.set('file', new Blob([Buffer.alloc(3 * 1024 * 1024, 1)]), 'a.xlsx');
    const response = await fetch(new URL('/tables/summary-table/imports', url), { method: 'POST', body: form });
    const [type, length] = (await response.json()) as [string, number];
    expect([response.status, type, length > 3 * 1024 * 1024]).toEqual([200, 'multipart/form-data', true]);
  });
  it('has begun its answer, lets it take its time', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' }).write(': …\n\n');
      void delay(ANSWER_MS + 700).then(() => response.end('data: 1\n\n'));
    };
    expect(await (await get('/dossiers')).text()).toBe(': …\n\ndata: 1\n\n');
  });
  it('has many streams open, answers other requests, and refuses one more stream of the same address', async () => {
    answer = ({ headers }, response) =>
      headers.accept === 'text/event-stream'
        ? response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' }).write(':\n\n')
        : response.end('{"items":[]}');
    const leave = new AbortController();
    const follow = () => fetch(new URL('/dossiers', url), { headers: { accept: 'text/event-stream' }, signal: leave.signal });
    const streams = await Promise.all(Array.from({ length: STREAMS }, follow));
    expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await (await get('/dossiers')).json()).toEqual({ items: [] });
    expect(await problemOf(await follow())).toEqual([429, 'too-many-streams', '5']);
    leave.abort();
  });
});
