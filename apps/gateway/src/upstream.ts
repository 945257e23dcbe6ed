import { Agent, request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { isEventStream, isUpload } from '@minglu/http';

/** A request as `@fastify/reply-from` hands it to its client. */
interface Outgoing {
  readonly origin: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body?: string | Uint8Array | Readable | null;
}
interface Incoming {
  readonly statusCode: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: IncomingMessage;
}

interface Limits {
  /** Milliseconds in which a service must begin its answer. The rest of it, such as a stream of events, has no limit here. */
  readonly answerMs: number;
  /** The same for a read that waits for the read model, as long as the service answers `/health/live`. */
  readonly waitingMs: number;
}

/** A service that lives answers `/health/live` in so many milliseconds. */
const LIVE_MS = 300;
/** Reads that wait for the read model, and tables, which take their time to be read and written. */
const WAITS = /[?&]after=|^\/tables\//;

/** The parts of a large file are joined and inspected. An evidence package reads all its files before it begins. */
const READS_FILES = /^\/(?:material-uploads\/[^/]+\/completion|evidence-exports\/[^/]+\/package)$/;
/** Milliseconds in which files that have arrived are inspected and stored, joined, or read for a package. */
const FILE_MS = 600_000;

/** The client of the gateway: a request ends with an error if the service does not begin its answer in time. */
export const upstreamClient = ({ answerMs, waitingMs }: Limits) => {
  const pool = () => ({ 'http:': new Agent({ keepAlive: true }), 'https:': new SecureAgent({ keepAlive: true }) });
  // A stream holds its connection for hours. It has a pool of its own, so that streams never take the connections of other requests.
  const [answers, streams] = [pool(), pool()];
  const isLive = (origin: string): Promise<boolean> =>
    fetch(new URL('/health/live', origin), { signal: AbortSignal.timeout(LIVE_MS) }).then(
      ({ ok }) => ok,
      () => false,
    );

  return {
    request: ({ origin, path, method, headers, body }: Outgoing, done: (error: Error | null, answer?: Incoming) => void): void => {
      const { protocol, hostname, port } = new URL(origin);
      const isSecure = protocol === 'https:';
      const sent = (isSecure ? secureRequest : request)({
        hostname,
        port,
        path,
        method,
        headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)) as OutgoingHttpHeaders,
        agent: (isEventStream({ method, headers } as never) ? streams : answers)[isSecure ? 'https:' : 'http:'],
      });
      let isDone = false;
      const finish = (error: Error | null, answer?: Incoming): void => {
        if (isDone) return;
        isDone = true;
        clearTimeout(timer);
        done(error, answer);
      };
      const giveUp = (): void => void sent.destroy(new Error(`${origin} gives no answer`));
      const isFile = isUpload({ method, url: path });
      const longMs = isFile || READS_FILES.test(path) ? FILE_MS : WAITS.test(path) ? waitingMs : null;
      let timer: NodeJS.Timeout | undefined;
      const beginTimer = (): void => {
        timer = setTimeout(() => {
          if (longMs === null) return giveUp();
          void isLive(origin).then((live) => {
            if (!live) giveUp();
            else if (!isDone) timer = setTimeout(giveUp, longMs - answerMs);
          });
        }, answerMs);
      };
      // A file takes as long as its sender; the server limits that.
      if (isFile) sent.once('finish', () => isDone || beginTimer());
      else beginTimer();
      sent.on('error', finish).on('response', (answer) => {
        const { 'transfer-encoding': _, ...kept } = answer.headers;
        finish(null, { statusCode: answer.statusCode!, headers: kept, body: answer });
      });
      if (body && typeof body !== 'string' && !(body instanceof Uint8Array)) pipeline(body, sent, (error) => error && finish(error));
      else sent.end(body ?? undefined);
    },
    close: (): void => {
      for (const agent of [answers, streams].flatMap((one): Agent[] => Object.values(one))) agent.destroy();
    },
  };
};
