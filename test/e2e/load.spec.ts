import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { parseInstant } from '@minglu/kernel';
import { auditor, objection, on } from '@minglu/dossier/testing';
import { describeOnPostgres } from '@minglu/event-store/testing';
import { EDGE, roomFor } from '@minglu/http';
import type { OpenService } from '@minglu/system';
import { openGateway } from '../../apps/gateway/src/service.js';
import { given, inPublicity } from '../integration/support.js';
import { startService, type TestService } from './service.js';

const LONG = process.env['MINGLU_LONG'] === '1';
const OBJECTIONS = LONG ? 1_000 : 200;
const ANSWER_MS = 120_000;
const STREAMS = LONG ? 500 : 50;
const OPEN_API = fileURLToPath(new URL('../../libs/contracts/openapi.json', import.meta.url));

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The whole service behind a gateway. */
describeOnPostgres('under load the service behind a gateway', () => {
  let service: TestService;
  let gateway: OpenService;
  let url: string;
  let sent = 0;
  beforeAll(async () => {
    // How fast it is does not count here: the machine may be busy.
    service = await startService('2025-09-25T09:00:00+08:00', { answerMs: ANSWER_MS });
    const settings = {
      host: '127.0.0.1',
      port: 0,
      logLevel: 'silent',
      answerMs: ANSWER_MS,
      upstreams: { casework: service.url, query: service.url, audit: service.url, materials: service.url },
      background: {},
      databaseUrl: null,
      metricsPort: null,
      identity: { oidc: null, publicUrl: null, areGrantsNeeded: false },
      browser: null,
      keys: { sessions: new Uint8Array(32) },
      edge: { ...EDGE, anonymousWritesPerMinute: 10 * OBJECTIONS, streamsPerAddress: STREAMS },
    };
    const context = { settings, env: {}, log: pino({ level: 'silent' }), onError: () => undefined, giveUp: () => undefined };
    gateway = await openGateway(context, OPEN_API);
    await gateway.app.listen(roomFor({ host: '127.0.0.1', port: 0 }));
    url = await gateway.app.getUrl();
    await given(service.system.casework, ...inPublicity('crowd', '330100', '2025-09-26', 'p-crowd'));
  }, 120_000);
  afterAll(async () => {
    await gateway?.close();
    await service?.close();
  }, 60_000);

  const get = async (path: string): Promise<Answer> => {
    const response = await fetch(new URL(path, url), { headers: { authorization: `Bearer ${await service.tokenOf(auditor)}` } });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  };
  /** Repeats an objection until it is answered with something else than "try again", as its sender is told to. */
  const object = async (n: number): Promise<Answer> => {
    const key = randomUUID();
    let answer: Answer;
    do {
      const response = await fetch(new URL('/public-notices/p-crowd/objections', url), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(objection(`crowd-${n}`, 'crowd', 'p-crowd', { contact: `1390000${String(n).padStart(4, '0')}` })),
      });
      answer = { status: response.status, body: (await response.json()) as Answer['body'] };
      sent += 1;
      if (answer.status === 503) await delay(1_000 * Number(response.headers.get('retry-after')));
    } while (answer.status === 503);
    return answer;
  };

  it(`loses none of ${OBJECTIONS} objections that reach one notice at the same time, and gives each a receipt`, async () => {
    service.clock.moveTo(parseInstant(on('2025-09-28'))!);
    const before = await service.system.store.head();
    const began = performance.now();
    const answers = await Promise.all(Array.from({ length: OBJECTIONS }, (_, n) => object(n)));
    process.stderr.write(`  ${OBJECTIONS} objections over HTTP, sent ${sent} times: ${Math.round(performance.now() - began)} ms\n`);
    expect(answers.filter(({ status }) => status !== 201)).toEqual([]);
    expect(new Set(answers.map(({ body }) => body['receipt'])).size).toBe(OBJECTIONS);
    expect(await service.system.store.head()).toBe(before + OBJECTIONS);
    const filed: unknown[] = [];
    for (let after: unknown = 0; after !== null;) {
      const { body } = await get(`/dossiers/crowd/events?limit=1000&afterVersion=${String(after)}`);
      filed.push(...(body['items'] as readonly { readonly type: string }[]).filter(({ type }) => type === 'ObjectionFiled'));
      after = body['next'];
    }
    expect(filed).toHaveLength(OBJECTIONS);
  }, 240_000);

  it(`answers others while ${STREAMS} readers follow the feed, gives each its events, and refuses one more`, async () => {
    const leave = new AbortController();
    const follow = () => fetch(new URL('/feed', url), { headers: { accept: 'text/event-stream' }, signal: leave.signal });
    const streams = await Promise.all(Array.from({ length: STREAMS }, follow));
    expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]));
    /** Reads until the text has come; the stream stays open. */
    const until = async ({ body }: Response, text: string): Promise<void> => {
      const [reader, decoder] = [body!.getReader(), new TextDecoder()];
      for (let read = ''; !read.includes(text);) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`the stream ended without ${text}`);
        read += decoder.decode(value as Uint8Array, { stream: true });
      }
    };
    const reading = Promise.all(streams.map((one) => until(one, 'event: PublicityStarted')));
    expect(await get('/dossiers/crowd')).toMatchObject({ status: 200 });
    await reading;
    expect(await get('/titles')).toMatchObject({ status: 200 });
    const refused = await follow();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
    leave.abort();
  }, 240_000);
});
