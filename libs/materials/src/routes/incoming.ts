import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { ProblemException, requestProblem } from '@minglu/http';
import { MOST_SIZE } from '../materials.js';

/** The bytes of a request, with the name that their sender gives. */
export interface Incoming {
  readonly source: AsyncIterable<Uint8Array>;
  readonly name: string;
}

const IS_FORM = /^multipart\/form-data\b/i;
const FILE_NAME = 'minglu-file-name';

/**
 * The file of a request: the body itself, or the field `file` of a form.
 *
 * @throws ProblemException `invalid-request` without a name, or for a form of another shape
 */
export const incomingFile = async (request: FastifyRequest): Promise<Incoming> => {
  if (!IS_FORM.test(request.headers['content-type'] ?? '')) return { source: bytesOf(request, request.raw), name: nameIn(request) };
  const part = await request.file({ limits: { fileSize: MOST_SIZE + 1 } }).catch((error: Error & { readonly statusCode?: number }) => {
    throw error.statusCode === undefined ? wrongForm() : error;
  });
  if (part?.fieldname !== 'file') {
    part?.file.resume();
    throw wrongForm();
  }
  return { source: bytesOf(request, part.file), name: part.filename };
};

/** The body of a request as bytes, for a part of a file. */
export const incomingBytes = (request: FastifyRequest): AsyncIterable<Uint8Array> => bytesOf(request, request.raw);

/** The bytes as they come. A reader that stops early leaves the rest to be thrown away, so that the sender can read the answer. */
async function* bytesOf(request: FastifyRequest, stream: Readable): AsyncGenerator<Uint8Array> {
  try {
    yield* stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  } catch (error) {
    // The sender has left, or stopped half-way.
    if (request.raw.destroyed || request.raw.readableAborted || !request.raw.complete) throw requestProblem(400);
    throw error;
  } finally {
    stream.resume();
  }
}

/** @throws ProblemException `body-too-large` */
export async function* atMost(most: number, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > most) throw requestProblem(413, { most });
    yield chunk;
  }
}

const nameIn = ({ headers }: FastifyRequest): string => {
  const given = headers[FILE_NAME];
  try {
    if (typeof given === 'string' && given !== '') return decodeURIComponent(given);
  } catch {
    // It is not percent-encoded UTF-8.
  }
  throw new ProblemException(
    'invalid-request',
    '请求头 Minglu-File-Name 须为百分号编码的文件名',
    'the header Minglu-File-Name is the name of the file, percent-encoded',
  );
};
const wrongForm = (): ProblemException =>
  new ProblemException('invalid-request', '表单须有一个文件字段 file', 'the form has one file, in the field file');

/** SHA-256 in hexadecimal of `Content-Digest` (RFC 9530); undefined without the header. */
export const statedDigest = ({ headers }: FastifyRequest): string | undefined => {
  const given = headers['content-digest'];
  if (given === undefined) return undefined;
  const [, base64] = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(String(given)) ?? [];
  if (base64 === undefined)
    throw new ProblemException('invalid-request', 'Content-Digest 须含 sha-256=:Base64:', 'Content-Digest has sha-256=:base64: (RFC 9530)');
  return Buffer.from(base64, 'base64').toString('hex');
};
