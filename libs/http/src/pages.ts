import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem, unknownRoute } from './send-problem.js';

/** Where the pages of the console are. */
const BASE = '/console/';
/** The document has this in the place of its nonce. */
const NONCE = '%NONCE%';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
/** Files below this folder have a digest in their names: they never change. */
const ASSETS = 'assets/';

/** Only our own scripts; styles of the component library carry the nonce of the document. No other site, no frame, no inline code. */
const policyOf = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');

interface Asset {
  readonly type: string;
  readonly body: Buffer;
  /** Packed by its first reader, so that a start does not wait for it. */
  readonly packed: () => Buffer;
  readonly etag: string;
}

const assetsOf = (folder: string): ReadonlyMap<string, Asset> => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && TYPES[extname(entry.name)],
  );
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const body = readFileSync(path);
      const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
      let packed: Buffer | undefined;
      const asset: Asset = { type: TYPES[extname(path)]!, body, packed: () => (packed ??= gzipSync(body)), etag };
      return [relative(folder, path).split(sep).join('/'), asset] as const;
    }),
  );
};

const takesGzip = ({ headers }: FastifyRequest): boolean => /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''));

const sendAsset = (request: FastifyRequest, reply: FastifyReply, name: string, { type, body, packed, etag }: Asset): FastifyReply => {
  void reply
    .header('cache-control', name.startsWith(ASSETS) ? 'public, max-age=31536000, immutable' : 'no-cache')
    .header('etag', etag)
    .header('vary', 'accept-encoding')
    .type(type);
  if (request.headers['if-none-match'] === etag) return reply.status(304).send();
  return takesGzip(request) ? reply.header('content-encoding', 'gzip').send(packed()) : reply.send(body);
};

/**
 * Serves the pages of the console below `/console/`, from files that a build has made. The document answers every address of a page; the page
 * itself reads the address. Browsers that ask for `/` are sent there.
 *
 * @param folder where the build has put them; without it there are no pages
 * @returns whether there are pages
 */
export const addPages = (server: FastifyInstance, folder: string): boolean => {
  if (!existsSync(join(folder, 'index.html'))) return false;
  const { 'index.html': document, ...assets } = Object.fromEntries(assetsOf(folder));
  const html = document!.body.toString('utf8');
  server.addHook('onRequest', async ({ method, url, headers }, reply) => {
    if (method === 'GET' && /^\/(?:\?|$)/.test(url) && headers.accept?.includes('text/html')) return reply.redirect(BASE);
    return;
  });
  server.get('/console', (_, reply) => reply.redirect(BASE));
  server.get('/console/*', (request, reply) => {
    const name = (request.params as { readonly '*': string })['*'];
    const asset = assets[name];
    if (asset !== undefined && Object.hasOwn(assets, name)) return sendAsset(request, reply, name, asset);
    // A file of an earlier release is no page.
    if (name.startsWith(ASSETS)) return sendProblem(reply, unknownRoute());
    const nonce = randomBytes(16).toString('base64');
    return reply
      .header('content-security-policy', policyOf(nonce))
      .header('cache-control', 'no-store')
      .type(document!.type)
      .send(html.replaceAll(NONCE, nonce));
  });
  return true;
};
