import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyHttpOptions, FastifyReply } from 'fastify';
import { PROBLEM_TYPE, requestProblem } from './problem.js';
import { isUpload, LEAST_PROGRESS, LONGEST_UPLOAD_MS } from './uploads.js';

/** Limits in milliseconds. */
export interface HttpLimits {
  /** A request must have arrived whole after so long, unless its body is a file. */
  readonly requestMs: number;
}

const HTTP_LIMITS: HttpLimits = { requestMs: 15_000 };

/** Bytes of a JSON body. Commands hold names, digests and figures; a form with a file has limits of its own. */
export const MAX_BODY = 262_144;

/**
 * The options of Fastify in every service and in the gateway. The server refuses a request with a problem document too.
 *
 * @param trustedProxies addresses and networks whose `X-Forwarded-For` is believed
 */
export const serverOptions = ({ requestMs }: HttpLimits = HTTP_LIMITS, trustedProxies: readonly string[] = []) =>
  ({
    bodyLimit: MAX_BODY,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    // That of other requests than uploads is kept by `limitBodies`.
    requestTimeout: Math.max(requestMs, LONGEST_UPLOAD_MS),
    http: {
      requestTimeout: Math.max(requestMs, LONGEST_UPLOAD_MS),
      headersTimeout: requestMs,
      connectionsCheckingInterval: Math.min(1_000, Math.ceil(requestMs / 4)),
    },
    clientErrorHandler: (error, socket) => refuseConnection(error, socket as Socket),
    frameworkErrors: ({ statusCode = 400 }, _, reply) => {
      const { problem } = requestProblem(statusCode);
      void (reply as FastifyReply).status(problem.status).type(PROBLEM_TYPE).send(problem);
    },
  }) satisfies FastifyHttpOptions<Server>;

/**
 * Connections that wait until the server takes them; the system may allow fewer (`net.core.somaxconn`). A burst beyond them is reset, and its
 * callers never learn why. Node has 511 without it.
 */
const BACKLOG = 4_096;

/** An address to listen at, with room for a burst of callers. */
export const roomFor = ({ host, port }: { readonly host: string; readonly port: number }) => ({ host, port, backlog: BACKLOG });

/** Answers a request that is no HTTP or came too late, and closes the connection. */
const refuseConnection = (error: Error & { readonly code?: string }, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const body = JSON.stringify(requestProblem(status).problem);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  if (socket.writable) socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  else socket.destroy();
};

/**
 * Limits the time in which a body arrives. When the server stops it waits for answers, but for no request that has not arrived whole: such
 * connections are cut.
 */
export const cutUnfinishedRequests = (fastify: {
  readonly server: unknown;
  addHook(name: 'preClose', hook: (done: () => void) => void): unknown;
}): void => {
  const server = fastify.server as Server;
  /** The request of each open connection that is being received or answered. */
  const requests = new Map<Socket, IncomingMessage | null>();
  server.on('connection', (socket: Socket) => {
    requests.set(socket, null);
    socket.once('close', () => requests.delete(socket));
  });
  server.on('request', (request, response) => {
    const { socket } = request;
    requests.set(socket, request);
    const endLimit = limitBody(request, response, server.headersTimeout);
    response.once('close', () => {
      endLimit();
      if (requests.has(socket)) requests.set(socket, null);
    });
  });
  fastify.addHook('preClose', (done) => {
    for (const [socket, request] of requests) if (!request?.complete) socket.destroy();
    done();
  });
};

/**
 * Ends a request whose body does not come in time. An upload has more time as long as its bytes keep coming; the server itself limits the whole.
 *
 * @param periodMs in which headers must arrive, and a body that is no file
 * @returns ends the limit, once the request is answered
 */
const limitBody = (request: IncomingMessage, response: ServerResponse, periodMs: number): (() => void) => {
  const { socket } = request;
  let received = socket.bytesRead;
  const timer = setInterval(() => {
    if (request.complete) return clearInterval(timer);
    const isProgressing = socket.bytesRead - received >= LEAST_PROGRESS;
    received = socket.bytesRead;
    if (isUpload(request) && isProgressing) return;
    clearInterval(timer);
    if (response.headersSent) socket.destroy();
    else refuseConnection(Object.assign(new Error('the body did not arrive in time'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), socket);
  }, periodMs);
  timer.unref();
  return () => clearInterval(timer);
};
